"""What events say about the lead itself: what it did, its stage, who has it, what became of it."""

from collections.abc import Mapping

from leadpact.engine.lifecycle import Event, EventKind
from leadpact.engine.routing import ReleaseReason
from leadpact.explain.actors import Describe, actor_words, rep_words
from leadpact.explain.judgement import left_words
from leadpact.explain.refusals import refusal_words
from leadpact.explain.view import FollowUpView, stage_label
from leadpact.explain.words import STAGE_REASONS, WAITING
from leadpact.pact.sections.routing.policy import SelectionMethod
from leadpact.terms.stages import RepRole

_RELEASES: Mapping[ReleaseReason, str] = {
    ReleaseReason.CLOSED: "it was worked to its end",
    ReleaseReason.NO_SHOW: "the prospect missed the meeting",
    ReleaseReason.CANCELLED: "the meeting was called off",
    ReleaseReason.REASSIGNED: "it goes to another rep",
    ReleaseReason.RETURNED: "it is routed again",
    ReleaseReason.OPPORTUNITY_OPENED: "it became an opportunity",
    ReleaseReason.UNASSIGNED: "it was taken from its rep by hand",
}
"""Why a rep no longer has a lead."""


def _recorded(event: Event, view: FollowUpView) -> str:
    del view
    return "The lead came in." if event.n == 1 else "The fields of the lead were updated."


def _activity(event: Event, view: FollowUpView) -> str:
    done = event.payload
    about = f" ({done.content})" if done.content else ""
    return f"The prospect {view.rules.ruleset.activity_label(done.kind)}{about}."


def _gate(event: Event, view: FollowUpView) -> str:
    ruleset = view.rules.ruleset
    gate = next((item for item in ruleset.gates if item.name == event.payload.gate), None)
    label = stage_label(gate.stage, ruleset) if gate is not None else event.payload.gate
    return f"It met all that a lead needs to become {label}."


def _left(event: Event, view: FollowUpView) -> str:
    return left_words(view.rules.ruleset, event.payload.not_lead)


def _stage(event: Event, view: FollowUpView) -> str:
    change, ruleset = event.payload, view.rules.ruleset
    given = (item for item in view.state.dispositions if item.disposition_id == change.reason.about)
    side = next((item.side for item in given), RepRole.SDR)
    policy = view.rules.feedback
    known = policy.disposition(side, change.reason.disposition) if policy is not None else None
    label = known.label if known is not None else change.reason.disposition
    gate = next((item for item in ruleset.gates if item.name == change.reason.about), None)
    about = stage_label(gate.stage, ruleset) if gate is not None else change.reason.about
    why = STAGE_REASONS[change.reason.code].format(about=about, label=label)
    return f"It became {stage_label(change.to, ruleset)}, {why}."


def _assigned(event: Event, view: FollowUpView) -> str:
    route = event.payload
    name = rep_words(view, route.rep_id)
    if route.decided_by is not None:
        return f"{actor_words(view, route.decided_by) or 'Somebody'} gave the lead to {name}."
    if route.method is SelectionMethod.QUEUE:
        return f"{name} claimed the lead."
    return f"{name} got the lead."


def _waiting(event: Event, view: FollowUpView) -> str:
    del view
    why = f": {WAITING[event.payload.waiting]}" if event.payload.waiting else ""
    return f"Nobody has the lead{why}."


def _kept(event: Event, view: FollowUpView) -> str:
    route = event.payload
    why = f": {WAITING[route.waiting]}" if route.waiting else ""
    return f"It stays with {rep_words(view, route.rep_id)}{why}."


def _released(event: Event, view: FollowUpView) -> str:
    held, why = event.payload.held, _RELEASES[event.payload.reason]
    who = f"{rep_words(view, held.rep_id)} no longer has it" if held else "It no longer waits"
    return f"{who}: {why}."


def _referred(event: Event, view: FollowUpView) -> str:
    del event, view
    return "The prospect named a colleague, who is a lead of their own now."


def _refused(event: Event, view: FollowUpView) -> str:
    return f"Refused: {refusal_words(event.payload.refusal, view.rules)}"


def _always(text: str) -> Describe:
    return lambda _event, _view: text


LEAD_EVENTS: Mapping[EventKind, Describe | None] = {
    EventKind.LEAD_RECORDED: _recorded,
    EventKind.LEAD_JUDGED: _always("It was judged elsewhere."),
    EventKind.ACTIVITY_RECORDED: _activity,
    EventKind.GATE_OPENED: _gate,
    EventKind.LEFT: _left,
    EventKind.RETURNED: _always("It is a lead after all."),
    EventKind.STAGE_CHANGED: _stage,
    EventKind.ROUND_BEGAN: _always("A new round of work on it began."),
    EventKind.ASSIGNED: _assigned,
    EventKind.WAITING: _waiting,
    EventKind.KEPT: _kept,
    EventKind.RELEASED: _released,
    EventKind.CREDITED: None,
    EventKind.OPTED_OUT: _always("The prospect wants no further contact."),
    EventKind.PERSON_ERASED: _always("The person was erased."),
    EventKind.MERGED: _always("It was merged into another lead of the same person."),
    EventKind.ABSORBED: _always("Another lead of the same person was merged into it."),
    EventKind.REFERRED: _referred,
    EventKind.COMMAND_REFUSED: _refused,
}
"""What each kind says; None: it only keeps the books."""
