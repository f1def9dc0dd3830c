"""A lead on hold until a date: what is stored of it, when the lead wakes, and what is explained.

The hand-worked cases of `tests/cases/holds` say what follows; June 2026 begins on a Monday.
"""

from datetime import date, datetime, timedelta
from random import Random

import pytest
from follow_up_invariants import hold_all, hold_fold
from follow_up_random import DAY, HOUR, MINUTE, ROUTING, happen, kind_for
from follow_up_stored import hold_stored
from follow_up_world import ABSENCES, Life, company, june, named, refused

from leadpact.engine.cadences import Rest, RestReason
from leadpact.engine.clocks import ClockState, Pause
from leadpact.engine.lifecycle import (
    Decision,
    DisposeLead,
    EventKind,
    LeadState,
    RecordOptOut,
    Task,
    TaskKind,
    decide,
    wake_at,
)
from leadpact.engine.routing import RoutingState
from leadpact.explain import explain_follow_up
from leadpact.pact.check import check_pact_text
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole

FEEDBACK = """
  dispositions:
    sdr:
      on_hold: {label: Waiting, leads_to: stays, stops_work: false, needs: [until]}
      working: {label: Working, leads_to: stays, stops_work: false}
"""
CLOCKS = """
  - kind: resolve
    within: {days: 10}
    pauses_on: [disposition.on_hold]
    resumes_on: []
    on_breach: [{do: notify}]
"""
RULES = company(feedback=FEEDBACK, clocks=CLOCKS)


def give(life: Life, at: datetime, code: str = "on_hold", **what: object) -> Decision:
    """Let ann give a status."""
    return life.submit(DisposeLead, at, side=RepRole.SDR, code=code, by_rep_id="ann", **what)


def on_hold(until: date | datetime | None = None) -> Life:
    """Return a lead that is put on hold on Monday at 12:00, by default until the 10th."""
    life = Life(RULES)
    life.qualify(june(1, 10))
    give(life, june(1, 12), until=until or june(10))
    return life


def test_a_hold_is_one_event_and_the_lead_wakes_at_its_date() -> None:
    life = on_hold()
    [began] = named(life.last, EventKind.HOLD_BEGAN)
    assert (began.occurred_at, began.payload.until) == (june(1, 12), june(10))
    assert life.last.wake_at == june(10)
    assert life.state.runs[0].rests == (Rest(RestReason.ON_HOLD, june(10)),)
    [ended] = named(life.wait(june(12)), EventKind.HOLD_ENDED)
    assert (ended.occurred_at, ended.payload.ended_at) == (june(10), june(10))
    assert ended.origin.actor == "system:time"
    assert life.clock("resolve").pauses == (Pause(june(1, 12), june(10)),)
    assert Task(TaskKind.TAKE_UP, "ann", "l-1", june(10)) in life.last.tasks


def test_a_promise_is_broken_when_it_is_due_after_the_hold() -> None:
    life = on_hold(june(3))
    life.wait(june(30))
    clock = life.clock("resolve")  # 5 + 8 hours later than on Monday the 15th at 10:00
    assert (clock.state, clock.due_at) == (ClockState.BREACHED, june(16, 15))


def test_a_history_with_holds_is_read_as_it_was_stored() -> None:
    life = on_hold(date(2026, 6, 9))
    give(life, june(2, 9), until=june(9, 12) + timedelta(microseconds=5))
    give(life, june(3, 9), "working")
    life.wait(june(12))
    hold_stored(life.decisions, every_state=True)


def test_a_disposition_with_a_date_is_another_command_than_one_without() -> None:
    life = on_hold()
    same = {"id": "h3", "side": RepRole.SDR, "code": "on_hold", "by_rep_id": "ann"}
    assert life.submit(DisposeLead, june(1, 12), until=june(10), **same).refusal is None
    life.submit(DisposeLead, june(1, 12), until=june(11), **same)
    assert refused(life) is RefusalCode.ID_TAKEN


def test_a_date_in_the_past_or_missing_or_for_nothing_is_refused() -> None:
    life = Life(RULES)
    life.qualify(june(1, 10))
    give(life, june(1, 12))
    assert refused(life) is RefusalCode.UNTIL_MISSING
    for until in (june(1, 12), date(2026, 6, 1), june(1, 11)):
        give(life, june(1, 12), until=until)
        assert refused(life) is RefusalCode.UNTIL_IN_THE_PAST
    give(life, june(1, 12), "working", until=june(9))
    assert refused(life) is RefusalCode.UNTIL_NOT_TAKEN
    assert life.state.hold is None


def test_the_explanation_says_until_when_and_how_it_ended() -> None:
    life = on_hold()
    text = explain_follow_up(life.state, life.rules, as_of=june(2))
    assert (
        "It is on hold until Wed 10 Jun 00:00, as “Waiting” was given on Mon 1 Jun 12:00. Then its"
        " cadences and the clocks that pause on it go on, and it is to be taken up again." in text
    )
    assert "It rests until Wed 10 Jun 00:00, because the lead is on hold." in text
    assert "gave the disposition “Waiting”, until Wed 10 Jun 00:00." in text
    life.wait(june(10))
    text = explain_follow_up(life.state, life.rules, as_of=june(10))
    assert "It was on hold until Wed 10 Jun 00:00, as “Waiting” was given" in text
    assert "To do: ann takes the lead up again, as it is no longer on hold, by Wed 10 Jun" in text


def test_the_explanation_says_that_another_status_ended_it() -> None:
    life = on_hold()
    give(life, june(2, 12), "working")
    text = explain_follow_up(life.state, life.rules, as_of=june(3))
    assert "given on Mon 1 Jun 12:00; another disposition ended that on Tue 2 Jun 12:00." in text


def test_nobody_is_to_take_up_a_lead_whose_prospect_opted_out() -> None:
    life = on_hold()
    life.submit(RecordOptOut, june(3, 9))
    assert life.state.hold is None
    assert life.wait(june(12)).tasks == ()


def test_a_hold_of_an_ae_is_found_with_its_fix() -> None:
    text = """spec: 1
name: x
gates: {conversation_lead: {must_have: [email]}}
feedback: {dispositions: {ae: {later: {leads_to: stays, stops_work: false, needs: [until]}}}}
"""
    [issue] = check_pact_text(text).issues
    assert issue.fact == (
        "`later` needs a date until which the lead is on hold, and only an SDR puts a lead on hold,"
        " not an AE."
    )
    assert issue.fix == "Write it under `sdr`, or take `until` out of `needs`."


WAITS = (10 * MINUTE, HOUR, 3 * HOUR, DAY, 4 * DAY)
DRAWN = company(routing=ROUTING, feedback=FEEDBACK, clocks=CLOCKS, absences=ABSENCES)
N_HISTORIES = 160


def live(seed: int) -> list[Decision]:
    """Live through a random history with many holds; every decision is held to all invariants."""
    random = Random(seed)
    state, routing, now = LeadState("l-1"), RoutingState(), june(1, 9)
    decisions = list[Decision]()
    for n in range(random.randint(8, 20)):
        now += random.choice(WAITS)
        command = happen(
            random.choice, kind_for(random.choice, state), state, now=now, fresh=f"h{n}"
        )
        if state.lead is not None and random.random() < 0.4:
            code = random.choice(["on_hold", "on_hold", "on_hold", "working"])
            until = now + random.choice(WAITS) if code == "on_hold" else None
            at = now - random.choice([0 * HOUR, 0 * HOUR, 2 * HOUR, 2 * DAY])
            command = DisposeLead(
                f"h{n}", at, RepRole.SDR, code, None, until=until, actor="system:example"
            )
        decision = decide(state, command, DRAWN, as_of=now, routing=routing)
        hold_fold(state, routing, decision)
        hold_all(state, routing, command, decision, DRAWN)
        hold_holds(decision.new_state)
        decisions.append(decision)
        state, routing = decision.new_state, decision.routing
    return decisions


def hold_holds(state: LeadState) -> None:
    """A lead on hold wakes at its date, and all that pauses on it rests; no other does."""
    hold = state.active_hold
    rests = [rest for run in state.runs if not run.is_over for rest in run.rests]
    held = [rest.until for rest in rests if rest.reason is RestReason.ON_HOLD]
    resolve = [item for item in state.clocks if item.policy.name == "resolve" and item.is_running]
    if hold is None:
        assert held == []
        assert all(clock.state is ClockState.RUNNING for clock in resolve if not by_hand(clock))
        return
    assert state.as_of is not None
    assert hold.until > state.as_of
    woken_at = wake_at(state, DRAWN)
    assert woken_at is not None
    assert woken_at <= hold.until
    assert held == [hold.until] * len([run for run in state.runs if not run.is_over])
    assert all(clock.state is ClockState.PAUSED for clock in resolve if not by_hand(clock))


def by_hand(clock: object) -> bool:
    """Tell whether somebody paused a clock by hand, or let it go on."""
    return any(one.signal in ("PAUSED", "RESUMED") for one in clock.signals)  # type: ignore[attr-defined]


@pytest.mark.parametrize("part", range(4))
def test_a_random_history_with_holds_keeps_every_invariant_and_is_read_as_stored(
    part: int,
) -> None:
    kinds = set[EventKind]()
    for seed in range(part, N_HISTORIES, 4):
        decisions = live(seed)
        hold_stored(decisions, every_state=seed % 10 == 0)
        kinds |= {event.kind for decision in decisions for event in decision.events}
    assert kinds >= {EventKind.HOLD_BEGAN, EventKind.HOLD_ENDED}
