"""Where a lead stands, how it came there, and under which pact."""

from collections.abc import Iterator

from leadpact.engine.lifecycle import StageChange
from leadpact.explain.view import FollowUpView
from leadpact.explain.words import STAGE_REASONS
from leadpact.terms.stages import Stage


def describe_stage(view: FollowUpView) -> Iterator[str]:
    """Tell where the lead stands and since when, the pact, and the chain of its stages."""
    state, ruleset = view.state, view.rules.ruleset
    now = f"It is {view.at_in_full(view.as_of)}; all times are those of {view.zone}."
    if not state.stage_changes:
        yield f"Nothing is known of lead {state.lead_id} yet. {now}"
    else:
        last = state.stage_changes[-1]
        stage = f"at {view.label(last.to)} since {view.at_in_full(last.at)}"
        yield f"Lead {state.lead_id} is {stage}. {now}"
    yield f"The pact is “{ruleset.name}”, fingerprint {view.rules.fingerprint[:12]}."
    for change in state.stage_changes:
        yield _moved(view, change)


def _moved(view: FollowUpView, change: StageChange) -> str:
    came = "It came to"
    if change.came_from is not None:
        came = f"From {view.label(change.came_from)} it came to"
    return f"{came} {view.label(change.to)} on {view.at(change.at)}, {_stage_reason(view, change)}."


def _stage_reason(view: FollowUpView, change: StageChange) -> str:
    reason = change.reason
    if _is_gate(view, change):
        return f"because the gate {reason} opened"
    if reason in STAGE_REASONS:
        return STAGE_REASONS[reason]
    if reason.startswith("overturned:"):
        return f"because the disposition {reason.removeprefix('overturned:')} was overturned"
    if reason.upper() in Stage.__members__:
        return "as the record says"
    policy = view.rules.feedback
    labels = {item.code: item.label for item in policy.dispositions} if policy else {}
    return f"by the disposition “{labels.get(reason, reason)}”"


def _is_gate(view: FollowUpView, change: StageChange) -> bool:
    """Tell whether a gate moved the lead; in this round it is known which did."""
    state, names = view.state, {gate.name for gate in view.rules.ruleset.gates}
    is_earlier = state.round_at is not None and change.at < state.round_at
    return change.reason in names and (is_earlier or change.reason in state.opened_at)
