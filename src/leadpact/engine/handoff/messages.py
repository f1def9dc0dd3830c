"""Which messages about a meeting are due, when, and to whom."""

from collections.abc import Iterator
from datetime import datetime

from leadpact.engine.clocks.spans import before_meeting
from leadpact.engine.handoff.compiled import Handoff
from leadpact.engine.handoff.values import DueMessage, Meeting, MeetingState, Recipient
from leadpact.pact.sections.handoff.policy import Attendance, MeetingMessageKind
from leadpact.terms.calendar import BusinessCalendar


def messages_due(
    handoff: Handoff, meeting: Meeting, *, calendar: BusinessCalendar
) -> tuple[DueMessage, ...]:
    """Return the messages of a meeting that is booked, each with the moment from which it is due.

    Recap and invite are due at the booking; the confirmation as long before the meeting as
    agreed, or at the booking where that is later, until the prospect has confirmed.

    Parameters
    ----------
    calendar
        Of the AE; its business days count.

    Returns
    -------
    tuple[DueMessage, ...]
        By the moment they are due, those of one moment in the order recap, invite, confirmation.
        None once the meeting was held, missed or called off.
    """
    if meeting.state is not MeetingState.BOOKED:
        return ()
    moments = _moments(handoff, meeting, calendar)
    found = [
        DueMessage(kind, handoff.policy.templates.get(kind), due_at, _recipients(kind, meeting))
        for kind, due_at in moments
        if kind in handoff.policy.sends
    ]
    return tuple(sorted(found, key=lambda item: item.due_at))


def _moments(
    handoff: Handoff, meeting: Meeting, calendar: BusinessCalendar
) -> Iterator[tuple[MeetingMessageKind, datetime]]:
    yield MeetingMessageKind.RECAP, meeting.booked_at
    yield MeetingMessageKind.INVITE, meeting.booked_at
    if meeting.confirmed_at is None:
        agreed = before_meeting(calendar, meeting.starts_at, handoff.policy.confirm)
        yield MeetingMessageKind.CONFIRMATION, max(agreed, meeting.booked_at)


def _recipients(kind: MeetingMessageKind, meeting: Meeting) -> tuple[Recipient, ...]:
    to = [Recipient.PROSPECT]
    is_for_ae = kind is MeetingMessageKind.RECAP and not meeting.is_direct
    if kind is MeetingMessageKind.INVITE or is_for_ae:
        to.append(Recipient.AE)
    if kind is MeetingMessageKind.INVITE and meeting.attendance is not Attendance.STAYS_OUT:
        to.append(Recipient.SDR)
    return tuple(to)
