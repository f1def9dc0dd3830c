"""Correct a disposition: it is withdrawn, and another one is decided on in its place.

The log has a withdrawal and a new disposition. Pure.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from leadpact.engine.lead import Person
from leadpact.engine.lifecycle import (
    Decision,
    DecisionContext,
    DisposeLead,
    Event,
    FollowUp,
    LeadState,
    WithdrawReport,
    decide_by,
    fold_events,
    wake_at,
)
from leadpact.engine.routing import RoutingState
from leadpact.engine.withdrawal.past_decisions import PastDecision, decisions_of, place_of
from leadpact.engine.withdrawal.redone import RedoneDecisions
from leadpact.engine.withdrawal.withdraw import counting_as, decide_mark, withdrawal_refusal
from leadpact.terms.refusals import Refusal, RefusalCode


def decide_correction(
    events: Sequence[Event],
    command: DisposeLead,
    rules: FollowUp,
    *,
    rules_of: Callable[[str], FollowUp],
    lead_id: str,
    as_of: datetime,
    routing: RoutingState | None = None,
    colleagues: Sequence[Person] = (),
) -> Decision:
    """Decide on a disposition that corrects an earlier one of the lead.

    The one that was a mistake is withdrawn. The other is decided on at its own moment, but not
    before that at which the first was decided on; what came after is decided again.

    Parameters
    ----------
    command
        The disposition; `corrects` is the id of the one that was a mistake.
    events, rules, rules_of, lead_id, as_of, routing, colleagues
        As in `decide_withdrawal`.

    Returns
    -------
    Decision
        Refused where the first cannot be withdrawn, or the other not be given in its place: then
        nothing changed but the time.
    """
    state, routing = fold_events(LeadState(lead_id), events), routing or RoutingState()
    decisions = decisions_of(events, LeadState(lead_id))
    place = place_of(decisions, command.corrects or "")
    withdrawal = WithdrawReport(
        f"{command.id}/withdrawal", as_of, command.corrects or "", actor=command.actor
    )
    refusal = _refusal(withdrawal, decisions, place, state, rules)
    checked = _checked(command, state, rules, as_of=as_of, routing=routing, refusal=refusal)
    if checked.refusal is not None or command.id in state.seen:
        return checked
    as_of = max(as_of, state.as_of or as_of)
    withdrawal = replace(withdrawal, occurred_at=as_of)
    redone = RedoneDecisions(state, routing, counting_as(rules, rules_of), as_of, colleagues)
    redone.go_back(withdrawal, decisions[place:], rules)
    at = max(command.occurred_at, decisions[place].as_of)
    before, after = _split(decisions[place:], at)
    for decision in before:
        redone.decide_again(decision)
    following = after[0].before if after else state
    taken = redone.decide_at(command, rules, at=at, missed=wake_at(following, rules))
    if taken.refusal is not None:
        return _checked(command, state, rules, as_of=as_of, routing=routing, refusal=taken.refusal)
    for decision in after:
        redone.decide_again(decision)
    redone.pass_time(rules, until=as_of, missed=wake_at(state, rules))
    mark = decide_mark(withdrawal, redone.state, rules, as_of=as_of, routing=redone.routing)
    return redone.whole(redone.take(mark))


def _refusal(
    withdrawal: WithdrawReport,
    decisions: Sequence[PastDecision],
    place: int,
    state: LeadState,
    rules: FollowUp,
) -> Refusal | None:
    """Return why a disposition cannot be corrected; None: it can."""
    is_there = place < len(decisions)
    if is_there and not isinstance(decisions[place].command, DisposeLead):
        return Refusal(RefusalCode.NO_DISPOSITION)
    return withdrawal_refusal(withdrawal, decisions, place, state, rules)


def _split(
    decisions: Sequence[PastDecision], at: datetime
) -> tuple[list[PastDecision], list[PastDecision]]:
    """Return the decisions after the first: those until a moment, and those after it.

    At the moment of the first itself nothing comes before: the other one takes its place.
    """
    first, later = decisions[0], list(decisions[1:])
    before = [item for item in later if item.as_of <= at] if at > first.as_of else []
    return before, later[len(before) :]


def _checked(
    command: DisposeLead,
    state: LeadState,
    rules: FollowUp,
    *,
    as_of: datetime,
    routing: RoutingState,
    refusal: Refusal | None,
) -> Decision:
    """Decide on the command without its effect: it is refused, or known, or may be taken."""

    def handle(_context: DecisionContext, _command: DisposeLead) -> Refusal | None:
        return refusal

    return decide_by(handle, state, command, rules, as_of=as_of, routing=routing)
