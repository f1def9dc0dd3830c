"""Book, move, confirm, hold, miss or call off a meeting, book it again, and list its due messages.

The same report twice changes nothing. What cannot be is a `Refusal`, never an exception.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from leadpact.engine.clocks import before_meeting
from leadpact.engine.handoff.values import DueMessage, Handoff, Meeting, MeetingState, Recipient
from leadpact.engine.scoring import Facts
from leadpact.pact.sections.handoff.policy import Attendance, MeetingMessageKind
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.zone import epoch_seconds

_WAS = {
    MeetingState.BOOKED: RefusalCode.MEETING_STILL_BOOKED,
    MeetingState.HELD: RefusalCode.MEETING_HELD,
    MeetingState.MISSED: RefusalCode.MEETING_MISSED,
    MeetingState.CANCELLED: RefusalCode.MEETING_CANCELLED,
}
_LOST = (MeetingState.MISSED, MeetingState.CANCELLED)
LONGEST_MINUTES = 24 * 60
"""A meeting is not longer than a day."""


def book_meeting(
    handoff: Handoff,
    *,
    meeting_id: str,
    starts_at: datetime,
    booked_at: datetime,
    ae_rep_id: str | None,
    sdr_rep_id: str | None,
    facts: Facts,
    minutes: int | None = None,
    is_direct: bool = False,
    rebooks: Meeting | None = None,
) -> Meeting | Refusal:
    """Book a meeting.

    Parameters
    ----------
    facts
        What the conditions of attendance ask of the lead.
    minutes
        How long it is; None: as the pact has it.
    is_direct
        Inside sales booked it for themselves: nobody accepts it, and no SDR takes part.
    rebooks
        The meeting that this one replaces; it was missed or called off.

    Raises
    ------
    NaiveDatetime, OutsideHorizon
        Where it starts at no moment from 1970 to 2099.
    """
    epoch_seconds(starts_at)
    minutes = handoff.policy.slots.minutes if minutes is None else minutes
    refusal = _cannot_book(handoff, starts_at, booked_at, minutes, rebooks)
    if refusal is not None:
        return refusal
    is_alone = is_direct or sdr_rep_id is None
    return Meeting(
        meeting_id=meeting_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        booked_at=booked_at,
        ae_rep_id=ae_rep_id,
        sdr_rep_id=sdr_rep_id,
        attendance=Attendance.STAYS_OUT if is_alone else handoff.attendance_for(facts),
        is_direct=is_direct,
        n_rebooked=0 if rebooks is None else rebooks.n_rebooked + 1,
        rebooks_meeting_id=None if rebooks is None else rebooks.meeting_id,
    )


def _cannot_book(
    handoff: Handoff,
    starts_at: datetime,
    booked_at: datetime,
    minutes: int,
    rebooks: Meeting | None,
) -> Refusal | None:
    if refusal := _wrong_length(minutes):
        return refusal
    if starts_at < booked_at:
        return Refusal(RefusalCode.MEETING_IN_THE_PAST)
    if rebooks is None:
        return None
    if rebooks.state not in _LOST:
        return Refusal(_WAS[rebooks.state])
    if not may_rebook(handoff, rebooks):
        return Refusal(RefusalCode.REBOOKED_TOO_OFTEN)
    return None


def _wrong_length(minutes: int) -> Refusal | None:
    if minutes < 1:
        return Refusal(RefusalCode.MEETING_TOO_SHORT, (("minutes", "1"),))
    if minutes > LONGEST_MINUTES:
        return Refusal(RefusalCode.MEETING_TOO_LONG, (("minutes", str(LONGEST_MINUTES)),))
    return None


def may_rebook(handoff: Handoff, meeting: Meeting) -> bool:
    """Tell whether a meeting may be booked again: it was missed or called off, not too often."""
    return meeting.state in _LOST and meeting.n_rebooked < handoff.policy.rebook_at_most


def move_meeting(
    meeting: Meeting,
    *,
    starts_at: datetime,
    at: datetime,
    minutes: int | None = None,
    ae_rep_id: str | None = None,
    is_confirmed: bool = False,
) -> Meeting | Refusal:
    """Move a meeting to another time before it starts: it stays the same meeting.

    Parameters
    ----------
    minutes, ae_rep_id
        How long it is from now on, and who holds it; None: as before.
    is_confirmed
        Whether the prospect confirmed the new time already. A confirmation of the old one is over.

    Raises
    ------
    NaiveDatetime, OutsideHorizon
        Where it starts at no moment from 1970 to 2099.
    """
    epoch_seconds(starts_at)
    holds = meeting.ae_rep_id if ae_rep_id is None else ae_rep_id
    length = meeting.ends_at - meeting.starts_at if minutes is None else timedelta(minutes=minutes)
    moved = replace(
        meeting,
        starts_at=starts_at,
        ends_at=starts_at + length,
        ae_rep_id=holds,
        ae_route=meeting.ae_route if holds == meeting.ae_rep_id else None,
    )
    refusal = _not_open(meeting, at) or (_wrong_length(minutes) if minutes is not None else None)
    if refusal is not None:
        return refusal
    if starts_at < at:
        return Refusal(RefusalCode.MEETING_IN_THE_PAST)
    if moved == meeting:
        return meeting
    confirmed_at = at if is_confirmed else None
    return replace(moved, confirmed_at=confirmed_at, moved_at=at, n_moved=meeting.n_moved + 1)


def confirm_meeting(meeting: Meeting, *, at: datetime) -> Meeting | Refusal:
    """Note that the prospect confirmed a meeting before it started."""
    if meeting.confirmed_at is not None:
        return meeting
    return _not_open(meeting, at) or replace(meeting, confirmed_at=at)


def _not_open(meeting: Meeting, at: datetime) -> Refusal | None:
    """Return a refusal where a meeting is not booked at a moment, or started by then."""
    if meeting.state is not MeetingState.BOOKED:
        return Refusal(_WAS[meeting.state])
    if at < meeting.booked_at:
        return Refusal(RefusalCode.MEETING_NOT_BOOKED_YET)
    if at < meeting.agreed_at:
        return Refusal(RefusalCode.OUT_OF_ORDER)
    return Refusal(RefusalCode.MEETING_STARTED) if at >= meeting.starts_at else None


def hold_meeting(meeting: Meeting, *, at: datetime) -> Meeting | Refusal:
    """Note that a meeting was held; not before it starts."""
    return _ended(meeting, MeetingState.HELD, at, not_before=meeting.starts_at)


def miss_meeting(meeting: Meeting, *, at: datetime) -> Meeting | Refusal:
    """Note that the prospect did not come; not before the meeting starts."""
    return _ended(meeting, MeetingState.MISSED, at, not_before=meeting.starts_at)


def cancel_meeting(meeting: Meeting, *, at: datetime) -> Meeting | Refusal:
    """Note that a meeting was called off, at whatever time after it was booked."""
    return _ended(meeting, MeetingState.CANCELLED, at, not_before=meeting.booked_at)


def _ended(
    meeting: Meeting, state: MeetingState, at: datetime, *, not_before: datetime
) -> Meeting | Refusal:
    if meeting.state is state:
        return meeting
    if meeting.state is not MeetingState.BOOKED:
        return Refusal(_WAS[meeting.state])
    if at < meeting.booked_at:
        return Refusal(RefusalCode.MEETING_NOT_BOOKED_YET)
    if at < not_before:
        return Refusal(RefusalCode.MEETING_NOT_STARTED)
    return replace(meeting, state=state, ended_at=at)


def needs_coaching(handoff: Handoff, meetings: Collection[Meeting]) -> bool:
    """Tell whether so many of a rep's meetings were missed or called off that coaching is due.

    Parameters
    ----------
    meetings
        Those of one rep and one span; those that are still booked do not count.
    """
    ended = [item for item in meetings if item.state is not MeetingState.BOOKED]
    n_lost = sum(item.state in _LOST for item in ended)
    terms = handoff.policy.coaching
    return len(ended) >= terms.n_meetings and n_lost >= terms.rate * len(ended)


def messages_due(
    handoff: Handoff,
    meeting: Meeting,
    *,
    calendar: BusinessCalendar,
    but: Collection[MeetingMessageKind] = (),
) -> tuple[DueMessage, ...]:
    """Return the messages of a meeting that is booked, each with the moment from which it is due.

    Recap and invite are due at the booking, the invite again when the meeting was moved; the
    confirmation as long before the meeting as agreed, or when its time was agreed where that is
    later, until the prospect has confirmed.

    Parameters
    ----------
    calendar
        Of the AE; its business days count.
    but
        Kinds that are left out, such as those that were sent.

    Returns
    -------
    tuple[DueMessage, ...]
        By the moment they are due, those of one moment in the order recap, invite, confirmation.
        None once the meeting was held, missed or called off.
    """
    if meeting.state is not MeetingState.BOOKED:
        return ()
    found = [
        DueMessage(
            kind, handoff.policy.templates.get(kind), due_at, message_recipients(kind, meeting)
        )
        for kind in MeetingMessageKind
        if kind in handoff.policy.sends and kind not in but
        if (due_at := _due_at(kind, handoff, meeting, calendar)) is not None
    ]
    return tuple(sorted(found, key=lambda item: item.due_at))


def _due_at(
    kind: MeetingMessageKind, handoff: Handoff, meeting: Meeting, calendar: BusinessCalendar
) -> datetime | None:
    match kind:
        case MeetingMessageKind.RECAP:
            return meeting.booked_at
        case MeetingMessageKind.INVITE:
            return meeting.agreed_at
        case MeetingMessageKind.CONFIRMATION:
            if meeting.confirmed_at is not None:
                return None
            agreed = before_meeting(calendar, meeting.starts_at, handoff.policy.confirm)
            return max(agreed, meeting.agreed_at)


def message_recipients(kind: MeetingMessageKind, meeting: Meeting) -> tuple[Recipient, ...]:
    """Return who gets a message on a meeting."""
    to = [Recipient.PROSPECT]
    is_for_ae = kind is MeetingMessageKind.RECAP and not meeting.is_direct
    if kind is MeetingMessageKind.INVITE or is_for_ae:
        to.append(Recipient.AE)
    if kind is MeetingMessageKind.INVITE and meeting.attendance is not Attendance.STAYS_OUT:
        to.append(Recipient.SDR)
    return tuple(to)
