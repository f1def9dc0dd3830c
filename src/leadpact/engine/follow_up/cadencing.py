"""The cadence of a lead in a turn: which track it follows, and what its steps make of things."""

from datetime import date, datetime

from leadpact.engine.cadence import (
    CadenceRun,
    CadenceState,
    Prospect,
    RestCause,
    StopCause,
    advance_cadence,
    choose_track,
    complete_step,
    hand_over_cadence,
    hear_out_of_office,
    pause_cadence,
    start_cadence,
    step_for_touch,
    stop_cadence,
    switch_track,
)
from leadpact.engine.follow_up.events import EventKind
from leadpact.engine.follow_up.turn import CauseCode, Turn
from leadpact.terms.stages import TouchKind


def follow_track(turn: Turn) -> None:
    """Start the track that fits a lead with an owner, or change to it; none fits: stop."""
    cadences, state = turn.rules.cadences, turn.state
    if cadences is None or state.assignment is None:
        return
    track = choose_track(cadences, turn.facts())
    since = state.round_at or turn.now
    running = [run for run in state.runs if not run.is_over]
    if track is None:
        turn.because(CauseCode.NO_TRACK)
        for run in running:
            put_run(turn, run, stop_cadence(run, cause=StopCause.LEFT_TRACKS, at=turn.now))
        return
    if not any(run.started_at >= since for run in state.runs):
        _start(turn, track)
    for run in running:
        if run.track_id != track:
            turn.because(CauseCode.TRACK_CHOSEN, track)
            put_run(turn, run, switch_track(cadences, run, track, at=turn.now))


def _start(turn: Turn, track: str) -> None:
    cadences, held = turn.rules.cadences, turn.state.assignment
    assert cadences is not None
    assert held is not None
    rep = turn.rules.rep(held.rep_id)
    turn.because(CauseCode.TRACK_CHOSEN, track)
    kinds = (False, True) if cadences.has_influencer_steps(track) else (False,)
    for is_influencer in kinds:
        suffix = "/influencer" if is_influencer else ""
        run = start_cadence(
            cadences,
            track,
            run_id=f"{track}/{turn.name}{suffix}",
            started_at=turn.now,
            prospect=_prospect(turn),
            rep_time_zone=rep.time_zone if rep else None,
            is_influencer=is_influencer,
        )
        turn.emit(EventKind.CADENCE_STARTED, run)


def _prospect(turn: Turn) -> Prospect:
    facts = turn.facts()
    return Prospect(
        time_zone=facts.value("time_zone"),
        country=facts.value("country"),
        region=facts.value("region"),
    )


def put_run(turn: Turn, before: CadenceRun, after: CadenceRun) -> None:
    """Put a cadence in the place of what it was, if it became different."""
    if after == before:
        return
    kind = EventKind.CADENCE_ENDED if after.is_over else EventKind.CADENCE_MOVED
    turn.emit(kind, after)


def take_step(turn: Turn, channel: TouchKind, at: datetime) -> None:
    """Complete the step that a touch on a channel is, in the first run that waits for it."""
    cadences = turn.rules.cadences
    if cadences is None:
        return
    for run in turn.state.runs:
        step_id = step_for_touch(cadences, run, channel)
        if step_id is not None:
            put_run(turn, run, complete_step(cadences, run, step_id=step_id, done_at=at))
            return


def rest(turn: Turn, at: datetime, back_on: date | None) -> datetime | None:
    """Let the cadence rest while the prospect is out of office; return until when."""
    cadences, until = turn.rules.cadences, None
    if cadences is None:
        return None
    for run in turn.state.runs:
        if not run.is_influencer:
            after = hear_out_of_office(cadences, run, at=at, back_on=back_on)
            put_run(turn, run, after)
            until = next((item.until for item in after.rests if item.cause is _AWAY), until)
    return until


_AWAY = RestCause.OUT_OF_OFFICE


def go_on(turn: Turn) -> None:
    """Let the new owner of the lead go on with its cadences."""
    cadences, rep = turn.rules.cadences, turn.rules.rep(turn.state.owner_rep_id)
    if cadences is None:
        return
    zone = rep.time_zone if rep else None
    for run in turn.state.runs:
        put_run(turn, run, hand_over_cadence(cadences, run, at=turn.now, rep_time_zone=zone))


def pause_for_leave(turn: Turn, until: datetime) -> None:
    """Let the cadence rest while the rep is on leave."""
    cadences = turn.rules.cadences
    if cadences is None:
        return
    for run in turn.state.runs:
        put_run(turn, run, pause_cadence(cadences, run, at=turn.now, until=until))


def pass_cadence_time(turn: Turn) -> None:
    """Let time pass for the cadences: a rest whose end has come is over."""
    for run in turn.state.runs:
        if run.state is CadenceState.PAUSED:
            put_run(turn, run, advance_cadence(run, as_of=turn.now))
