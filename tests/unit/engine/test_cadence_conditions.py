"""Steps with a condition: which step is next, when it is due, and what the decision says."""

from dataclasses import replace
from datetime import timedelta

from cadence_world import NEW_YORK, cadences, local, shown, started, step
from follow_up_world import Life, company, june
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.conditions.nodes import IsTrue, Name
from leadpact.engine.cadences import (
    CadenceState,
    StepLeftOut,
    complete_step,
    review_steps,
    skip_step,
)
from leadpact.engine.lifecycle import EventKind, Reason, ReasonCode, RecordReply
from leadpact.events import EventCodec, Parts, PersonalValues
from leadpact.explain import explain_follow_up
from leadpact.terms.stages import TouchKind

NAMES = tuple("abcdef")


def conditional(name, **given):
    """Return a step whose condition is an attribute of its own name."""
    when = IsTrue(Name(name))
    return replace(step(name, **given), when=when, opens=when)


def asks(true):
    """Return what says which steps' conditions are true."""
    return lambda item: item.opens.operand.name in true


STEPS = st.lists(
    st.tuples(st.booleans(), st.sampled_from([None, 1, 2, 5])), min_size=1, max_size=len(NAMES)
).map(
    lambda drawn: tuple(
        (conditional if has_condition else step)(name, days=days)
        for name, (has_condition, days) in zip(NAMES, drawn, strict=False)
    )
)


def taken(steps, true):
    return [item for item in steps if item.opens is None or item.step_id in true]


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sets(st.sampled_from(NAMES)), st.lists(st.integers(0, 400_000), max_size=6))
def test_a_cadence_whose_conditions_stay_is_the_one_without_the_steps_left_out(steps, true, delays):
    wanted = taken(steps, true)
    made, plain = cadences(*steps), cadences(*(wanted or [step("none")]))
    run = started(made, "2026-06-01 10:00", is_met=asks(true))
    other = started(plain, "2026-06-01 10:00")
    late = iter(delays)
    for item in wanted:
        assert (run.next_step_id, run.due_at) == (item.step_id, other.due_at)
        done = {"step_id": item.step_id, "done_at": run.due_at + timedelta(seconds=next(late, 0))}
        run = complete_step(made, run, **done, is_met=asks(true))
        other = complete_step(plain, other, **done)
    assert run.state is CadenceState.COMPLETED
    assert [item.step_id for item in run.left_out] == [
        item.step_id for item in steps if item not in wanted
    ]


CHANGES = st.lists(
    st.tuples(st.sampled_from(["done", "skipped", "facts"]), st.sets(st.sampled_from(NAMES))),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(STEPS, st.sets(st.sampled_from(NAMES)), CHANGES)
def test_the_next_step_is_the_first_after_the_last_one_done_whose_condition_is_true(
    steps, true, changes
):
    made, at = cadences(*steps), local("2026-06-01 10:00")
    run = started(made, "2026-06-01 10:00", is_met=asks(true))
    for what, then in changes:
        if run.is_over:
            break
        at, before = at + timedelta(hours=7), run
        if what == "done":
            run = complete_step(made, run, step_id=run.next_step_id, done_at=at, is_met=asks(then))
        elif what == "skipped":
            skipped = {"step_id": run.next_step_id, "skipped_at": at}
            run = skip_step(made, run, **skipped, is_met=asks(then))
        else:
            run = review_steps(made, run, at=at, is_met=asks(then))
        ids = [item.step_id for item in steps]
        n_done = ids.index(run.done[-1].step_id) + 1 if run.done else 0
        left = taken(steps[n_done:], then)
        assert run.next_step_id == (left[0].step_id if left else None)
        n_next = ids.index(run.next_step_id) if left else len(ids)
        done = {item.step_id for item in run.done}
        assert [item.step_id for item in run.left_out] == [
            name for name in ids[:n_next] if name not in done
        ]
        if what == "facts" and run.next_step_id == before.next_step_id:
            assert run is before


def test_a_cadence_without_conditions_asks_nothing():
    def never(_step):
        raise AssertionError

    made = cadences(step("one"), step("two", days=1))
    run = started(made, "2026-06-01 10:00", is_met=never)
    assert review_steps(made, run, at=local("2026-06-02 10:00"), is_met=never) is run
    run = complete_step(made, run, step_id="one", done_at=run.due_at, is_met=never)
    assert (run.next_step_id, run.left_out) == ("two", ())


def test_a_step_that_stays_left_out_keeps_the_moment_at_which_it_was():
    made = cadences(conditional("a"), conditional("b"), step("c", days=1))
    run = started(made, "2026-06-01 10:00", is_met=asks({"b"}))
    assert run.left_out == (StepLeftOut("a", local("2026-06-01 10:00")),)
    later = local("2026-06-01 15:00")
    run = review_steps(made, run, at=later, is_met=asks(()))
    assert run.left_out == (StepLeftOut("a", local("2026-06-01 10:00")), StepLeftOut("b", later))
    assert shown(run.due_at, NEW_YORK) == "Tue 2026-06-02 10:00"


TRACKS = """
  channels: {text: {label: Text message}}
  tracks:
    - id: all
      steps:
        - {id: call-1, channel: call}
        - {id: text-1, channel: text, after: {days: 1}, when: "text_consent"}
        - {id: call-2, channel: call, after: {days: 2}}
      influencer_steps:
        - {id: text-2, channel: text, when: "n_employees >= 50"}
"""
OTHER = TRACKS.replace('"text_consent"', '"intent >= 90"')
ATTRIBUTES = "\n  text_consent: {type: boolean}\n"


def called(**known):
    life = Life(company(cadences=TRACKS, attributes=ATTRIBUTES))
    life.qualify(june(1, 10), **known)
    life.touch(june(1, 11), TouchKind.CALL)
    return life


def test_the_decision_gives_the_step_that_was_left_out_as_a_reason() -> None:
    life = called()
    assert life.last.reasons == (Reason(ReasonCode.STEP_LEFT_OUT, "text-1"),)
    assert life.state.runs[0].next_step_id == "call-2"
    life.touch(june(1, 12), TouchKind.EMAIL)
    assert Reason(ReasonCode.STEP_LEFT_OUT, "text-1") not in life.last.reasons


def test_the_first_decision_says_that_the_influencer_gets_no_step() -> None:
    life = Life(company(cadences=TRACKS, attributes=ATTRIBUTES))
    life.qualify(june(1, 10), n_employees=20)
    assert Reason(ReasonCode.STEP_LEFT_OUT, "text-2") in life.last.reasons
    assert [run.state for run in life.state.runs] == [CadenceState.RUNNING, CadenceState.COMPLETED]


def test_the_explanation_says_which_condition_left_a_step_out() -> None:
    life = called()
    text = explain_follow_up(life.state, life.rules, as_of=june(1, 12))
    assert (
        "Step text-1, Text message, left out on Mon 1 Jun 11:00,"
        " because “text_consent” is not true." in text
    )
    life.learn(june(1, 13), text_consent=True)
    text = explain_follow_up(life.state, life.rules, as_of=june(1, 14))
    assert "Step text-1" not in text
    assert "The next step is text-1, Text message, due" in text


def test_a_cadence_keeps_the_conditions_of_the_pact_it_started_under() -> None:
    life = called()
    life.rules = company(cadences=OTHER, attributes=ATTRIBUTES)
    life.learn(june(1, 13), text_consent=True)
    assert life.state.runs[0].next_step_id == "text-1"


def test_a_cadence_that_has_ended_is_not_asked_again() -> None:
    life = called()
    life.submit(RecordReply, june(1, 12))
    life.learn(june(1, 13), text_consent=True)
    assert life.state.runs[0].state is CadenceState.STOPPED


def test_a_stored_cadence_has_its_conditions_and_what_was_left_out() -> None:
    life, personal = called(n_employees=60), PersonalValues("salt")
    codec = EventCodec(Parts())
    text = codec.encode_state(life.state, personal)
    known = PersonalValues("salt", {item.digest: item.value for item in personal.added})
    read = EventCodec(Parts(codec.parts.added)).decode_state(
        text, known, life.state.activities, life.state.seen
    )
    assert read == life.state
    assert read.runs[0].steps[1].opens is not None
    assert read.runs[0].left_out == (StepLeftOut("text-1", june(1, 11)),)


def test_a_changed_fact_moves_only_the_cadence_whose_step_it_changes() -> None:
    life = called(n_employees=60)
    life.learn(june(1, 13), text_consent=True)
    moved = [item for item in life.last.events if item.kind is EventKind.CADENCE_MOVED]
    assert [item.payload.run_id for item in moved] == [life.state.runs[0].run_id]
