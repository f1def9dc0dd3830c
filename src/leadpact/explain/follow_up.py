"""Why a lead is where it is, with whom, and what is due when: its follow-up in plain words.

Here are its stage, how it reached it and under which pact, and what is to be done now, by whom and
by when; the parts between have modules of their own. The twin for scores and gates is
`explain_judgement`. Every sentence is derived from the state.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from leadpact.engine.lifecycle import (
    FollowUp,
    LeadState,
    StageChange,
    StageReason,
    Task,
    TaskKind,
    tasks_of,
)
from leadpact.explain.cadences import describe_cadences
from leadpact.explain.clocks import describe_clocks
from leadpact.explain.handoffs import describe_handoffs
from leadpact.explain.holds import describe_hold
from leadpact.explain.judgement import left_words
from leadpact.explain.owner import describe_owner
from leadpact.explain.view import FollowUpView
from leadpact.explain.words import ROLES, STAGE_REASONS, TASKS
from leadpact.pact.sections.clocks.policy import ClockKind
from leadpact.terms.stages import RepRole


def explain_follow_up(
    state: LeadState, rules: FollowUp, *, as_of: datetime, names: Mapping[str, str] | None = None
) -> str:
    """Return the chain of what was decided on a lead and why, in sentences to read aloud.

    Parameters
    ----------
    state
        The state of the lead. Only what is in it is explained; nothing is decided again, but clocks
        are described as they are at `as_of`.
    rules
        The pact of the explanation. What was decided under another pact is shown with that pact's
        fingerprint.
    as_of
        The moment of the explanation, aware; the state's moment where that is later.
    names
        What people call reps, by their ids; who is not in it is named by the id.

    Returns
    -------
    str
        A line a statement, and an empty one between parts: stage and pact, owner, hold, cadences,
        clocks, meetings and dispositions, merged leads, withdrawn reports, tasks. Times are in the
        zone of the pact. The notes of dispositions are left out.
    """
    view = FollowUpView(state, rules, max(as_of, state.as_of or as_of), names or {})
    parts = ("\n".join(part(view)) for part in _PARTS)
    return "\n\n".join(part for part in parts if part)


def describe_stage(view: FollowUpView) -> Iterator[str]:
    """Describe the lead's stage and since when, the pact, and the chain of its stages."""
    state, ruleset = view.state, view.rules.ruleset
    known = f"Nothing is known of lead {state.lead_id} yet."
    if state.stage_changes:
        last = state.stage_changes[-1]
        since = f"at {view.label(last.to)} since {view.at(last.at, in_full=True)}"
        known = f"Lead {state.lead_id} is {since}."
    now = f"It is {view.at(view.as_of, in_full=True)}; all times are those of {view.zone}."
    yield f"{known} {now}"
    yield f"The pact is “{ruleset.name}”, fingerprint {view.rules.fingerprint[:12]}."
    if state.not_lead is not None:
        yield f"{left_words(ruleset, state.not_lead)} Nobody works it."
    for change in state.stage_changes:
        yield _moved(view, change)


def _moved(view: FollowUpView, change: StageChange) -> str:
    came = f"From {view.label(change.came_from)} it" if change.came_from is not None else "It"
    to = f"{view.label(change.to)} on {view.at(change.at)}"
    return f"{came} came to {to}, {_stage_reason(view, change)}."


def _stage_reason(view: FollowUpView, change: StageChange) -> str:
    reason = change.reason
    label = _label(view, reason) if reason.disposition else ""
    return STAGE_REASONS[reason.code].format(about=reason.about, label=label)


def _label(view: FollowUpView, reason: StageReason) -> str:
    """Return what the pact calls a disposition, for the side that gave it."""
    given = (item for item in view.state.dispositions if item.disposition_id == reason.about)
    side, policy = next((item.side for item in given), None), view.rules.feedback
    known = policy.disposition(side, reason.disposition) if policy and side else None
    return known.label if known else reason.disposition


def describe_merges(view: FollowUpView) -> Iterator[str]:
    """Describe which leads of the same person were merged into this one."""
    for name in view.state.absorbed_ids:
        yield f"The lead {name} was merged into it: its activities count here too."


def describe_withdrawals(view: FollowUpView) -> Iterator[str]:
    """Describe what was withdrawn: it counts nowhere above."""
    names = view.state.withdrawn_ids
    if len(names) == 1:
        yield f"The report {names[0]} was withdrawn, and counts no more."
    elif names:
        yield f"The reports {', '.join(names)} were withdrawn, and count no more."


def describe_tasks(view: FollowUpView) -> Iterator[str]:
    """Describe every task."""
    tasks = tasks_of(view.state, view.rules)
    if not tasks:
        yield "No task is open."
    for task in tasks:
        by = _due_at(view, task)
        yield f"To do: {_who(view, task)} {_what(view, task)}{f', by {view.at(by)}' if by else ''}."


_BY_CLOCK = {
    TaskKind.ANSWER_HANDOFF: ClockKind.ACCEPT,
    TaskKind.DEBRIEF: ClockKind.MEETING_UPDATE,
    TaskKind.REVIEW: ClockKind.MANAGER_REVIEW,
    TaskKind.CONFIRM_MEETING: ClockKind.CONFIRM_MEETING,
}
"""The clock that says by when, where the task does not."""


def _due_at(view: FollowUpView, task: Task) -> datetime | None:
    kind = _BY_CLOCK.get(task.kind)
    for clock in view.state.running_clocks:
        if clock.policy.kind is kind and clock.subject_id == task.about:
            return clock.due_at
    return task.due_at


def _who(view: FollowUpView, task: Task) -> str:
    if task.kind is TaskKind.CLAIM:
        return f"a rep of the pool {task.of}"
    return ROLES[RepRole(task.of)] if task.of in RepRole.__members__ else view.who(task.of)


_ABOUT_THE_LEAD = (
    *(TaskKind.CLAIM, TaskKind.ASSIGN, TaskKind.ANSWER_REPLY, TaskKind.CALL_BACK),
    TaskKind.TAKE_UP,
)
"""Tasks that need no other name of what they are about."""


def _what(view: FollowUpView, task: Task) -> str:
    if task.kind in _ABOUT_THE_LEAD:
        return TASKS[task.kind]
    about = task.about
    for run in view.state.runs:
        if task.kind is TaskKind.TAKE_STEP and about == f"{run.run_id}/{run.next_step_id}":
            whose = " for the influencer" if run.is_influencer else ""
            about = f"{run.next_step_id} of the cadence {run.track_id}{whose}"
    return f"{TASKS[task.kind]} {about}"


_PARTS = (
    describe_stage,
    describe_owner,
    describe_hold,
    describe_cadences,
    describe_clocks,
    describe_handoffs,
    describe_merges,
    describe_withdrawals,
    describe_tasks,
)
