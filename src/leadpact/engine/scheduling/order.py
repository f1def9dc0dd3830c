"""Order the work of reps: which task comes next, and why it has that place."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from math import inf
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from leadpact.engine.cadences import Cadences, DoneToday, PlacedStep, throttle_steps
from leadpact.engine.scheduling.open_task import OpenTask, Promise


class TaskReasonCode(StrEnum):
    """Why a task has its place."""

    CALLBACK_DUE = "CALLBACK_DUE"
    REPLY_DUE = "REPLY_DUE"
    CLOCK_RUNS = "CLOCK_RUNS"
    CLOCK_BREACHED = "CLOCK_BREACHED"
    STEP_OVERDUE = "STEP_OVERDUE"
    BY_SCORES = "BY_SCORES"
    """Nothing presses: intent, then potential, then the id decide."""
    NOT_DUE_YET = "NOT_DUE_YET"
    WINDOW_CLOSED = "WINDOW_CLOSED"
    """The prospect may not be contacted now on this channel."""
    DAY_IS_FULL = "DAY_IS_FULL"
    """The pact's limit of steps a day moves it to a later day."""
    NEVER_IN_WINDOW = "NEVER_IN_WINDOW"


class TaskReason(NamedTuple):
    """Why a task has its place.

    Attributes
    ----------
    about
        The clock, by its name in the pact, or the step.
    at
        The moment that the code speaks of: of the reply or the callback, when the clock or the step
        was or is due, from when the task can be done.
    business_seconds
        What is left on the clock; less than zero: by how much it was missed.
    scores
        The scores that decide, in millipoints.
    """

    code: TaskReasonCode
    about: str = ""
    at: datetime | None = None
    business_seconds: int | None = None
    scores: tuple[int | None, ...] = ()


class OrderedTask(NamedTuple):
    """A task in its place.

    Attributes
    ----------
    take_at
        From when it can be done; the moment of the order where that is now, None where no moment
        within a year is known.
    reason
        Why it has this place.
    """

    task: OpenTask
    take_at: datetime | None
    reason: TaskReason


_NOBODY: Mapping[str, DoneToday] = MappingProxyType({})
_NEVER = datetime.max.replace(tzinfo=UTC)
_NO_ZONES: Mapping[str, str] = MappingProxyType({})


def order_tasks(
    tasks: Iterable[OpenTask],
    *,
    as_of: datetime,
    cadences: Cadences | None = None,
    done_today: Mapping[str, DoneToday] = _NOBODY,
    rep_zones: Mapping[str, str] = _NO_ZONES,
) -> tuple[OrderedTask, ...]:
    """Order tasks: what can be done now, then what can be done later.

    Parameters
    ----------
    tasks
        Those of one rep, or of several, of any number of leads: `open_tasks`.
    as_of
        The moment of the order, aware.
    cadences
        The pact's, whose throttle limits the steps of a day; None: nothing limits them.
    done_today, rep_zones
        As in `throttle_steps`: by rep, what was made today, and the zone of their days.

    Returns
    -------
    tuple[OrderedTask, ...]
        Every task once, whatever order they came in. What can be done now: replies and callbacks
        first; then the least business time left on a clock, where a missed one has less than none;
        then steps that are due; then by the scores, the highest first, and by ids. Each of these
        decides between tasks that are equal in those before it. Steps over the limit of a day move
        to later days, the last in this order first. What can be done only later comes behind, by
        the moment from which it can be done.
    """
    ranked = sorted([_ranking(task, as_of) for task in tasks], key=itemgetter(_BY_RANK))
    rankings = _once(ranked)
    placed = _place_steps(rankings, as_of, cadences, done_today, rep_zones)
    ordered = [_in_place(item, step, as_of) for item, step in zip(rankings, placed, strict=True)]
    # Stable: what can be done from the same moment on keeps the order of its rank.
    return tuple(sorted(ordered, key=lambda item: item.take_at or _NEVER))


class _Ranking(NamedTuple):
    """A task by what decides its place among those that can be done now; the ids are unique."""

    is_after_replies: bool
    left: float
    is_after_steps: bool
    scores: tuple[float, ...]
    ids: tuple[str, str, str, str]
    task: OpenTask
    promise: Promise | None


_BY_RANK = slice(5)
"""Task and promise have no part in the rank, and could not be compared."""


def _once(rankings: list[_Ranking]) -> list[_Ranking]:
    """Return each task once: of those with the same ids the first."""
    found: dict[tuple[str, ...], _Ranking] = {}
    for item in rankings:
        found.setdefault(item.ids, item)
    return list(found.values())


def _ranking(item: OpenTask, as_of: datetime) -> _Ranking:
    task, step = item.task, item.step
    left, promise = _least_left(item.promises, as_of) if item.promises else (inf, None)
    return _Ranking(
        item.replied_at is None and not _calls_back(item, as_of),
        left,
        step is None or step.due_at > as_of,
        tuple([inf if score is None else -score for score in item.scores]),
        (item.lead_id, task.kind, task.about, task.of),
        item,
        promise,
    )


def _calls_back(item: OpenTask, as_of: datetime) -> bool:
    return item.callback_at is not None and item.callback_at <= as_of


def _least_left(promises: tuple[Promise, ...], as_of: datetime) -> tuple[int, Promise]:
    """Return the least business time left on a clock, and which."""
    if len(promises) == 1:
        (only,) = promises
        return only.calendar.seconds_between(as_of, only.due_at), only
    soonest: dict[int, Promise] = {}
    for promise in promises:
        known = soonest.get(id(promise.calendar))
        if known is None or promise.due_at < known.due_at:
            soonest[id(promise.calendar)] = promise
    found = [(one.calendar.seconds_between(as_of, one.due_at), one) for one in soonest.values()]
    return min(found, key=lambda pair: (pair[0], pair[1].due_at))


def _place_steps(
    rankings: list[_Ranking],
    as_of: datetime,
    cadences: Cadences | None,
    done_today: Mapping[str, DoneToday],
    rep_zones: Mapping[str, str],
) -> list[PlacedStep | None]:
    """Return where the limits of a day place each step; those due now choose first, by rank.

    None for what is no step, or an agreed call: no limit applies to it.
    """
    found: list[PlacedStep | None] = [None] * len(rankings)
    if cadences is None:
        return found
    steps = [
        (item.task.step.due_at if item.is_after_steps else as_of, n, item.task.step)
        for n, item in enumerate(rankings)
        if item.task.step is not None and item.task.callback_at is None
    ]
    steps.sort(key=itemgetter(0))  # stable: those due now keep the order of their rank
    placed = throttle_steps(
        cadences,
        [step for _, _, step in steps],
        done_today,
        as_of=as_of,
        rep_zones=rep_zones,
        is_ordered=True,
    )
    for (_, n, _), place in zip(steps, placed, strict=True):
        found[n] = place
    return found


def _in_place(item: _Ranking, placed: PlacedStep | None, as_of: datetime) -> OrderedTask:
    """Return a task with the moment from which it can be done, and the reason for its place."""
    task, step, at = item.task, item.task.step, as_of
    if task.callback_at is not None:
        at = max(task.callback_at, as_of)
    elif placed is not None:
        if placed.take_at is None:
            reason = TaskReason(TaskReasonCode.NEVER_IN_WINDOW, placed.step.step_id)
            return OrderedTask(task, None, reason)
        at = placed.take_at
    elif step is not None:
        at = max(step.due_at, as_of)
    if at <= as_of:
        return OrderedTask(task, as_of, _why_now(item, as_of))
    return OrderedTask(task, at, _why_later(task, placed, at, as_of))


def _why_now(item: _Ranking, as_of: datetime) -> TaskReason:
    """Return what decides the place of a task that can be done now."""
    task, step, promise = item.task, item.task.step, item.promise
    if _calls_back(task, as_of):
        return TaskReason(TaskReasonCode.CALLBACK_DUE, at=task.callback_at)
    if task.replied_at is not None:
        return TaskReason(TaskReasonCode.REPLY_DUE, at=task.replied_at)
    if promise is not None:
        is_missed = promise.due_at < as_of
        code = TaskReasonCode.CLOCK_BREACHED if is_missed else TaskReasonCode.CLOCK_RUNS
        return TaskReason(code, promise.clock, promise.due_at, int(item.left))
    if step is not None:
        return TaskReason(TaskReasonCode.STEP_OVERDUE, step.step_id, step.due_at)
    return TaskReason(TaskReasonCode.BY_SCORES, scores=task.scores)


def _why_later(
    task: OpenTask, placed: PlacedStep | None, at: datetime, as_of: datetime
) -> TaskReason:
    """Return why a task cannot be done now; a callback has no other reason than its moment."""
    about = task.step.step_id if task.step is not None else ""
    code = TaskReasonCode.NOT_DUE_YET
    if placed is not None and placed.is_moved:
        code = TaskReasonCode.DAY_IS_FULL
    elif placed is not None and placed.step.due_at <= as_of:
        code = TaskReasonCode.WINDOW_CLOSED
    return TaskReason(code, about, at)
