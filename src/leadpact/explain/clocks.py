"""The clocks of a lead: what was promised since when, when it is due and why then."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from leadpact.conditions.render import render_condition
from leadpact.engine.clocks import (
    Clock,
    ClockState,
    ReceivedSignal,
    advance_clock,
    counts_signal,
)
from leadpact.explain.view import (
    FollowUpView,
    counted,
    day_words,
    hours,
    listed,
    local_date,
    span,
)
from leadpact.explain.words import (
    BREACH_ROLES,
    BREACHES,
    CLOCK_KINDS,
    CLOCK_STATES,
    SIGNALS,
    START_REASONS,
    USUAL_BREACHES,
)
from leadpact.pact.sections.clocks.policy import (
    CANCELS_EVERY_CLOCK,
    BusinessSpan,
    ClockKind,
    ClockPolicy,
    OnBreach,
    Signal,
    status_of,
)
from leadpact.terms.stages import RepRole


def describe_clocks(view: FollowUpView) -> Iterator[str]:
    """Describe every clock as it is at the moment of the view, running ones first."""
    clocks = [advance_clock(item, as_of=view.as_of) for item in view.state.clocks]
    for clock in sorted(clocks, key=lambda item: not item.is_running):
        yield from _clock(view, clock)


def _clock(view: FollowUpView, clock: Clock) -> Iterator[str]:
    policy = clock.policy
    about = f" about {clock.subject_id}" if clock.subject_id else ""
    when = "before the meeting" if policy.before_meeting else "from its start"
    promised = f"{_promise(policy)}, {span(policy.within)} {when}"
    whose = f", for leads with {render_condition(policy.when)}" if policy.when else ""
    name = f"{policy.name}{about}{view.pact(clock.fingerprint)}"
    yield f"The clock {name} promises {promised}{whose}."
    yield f"It started on {view.at(clock.started_at)}, {_started_by(view, clock)}."
    for pause in clock.pauses:
        to = f"to {view.at(pause.to_at)}" if pause.to_at else "and still is"
        yield f"It was paused from {view.at(pause.from_at)} {to}."
    is_due = f"It {'is' if clock.is_running else 'was'} due"
    due = view.at_there(clock.due_at, clock.calendar.zone)
    yield f"{is_due} {due}: {_why_then(view, clock)}."
    if policy.goal is not None and clock.goal_at is not None:
        yield _goal_words(view, clock, policy.goal)
    yield _state_words(view, clock)
    if clock.state is ClockState.BREACHED and policy.has_ladder:
        yield from _ladder(view, clock)


def _ladder(view: FollowUpView, clock: Clock) -> Iterator[str]:
    """Describe which rungs of a ladder were climbed, and what comes next or why nothing does."""
    rungs, n_due = clock.policy.rungs, len(clock.rungs_due)
    for at, rung in zip(clock.rungs_due, rungs, strict=False):
        yield f"Not kept by {view.at(at)}: {_action(view, rung)}."
    if clock.ladder_ended_at is not None:
        if n_due < len(rungs):
            yield f"What was to follow is off since {view.at(clock.ladder_ended_at)}."
    elif n_due < len(clock.rungs_at):
        yield f"If not kept by {view.at(clock.rungs_at[n_due])}: {_action(view, rungs[n_due])}."
    elif n_due < len(rungs):
        yield f"When it goes on after the pause: {_action(view, rungs[n_due])}."


def _promise(policy: ClockPolicy) -> str:
    if policy.kind is not ClockKind.TOUCHES:
        return CLOCK_KINDS[policy.kind]
    text = counted(policy.n_needed, "touch").replace("touchs", "touches")
    if policy.n_channels > 1:
        text += f" on {policy.n_channels} different channels"
    if policy.channels:
        text += f" ({', '.join(sorted(item.lower() for item in policy.channels))})"
    return text


def _started_by(view: FollowUpView, clock: Clock) -> str:
    """Return what started a clock."""
    known = (clock.start_signal,) if clock.start_signal else sorted(clock.policy.starts_on)
    signals = listed((_one(view, item) for item in known), "or")
    return START_REASONS[clock.start_reason].format(signals=signals)


def _why_then(view: FollowUpView, clock: Clock) -> str:
    policy, calendar = clock.policy, clock.calendar
    name = _calendar_name(view, clock)
    office = f"in {name}({hours(calendar)}, {calendar.zone})"
    if policy.before_meeting and clock.meeting_at is not None:
        meeting = f"the meeting on {view.at(clock.meeting_at)}"
        if clock.due_at == clock.meeting_at:
            return f"the time before {meeting} had passed already, so it is due when that starts"
        return f"{span(policy.within)} before {meeting}, at the last closing {office}{_off(clock)}"
    text = f"{span(policy.within)} from {view.at(clock.started_at)} {office}"
    opening = calendar.next_opening(clock.started_at)
    if opening != clock.started_at:
        text += f", which opened only on {view.at(opening)}"
    return f"{text}{_off(clock)}{_moved(view, clock)}"


def _goal_words(view: FollowUpView, clock: Clock, goal: BusinessSpan) -> str:
    """Return when the goal of a clock is or was, and whether it was reached."""
    at = view.at_there(clock.goal_at or clock.due_at, clock.calendar.zone)
    text = f"Its goal, {span(goal)}{' before the meeting' if clock.policy.before_meeting else ''},"
    match clock.is_goal_reached:
        case True:
            return f"{text} was {at}, and was reached."
        case False:
            return f"{text} was {at}, and was missed; that is no breach."
        case _:
            return f"{text} {'is' if clock.is_running else 'was'} {at}; to miss it is no breach."


def _calendar_name(view: FollowUpView, clock: Clock) -> str:
    """Return the name of a clock's calendar: its own, else that of the pact that is the same."""
    if clock.policy.calendar is not None:
        return f"the calendar {clock.policy.calendar} "
    if clock.fingerprint == view.rules.fingerprint:
        for name, calendar in view.rules.calendars.named.items():
            if calendar == clock.calendar:
                return f"the calendar {name} "
    return "the working hours "


def _off(clock: Clock) -> str:
    """List the days off between start and due time, which are why it takes longer."""
    calendar = clock.calendar
    ends_at = max(clock.due_at, clock.meeting_at or clock.due_at)
    first, last = (local_date(at, calendar.zone) for at in (clock.started_at, ends_at))
    off = [day_words(day) for day in calendar.holidays if first <= day <= last]
    return f", with {listed(off)} off" if off else ""


def _moved(view: FollowUpView, clock: Clock) -> str:
    calendar = clock.calendar
    worked = sum(
        calendar.seconds_between(item.from_at, item.to_at)
        for item in clock.pauses
        if item.to_at is not None
    )
    return f", and later by the {view.worked(worked, calendar)} of its pauses" if worked else ""


def _state_words(view: FollowUpView, clock: Clock) -> str:
    policy, state = clock.policy, CLOCK_STATES[clock.state]
    match clock.state:
        case ClockState.RUNNING:
            left = clock.calendar.seconds_between(view.as_of, clock.due_at)
            so_far = _so_far(clock)
            left_words = view.worked(left, clock.calendar) if left > 0 else "no business time"
            return f"{state}: {left_words} left{so_far}. {_breach(view, policy.on_breach)}"
        case ClockState.PAUSED:
            return f"{state}: it is due later by the working time of the pause."
        case ClockState.MET:
            took = view.worked(clock.business_seconds, clock.calendar)
            by = _by(view, clock, clock.stopped_at, _stops(policy))
            return f"{state}{by}, after {took}."
        case ClockState.CANCELLED:
            by = _by(
                view,
                clock,
                clock.cancelled_at,
                policy.cancels_on | CANCELS_EVERY_CLOCK,
            )
            return f"{state}{by}, without a breach."
        case _:
            return _missed(view, clock)


def _stops(policy: ClockPolicy) -> frozenset[Signal]:
    return policy.stops_on | policy.counts_on | {Signal.STOPPED}


def _missed(view: FollowUpView, clock: Clock) -> str:
    policy, state = clock.policy, CLOCK_STATES[clock.state]
    end = clock.stopped_at or view.as_of
    late = clock.calendar.seconds_between(clock.due_at, end)
    by = f"{view.worked(max(late, 0), clock.calendar)}{_so_far(clock)}"
    since = ", and nothing has stopped it yet"
    if clock.stopped_at is not None:
        since = _by(view, clock, end, _stops(policy), did="was done")
    return f"{state} by {by}{since}. {_breach(view, policy.on_breach)}"


def _by(
    view: FollowUpView,
    clock: Clock,
    at: datetime | None,
    signals: Iterable[Signal],
    *,
    did: str = "",
) -> str:
    """Return when something ended a clock, and what it was."""
    if at is None:
        return ""
    wanted = set(signals)
    received = [
        item
        for item in clock.signals
        if item.signal in wanted
        and max(item.occurred_at, clock.started_at) == at
        and item.subject_id in (None, clock.subject_id)
    ]
    why = f", because {_signal_words(view, received[-1])}" if received else ""
    before = (
        ", as that was so before it began" if received and received[-1].occurred_at < at else ""
    )
    return f"{f'; it {did}' if did else ''} on {view.at(at)}{why}{before}"


def _signal_words(view: FollowUpView, item: ReceivedSignal) -> str:
    channel = f" ({view.channel(item.channel)})" if item.channel else ""
    return f"{_one(view, item.signal)}{channel}"


def _one(view: FollowUpView, signal: Signal) -> str:
    """Return a signal in words; a disposition by what the pact calls it."""
    code = status_of(signal)
    if code is None:
        return SIGNALS[signal]
    known = view.rules.feedback.dispositions if view.rules.feedback else ()
    labels = (item.label for item in known if item.code == code)
    return f"the disposition “{next(labels, code)}” was given"


def _so_far(clock: Clock) -> str:
    """Return how many of what a clock counts there were, of as many as it asks for."""
    policy = clock.policy
    if policy.n_needed == 1 or not policy.counts_on:
        return ""
    counts = [
        item
        for item in clock.signals
        if item.occurred_at <= clock.as_of and counts_signal(policy, item)
    ]
    n_channels = len({item.channel for item in counts})
    n_counted = min(len(counts), policy.n_needed)
    where = f", on {n_channels} of {policy.n_channels} channels"
    is_on_too_few = n_counted == policy.n_needed and n_channels < policy.n_channels
    return f", with {n_counted} of {policy.n_needed} made{where if is_on_too_few else ''}"


def _breach(view: FollowUpView, actions: tuple[OnBreach, ...]) -> str:
    if not actions:
        return "A breach does nothing."
    text = [
        f"{span(item.after)} later {_action(view, item)}" if item.after else _action(view, item)
        for item in actions
    ]
    return f"A breach does this: {'; '.join(text)}."


def _action(view: FollowUpView, item: OnBreach) -> str:
    if not item.to:
        return USUAL_BREACHES[item.action]
    to = view.who(item.to)
    if view.is_on_screen and item.to in RepRole.__members__:
        to = BREACH_ROLES[RepRole(item.to)]
    return f"{BREACHES[item.action]} {to}"
