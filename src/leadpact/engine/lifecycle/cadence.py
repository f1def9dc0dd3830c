"""The cadence of a lead: which track it follows, and which step a touch completes."""

from datetime import date, datetime

from leadpact.engine.cadences import (
    CadenceRun,
    Cadences,
    CadenceState,
    Prospect,
    RestReason,
    StepTest,
    StopReason,
    advance_cadence,
    choose_track,
    complete_step,
    end_callback_rest,
    end_hold_rest,
    hand_over_cadence,
    pause_cadence,
    rest_for_callback,
    rest_for_hold,
    rest_for_out_of_office,
    review_steps,
    skip_step,
    start_cadence,
    step_for_touch,
    stop_cadence,
    switch_track,
)
from leadpact.engine.handoff import Meeting, MeetingState
from leadpact.engine.lifecycle.commands import SkipStep
from leadpact.engine.lifecycle.context import DecisionContext, ReasonCode
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.kept_conditions import is_met
from leadpact.engine.lifecycle.state import LeadState
from leadpact.engine.routing import Assignment
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import Channel


def follow_track(context: DecisionContext) -> None:
    """Start the track that fits a lead with an owner, or change to it; none fits: stop.

    Where it follows that track already, its next step is chosen again by the conditions of steps.
    """
    cadences, state = context.rules.cadences, context.state
    if cadences is None or state.assignment is None:
        return
    track = choose_track(cadences, context.facts())
    since = state.round_at or context.now
    running = [run for run in state.runs if not run.is_over]
    if track is None:
        context.add_reason(ReasonCode.NO_TRACK)
        for run in running:
            put_run(context, run, stop_cadence(run, reason=StopReason.LEFT_TRACKS, at=context.now))
        return
    if not any(run.started_at >= since for run in state.runs):
        prevented_by = cadence_prevented_by(state, context.now)
        if prevented_by is None:
            _start(context, cadences, state.assignment, track)
        else:
            context.add_reason(ReasonCode.NO_CADENCE, prevented_by)
    for run in running:
        at, asks = context.now, _asks(context)
        if run.track_id != track:
            context.add_reason(ReasonCode.TRACK_CHOSEN, track)
            put_run(context, run, switch_track(cadences, run, track, at=at, is_met=asks))
        else:
            put_run(context, run, review_steps(cadences, run, at=at, is_met=asks))


def _asks(context: DecisionContext) -> StepTest:
    """Return what tells whether the condition of a step is true of the lead now."""
    return lambda step: is_met(context, step.opens)


def cadence_prevented_by(state: LeadState, now: datetime) -> StopReason | None:
    """Return what would have ended a cadence of this round before it could start; None: nothing.

    What ends a cadence also keeps one from starting, so that it makes no difference whether a lead
    found its rep a minute before a reply or a minute after it.
    """
    if state.is_with_ae:
        return StopReason.OPPORTUNITY_OPENED
    if any(_counts(state, item, now) for item in state.meetings):
        return StopReason.MEETING_BOOKED
    if state.replied_at is not None:
        return StopReason.REPLIED
    if any(not item.work_goes_on for item in state.valid_dispositions):
        return StopReason.DISPOSITION_GIVEN
    return None


def _counts(state: LeadState, meeting: Meeting, now: datetime) -> bool:
    """Tell whether a meeting was booked in this round, or before it and is still to come."""
    is_ahead = meeting.state is MeetingState.BOOKED and meeting.starts_at > now
    return is_ahead or not state.is_before_round(meeting.booked_at)


def _start(context: DecisionContext, cadences: Cadences, held: Assignment, track: str) -> None:
    rep = context.rules.rep(held.rep_id)
    context.add_reason(ReasonCode.TRACK_CHOSEN, track)
    kinds = (False, True) if cadences.tracks[track].influencer_steps else (False,)
    for is_influencer in kinds:
        suffix = "/influencer" if is_influencer else ""
        run = start_cadence(
            cadences,
            track,
            run_id=f"{track}/{context.name}{suffix}",
            started_at=context.now,
            prospect=_prospect(context),
            rep_time_zone=rep.time_zone if rep else None,
            is_influencer=is_influencer,
            is_met=_asks(context),
        )
        until = _callback_at(context)
        if until is not None and not is_influencer:
            run = rest_for_callback(cadences, run, at=context.now, until=until)
        hold = context.state.active_hold
        if hold is not None:
            run = rest_for_hold(cadences, run, at=context.now, until=hold.until)
        _note_left_out(context, run)
        context.emit(EventKind.CADENCE_STARTED, run)


def _callback_at(context: DecisionContext) -> datetime | None:
    """Return the moment of a callback that is still to come."""
    callback = context.state.callback
    if callback is None or callback.made_at is not None or callback.due_at <= context.now:
        return None
    return callback.due_at


def rest_until_callback(context: DecisionContext, at: datetime) -> None:
    """Let the cadence of the prospect rest until the callback that was agreed at a moment."""
    callback = context.state.callback
    for cadences, run in _runs(context):
        if callback is not None and not run.is_influencer:
            after = rest_for_callback(cadences, run, at=at, until=callback.due_at)
            put_run(context, run, after)


def rest_until_hold_ends(context: DecisionContext, at: datetime) -> None:
    """Let every cadence of the lead rest until its hold ends."""
    hold = context.state.active_hold
    for cadences, run in _runs(context):
        if hold is not None:
            put_run(context, run, rest_for_hold(cadences, run, at=at, until=hold.until))


def end_hold_rests(context: DecisionContext, at: datetime) -> None:
    """Let the cadences go on after the hold."""
    for cadences, run in _runs(context):
        put_run(context, run, end_hold_rest(cadences, run, at=at))


def end_callback_rests(context: DecisionContext, at: datetime) -> None:
    """Let the cadences go on after the callback was made."""
    for cadences, run in _runs(context):
        put_run(context, run, end_callback_rest(cadences, run, at=at))


def _prospect(context: DecisionContext) -> Prospect:
    facts = context.facts()
    return Prospect(
        time_zone=facts.value("time_zone"),
        country=facts.value("country"),
        region=facts.value("region"),
    )


def put_run(context: DecisionContext, before: CadenceRun, after: CadenceRun) -> None:
    """Record the next value of a cadence, if it differs from the last."""
    if after == before:
        return
    if after.left_out:
        _note_left_out(context, after, before)
    kind = EventKind.CADENCE_ENDED if after.is_over else EventKind.CADENCE_MOVED
    context.emit(kind, after)


def _note_left_out(
    context: DecisionContext, after: CadenceRun, before: CadenceRun | None = None
) -> None:
    """Add a reason for each step that is left out now, and was not before."""
    known = before.left_out if before is not None and before.track_id == after.track_id else ()
    for item in after.left_out:
        if item not in known:
            context.add_reason(ReasonCode.STEP_LEFT_OUT, item.step_id)


def end_cadences(context: DecisionContext, reason: StopReason) -> None:
    """Stop every cadence of the lead."""
    for run in context.state.runs:
        put_run(context, run, stop_cadence(run, reason=reason, at=context.now))


def _runs(context: DecisionContext) -> list[tuple[Cadences, CadenceRun]]:
    """Return every cadence of the lead with the pact's; nothing where the pact has none."""
    cadences = context.rules.cadences
    return [] if cadences is None else [(cadences, run) for run in context.state.runs]


def take_step(context: DecisionContext, channel: Channel, at: datetime) -> None:
    """Complete the step that a touch on a channel is, in the first run that waits for it."""
    for cadences, run in _runs(context):
        step_id = step_for_touch(run, channel)
        if step_id is not None:
            after = complete_step(cadences, run, step_id=step_id, done_at=at, is_met=_asks(context))
            put_run(context, run, after)
            return


def skip(context: DecisionContext, command: SkipStep) -> Refusal | None:
    """Skip the next step of a cadence for the owner; refuse a step that is not the next one."""
    owner = context.state.owner_rep_id
    if owner is None:
        return Refusal(RefusalCode.NO_OWNER)
    refusal = context.rules.check_owner(command.actor, owner)
    if refusal is not None:
        return refusal
    for cadences, run in _runs(context):
        if run.run_id == command.run_id and run.next_step_id == command.step_id:
            after = skip_step(
                cadences,
                run,
                step_id=command.step_id,
                skipped_at=command.occurred_at,
                reason=command.reason,
                is_met=_asks(context),
            )
            put_run(context, run, after)
            return None
    next_ids = (item.next_step_id for item in context.state.runs if item.run_id == command.run_id)
    missing = tuple(("step", step_id) for step_id in next_ids if step_id is not None)
    return Refusal(RefusalCode.STEP_NOT_NEXT, missing)


def rest(context: DecisionContext, at: datetime, back_on: date | None) -> datetime | None:
    """Let the cadence rest while the prospect is out of office; return until when."""
    until = None
    for cadences, run in _runs(context):
        if not run.is_influencer:
            after = rest_for_out_of_office(cadences, run, at=at, back_on=back_on)
            put_run(context, run, after)
            until = next((item.until for item in after.rests if item.reason is _AWAY), until)
    return until


_AWAY = RestReason.OUT_OF_OFFICE


def go_on(context: DecisionContext) -> None:
    """Let the new owner of the lead go on with its cadences."""
    rep = context.rules.rep(context.state.owner_rep_id)
    zone = rep.time_zone if rep else None
    for cadences, run in _runs(context):
        put_run(context, run, hand_over_cadence(cadences, run, at=context.now, rep_time_zone=zone))


def pause_for_leave(context: DecisionContext, until: datetime) -> None:
    """Let the cadence rest while the rep is on leave."""
    for cadences, run in _runs(context):
        put_run(context, run, pause_cadence(cadences, run, at=context.now, until=until))


def pass_cadence_time(context: DecisionContext) -> None:
    """Let time pass for the cadences: a rest whose end has come is over."""
    for run in context.state.runs:
        if run.state is CadenceState.PAUSED:
            put_run(context, run, advance_cadence(run, as_of=context.now))
