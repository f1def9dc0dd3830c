"""Withdraw a report, or correct a disposition: decide again what came after it, from the log.

The log keeps the report, its withdrawal, and every decision as it was made at first. Pure.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from leadpact.engine.lead import Person
from leadpact.engine.lifecycle import (
    Decision,
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
from leadpact.engine.withdrawal.correct import decide_instead
from leadpact.engine.withdrawal.past_decisions import decisions_of, place_of
from leadpact.engine.withdrawal.redone import RedoneDecisions
from leadpact.engine.withdrawal.refused import withdrawal_refusal
from leadpact.terms.refusals import Refusal


def decide_with_log(
    events: Sequence[Event],
    command: WithdrawReport | DisposeLead,
    rules: FollowUp,
    *,
    rules_of: Callable[[str], FollowUp],
    lead_id: str,
    as_of: datetime,
    routing: RoutingState | None = None,
    colleagues: Sequence[Person] = (),
) -> Decision:
    """Decide on a command that takes back an earlier one: a withdrawal, or a correction.

    The commands that came after the report are decided again, each at its moment and under its
    pact. Who got the lead then stays so where the circumstances are the same; other leads, and what
    was sent, stay. An owner that is needed only now is found by what routing remembers now.

    Parameters
    ----------
    events
        The whole log of the lead.
    command
        A command of which `needs_log` is true: a withdrawal, or a disposition that `corrects`
        another, which is withdrawn: it is decided on instead.
    rules
        The pact in force.
    rules_of
        Returns the pact of a fingerprint over the reps.
    lead_id
        The lead, whose log may be empty.
    as_of, routing, colleagues
        As in `decide`.

    Returns
    -------
    Decision
        The state is as if the report had never been, but for the record that it was: the taken
        commands, `withdrawn_ids`, `sent`, `version` and `as_of`. Refused where the report cannot be
        withdrawn, or the correction not be given in its place: then nothing changed but the time.
    """
    state, routing = fold_events(LeadState(lead_id), events), routing or RoutingState()
    decisions = decisions_of(events, LeadState(lead_id))
    withdrawn_id = _withdrawn_by(command)
    undone = decisions[place_of(decisions, withdrawn_id) :]

    def without_effect(refusal: Refusal | None) -> Decision:
        """Decide on the command alone: it is refused, or known, or may be taken."""
        return decide_by(
            lambda _context, _command: refusal,
            state,
            command,
            rules,
            as_of=as_of,
            routing=routing,
            colleagues=colleagues,
        )

    checked = without_effect(withdrawal_refusal(command, withdrawn_id, undone, state, rules))
    if checked.refusal is not None or command.id in state.seen:
        return checked
    now = max(as_of, state.as_of or as_of)
    withdrawal = _withdrawal_of(command, now)
    redone = RedoneDecisions(state, routing, _counting_as(rules, rules_of), now, colleagues)
    redone.go_back(withdrawal, undone, rules)
    if isinstance(command, DisposeLead):
        refusal = decide_instead(redone, command, undone, state, rules)
        if refusal is not None:
            return without_effect(refusal)
    else:
        for decision in undone[1:]:
            redone.decide_again(decision)
    redone.pass_time(rules, until=now, missed=wake_at(state, rules))
    return redone.end(withdrawal, rules)


def _withdrawn_by(command: WithdrawReport | DisposeLead) -> str:
    """Return the id of the report that a command takes back."""
    return command.withdrawn_id if isinstance(command, WithdrawReport) else command.corrects or ""


def _withdrawal_of(command: WithdrawReport | DisposeLead, now: datetime) -> WithdrawReport:
    """Return the withdrawal of a report: the command itself, or the first part of a correction."""
    if isinstance(command, WithdrawReport):
        return command
    name = f"{command.id}/withdrawal"
    return WithdrawReport(name, now, _withdrawn_by(command), actor=command.actor)


def _counting_as(rules: FollowUp, rules_of: Callable[[str], FollowUp]) -> Callable[[str], FollowUp]:
    """Return what returns the pact of a fingerprint, with pools counted as the one in force does.

    Counted in a former period, an assignment of today would empty the counts of all leads.
    """

    @cache
    def counting(fingerprint: str) -> FollowUp:
        past = rules_of(fingerprint)
        if past is rules or past.router is None:
            return past
        return replace(past, router=past.router.counting_as(rules.router))

    return counting
