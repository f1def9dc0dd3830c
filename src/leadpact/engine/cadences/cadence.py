"""Start a cadence, complete or skip its steps, hand it over, switch or stop it.

Every function returns the next value of the run, with when its next step is due.
"""

from datetime import datetime

from leadpact.engine.cadences.moments import due_moment
from leadpact.engine.cadences.values import (
    CadenceRun,
    Cadences,
    CadenceState,
    Prospect,
    Rest,
    RestReason,
    SkipReason,
    StepDone,
    StepLeftOut,
    StepTest,
    StopReason,
    every_step,
)
from leadpact.pact.sections.cadences.policy import OnTrackChange
from leadpact.terms.frozen import with_fields
from leadpact.terms.stages import Channel


class UnknownTrack(ValueError):
    """A track that the pact does not have, or that has no steps for an influencer."""

    def __init__(self, track_id: str, *, is_influencer: bool = False) -> None:
        whose = "no steps for an influencer in the track" if is_influencer else "no track"
        super().__init__(f"the pact has {whose} {track_id!r}")


def start_cadence(
    cadences: Cadences,
    track_id: str,
    *,
    run_id: str,
    started_at: datetime,
    prospect: Prospect,
    rep_time_zone: str | None = None,
    is_influencer: bool = False,
    is_met: StepTest = every_step,
) -> CadenceRun:
    """Start the cadence of one person.

    Parameters
    ----------
    track_id
        As `choose_track` returned it.
    started_at
        From when the first step counts; it may lie ahead.
    prospect, rep_time_zone
        Where windows are meant: the prospect's zone, else the rep's, else the calendar's own.
    is_influencer
        Whether it is for a second buying influencer in the account.
    is_met
        Whether the condition of a step is true; the first such step is the next one.

    Raises
    ------
    UnknownTrack
        Where the pact has no such steps.
    """
    track = cadences.tracks.get(track_id)
    if track is None:
        raise UnknownTrack(track_id)
    steps = track.influencer_steps if is_influencer else track.steps
    if not steps:
        raise UnknownTrack(track_id, is_influencer=is_influencer)
    run = CadenceRun(
        run_id=run_id,
        track_id=track_id,
        fingerprint=cadences.fingerprint,
        started_at=started_at,
        counts_from=started_at,
        steps=steps,
        prospect=prospect,
        rep_time_zone=rep_time_zone,
        is_influencer=is_influencer,
    )
    return aim_run(cadences, choose_step(run, started_at, is_met), started_at)


def step_for_touch(run: CadenceRun, channel: Channel) -> str | None:
    """Return the step that a touch on a channel is: the next one, if it is on that channel."""
    step = None if run.is_over else run.next_step
    return step.step_id if step is not None and step.channel == channel else None


def complete_step(
    cadences: Cadences,
    run: CadenceRun,
    *,
    step_id: str,
    done_at: datetime,
    is_met: StepTest = every_step,
) -> CadenceRun:
    """Return a cadence whose next step was made, on time, early or late.

    Later steps count from `done_at`. Any other step than the next one changes nothing.
    """
    return finish_step(cadences, run, StepDone(step_id, done_at), is_met)


def skip_step(
    cadences: Cadences,
    run: CadenceRun,
    *,
    step_id: str,
    skipped_at: datetime,
    reason: SkipReason | None = None,
    is_met: StepTest = every_step,
) -> CadenceRun:
    """Return a cadence whose next step was skipped; later steps count from `skipped_at`."""
    return finish_step(cadences, run, StepDone(step_id, skipped_at, True, reason), is_met)


def review_steps(
    cadences: Cadences, run: CadenceRun, *, at: datetime, is_met: StepTest
) -> CadenceRun:
    """Return a cadence after its lead changed: its next step is the first whose condition is true.

    A step that was left out comes back where its condition is true now, unless a later one was
    made or skipped since. A cadence whose next step stays is as it was.
    """
    if run.is_over or not run.has_conditions:
        return run
    after = choose_step(run, at, is_met)
    if after.next_step_id == run.next_step_id:
        return run
    return aim_run(cadences, advance_cadence(after, as_of=at), at)


def hand_over_cadence(
    cadences: Cadences, run: CadenceRun, *, at: datetime, rep_time_zone: str | None
) -> CadenceRun:
    """Return a cadence that another rep goes on with: the leave of the one before is not theirs."""
    if run.is_over:
        return run
    rests = tuple(item for item in run.rests if item.reason is not RestReason.REP_ON_LEAVE)
    if rests == run.rests and rep_time_zone == run.rep_time_zone:
        return run
    return aim_run(cadences, with_fields(run, rests=rests, rep_time_zone=rep_time_zone), at)


def switch_track(
    cadences: Cadences,
    run: CadenceRun,
    track_id: str,
    *,
    at: datetime,
    is_met: StepTest = every_step,
) -> CadenceRun:
    """Return a cadence on another track, from its first step.

    It starts at the later of two: the moment of the change, and the start that the cadence had;
    where the pact says so, not before the next step of the old track was due either. Rests go on.
    What was done on the old track stays there: `done` is empty. An influencer whose new track has
    no steps for one leaves the tracks.
    """
    if run.is_over or run.track_id == track_id:
        return run
    track = cadences.tracks.get(track_id)
    if track is None:
        raise UnknownTrack(track_id)
    steps = track.influencer_steps if run.is_influencer else track.steps
    if not steps:
        return stop_cadence(run, reason=StopReason.LEFT_TRACKS, at=at)
    started_at = max(at, run.started_at)
    if cadences.policy.on_track_change is OnTrackChange.LATER_OF_BOTH and run.due_at is not None:
        started_at = max(started_at, run.due_at)
    other = with_fields(
        run,
        track_id=track_id,
        fingerprint=cadences.fingerprint,
        started_at=started_at,
        counts_from=started_at,
        steps=steps,
        done=(),
        left_out=(),
    )
    other = choose_step(other, at, is_met)
    return aim_run(cadences, advance_cadence(other, as_of=at), started_at)


def stop_cadence(run: CadenceRun, *, reason: StopReason, at: datetime) -> CadenceRun:
    """Return a cadence that ended; one that is over stays as it is."""
    if run.is_over:
        return run
    return with_fields(
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
        return with_fields(
            run,
            state=CadenceState.COMPLETED,
            next_step_id=None,
            due_at=None,
            rests=(),
            resumes_at=None,
        )
    resumes_at = _resumes_at(run.rests)
    due_at = due_moment(
        cadences,
        step,
        started_at=run.started_at,
        counts_from=run.counts_from,
        not_before=max(at, resumes_at or at),
        prospect=run.prospect,
        rep_time_zone=run.rep_time_zone,
    )
    state = CadenceState.PAUSED if run.rests else CadenceState.RUNNING
    aimed = with_fields(run, state=state, resumes_at=resumes_at, due_at=due_at)
    if due_at is None:
        return stop_cadence(aimed, reason=StopReason.NEVER_IN_WINDOW, at=at)
    return aimed


def choose_step(run: CadenceRun, at: datetime, is_met: StepTest) -> CadenceRun:
    """Return the cadence with its next step: after the last one done, the first that is taken."""
    ids = [step.step_id for step in run.steps]
    n_done = ids.index(run.done[-1].step_id) + 1 if run.done else 0
    left_out = [item for item in run.left_out if ids.index(item.step_id) < n_done]
    since = {item.step_id: item for item in run.left_out}
    for step in run.steps[n_done:]:
        if step.opens is None or is_met(step):
            return with_fields(run, next_step_id=step.step_id, left_out=tuple(left_out))
        left_out.append(since.get(step.step_id) or StepLeftOut(step.step_id, at))
    return with_fields(run, next_step_id=None, left_out=tuple(left_out))


def finish_step(
    cadences: Cadences, run: CadenceRun, done: StepDone, is_met: StepTest = every_step
) -> CadenceRun:
    """Return the cadence after its next step was made or skipped; any other changes nothing."""
    if run.is_over or done.step_id != run.next_step_id:
        return run
    counts_from = max(done.done_at, run.counts_from)
    run = with_fields(
        advance_cadence(run, as_of=done.done_at),
        done=(*run.done, done),
        counts_from=counts_from,
    )
    return aim_run(cadences, choose_step(run, counts_from, is_met), counts_from)


def advance_cadence(run: CadenceRun, *, as_of: datetime) -> CadenceRun:
    """Return a cadence after time has passed: rests whose end has come are over.

    The due moment of its next step was known when the rest began, so that it needs no pact.
    """
    rests = tuple(item for item in run.rests if item.until > as_of)
    if rests == run.rests:
        return run
    state = CadenceState.PAUSED if rests else CadenceState.RUNNING
    return with_fields(run, rests=rests, state=state, resumes_at=_resumes_at(rests))


def _resumes_at(rests: tuple[Rest, ...]) -> datetime | None:
    return max((item.until for item in rests), default=None)
