"""Take from the state of a lead what the order of its tasks depends on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leadpact.engine.cadences import DueStep
from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import FollowUp, LeadState, Task, TaskKind, tasks_of
from leadpact.engine.scoring import Facts, moment_of
from leadpact.pact.sections.clocks.policy import ClockKind
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.zone import epoch_seconds


@dataclass(frozen=True, slots=True)
class Promise:
    """A running or breached clock that a task would stop, by its name in the pact."""

    clock: str
    due_at: datetime
    calendar: BusinessCalendar


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task with the values that decide its place among the tasks of other leads.

    Attributes
    ----------
    promises
        The clocks that it would stop.
    step
        The step of a cadence that it is.
    replied_at
        When the prospect wrote what is to be answered.
    callback_at
        When the prospect is to be called, as agreed with them; the task is due from then on.
    scores
        What decides between equals, in millipoints, the most important score first; None: unknown.
    """

    lead_id: str
    task: Task
    promises: tuple[Promise, ...] = ()
    step: DueStep | None = None
    replied_at: datetime | None = None
    callback_at: datetime | None = None
    scores: tuple[int | None, ...] = ()


_OF_LEAD = frozenset({ClockKind.FIRST_TOUCH, ClockKind.TOUCHES, ClockKind.RESOLVE})
_STOPPED_BY: Mapping[TaskKind, frozenset[ClockKind]] = {
    TaskKind.ANSWER_REPLY: _OF_LEAD,
    TaskKind.TAKE_STEP: _OF_LEAD,
    TaskKind.CALL_BACK: _OF_LEAD,
    TaskKind.TAKE_UP: _OF_LEAD,
    TaskKind.REBOOK: frozenset({ClockKind.RESOLVE}),
    TaskKind.ANSWER_HANDOFF: frozenset({ClockKind.ACCEPT}),
    TaskKind.CONFIRM_MEETING: frozenset({ClockKind.CONFIRM_MEETING}),
    TaskKind.REPORT_MEETING: frozenset({ClockKind.MEETING_UPDATE}),
    TaskKind.DEBRIEF: frozenset({ClockKind.MEETING_UPDATE}),
    TaskKind.OPEN_OPPORTUNITY: frozenset({ClockKind.MEETING_UPDATE}),
    TaskKind.REVIEW: frozenset({ClockKind.MANAGER_REVIEW}),
    TaskKind.ARBITRATE: frozenset({ClockKind.MANAGER_REVIEW}),
}
"""The kinds of clocks that a task brings nearer to their end."""


def open_tasks(
    state: LeadState,
    rules: FollowUp,
    *,
    as_of: datetime,
    scores: Sequence[str] = ("intent", "fit"),
) -> tuple[OpenTask, ...]:
    """Return the tasks of a lead with what their order depends on, for `order_tasks`.

    Parameters
    ----------
    as_of
        The moment of the scores, aware.
    scores
        The scores of the pact that decide between equals: intent, then potential. One that the pact
        does not have is unknown.
    """
    tasks = tasks_of(state, rules)
    if not tasks:
        return ()
    values, steps = _scores(state, rules, as_of, scores), dict(_steps(state))
    return tuple(
        OpenTask(
            lead_id=state.lead_id,
            task=task,
            promises=tuple(_promises(state, task)),
            step=steps.get(task.about) if task.kind is TaskKind.TAKE_STEP else None,
            replied_at=state.replied_at if task.kind is TaskKind.ANSWER_REPLY else None,
            callback_at=task.due_at if task.kind is TaskKind.CALL_BACK else None,
            scores=values,
        )
        for task in tasks
    )


def _scores(
    state: LeadState, rules: FollowUp, as_of: datetime, names: Sequence[str]
) -> tuple[int | None, ...]:
    facts: Facts | None = state.facts
    if facts is None:
        if state.lead is None:
            return (None,) * len(names)
        facts = moment_of(rules.program, state.lead, state.activities, epoch_seconds(as_of), ())
    return tuple(facts.value(name) for name in names)


def _steps(state: LeadState) -> Iterator[tuple[str, DueStep]]:
    """Yield the next step of each cadence by what its task is about."""
    for run in state.runs:
        step = run.next_step
        if step is not None and run.due_at is not None:
            yield (
                f"{run.run_id}/{step.step_id}",
                DueStep(
                    run_id=run.run_id,
                    step_id=step.step_id,
                    channel=step.channel,
                    rep_id=state.owner_rep_id or "",
                    due_at=run.due_at,
                    window=step.window,
                    prospect=run.prospect,
                    rep_time_zone=run.rep_time_zone,
                ),
            )


def _promises(state: LeadState, task: Task) -> Iterator[Promise]:
    kinds = _STOPPED_BY.get(task.kind, frozenset())
    subject = None if kinds <= _OF_LEAD else task.about
    for clock in state.clocks:
        is_open = clock.ended_at is None and clock.state is not ClockState.PAUSED
        if is_open and clock.policy.kind in kinds and clock.subject_id == subject:
            yield Promise(clock.policy.name, clock.due_at, clock.calendar)
