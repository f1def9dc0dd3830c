"""Withdraw a touch, a disposition or a merge: decide again what came after it, without it.

The log keeps the report, its withdrawal, and every decision as it was made at first. Pure.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from leadpact.engine.lead import Person
from leadpact.engine.lifecycle import (
    AbsorbLead,
    Command,
    Decision,
    DecisionContext,
    DisposeLead,
    Event,
    FollowUp,
    LeadState,
    MergeInto,
    ReasonCode,
    RecordTouch,
    WithdrawReport,
    check_may_merge,
    decide_by,
    fold_events,
    merged_refusal,
    wake_at,
)
from leadpact.engine.routing import RoutingState
from leadpact.engine.withdrawal.past_decisions import PastDecision, decisions_of, place_of
from leadpact.engine.withdrawal.redone import RedoneDecisions
from leadpact.terms.actors import rep_of
from leadpact.terms.refusals import Refusal, RefusalCode

_MAY_BE_WITHDRAWN = (RecordTouch, DisposeLead, MergeInto, AbsorbLead)


def decide_withdrawal(
    events: Sequence[Event],
    command: WithdrawReport,
    rules: FollowUp,
    *,
    rules_of: Callable[[str], FollowUp],
    lead_id: str,
    as_of: datetime,
    routing: RoutingState | None = None,
    colleagues: Sequence[Person] = (),
) -> Decision:
    """Decide on the withdrawal of a report.

    The commands that came after the report are decided again, each at its moment and under its
    pact. Who got the lead then stays so where the circumstances are the same; other leads, and what
    was sent, stay. An owner that is needed only now is found by what routing remembers now.

    Parameters
    ----------
    events
        The whole log of the lead.
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
        commands, `withdrawn_ids`, `sent`, `version` and `as_of`.
    """
    state, routing = fold_events(LeadState(lead_id), events), routing or RoutingState()
    decisions = decisions_of(events, LeadState(lead_id))
    place = place_of(decisions, command.withdrawn_id)
    refusal = withdrawal_refusal(command, decisions, place, state, rules)
    checked = decide_mark(command, state, rules, as_of=as_of, routing=routing, refusal=refusal)
    if checked.refusal is not None or command.id in state.seen:
        return checked
    as_of = max(as_of, state.as_of or as_of)
    redone = RedoneDecisions(state, routing, counting_as(rules, rules_of), as_of, colleagues)
    redone.go_back(command, decisions[place:], rules)
    for decision in decisions[place + 1 :]:
        redone.decide_again(decision)
    redone.pass_time(rules, until=as_of, missed=wake_at(state, rules))
    mark = decide_mark(command, redone.state, rules, as_of=as_of, routing=redone.routing)
    return redone.whole(redone.take(mark))


def withdrawal_refusal(
    command: WithdrawReport,
    decisions: Sequence[PastDecision],
    place: int,
    state: LeadState,
    rules: FollowUp,
) -> Refusal | None:
    """Return why a report cannot be withdrawn; None: it can."""
    if command.withdrawn_id in state.withdrawn_ids:
        return Refusal(RefusalCode.ALREADY_WITHDRAWN)
    if place == len(decisions):
        return Refusal(RefusalCode.REPORT_UNKNOWN, (("id", command.withdrawn_id),))
    return _refusal_of(command, decisions[place].command, state, rules)


def _refusal_of(
    command: WithdrawReport, report: Command | None, state: LeadState, rules: FollowUp
) -> Refusal | None:
    """Return why one report cannot be withdrawn by who asks for it; None: it can."""
    if not isinstance(report, _MAY_BE_WITHDRAWN):
        return Refusal(RefusalCode.REPORT_STAYS)
    if state.merged_into is not None and not isinstance(report, MergeInto):
        # The other lead has the data by now: first the merge, then what came before it.
        return merged_refusal(state.merged_into)
    if isinstance(report, MergeInto | AbsorbLead):
        return check_may_merge(rules, command.actor)
    reporter = report.rep_id if isinstance(report, RecordTouch) else report.by_rep_id
    is_own = rep_of(command.actor) in (rep_of(report.actor), reporter)
    if is_own or rules.is_manager_or_other(command.actor):
        return None
    return Refusal(RefusalCode.NOT_THE_REPORTER)


def counting_as(rules: FollowUp, rules_of: Callable[[str], FollowUp]) -> Callable[[str], FollowUp]:
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


def decide_mark(
    command: WithdrawReport,
    state: LeadState,
    rules: FollowUp,
    *,
    as_of: datetime,
    routing: RoutingState,
    refusal: Refusal | None = None,
) -> Decision:
    """Decide on the withdrawal itself, without what it withdraws: it is known, or refused."""

    def handle(context: DecisionContext, _command: WithdrawReport) -> Refusal | None:
        if refusal is None:
            context.add_reason(ReasonCode.REPORT_WITHDRAWN, command.withdrawn_id)
        return refusal

    return decide_by(handle, state, command, rules, as_of=as_of, routing=routing)
