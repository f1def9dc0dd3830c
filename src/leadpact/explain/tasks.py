"""What is to be done for a lead now, by whom and by when."""

from collections.abc import Iterator
from datetime import datetime

from leadpact.engine.lifecycle import Task, TaskKind, tasks_of
from leadpact.explain.view import FollowUpView
from leadpact.explain.words import ROLES, TASKS
from leadpact.pact.sections.clocks.policy import ClockKind
from leadpact.terms.stages import RepRole


def describe_tasks(view: FollowUpView) -> Iterator[str]:
    """Tell of every task."""
    tasks = tasks_of(view.state, view.rules)
    if not tasks:
        yield "No task is open."
    for task in tasks:
        by = _due_at(view, task)
        yield f"To do: {_who(task)} {_what(view, task)}{f', by {view.at(by)}' if by else ''}."


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


def _who(task: Task) -> str:
    if task.kind is TaskKind.CLAIM:
        return f"a rep of the pool {task.of}"
    return ROLES[RepRole(task.of)] if task.of in RepRole.__members__ else task.of


def _what(view: FollowUpView, task: Task) -> str:
    if task.kind is TaskKind.CLAIM:
        return TASKS[task.kind]
    about = task.about
    for run in view.state.runs:
        if task.kind is TaskKind.TAKE_STEP and about == f"{run.run_id}/{run.next_step_id}":
            whose = " for the influencer" if run.is_influencer else ""
            about = f"{run.next_step_id} of the cadence {run.track_id}{whose}"
    return f"{TASKS[task.kind]} {about}"
