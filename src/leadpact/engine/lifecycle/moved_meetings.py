"""Move a meeting in one decision: its clocks follow it, its invite is due again."""

from datetime import datetime

from leadpact.engine.clocks import (
    Clock,
    ClockState,
    ReceivedSignal,
    StartReason,
    apply_signals,
    follow_meeting,
)
from leadpact.engine.handoff import Meeting, move_meeting
from leadpact.engine.lifecycle.clocks import (
    ClockStart,
    ClockSubject,
    apply_signal,
    begin_clocks,
    change_clock,
)
from leadpact.engine.lifecycle.commands import MoveMeeting
from leadpact.engine.lifecycle.context import DecisionContext
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.meetings import find_meeting
from leadpact.pact.sections.clocks.policy import Signal
from leadpact.terms.refusals import Refusal


def move(context: DecisionContext, command: MoveMeeting) -> Refusal | None:
    """Move a meeting to another time; refuse one that started or ended."""
    meeting = find_meeting(context, command.meeting_id)
    if isinstance(meeting, Refusal):
        return meeting
    at = command.occurred_at
    moved = move_meeting(
        meeting,
        starts_at=command.starts_at,
        at=at,
        minutes=command.minutes,
        ae_rep_id=command.ae_rep_id,
        is_confirmed=command.is_confirmed,
    )
    if isinstance(moved, Refusal):
        return moved
    if moved == meeting:
        return None
    context.emit(EventKind.MEETING_MOVED, moved, at=at)
    _move_clocks(context, moved, at)
    if moved.confirmed_at is not None:
        apply_signal(context, Signal.MEETING_CONFIRMED, at=at, subject_id=moved.meeting_id)
    else:
        _promise_again(context, moved, at)
    return None


def _move_clocks(context: DecisionContext, meeting: Meeting, at: datetime) -> None:
    """Let the open clocks that count back from the meeting follow it."""
    for clock in context.state.clocks:
        if clock.subject_id == meeting.meeting_id and _is_open(clock, at):
            after = follow_meeting(
                clock, meeting_at=meeting.starts_at, moved_at=at, as_of=context.now
            )
            change_clock(context, clock, after)


def _is_open(clock: Clock, at: datetime) -> bool:
    """Tell whether a clock could still be kept then: also one whose breach came after the move."""
    if not clock.policy.before_meeting or clock.ended_at is not None:
        return False
    return clock.state is not ClockState.BREACHED or at <= clock.due_at


def _promise_again(context: DecisionContext, meeting: Meeting, at: datetime) -> None:
    """Start the clocks again that ended before the meeting was moved, such as by a confirmation."""
    _end_ladders(context, meeting, at)
    about = ClockSubject(meeting.meeting_id, meeting.starts_at)
    booked = context.rules.clocks_by_signal[Signal.MEETING_BOOKED]
    before = (policy for policy in booked if policy.before_meeting)
    start = ClockStart(context.make_name("moved"), at, StartReason.MEETING_MOVED)
    begin_clocks(context, before, about, start)


def _end_ladders(context: DecisionContext, meeting: Meeting, at: datetime) -> None:
    """End the ladders of promises on the time before the move: a new promise takes their place."""
    for clock in context.state.open_clocks:
        is_of_meeting = clock.subject_id == meeting.meeting_id and clock.policy.before_meeting
        if is_of_meeting and clock.is_climbing:
            replaced = ReceivedSignal(context.make_name("replaced"), Signal.REPLACED, at)
            change_clock(context, clock, apply_signals(clock, replaced, as_of=context.now))
