"""The cadences of a lead: why this track, what was done, which step is next and why then."""

from collections.abc import Iterator
from datetime import datetime

from leadpact.conditions.render import render_condition
from leadpact.engine.cadences import (
    CadenceRun,
    Cadences,
    CadenceState,
    StepDone,
    StepLeftOut,
    after_wait,
)
from leadpact.engine.lifecycle import cadence_prevented_by
from leadpact.explain.view import FollowUpView, counted, duration, hours
from leadpact.explain.words import RESTS, SKIPS, STOPS
from leadpact.pact.sections.cadences.policy import (
    CadenceStep,
    Wait,
)
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.zone import OutsideHorizon, is_zone


def describe_cadences(view: FollowUpView) -> Iterator[str]:
    """Describe every cadence of the lead, and the callback that was agreed."""
    state = view.state
    for run in state.runs:
        yield from _run(view, run)
    has_begun = any(not state.is_before_round(run.started_at) for run in state.runs)
    if state.assignment is not None and view.rules.cadences is not None and not has_begun:
        prevented_by = cadence_prevented_by(state, view.as_of)
        if prevented_by is not None:
            yield f"No cadence begins in this round, because {STOPS[prevented_by]}."
    callback = state.callback
    if callback is not None:
        agreed = f"On {view.at(callback.agreed_at)} a callback was agreed"
        made_at = callback.made_at
        became = f"made on {view.at(made_at)}" if made_at else "not made yet"
        yield f"{agreed} for {view.at(callback.due_at)}; it was {became}."


def _run(view: FollowUpView, run: CadenceRun) -> Iterator[str]:
    whose = " for a second buying influencer" if run.is_influencer else ""
    began = f"began on {view.at(run.started_at)}{view.pact(run.fingerprint)}"
    yield f"The cadence {run.track_id}{whose} {began}{_why(view, run)}."
    if run.done:
        yield f"Steps done: {', '.join(_done(view, run, item) for item in run.done)}."
    for item in run.left_out:
        yield _left_out(view, run, item)
    if run.state is CadenceState.STOPPED:
        reason = f", because {STOPS[run.stopped_by]}" if run.stopped_by else ""
        when = f" on {view.at(run.stopped_at)}" if run.stopped_at else ""
        yield f"It was stopped{when}{reason}."
    elif run.state is CadenceState.COMPLETED:
        yield "No other step is left." if run.left_out else "All its steps are done."
    else:
        yield from _goes_on(view, run)


def _why(view: FollowUpView, run: CadenceRun) -> str:
    """Return the condition that chose the track, if the pact of the view chose it."""
    cadences = _chosen_by(view, run)
    track = cadences.tracks.get(run.track_id) if cadences else None
    if track is None:
        return ""
    if track.when is None:
        return ", as its track takes every lead that none before it took"
    return f", because {render_condition(track.when)}"


def _done(view: FollowUpView, run: CadenceRun, done: StepDone) -> str:
    how = "skipped" if done.was_skipped else "made"
    channel = next((step.channel for step in run.steps if step.step_id == done.step_id), None)
    text = f", {view.channel(channel)}," if channel else ""
    why = f", because {SKIPS[done.skip_reason]}" if done.skip_reason else ""
    return f"{done.step_id}{text} {how} on {view.at(done.done_at)}{why}"


def _left_out(view: FollowUpView, run: CadenceRun, item: StepLeftOut) -> str:
    """Return which step was left out when, because of which condition."""
    step = next((step for step in run.steps if step.step_id == item.step_id), None)
    channel = f", {view.channel(step.channel)}," if step else ""
    why = f", because “{render_condition(step.when)}” is not true" if step and step.when else ""
    return f"Step {item.step_id}{channel} left out on {view.at(item.at)}{why}."


def _goes_on(view: FollowUpView, run: CadenceRun) -> Iterator[str]:
    for rest in run.rests:
        yield f"It rests until {view.at(rest.until)}, because {RESTS[rest.reason]}."
    step = run.next_step
    if step is None or run.due_at is None:
        return
    named = f"The next step is {step.step_id}, {view.channel(step.channel)}"
    calendar = _hours_of(view, run, step)
    due = view.at_there(run.due_at, calendar.zone if calendar else view.zone)
    yield f"{named}, due {due}: {_why_then(view, run, step, calendar)}."


def _hours_of(view: FollowUpView, run: CadenceRun, step: CadenceStep) -> BusinessCalendar | None:
    """Return the window of a step, where the prospect is; None where another pact has it."""
    cadences = _chosen_by(view, run)
    return cadences.window(step.window, run.prospect, run.rep_time_zone) if cadences else None


def _chosen_by(view: FollowUpView, run: CadenceRun) -> Cadences | None:
    """Return the cadences of the view's pact, if that pact chose the track."""
    cadences = view.rules.cadences
    return cadences if cadences and cadences.fingerprint == run.fingerprint else None


def _why_then(
    view: FollowUpView, run: CadenceRun, step: CadenceStep, calendar: BusinessCalendar | None
) -> str:
    raw_due = _raw_due(run, step, calendar)
    waited = _waited(view, run, step, raw_due)
    cadences = view.rules.cadences
    if cadences is None or calendar is None:
        return f"{waited}, in the window {step.window or 'of its pact'}"
    inside = f"the window {_window(cadences, step)}({hours(calendar)}, {_where(run, calendar)})"
    legal = _legal(cadences, step)
    if raw_due == run.due_at:
        return f"{waited}, which lies in {inside}{legal}"
    rested = " after the rest" if run.rests else ""
    return f"{waited}, moved to the first moment{rested} that lies in {inside}{legal}"


def _waited(
    view: FollowUpView, run: CadenceRun, step: CadenceStep, raw_due: datetime | None
) -> str:
    """Return how long the step waits, and since when."""
    before = view.at(run.counts_from)
    if step.after_start is not None:
        waited = f"{_wait(step.after_start)} the start on {view.at(run.started_at)}"
        is_late = run.done and raw_due == run.counts_from
        return f"{waited}, but not before the step before it, on {before}" if is_late else waited
    since = "the step before" if run.done else "the start"
    return f"{_wait(step.after)} {since} on {before}"


def _raw_due(
    run: CadenceRun, step: CadenceStep, calendar: BusinessCalendar | None
) -> datetime | None:
    if calendar is None:
        return None
    try:
        if step.after_start is None:
            return after_wait(step.after, run.counts_from, calendar)
        return max(after_wait(step.after_start, run.started_at, calendar), run.counts_from)
    except OutsideHorizon:
        return None


def _wait(wait: Wait | None) -> str:
    if wait is None:
        return "at once after"
    if wait.days is not None:
        return f"{counted(wait.days, 'day')} after"
    if wait.seconds is not None:
        return f"{duration(wait.seconds)} after"
    return f"{counted(wait.business_days or 0, 'business day')} after"


def _window(cadences: Cadences, step: CadenceStep) -> str:
    calendars = cadences.calendars
    names = (step.window, cadences.policy.window)
    name = next((name for name in names if calendars.has(name)), calendars.default)
    return f"{name} " if name else ""


def _where(run: CadenceRun, calendar: BusinessCalendar) -> str:
    for whose, zone in (("prospect", run.prospect.time_zone), ("rep", run.rep_time_zone)):
        if zone and is_zone(zone):
            return f"{calendar.zone}, where the {whose} is"
    return calendar.zone


def _legal(cadences: Cadences, step: CadenceStep) -> str:
    if not cadences.policy.keeps_calling_hours(step.channel):
        return ""
    return " and in the legal calling hours"
