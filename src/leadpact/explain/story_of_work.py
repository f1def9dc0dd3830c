"""What events say about the work of reps: touches, cadences, meetings, dispositions, reviews."""

from collections.abc import Mapping

from leadpact.engine.lifecycle import Event, EventKind
from leadpact.explain.actors import Describe, rep_words
from leadpact.explain.view import FollowUpView, counted, day_words, local_date, stage_label
from leadpact.explain.words import (
    ACCEPTANCES,
    ARBITRATIONS,
    REVIEWS,
    SKIPS,
    STOPS,
)
from leadpact.terms.stages import Channel, TouchKind

_TOUCHES: Mapping[Channel, str] = {
    TouchKind.CALL: "called",
    TouchKind.VOICEMAIL: "left a voicemail",
    TouchKind.EMAIL: "sent an e-mail",
    TouchKind.SOCIAL: "sent a social message",
    TouchKind.MEETING: "met the prospect",
}
"""What a rep did, by channel."""


def _touched(event: Event, view: FollowUpView) -> str:
    touch = event.payload
    did = _TOUCHES.get(touch.channel) or f"made contact: {view.channel(touch.channel)}"
    return f"{rep_words(view, touch.rep_id)} {did}."


def _replied(event: Event, view: FollowUpView) -> str:
    channel = event.payload.channel
    return f"The prospect replied{f' ({view.channel(channel)})' if channel else ''}."


def _away(event: Event, view: FollowUpView) -> str:
    until = event.payload.until
    if until is None:
        return "The prospect is back in the office."
    return f"The prospect is out of office until {day_words(local_date(until, view.zone))}."


def _callback(event: Event, view: FollowUpView) -> str:
    return f"A callback was agreed for {view.at(event.payload.due_at)}."


def _hold(event: Event, view: FollowUpView) -> str:
    return f"The lead is on hold until {view.at(event.payload.until)}."


def _cadence_began(event: Event, view: FollowUpView) -> str:
    del view
    run = event.payload
    whose = " for a second buying influencer" if run.is_influencer else ""
    steps = counted(len(run.steps), "step")
    return f"The cadence “{run.track_id}”{whose} began, with {steps}."


def _cadence_moved(event: Event, view: FollowUpView) -> str:
    """Describe a step that was skipped; one that was made shows as its touch."""
    del view
    last = event.payload.done[-1] if event.payload.done else None
    if last is None or not last.was_skipped or last.done_at != event.occurred_at:
        return ""
    why = f": {SKIPS[last.skip_reason]}" if last.skip_reason else ""
    return f"The step “{last.step_id}” was skipped{why}."


def _cadence_ended(event: Event, view: FollowUpView) -> str:
    del view
    reason = event.payload.stopped_by
    return f"The cadence ended: {STOPS[reason] if reason else 'all its steps are done'}."


def _handed_off(event: Event, view: FollowUpView) -> str:
    return f"The lead was handed off to {rep_words(view, event.payload.ae_rep_id)}."


def _answered(event: Event, view: FollowUpView) -> str:
    answer = "accepted" if event.payload.is_accepted else "rejected"
    return f"{rep_words(view, event.payload.ae_rep_id)} {answer} the handoff."


def _taken_back(event: Event, view: FollowUpView) -> str:
    return f"The lead was taken back from {rep_words(view, event.payload.ae_rep_id)}."


def _meeting(text: str) -> Describe:
    def describe(event: Event, view: FollowUpView) -> str:
        meeting = event.payload
        whom = f" with {rep_words(view, meeting.ae_rep_id)}" if meeting.ae_rep_id else ""
        return text.format(at=view.at(meeting.starts_at), whom=whom)

    return describe


def _accepted(event: Event, view: FollowUpView) -> str:
    del view
    return f"About the meeting: {ACCEPTANCES[event.payload.acceptance]}."


def _opportunity(event: Event, view: FollowUpView) -> str:
    return f"The opportunity is at {stage_label(event.payload.stage, view.rules.ruleset)}."


def _dispositioned(event: Event, view: FollowUpView) -> str:
    given, policy = event.payload, view.rules.feedback
    known = policy.disposition(given.side, given.code) if policy is not None else None
    parts = [known.label if known is not None else given.code]
    if given.reason:
        labels = {item.code: item.label for item in known.reasons} if known else {}
        parts.append(labels.get(given.reason, given.reason))
    if given.fault:
        fault = policy.fault(given.fault) if policy is not None else None
        parts.append(fault.label if fault is not None else given.fault)
    until = f", until {view.at(given.until)}" if given.until else ""
    return f"{rep_words(view, given.by_rep_id)} reported “{', '.join(parts)}”{until}."


def _review(event: Event, view: FollowUpView) -> str:
    del view
    review = event.payload
    ended = f": {ARBITRATIONS[review.outcome]}" if review.outcome else ""
    return f"{REVIEWS[review.state]}{ended}."


def _always(text: str) -> Describe:
    return lambda _event, _view: text


WORK_EVENTS: Mapping[EventKind, Describe | None] = {
    EventKind.TOUCHED: _touched,
    EventKind.REPLIED: _replied,
    EventKind.AWAY: _away,
    EventKind.CALLBACK_AGREED: _callback,
    EventKind.CALLBACK_MADE: _always("The callback was made."),
    EventKind.HOLD_BEGAN: _hold,
    EventKind.HOLD_ENDED: _always("The lead is no longer on hold."),
    EventKind.CADENCE_STARTED: _cadence_began,
    EventKind.CADENCE_MOVED: _cadence_moved,
    EventKind.CADENCE_ENDED: _cadence_ended,
    EventKind.HANDED_OFF: _handed_off,
    EventKind.HANDOFF_ANSWERED: _answered,
    EventKind.HANDOFF_TAKEN_BACK: _taken_back,
    EventKind.MEETING_BOOKED: _meeting("A meeting was booked for {at}{whom}."),
    EventKind.MEETING_MOVED: _meeting("The meeting was moved to {at}{whom}."),
    EventKind.MEETING_CHANGED: _meeting("The record of the meeting on {at} changed."),
    EventKind.MEETING_HELD: _meeting("The meeting of {at} was held{whom}."),
    EventKind.MEETING_MISSED: _meeting("The prospect did not come to the meeting of {at}."),
    EventKind.MEETING_CANCELLED: _meeting("The meeting of {at} was called off."),
    EventKind.MEETING_ACCEPTED: _accepted,
    EventKind.OPPORTUNITY_OPENED: _always("An opportunity was opened."),
    EventKind.OPPORTUNITY_MOVED: _opportunity,
    EventKind.DISPOSITIONED: _dispositioned,
    EventKind.REVIEW_OPENED: _always("A manager is to review it."),
    EventKind.REVIEW_MOVED: _review,
}
"""What each kind says; None: it only keeps the books."""
