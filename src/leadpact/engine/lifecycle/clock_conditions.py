"""Evaluate the conditions of clocks again when a lead changes: cancel some, begin others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from leadpact.engine.clocks import Clock, ClockState, ReceivedSignal, StartReason, apply_signals
from leadpact.engine.lifecycle.clocks import (
    ClockStart,
    ClockSubject,
    applies_now,
    begin,
    change_clock,
    make_clock,
    meets_conditions,
    record_start,
)
from leadpact.engine.lifecycle.context import DecisionContext, ReasonCode
from leadpact.engine.lifecycle.state import LeadState
from leadpact.pact.sections.clocks.policy import ClockPolicy, CountsFrom, Signal

_LEFT = (Signal.CONDITION_LEFT, Signal.REPLACED)
_NAMES = {StartReason.CONDITION_LEFT: "instead", StartReason.CONDITION: "condition"}
"""The last part of the id of a clock that follows another one, or that began with its condition."""


def review_conditions(context: DecisionContext) -> None:
    """Cancel the clocks whose condition the lead left, then begin those that it came to meet."""
    _leave_conditions(context)
    for policy in context.rules.clocks_on_condition:
        # Whether there is anything to begin is known faster than whether a condition holds.
        starts = [
            item for item in _starts(context.state, policy) if _may_begin(context, policy, item)
        ]
        if starts and meets_conditions(context, policy):
            for start in starts:
                _begin_late(context, policy, start)


def _leave_conditions(context: DecisionContext) -> None:
    """Cancel the clocks whose condition the lead no longer meets; another of the kind may run."""
    for clock in context.state.open_clocks:
        if meets_conditions(context, clock.policy):
            continue
        left = ReceivedSignal(context.make_name("left"), Signal.CONDITION_LEFT, context.now)
        context.add_reason(ReasonCode.CONDITION_LEFT, clock.policy.name)
        after = apply_signals(clock, left, as_of=context.now)
        change_clock(context, clock, after)
        if after.state is ClockState.CANCELLED:
            _fall_back(context, clock)


def _fall_back(context: DecisionContext, clock: Clock) -> None:
    """Start the clock of the same kind that is the first in the pact to hold for the lead now."""
    kind, subject_id = clock.policy.kind, clock.subject_id
    begun = (
        policy
        for policy in context.rules.clocks
        if policy.kind is kind and _has_begun(context.state, policy, subject_id)
    )
    found = next((policy for policy in begun if applies_now(context, policy)), None)
    if found is None:
        return
    about = ClockSubject(clock.subject_id, clock.meeting_at)
    at, reason = _counts_from(context, found, clock, about)
    begin(context, found, about, ClockStart(context.make_name(_NAMES[reason]), at, reason))


def _has_begun(state: LeadState, policy: ClockPolicy, subject_id: str | None) -> bool:
    """Tell whether what starts a clock has happened to its subject in this round."""
    return any(start.about.subject_id == subject_id for start in _starts(state, policy))


def _counts_from(
    context: DecisionContext, policy: ClockPolicy, before: Clock, about: ClockSubject
) -> tuple[datetime, StartReason]:
    """Return from when the clock that follows another one counts, and what begins it.

    One for every lead would have begun with the start, so it counts from then; but not where it
    would be broken before it begins.
    """
    from_start = _start_of(context.state, before), StartReason.CONDITION_LEFT
    if policy.counts_from is CountsFrom.START:
        return from_start
    if not policy.has_condition:
        clock = make_clock(context, policy, about, ClockStart("", *from_start))
        if clock.state is not ClockState.BREACHED:
            return from_start
    return context.now, StartReason.CONDITION


def _start_of(state: LeadState, clock: Clock) -> datetime:
    """Return when what starts a clock happened; it may have begun later, with its condition."""
    if clock.policy.counts_from is CountsFrom.START or not clock.policy.has_condition:
        return clock.started_at
    starts = (
        item for item in _starts(state, clock.policy) if item.about.subject_id == clock.subject_id
    )
    return min(next((item.at for item in starts), clock.started_at), clock.started_at)


@dataclass(frozen=True, slots=True)
class _Start:
    """A signal that starts clocks, and what they are about."""

    signal: Signal
    at: datetime
    about: ClockSubject


def _starts(state: LeadState, policy: ClockPolicy) -> Iterator[_Start]:
    """Yield the last start of a clock in this round, for each subject."""
    last: dict[str | None, _Start] = {}
    for one in state.signals:
        if one.signal in policy.starts_on:
            start = _start(state, one)
            known = last.get(start.about.subject_id)
            if known is None or known.at <= start.at:
                last[start.about.subject_id] = start
    yield from last.values()


def _start(state: LeadState, one: ReceivedSignal) -> _Start:
    """Return what clocks are about that begin with a signal; it names less than they are about."""
    at, subject_id, meeting_at = one.occurred_at, one.subject_id, None
    match one.signal:
        case Signal.HANDED_OFF:
            subject_id = next((i.handoff_id for i in state.handoffs if i.at == at), None)
        case Signal.DISQUALIFIED:
            subject_id = next((i.review_id for i in state.reviews if i.due_since == at), None)
        case Signal.MEETING_BOOKED:
            booked = next((item for item in state.meetings if item.booked_at == at), None)
            subject_id = booked.meeting_id if booked else None
            meeting_at = booked.starts_at if booked else None
    return _Start(one.signal, at, ClockSubject(subject_id, meeting_at))


def _may_begin(context: DecisionContext, policy: ClockPolicy, start: _Start) -> bool:
    """Tell whether a clock could still begin: what its start promised is to be done, by somebody.

    It does not where the promise is kept already or is void: what ran from the same start has
    ended, but by its condition.
    """
    if start.signal is Signal.LEAD_ASSIGNED and context.state.assignment is None:
        return False
    for clock in context.state.clocks:
        if clock.policy.kind is policy.kind and clock.subject_id == start.about.subject_id:
            if clock.is_running:
                # That of the policy itself runs on, and so does one of another pact.
                is_of_pact = clock.fingerprint == context.rules.fingerprint
                if clock.policy.name == policy.name or not is_of_pact:
                    return False
            elif clock.started_at >= start.at and _settles(clock, policy):
                return False
    return True


def _begin_late(context: DecisionContext, policy: ClockPolicy, start: _Start) -> None:
    """Begin a clock now whose condition the lead came to meet after its start.

    One of its kind that runs is replaced only by what is due earlier.
    """
    if not _is_first(context, policy, start):
        return
    reason = StartReason.CONDITION
    begun = ClockStart(context.make_name(_NAMES[reason]), context.now, reason)
    clock = make_clock(context, policy, start.about, begun)
    if not clock.is_running:  # it is done already, or the meeting is over
        return
    running = _running(context.state, policy, start.about.subject_id)
    if running is not None:
        if clock.due_at >= running.due_at:
            return
        taken = ReceivedSignal(context.make_name("replaced"), Signal.REPLACED, context.now)
        change_clock(context, running, apply_signals(running, taken, as_of=context.now))
    record_start(context, clock)


def _settles(clock: Clock, policy: ClockPolicy) -> bool:
    """Tell whether a clock that ran from a start leaves nothing for another of its kind."""
    if clock.state is ClockState.BREACHED and clock.stopped_at is None:
        return clock.policy.name == policy.name
    if clock.state is ClockState.CANCELLED:
        return all(one.signal not in _LEFT for one in clock.signals)
    return True


def _is_first(context: DecisionContext, policy: ClockPolicy, start: _Start) -> bool:
    """Tell whether a clock is the first of its kind that begins with a start and applies now."""
    for other in context.rules.clocks_by_signal.get(start.signal, ()):
        if other.kind is policy.kind and meets_conditions(context, other):
            return other.name == policy.name
    return False


def _running(state: LeadState, policy: ClockPolicy, subject_id: str | None) -> Clock | None:
    """Return the clock of a kind that runs for a subject."""
    of_kind = (item for item in state.running_clocks if item.policy.kind is policy.kind)
    return next((item for item in of_kind if item.subject_id == subject_id), None)
