"""Random lives of a lead: once a disposition is corrected, it is as if that had been given."""

from dataclasses import replace
from datetime import timedelta
from functools import reduce
from random import Random

import pytest
from follow_up_random import DAY
from follow_up_stored import hold_stored
from test_withdrawal_random import MANAGER, RULES_OF, Lived, Report, as_if_never, live

from leadpact.engine.lifecycle import Decision, DisposeLead, LeadState, decide, fold_events
from leadpact.engine.replay import logged_history
from leadpact.engine.routing import apply_change
from leadpact.engine.scheduling import wake_command
from leadpact.engine.withdrawal import decide_with_log, decisions_of, recorded_groups
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole

N_LIVES, N_PARTS = 900, 3


def disposed(lived: Lived) -> list[DisposeLead]:
    """Return the dispositions that were taken."""
    return [
        item.command
        for item in decisions_of(lived.events, LeadState("l-1"))
        if isinstance(item.command, DisposeLead) and item.refusal is None
    ]


def corrected(given: DisposeLead) -> DisposeLead:
    """Return what the disposition should have been, of the same side and at the same moment."""
    if given.side is RepRole.AE:
        rest = {"code": "unqualified", "reason": "timing", "fault": None}
    else:
        rest = {"code": "other", "reason": None, "fault": None, "note": "a mistake"}
    return replace(given, id="c", corrects=given.id, actor=MANAGER, by_rep_id=None, **rest)


def correct(lived: Lived, command: DisposeLead, report: Report) -> Decision:
    """Decide on a correction from the log of the lead."""
    decision = decide_with_log(
        lived.events,
        command,
        report.rules,
        rules_of=RULES_OF.__getitem__,
        lead_id="l-1",
        as_of=report.at,
        routing=lived.routing,
    )
    return lived.take(decision)


def as_if_given(state: LeadState) -> LeadState:
    """Return a state without the record of what was corrected."""
    given = tuple(replace(item, corrects=None) for item in state.dispositions)
    return as_if_never(replace(state, dispositions=given))


@pytest.mark.parametrize("part", range(N_PARTS))
def test_what_was_corrected_is_as_if_it_had_been_given(part: int) -> None:
    n_corrected = 0
    for seed in range(part, N_LIVES, N_PARTS):
        lived, reports = live(seed)
        given = disposed(lived)
        if given and len({report.rules.fingerprint for report in reports}) == 1:
            n_corrected += hold_corrected(lived, reports, Random(seed).choice(given))
    assert n_corrected > 40


def hold_corrected(lived: Lived, reports: list[Report], mistaken: DisposeLead) -> bool:
    """Correct a disposition a day after the last report; return whether it was taken."""
    end, rules = reports[-1].at + DAY + timedelta(seconds=7), reports[-1].rules
    lived.wake(rules, until=end)
    command, before, earlier = corrected(mistaken), lived.state, lived.events
    routing = lived.routing
    decision = correct(lived, command, Report(command, end, rules))
    assert fold_events(before, decision.events, earlier=earlier) == decision.new_state
    assert reduce(apply_change, decision.routing_changes, routing) == decision.routing
    if decision.refusal is not None:
        assert decision.new_state.dispositions == before.dispositions
        return False
    assert decision.new_state.withdrawn_ids[-1:] == (mistaken.id,)
    other = Lived()
    for report in reports:
        if report.command == mistaken:
            other.submit(report._replace(command=replace(command, corrects=None)))
        # Its id stays taken: what was reported under it besides is refused now as it was then.
        elif report.command.id != mistaken.id:
            other.submit(report)
    other.submit(Report(wake_command(end, retry_at=None), end, rules))
    assert as_if_given(lived.state) == as_if_given(other.state), mistaken
    assert fold_events(LeadState("l-1"), lived.events) == lived.state
    hold_stored(lived.decisions, every_state=False)
    groups = [event for group in recorded_groups(lived.events) for event in group]
    assert groups == lived.events
    return True


def one_corrected() -> tuple[Lived, DisposeLead, Report]:
    """Return a life whose first correction that is taken was made, with its command."""
    for seed in range(N_LIVES):
        lived, reports = live(seed)
        for mistaken in disposed(lived):
            command = corrected(mistaken)
            report = Report(command, reports[-1].at + DAY, reports[-1].rules)
            if correct(lived, command, report).refusal is None:
                return lived, command, report
            lived.decisions.pop()
    raise AssertionError("no correction was taken")


def test_a_correction_that_is_sent_again_changes_nothing() -> None:
    lived, command, report = one_corrected()
    before = lived.state
    again = correct(lived, command, report)
    assert again.refusal is None
    assert again.new_state.dispositions == before.dispositions
    assert not [event for event in again.events if event.payload is not None]
    other = replace(command, note="another one")
    assert correct(lived, replace(other, code="no_need"), report).refusal is not None


def test_decide_refuses_a_correction_as_it_needs_the_log() -> None:
    lived, command, report = one_corrected()
    fresh = replace(command, id="fresh")
    decision = decide(lived.state, fresh, report.rules, as_of=report.at, routing=lived.routing)
    assert decision.refusal is not None
    assert decision.refusal.code is RefusalCode.LOG_NEEDED


def test_a_history_has_the_correction_as_a_disposition_like_others() -> None:
    lived, command, _ = one_corrected()
    named = {item.id: item for _, item in logged_history(lived.events).commands}
    assert named["c"] == replace(command, corrects=None)
    assert command.corrects not in named
