"""Handoffs, meetings, opportunities, dispositions and reviews of a lead, never its notes."""

from collections.abc import Iterator

from leadpact.engine.feedback import GivenDisposition, Review, rejection_reasons
from leadpact.engine.handoff import Meeting, MeetingState, debriefs_owed, owes_opportunity
from leadpact.engine.lifecycle import LeadHandoff
from leadpact.explain.view import FollowUpView
from leadpact.explain.words import (
    ACCEPTANCES,
    ARBITRATIONS,
    ATTENDANCES,
    MEETINGS,
    REVIEWS,
    ROLES,
    VERDICTS,
)


def describe_handoffs(view: FollowUpView) -> Iterator[str]:
    """Describe everything that was handed over and reported."""
    for handoff in view.state.handoffs:
        yield _handoff(view, handoff)
    for meeting in view.state.meetings:
        yield from _meeting(view, meeting)
    for item in view.state.opportunities:
        of = f" of the meeting {item.meeting_id}" if item.meeting_id else ""
        opened = f"The opportunity {item.opportunity_id}{of} was opened on"
        yield f"{opened} {view.at(item.opened_at)}; it reached {view.label(item.stage)}."
    for given in view.state.dispositions:
        yield _disposition(view, given)
        for review in view.state.reviews:
            if review.disposition_id == given.disposition_id:
                yield _review(view, review)
    for referral in view.state.referrals:
        yield f"It named the lead {referral.referred_lead_id} instead."


_ANSWERS = {None: "there is no answer yet", True: "the AE took it", False: "the AE rejected it"}

_NEXT_STEP = {
    None: "left open whether there is a next step",
    True: "there is a next step",
    False: "there is no next step",
}


def _handoff(view: FollowUpView, handoff: LeadHandoff) -> str:
    text = f"The lead was handed off to {view.who(handoff.ae_rep_id)} on {view.at(handoff.at)}"
    by = f" by the pact's entry {handoff.ae_route}" if handoff.ae_route is not None else ""
    text = f"{text}{by}"
    why = _why_rejected(view, handoff.rejection_reason)
    return f"{text} ({handoff.handoff_id}): {_ANSWERS[handoff.is_accepted]}{why}."


def _why_rejected(view: FollowUpView, reason: str | None) -> str:
    """Return for which reason an AE rejected, as the pact calls it; empty where none was given."""
    if reason is None:
        return ""
    known = rejection_reasons(view.rules.feedback) if view.rules.feedback else {}
    return f", for the reason “{known.get(reason, reason)}”"


def _meeting(view: FollowUpView, meeting: Meeting) -> Iterator[str]:
    with_ = f" with {view.who(meeting.ae_rep_id)}" if meeting.ae_rep_id else ""
    booked = f"was booked on {view.at(meeting.booked_at)} for {view.at(meeting.starts_at)}{with_}"
    again = f", to replace {meeting.rebooks_meeting_id}" if meeting.rebooks_meeting_id else ""
    if meeting.moved_at is not None:
        n_moved = meeting.n_moved
        times = "" if n_moved == 1 else f", the last of {n_moved} moves"
        again += f", and moved to that time on {view.at(meeting.moved_at)}{times}"
    yield f"The meeting {meeting.meeting_id} {booked}{again}: {_became(view, meeting)}."
    if meeting.ae_route is not None:
        holder = view.who(str(meeting.ae_rep_id))
        yield f"By the pact's entry {meeting.ae_route}, {holder} holds it."
    if meeting.is_direct:
        yield "It is direct: inside sales holds it, and nothing is handed over."
    elif meeting.sdr_rep_id is not None:
        yield f"The SDR, {view.who(meeting.sdr_rep_id)}, {ATTENDANCES[meeting.attendance]}."
    for debrief in meeting.debriefs:
        answer = _NEXT_STEP[debrief.produced_next_step]
        yield f"By {ROLES[debrief.side]}, on {view.at(debrief.given_at)}: {answer}."
    if meeting.state is MeetingState.HELD and not meeting.is_direct:
        when = f" on {view.at(meeting.accepted_at)}" if meeting.accepted_at else ""
        why = _why_rejected(view, meeting.rejection_reason)
        yield f"Of the meeting {meeting.meeting_id}, {ACCEPTANCES[meeting.acceptance]}{when}{why}."
    owed = [f"a debrief by {ROLES[side]}" for side in debriefs_owed(view.rules.handoff, meeting)]
    if owes_opportunity(view.rules.handoff, meeting):
        owed.append("an opportunity, as it produced a next step")
    if owed:
        yield f"Still owed for it: {', '.join(owed)}."


def _became(view: FollowUpView, meeting: Meeting) -> str:
    when = f" on {view.at(meeting.ended_at)}" if meeting.ended_at else ""
    confirmed = "the prospect has not confirmed it"
    if meeting.confirmed_at is not None:
        confirmed = f"the prospect confirmed it on {view.at(meeting.confirmed_at)}"
    is_open = meeting.state is MeetingState.BOOKED or meeting.confirmed_at is not None
    return f"{MEETINGS[meeting.state]}{when}{f', and {confirmed}' if is_open else ''}"


def _disposition(view: FollowUpView, given: GivenDisposition) -> str:
    policy = view.rules.feedback
    known = policy.disposition(given.side, given.code) if policy else None
    reasons = {item.code: item.label for item in known.reasons} if known else {}
    fault = policy.fault(given.fault) if policy and given.fault else None
    parts = [f"the disposition “{known.label if known else given.code}”"]
    if given.reason:
        parts.append(f"for the reason “{reasons.get(given.reason, given.reason)}”")
    if given.fault:
        parts.append(f"with the fault “{fault.label if fault else given.fault}”")
    if given.until:
        parts.append(f"until {view.at(given.until)}")
    by = f"{ROLES[given.side]}{f', {view.who(given.by_rep_id)},' if given.by_rep_id else ''}"
    about = f" about the meeting {given.subject_id}" if given.subject_id else ""
    note = " There is a note, which is confidential." if given.note_length else ""
    text = f"On {view.at(given.given_at)} {by} gave {', '.join(parts)}{about}."
    instead = f" It corrects {given.corrects}." if given.corrects else ""
    return f"{text}{instead}{note}"


def _review(view: FollowUpView, review: Review) -> str:
    text = f"{REVIEWS[review.state]} (review {review.review_id})"
    if review.reviewed_at is not None and review.verdict is not None:
        by = review.reviewed_by or "the manager"
        text += f"; on {view.at(review.reviewed_at)} {by} {VERDICTS[review.verdict]}"
    else:
        text += f", since {view.at(review.due_since)}"
    if review.disputed_at is not None and review.disputed_by is not None:
        text += f"; {ROLES[review.disputed_by]} disputed it on {view.at(review.disputed_at)}"
    if review.arbitration_at is not None:
        text += f"; arbitration began on {view.at(review.arbitration_at)}"
    if review.outcome is not None:
        text += f" and ended in {ARBITRATIONS[review.outcome]}"
    return f"{text}."
