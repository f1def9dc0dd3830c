"""The fields of cadences, and what changed in them, in words as people say them in a meeting."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from leadpact.conditions.render import render_condition
from leadpact.pact.changes import Change, diff_list
from leadpact.pact.diff_conditions import diff_conditions
from leadpact.pact.sections.cadences.policy import (
    CadencePolicy,
    CadenceStep,
    CallingHours,
    OnTrackChange,
    OutOfOffice,
    OwnChannel,
    Throttle,
    Track,
    Unreachable,
    Wait,
)
from leadpact.pact.sections.fields import FieldTable, Row, elsewhere, part
from leadpact.pact.sections.words import NONE, counted, listed, say, spoken


def _wait_words(wait: Wait | None) -> str:
    """Return how long a step waits."""
    if wait is None:
        return NONE
    if wait.days is not None:
        return counted(wait.days, "day")
    if wait.seconds is not None:
        hours, rest = divmod(wait.seconds, 3600)
        return counted(wait.seconds // 60, "minute") if rest else counted(hours, "hour")
    return counted(wait.business_days or 0, "business day")


def _unreachable_words(rule: Unreachable | None) -> str:
    """Return what must have been tried: `6 attempts over 10 business days, 3 call, 2 email`."""
    if rule is None:
        return NONE
    channels = "".join(f", {number} {spoken(channel)}" for channel, number in rule.channels)
    attempts, days = counted(rule.attempts, "attempt"), counted(rule.business_days, "business day")
    return f"{attempts} over {days}{channels}"


def _channels_words(channels: Sequence[OwnChannel]) -> str:
    """Return the company's own channels, with which of them keep the calling hours."""
    return listed(
        spoken(item.code)
        + (" within calling hours" if item.calling_hours is CallingHours.USUAL else "")
        for item in channels
    )


def _tracks(policy: CadencePolicy) -> object:
    """Return the tracks, their steps without a window that is that of the section."""

    def normal_steps(steps: tuple[CadenceStep, ...]) -> tuple[CadenceStep, ...]:
        return tuple(
            replace(step, window=None) if step.window == policy.window else step for step in steps
        )

    return tuple(
        replace(
            track,
            steps=normal_steps(track.steps),
            influencer_steps=normal_steps(track.influencer_steps),
        )
        for track in policy.tracks
    )


def _calls_a_day(throttle: Throttle) -> object:
    """Return no limit of calls where the limit of all steps is as low."""
    steps, calls = throttle.per_day, throttle.calls_per_day
    is_implied = steps is not None and calls is not None and calls >= steps
    return None if is_implied else calls


def _on_track_change(policy: CadencePolicy) -> OnTrackChange | None:
    """Return when a cadence starts on another track; None: at the change, as is usual."""
    start = policy.on_track_change
    return None if start is OnTrackChange.AT_ONCE else start


OUT_OF_OFFICE_FIELDS = FieldTable(
    OutOfOffice,
    (
        Row(
            "resume_after_days",
            "out of office, resumes after",
            words=lambda number: counted(number, "day"),
        ),
        Row(
            "ignore_beyond_days",
            "out of office, ignores dates from",
            words=lambda number: f"{counted(number, 'day')} ahead",
        ),
    ),
)
THROTTLE_FIELDS = FieldTable(
    Throttle,
    (
        Row("per_day", "steps a day"),
        Row("calls_per_day", "calls a day", normal=_calls_a_day),
    ),
)
CADENCE_FIELDS = FieldTable(
    CadencePolicy,
    (
        Row("window"),
        Row("calling_hours"),
        Row("channels", "own channels", words=_channels_words),
        Row("unreachable", words=_unreachable_words),
        part("out_of_office", OUT_OF_OFFICE_FIELDS),
        part("throttle", THROTTLE_FIELDS),
        Row("on_leave"),
        Row(
            "on_track_change",
            words=lambda start: spoken(start or OnTrackChange.AT_ONCE),
            normal=_on_track_change,
        ),
        elsewhere("tracks", normal=_tracks),
    ),
)
STEP_FIELDS = FieldTable(
    CadenceStep,
    (
        Row("channel"),
        Row("after", words=_wait_words),
        Row("after_start", words=_wait_words),
        Row("window", words=lambda window: window or "that of the section"),
        Row("template"),
        *(elsewhere("step_id"), elsewhere("when"), elsewhere("opens")),
    ),
)


def _track_words(track: Track) -> str:
    """Return a track in one line."""
    when = f" when {render_condition(track.when)}" if track.when else ""
    steps = ", ".join(map(_step_words, track.steps))
    others = ", ".join(map(_step_words, track.influencer_steps))
    return f"{steps}{f'; for an influencer {others}' if others else ''}{when}"


def _step_words(step: CadenceStep) -> str:
    """Return a step in one line: `mail-1 email after 1 business day`."""
    window = f" in {step.window}" if step.window else ""
    template = f" with {step.template}" if step.template else ""
    after = f" after {_wait_words(step.after)}" if step.after else ""
    if step.after_start:
        after = f" {_wait_words(step.after_start)} after the start"
    when = f" when {render_condition(step.when)}" if step.when else ""
    return f"{step.step_id} {say(step.channel)}{after}{window}{template}{when}"


def cadences_words(policy: CadencePolicy) -> str:
    """Return the section in one line."""
    n_steps = sum(len(item.steps) for item in policy.tracks)
    return f"{counted(len(policy.tracks), 'track')} with {counted(n_steps, 'step')}"


def diff_cadences(old: CadencePolicy, new: CadencePolicy) -> Iterator[Change]:
    """Yield what changed between two policies in normal form."""
    yield from diff_list(
        "track",
        "track",
        old.tracks,
        new.tracks,
        name=attrgetter("track_id"),
        words=_track_words,
        inner=_diff_track,
        order="order of tracks",
    )
    yield from CADENCE_FIELDS.diff("cadence-switch", "cadences", old, new)


def _diff_track(subject: str, old: Track, new: Track) -> Iterator[Change]:
    yield from diff_conditions("track-condition", subject, old.when, new.when, "no condition")
    yield from _diff_steps(subject, "", old.steps, new.steps)
    others = old.influencer_steps, new.influencer_steps
    yield from _diff_steps(subject, " for an influencer", *others)


def _diff_steps(
    subject: str, whose: str, old: Sequence[CadenceStep], new: Sequence[CadenceStep]
) -> Iterator[Change]:
    return diff_list(
        "step",
        f"{subject}, step{whose}",
        old,
        new,
        name=attrgetter("step_id"),
        words=_step_words,
        inner=_diff_step,
        order=f"{subject}, order of steps{whose}",
    )


def _diff_step(subject: str, old: CadenceStep, new: CadenceStep) -> Iterator[Change]:
    yield from diff_conditions("step-condition", subject, old.when, new.when, "no condition")
    yield from STEP_FIELDS.diff("step-switch", subject, old, new)
