"""Withdraw a touch, a disposition or a merge: decide again what came after it, without it.

The log keeps the report, its withdrawal, and every decision as it was made at first. Pure.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from leadpact.engine.lead import Person
from leadpact.engine.lifecycle import (
    AbsorbLead,
    AdvanceTime,
    Command,
    DecidedAgain,
    Decision,
    DecisionContext,
    DisposeLead,
    Event,
    EventKind,
    FollowUp,
    Handler,
    LeadState,
    MergeInto,
    Message,
    Origin,
    ReasonCode,
    RecordTouch,
    WithdrawReport,
    check_may_merge,
    decide_by,
    fold_events,
    go_back,
    handler_of,
    is_alike,
    merged_refusal,
    recorded_routes,
    wake_at,
)
from leadpact.engine.routing import RoutingState, StateChange, apply_change, undo_changes
from leadpact.engine.scheduling import wake_command
from leadpact.engine.withdrawal.past_decisions import PastDecision, decisions_of, place_of
from leadpact.terms.actors import TIME, rep_of
from leadpact.terms.refusals import Refusal, RefusalCode

_MAY_BE_WITHDRAWN = (RecordTouch, DisposeLead, MergeInto, AbsorbLead)
_BY_ROUTING = (RefusalCode.CANNOT_CLAIM, RefusalCode.CAP_REACHED)
"""Refusals that depend on what other leads took from the reps: they stay, as owners do."""


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
    refusal = _refusal(command, decisions, place, state, rules)
    checked = _mark(command, state, rules, as_of=as_of, routing=routing, refusal=refusal)
    if checked.refusal is not None or command.id in state.seen:
        return checked
    as_of = max(as_of, state.as_of or as_of)
    redone = _Redone(state, routing, _counting_as(rules, rules_of), as_of, colleagues)
    redone.go_back(command, decisions[place:], rules)
    for decision in decisions[place + 1 :]:
        redone.decide_again(decision)
    redone.pass_time(rules, until=as_of, missed=wake_at(state, rules))
    last = redone.take(_mark(command, redone.state, rules, as_of=as_of, routing=redone.routing))
    return replace(
        last,
        events=tuple(redone.events),
        messages=tuple(redone.messages),
        routing_changes=tuple(redone.changes),
    )


def _refusal(
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


def _mark(
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


@dataclass(slots=True)
class _Redone:
    """What is decided again so far: the state, and all that leads to it."""

    state: LeadState
    routing: RoutingState
    rules_of: Callable[[str], FollowUp]
    recorded_at: datetime
    colleagues: Sequence[Person]
    events: list[Event] = field(default_factory=list)
    changes: list[StateChange] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def go_back(
        self, command: WithdrawReport, undone: Sequence[PastDecision], rules: FollowUp
    ) -> None:
        """Make the lead what it was before some decisions, and let routing forget them."""
        before = undone[0].before
        change = undo_changes(_changes(undone), self.routing)
        payload = DecidedAgain(
            withdrawn_id=command.withdrawn_id,
            after_n=before.version,
            undone_ids=tuple(name for item in undone[1:] if (name := item.command_id)),
            change=change,
        )
        origin = Origin(command.id, command.actor, self.recorded_at, rules.fingerprint)
        number, lead_id = self.state.version + 1, self.state.lead_id
        event = Event(EventKind.DECIDED_AGAIN, lead_id, number, self.recorded_at, origin, payload)
        self.events.append(event)
        self.state = go_back(self.state, event, before)
        if not change.is_empty:
            self.changes.append(change)
            self.routing = apply_change(self.routing, change)

    def decide_again(self, past: PastDecision) -> None:
        """Decide on one command again, or on the passing of time."""
        rules = self.rules_of(past.fingerprint)
        self.pass_time(rules, until=past.as_of, missed=wake_at(past.before, rules))
        command = past.command or AdvanceTime("", past.as_of, actor=TIME)
        handler = _handler(past, command, self.state)
        self.take(
            decide_by(
                handler,
                self.state,
                command,
                rules,
                as_of=past.as_of,
                routing=self.routing,
                colleagues=self.colleagues,
                recorded_at=self.recorded_at,
                recorded=recorded_routes(past.before, past.events),
            )
        )

    def pass_time(self, rules: FollowUp, *, until: datetime, missed: datetime | None) -> None:
        """Wake the lead at the moments before another that had no part in what was decided.

        `missed` is when it was to wake before: if nobody looked at it then, nobody does now.
        """
        while (wake := wake_at(self.state, rules)) is not None and wake != missed:
            state = self.state
            if state.as_of is None or not state.as_of < wake < until:
                return
            retry_at = state.route.retry_at if state.is_waiting and state.route else None
            command = wake_command(wake, retry_at=retry_at)
            self.take(
                decide_by(
                    handler_of(command),
                    state,
                    command,
                    rules,
                    as_of=wake,
                    routing=self.routing,
                    colleagues=self.colleagues,
                    recorded_at=self.recorded_at,
                )
            )

    def take(self, decision: Decision) -> Decision:
        """Add a decision to what is decided again."""
        self.state, self.routing = decision.new_state, decision.routing
        self.events.extend(decision.events)
        self.changes.extend(decision.routing_changes)
        self.messages.extend(decision.messages)
        return decision


def _handler(past: PastDecision, command: Command, state: LeadState) -> Handler:
    """Return what handles a command again: its own handler, unless routing refused it."""
    refusal = past.refusal
    if refusal is not None and refusal.code in _BY_ROUTING and is_alike(past.before, state):
        return lambda _context, _command: refusal
    if isinstance(command, WithdrawReport):
        return lambda _context, _command: refusal
    return handler_of(command)


def _changes(decisions: Sequence[PastDecision]) -> Iterator[StateChange]:
    """Yield what decisions changed in routing; of a lead that was kept, nothing changed."""
    counted = {EventKind.ASSIGNED, EventKind.WAITING, EventKind.RELEASED, EventKind.CREDITED}
    for decision in decisions:
        yield from (item.payload.change for item in decision.events if item.kind in counted)
