"""The next step of a cadence: which it is, when it is due, and what rests and stops do to it."""

from dataclasses import replace
from datetime import datetime

from leadpact.engine.cadences.compiled import Cadences
from leadpact.engine.cadences.moments import due_moment
from leadpact.engine.cadences.values import CadenceRun, CadenceState, Rest, StepDone, StopReason


def stop_cadence(run: CadenceRun, *, reason: StopReason, at: datetime) -> CadenceRun:
    """Return a cadence that ended; one that is over stays as it is."""
    if run.is_over:
        return run
    return replace(
        run,
        state=CadenceState.STOPPED,
        next_step_id=None,
        due_at=None,
        rests=(),
        resumes_at=None,
        stopped_by=reason,
        stopped_at=at,
    )


def aim_run(cadences: Cadences, run: CadenceRun, at: datetime) -> CadenceRun:
    """Return the cadence with when its next step is due, which is not before a moment."""
    step = run.next_step
    if step is None:
        return replace(
            run,
            state=CadenceState.COMPLETED,
            next_step_id=None,
            due_at=None,
            rests=(),
            resumes_at=None,
        )
    state = CadenceState.PAUSED if run.rests else CadenceState.RUNNING
    run = replace(run, state=state, resumes_at=_resumes_at(run.rests), due_at=None)
    if run.rests and run.resumes_at is None:
        return run
    due_at = due_moment(
        cadences,
        step,
        counts_from=run.counts_from,
        not_before=max(at, run.resumes_at or at),
        prospect=run.prospect,
        rep_time_zone=run.rep_time_zone,
    )
    if due_at is None:
        return stop_cadence(run, reason=StopReason.NEVER_IN_WINDOW, at=at)
    return replace(run, due_at=due_at)


def finish_step(cadences: Cadences, run: CadenceRun, done: StepDone) -> CadenceRun:
    """Return the cadence after its next step was made or skipped; any other changes nothing."""
    if run.is_over or done.step_id != run.next_step_id:
        return run
    counts_from = max(done.done_at, run.counts_from)
    run = replace(
        end_rests(run, done.done_at),
        done=(*run.done, done),
        counts_from=counts_from,
        next_step_id=_following(run),
    )
    return aim_run(cadences, run, counts_from)


def rest_run(cadences: Cadences, run: CadenceRun, rest: Rest, at: datetime) -> CadenceRun:
    """Return the cadence with a rest in the place of one of the same cause."""
    run = end_rests(run, at)
    others = (item for item in run.rests if item.reason is not rest.reason)
    rests = tuple(sorted((*others, rest), key=lambda item: item.reason))
    return aim_run(cadences, replace(run, rests=rests), at)


def end_rests(run: CadenceRun, as_of: datetime) -> CadenceRun:
    """Return the cadence without the rests that are over; when its next step is due stays."""
    rests = tuple(item for item in run.rests if item.until is None or item.until > as_of)
    if rests == run.rests:
        return run
    state = CadenceState.PAUSED if rests else CadenceState.RUNNING
    return replace(run, rests=rests, state=state, resumes_at=_resumes_at(rests))


def _following(run: CadenceRun) -> str | None:
    """Return the step after the next one."""
    ids = [step.step_id for step in run.steps]
    rest = ids[ids.index(run.next_step_id or "") + 1 :]
    return rest[0] if rest else None


def _resumes_at(rests: tuple[Rest, ...]) -> datetime | None:
    ends = [item.until for item in rests if item.until is not None]
    return max(ends) if ends and len(ends) == len(rests) else None
