"""Run the clocks of a lead in one decision: start them, apply signals, act on breaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from leadpact.engine.clocks import (
    Clock,
    ClockState,
    ReceivedSignal,
    StartReason,
    advance_clock,
    apply_signals,
    clock_wakes_at,
    restarts,
    start_clock,
)
from leadpact.engine.lifecycle.breaches import climb, do_breach, warn
from leadpact.engine.lifecycle.commands import ClockStep, ControlClock
from leadpact.engine.lifecycle.context import DecisionContext, ReasonCode
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.kept_conditions import is_met
from leadpact.engine.lifecycle.state import LeadState
from leadpact.pact.sections.clocks.policy import (
    ClockPolicy,
    Signal,
    ends_hold,
)
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import Channel


def apply_signal(
    context: DecisionContext,
    signal: Signal,
    *,
    at: datetime,
    channel: Channel | None = None,
    subject_id: str | None = None,
    starts_subject_id: str | None = None,
    meeting_at: datetime | None = None,
    until: datetime | None = None,
) -> None:
    """Apply a signal to every clock of the lead, then start the clocks that begin with it.

    Parameters
    ----------
    at
        When it happened; later than now: it counts from then on.
    subject_id
        What it is about: clocks of other subjects ignore it.
    starts_subject_id
        What the clocks are about that begin with it; by default the same.
    meeting_at
        When the meeting starts, for clocks that count back from it.
    until
        Until when the lead is on hold by the status that the signal is about.
    """
    name = context.make_name(signal.lower())
    received = ReceivedSignal(name, signal, at, channel, subject_id, until)
    context.emit(EventKind.SIGNAL_RECEIVED, received, at=at)
    # Running clocks first: one that the signal ends makes room for the next of its kind.
    for clock in context.state.clocks:
        if _is_for(clock, received) and not _is_past(context, clock, received):
            change_clock(context, clock, apply_signals(clock, received, as_of=context.now))
    about = ClockSubject(starts_subject_id or subject_id, meeting_at)
    start = ClockStart(name, at, signal=signal)
    begin_clocks(context, context.rules.clocks_by_signal.get(signal, ()), about, start)


def _is_for(clock: Clock, received: ReceivedSignal) -> bool:
    """Tell whether a signal can change a clock: most cannot."""
    if received.subject_id not in (None, clock.subject_id):
        return False
    policy = clock.policy
    keeps = received.signal in policy.stops_on or received.signal in policy.counts_on
    if clock.ended_at is not None and clock.ended_at <= received.occurred_at:
        # A stop in the second of a cancel is a stop, whichever of the two is reported first.
        return keeps and clock.cancelled_at == received.occurred_at
    return (
        keeps
        or received.signal in policy.cancels_on
        or (_may_rest(clock, received) and _lets_rest(policy, received.signal))
        or restarts(policy, received.signal)
    )


def _is_past(context: DecisionContext, clock: Clock, received: ReceivedSignal) -> bool:
    """Tell whether a clock about the lead belongs to a round that is over."""
    is_lead_wide = received.subject_id is None and is_of_lead(context, clock)
    return is_lead_wide and context.state.is_before_round(clock.started_at)


def is_of_lead(context: DecisionContext, clock: Clock) -> bool:
    """Tell whether a clock is about the lead or a handoff of it, no meeting and no review."""
    return clock.subject_id is None or context.state.handoff(clock.subject_id) is not None


def close_clocks(context: DecisionContext, at: datetime, *, subject_id: str | None = None) -> None:
    """Cancel the open clocks about a lead that ended, or about one handoff of it."""
    for clock in context.state.open_clocks:
        if clock.subject_id == subject_id if subject_id else is_of_lead(context, clock):
            _close(context, clock, at)


def close_every_clock(context: DecisionContext, at: datetime) -> None:
    """Cancel all open clocks, also those of meetings and reviews."""
    for clock in context.state.open_clocks:
        _close(context, clock, at)


def _close(context: DecisionContext, clock: Clock, at: datetime) -> None:
    over_at = max(at, clock.started_at)
    over = ReceivedSignal(context.make_name("over"), Signal.OVER, over_at)
    change_clock(context, clock, apply_signals(clock, over, as_of=context.now))


def _may_rest(clock: Clock, received: ReceivedSignal) -> bool:
    """Tell whether a clock can still wait: once it was broken, only its ladder can."""
    is_broken = clock.state is ClockState.BREACHED and received.occurred_at >= clock.due_at
    return not is_broken or clock.policy.has_ladder


def _lets_rest(policy: ClockPolicy, signal: Signal) -> bool:
    """Tell whether a signal pauses a clock, or lets it go on."""
    rests = signal in policy.pauses_on or signal in policy.resumes_on
    return rests or ends_hold(signal, policy.pauses_on)


_BY_HAND = {
    ClockStep.STOP: Signal.STOPPED,
    ClockStep.PAUSE: Signal.PAUSED,
    ClockStep.RESUME: Signal.RESUMED,
    ClockStep.CANCEL: Signal.CANCELLED,
}


def applies_now(context: DecisionContext, policy: ClockPolicy) -> bool:
    """Tell whether a clock is to run for the lead; one that is excepted is a reason."""
    if not is_met(context, policy.opens):
        return False
    is_excepted = _is_excepted(context, policy)
    if is_excepted:
        context.add_reason(ReasonCode.CLOCK_EXCEPTED, policy.name)
    return not is_excepted


def meets_conditions(context: DecisionContext, policy: ClockPolicy) -> bool:
    """Tell whether the lead meets the condition of a clock and none of its exceptions."""
    return is_met(context, policy.opens) and not _is_excepted(context, policy)


def _is_excepted(context: DecisionContext, policy: ClockPolicy) -> bool:
    """Tell whether an exception of a clock holds for the lead."""
    return any(is_met(context, item.opens) for item in policy.except_when)


@dataclass(frozen=True, slots=True)
class ClockSubject:
    """What a clock is about (None: the lead), and when the meeting starts if it is one."""

    subject_id: str | None
    meeting_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClockStart:
    """What begins clocks, when, and the last part of their ids."""

    name: str
    at: datetime
    reason: StartReason = StartReason.SIGNAL
    signal: Signal | None = None


def begin_clocks(
    context: DecisionContext,
    policies: Iterable[ClockPolicy],
    about: ClockSubject,
    start: ClockStart,
) -> None:
    """Start the clocks that apply to the lead: of each kind the first in the pact.

    None starts where the person was erased: conditions would read values that are gone. Of a lead
    that was merged, or is none, only its meetings and reviews are left to promise something about.
    """
    if context.state.erased_at is not None:
        return
    is_over = context.state.merged_into is not None or context.state.not_lead is not None
    if is_over and about.subject_id is None:
        return
    begun: set[str] = set()
    for policy in policies:
        if policy.kind not in begun and applies_now(context, policy):
            begun.add(policy.kind)
            begin(context, policy, about, start)


def begin(
    context: DecisionContext, policy: ClockPolicy, about: ClockSubject, start: ClockStart
) -> None:
    """Start a clock, unless one of its kind runs for the same subject."""
    if any(
        item.policy.kind is policy.kind and item.subject_id == about.subject_id
        for item in context.state.running_clocks
    ):
        return
    record_start(context, make_clock(context, policy, about, start))


def make_clock(
    context: DecisionContext, policy: ClockPolicy, about: ClockSubject, start: ClockStart
) -> Clock:
    """Return a clock as it is now if it starts at a moment, without recording it."""
    held = context.state.assignment
    return start_clock(
        policy,
        clock_id=f"{policy.name}/{start.name}",
        calendar=context.rules.calendar(
            clock=policy.calendar,
            pool=held.pool if held else None,
            rep_id=held.rep_id if held else None,
        ),
        fingerprint=context.rules.fingerprint,
        started_at=start.at,
        as_of=context.now,
        subject_id=about.subject_id,
        meeting_at=about.meeting_at,
        known=_known_signals(context.state, policy, about, start),
        reason=start.reason,
        signal=start.signal,
    )


def _known_signals(
    state: LeadState, policy: ClockPolicy, about: ClockSubject, start: ClockStart
) -> Iterable[ReceivedSignal]:
    """Return the signals that count for a new clock.

    No confirmation of a meeting before a move does; and for a clock that starts as a hold ends,
    no touch from before that, and nothing that would stop it from before the hold.
    """
    if start.signal is Signal.HOLD_ENDED and state.hold is not None:
        return [
            one
            for one in state.signals
            if not (one.signal in policy.counts_on and one.occurred_at < start.at)
            and not (one.signal in policy.stops_on and one.occurred_at < state.hold.since)
        ]
    meeting = state.meeting(about.subject_id or "")
    if meeting is None or meeting.moved_at is None:
        return state.signals
    confirmed_at = meeting.confirmed_at
    return [
        one
        for one in state.signals
        if one.signal is not Signal.MEETING_CONFIRMED
        or one.subject_id != meeting.meeting_id
        or (confirmed_at is not None and one.occurred_at >= confirmed_at)
    ]


def record_start(context: DecisionContext, clock: Clock) -> None:
    """Record that a clock started; it may have ended or warned by now."""
    context.add_reason(ReasonCode.CLOCK_STARTED, clock.policy.name)
    context.emit(EventKind.CLOCK_STARTED, clock, at=clock.started_at)
    warn(context, clock)
    if clock.state is ClockState.BREACHED:
        do_breach(context, clock)
    if clock.rungs_at:
        climb(context, None, clock)


def pass_clock_time(context: DecisionContext) -> None:
    """Let time pass for the clocks: warnings come due, promises are broken."""
    passed = context.state.as_of
    due = [
        (at, item)
        for item in context.state.clocks
        if item.stopped_at is None  # most have ended
        and (at := clock_wakes_at(item, after=passed))
        and at <= context.now
    ]
    # Breaches in the order in which they were due, ties by id: the first may move the owner.
    for _, clock in sorted(due, key=lambda pair: (pair[0], pair[1].clock_id)):
        known = context.state.clock(clock.clock_id)
        if known is not None:
            change_clock(context, known, advance_clock(known, as_of=context.now))


def control_clock(context: DecisionContext, command: ControlClock) -> Refusal | None:
    """Stop, pause, resume or cancel a clock by hand."""
    clock = context.state.clock(command.clock_id)
    if clock is None:
        return Refusal(RefusalCode.UNKNOWN_CLOCK, (("clock", command.clock_id),))
    moved = ReceivedSignal(command.id, _BY_HAND[command.step], command.occurred_at)
    change_clock(context, clock, apply_signals(clock, moved, as_of=context.now))
    return None


def change_clock(context: DecisionContext, before: Clock, after: Clock) -> None:
    """Record the next value of a clock, if it differs in more than the time that passed."""
    if after is before:
        return
    warned, warns = before.warnings_due, after.warnings_due
    if warns != warned or _VISIBLE(after) != _VISIBLE(before):
        kind = _kind(before, after, has_warned=warns != warned)
        context.emit(kind, after, at=_moment(before, after, context.now))
        if warns != warned:
            warn(context, after, warned)
        if after.state is ClockState.BREACHED and before.state is not ClockState.BREACHED:
            do_breach(context, after)
    if after.rungs_at:
        climb(context, before, after)


_VISIBLE = attrgetter(
    "state",
    "due_at",
    "meeting_at",
    "stopped_at",
    "cancelled_at",
    "pauses",
    "signals",
    "rungs_at",
)
"""What makes a clock another one, beside its warnings; how much time has passed does not."""


def _kind(before: Clock, after: Clock, *, has_warned: bool) -> EventKind:
    if before.state is not after.state:
        return _KINDS[after.state]
    if before.meeting_at != after.meeting_at:
        return EventKind.CLOCK_UPDATED  # warnings that were due before are ahead again
    if before.stopped_at != after.stopped_at:
        return EventKind.CLOCK_STOPPED
    return EventKind.CLOCK_WARNED if has_warned else EventKind.CLOCK_UPDATED


_KINDS = {
    ClockState.RUNNING: EventKind.CLOCK_RESUMED,
    ClockState.MET: EventKind.CLOCK_MET,
    ClockState.BREACHED: EventKind.CLOCK_BREACHED,
    ClockState.CANCELLED: EventKind.CLOCK_CANCELLED,
    ClockState.PAUSED: EventKind.CLOCK_PAUSED,
}


def _moment(before: Clock, after: Clock, now: datetime) -> datetime:
    if after.state is ClockState.BREACHED and before.state is not ClockState.BREACHED:
        return after.due_at
    return after.ended_at or now
