"""Debrief, accept or reject a meeting that was held, and open its opportunity."""

from dataclasses import replace
from datetime import datetime

from leadpact.engine.clocks import shifted
from leadpact.engine.handoff.values import Acceptance, Debrief, Handoff, Meeting, MeetingState
from leadpact.pact.sections.handoff.policy import AcceptanceWay
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole

_SIDES = (RepRole.SDR, RepRole.AE)
_OPENERS = {
    AcceptanceWay.SDR_OPENS_OPPORTUNITY: (RepRole.SDR, RepRole.AE, RepRole.MANAGER),
    AcceptanceWay.AE_CONVERTS: (RepRole.AE, RepRole.MANAGER),
}
_LOST = {
    MeetingState.MISSED: RefusalCode.MEETING_MISSED,
    MeetingState.CANCELLED: RefusalCode.MEETING_CANCELLED,
}


def debrief_meeting(
    handoff: Handoff,  # noqa: ARG001 - one signature for all functions of the AE
    meeting: Meeting,
    *,
    side: RepRole,
    at: datetime,
    produced_next_step: bool | None = None,
    note_given: bool = False,
) -> Meeting | Refusal:
    """Record one side's debrief of a meeting.

    A second debrief of a side only fills in what the first left open.
    """
    if side not in _SIDES:
        return Refusal(RefusalCode.OTHER_ROLE_NEEDED, tuple(("role", item) for item in _SIDES))
    if meeting.state is not MeetingState.HELD:
        return _not_held(meeting)
    if at < meeting.starts_at:
        return Refusal(RefusalCode.MEETING_NOT_STARTED)
    old, new = meeting.debrief_of(side), Debrief(side, at, produced_next_step, note_given)
    if old is None:
        return replace(meeting, debriefs=(*meeting.debriefs, new))
    produced = produced_next_step if old.produced_next_step is None else old.produced_next_step
    filled = replace(old, produced_next_step=produced, note_given=old.note_given or note_given)
    return replace(
        meeting, debriefs=tuple(filled if item is old else item for item in meeting.debriefs)
    )


def debriefs_owed(handoff: Handoff, meeting: Meeting) -> tuple[RepRole, ...]:
    """Return the sides that still owe a debrief; of a direct meeting only the one who held it."""
    if meeting.state is not MeetingState.HELD:
        return ()
    if meeting.is_direct:
        return () if meeting.debriefs or not handoff.policy.debrief_by else (RepRole.AE,)
    owed = handoff.policy.debrief_by
    return tuple(side for side in _SIDES if side in owed and meeting.debrief_of(side) is None)


def accept_meeting(handoff: Handoff, meeting: Meeting, *, at: datetime) -> Meeting | Refusal:
    """Note that the AE accepts a meeting."""
    converts = handoff.policy.acceptance is AcceptanceWay.AE_CONVERTS and not meeting.is_direct
    is_held = meeting.state is MeetingState.HELD
    if converts and is_held and meeting.acceptance is Acceptance.OPEN:
        return Refusal(RefusalCode.CONVERSION_NEEDED, (("opportunity", "1"),))
    return _with_acceptance(meeting, Acceptance.ACCEPTED, at)


def reject_meeting(handoff: Handoff, meeting: Meeting, *, at: datetime) -> Meeting | Refusal:
    """Note that the AE rejects a meeting; not one that by the AE's own word goes on."""
    own = meeting.debrief_of(RepRole.AE)
    goes_on = own is not None and own.produced_next_step is True and not meeting.is_direct
    if handoff.policy.must_open_on_next_step and goes_on and _was_silent(meeting, at):
        return Refusal(RefusalCode.NEXT_STEP_PRODUCED, (("opportunity", "1"),))
    return _with_acceptance(meeting, Acceptance.REJECTED, at)


_ALREADY = {
    Acceptance.ACCEPTED: RefusalCode.MEETING_ACCEPTED,
    Acceptance.DEEMED: RefusalCode.MEETING_ACCEPTED,
    Acceptance.REJECTED: RefusalCode.MEETING_REJECTED,
}


def _with_acceptance(meeting: Meeting, answer: Acceptance, at: datetime) -> Meeting | Refusal:
    """Return the meeting accepted or rejected; an answer in time overrides silence, if late too."""
    if meeting.is_direct:
        return Refusal(RefusalCode.NO_ACCEPTANCE_NEEDED)
    if meeting.state is not MeetingState.HELD:
        return _not_held(meeting)
    if at < meeting.starts_at:
        return Refusal(RefusalCode.MEETING_NOT_STARTED)
    if _was_silent(meeting, at):
        return replace(meeting, acceptance=answer, accepted_at=at)
    current = meeting.acceptance
    is_same = current is answer or {current, answer} == {Acceptance.DEEMED, Acceptance.ACCEPTED}
    return meeting if is_same else Refusal(_ALREADY[current])


def _was_silent(meeting: Meeting, at: datetime) -> bool:
    """Tell whether the AE had not answered until a moment, even if silence counted from then on."""
    if meeting.acceptance is Acceptance.DEEMED and meeting.accepted_at is not None:
        return at <= meeting.accepted_at
    return meeting.acceptance is Acceptance.OPEN


def open_opportunity(
    handoff: Handoff,
    meeting: Meeting,
    *,
    opportunity_id: str,
    by_rep_id: str | None,  # noqa: ARG001 - who may is a matter of the role
    by_role: RepRole | None,
    at: datetime,
) -> Meeting | Refusal:
    """Note that a meeting became an opportunity.

    The SDR, where the pact says so, and inside sales may open one from the booking on; everybody
    else once the meeting was held. Where the AE does, that accepts the meeting.

    Parameters
    ----------
    by_role
        The role of the rep; None: unknown, taken for whom the pact names.
    """
    if meeting.opportunity_id == opportunity_id:
        return meeting
    if meeting.opportunity_id is not None:
        return Refusal(
            RefusalCode.OPPORTUNITY_OPENED, (("opportunity_id", meeting.opportunity_id),)
        )
    refusal = _cannot_open(handoff, meeting, by_role, at)
    if refusal is not None:
        return refusal
    meeting = replace(meeting, opportunity_id=opportunity_id)
    if not meeting.is_direct and _was_silent(meeting, at) and _accepts(handoff, by_role):
        return replace(meeting, acceptance=Acceptance.ACCEPTED, accepted_at=at)
    return meeting


def _cannot_open(
    handoff: Handoff, meeting: Meeting, by_role: RepRole | None, at: datetime
) -> Refusal | None:
    openers = _OPENERS[handoff.policy.acceptance]
    if not meeting.is_direct and by_role is not None and by_role not in openers:
        return Refusal(RefusalCode.OTHER_ROLE_NEEDED, tuple(("role", item) for item in openers))
    if meeting.state in _LOST:
        return Refusal(_LOST[meeting.state])
    if meeting.acceptance is Acceptance.REJECTED:
        return Refusal(RefusalCode.MEETING_REJECTED)
    if _opens_early(handoff, meeting, by_role):
        is_early = at < meeting.booked_at
        return Refusal(RefusalCode.MEETING_NOT_BOOKED_YET) if is_early else None
    if meeting.state is not MeetingState.HELD:
        return _not_held(meeting)
    return Refusal(RefusalCode.MEETING_NOT_STARTED) if at < meeting.starts_at else None


def _opens_early(handoff: Handoff, meeting: Meeting, by_role: RepRole | None) -> bool:
    is_by_sdr = handoff.policy.acceptance is AcceptanceWay.SDR_OPENS_OPPORTUNITY
    return meeting.is_direct or (is_by_sdr and by_role in (None, RepRole.SDR))


def _accepts(handoff: Handoff, by_role: RepRole | None) -> bool:
    is_by_ae = handoff.policy.acceptance is AcceptanceWay.AE_CONVERTS
    return is_by_ae or by_role is RepRole.AE


def _not_held(meeting: Meeting) -> Refusal:
    return Refusal(_LOST.get(meeting.state, RefusalCode.MEETING_NOT_HELD))


def owes_opportunity(handoff: Handoff, meeting: Meeting) -> bool:
    """Tell whether a meeting that was held must become an opportunity and has not yet."""
    return (
        handoff.policy.must_open_on_next_step
        and meeting.state is MeetingState.HELD
        and meeting.produced_next_step is True
        and meeting.opportunity_id is None
        and meeting.acceptance is not Acceptance.REJECTED
    )


def deemed_accepted_at(
    handoff: Handoff, meeting: Meeting, calendar: BusinessCalendar
) -> datetime | None:
    """Return when silence accepts a meeting; None if it never does or the AE answered.

    Parameters
    ----------
    calendar
        Of the AE.
    """
    if meeting.acceptance is Acceptance.DEEMED:
        return meeting.accepted_at
    span, way = handoff.policy.deemed_accepted_after, handoff.policy.acceptance
    is_silent = meeting.acceptance is Acceptance.OPEN and not meeting.is_direct
    if span is None or way is AcceptanceWay.AE_CONVERTS or not is_silent:
        return None
    if meeting.state is not MeetingState.HELD or meeting.ended_at is None:
        return None
    return shifted(calendar, meeting.ended_at, span)


def advance_meeting(
    handoff: Handoff, meeting: Meeting, calendar: BusinessCalendar, *, as_of: datetime
) -> Meeting:
    """Return a meeting after time has passed: silence may have accepted it, dated when it did."""
    at = deemed_accepted_at(handoff, meeting, calendar)
    if at is None or meeting.acceptance is Acceptance.DEEMED or at > as_of:
        return meeting
    return replace(meeting, acceptance=Acceptance.DEEMED, accepted_at=at)
