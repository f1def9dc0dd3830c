"""Checks of cadences: their steps can be taken, every track gets leads, and rules can be met."""

from collections import Counter
from collections.abc import Iterator

from leadpact.pact.checks.base import add_repeats, covers
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.cadences.calling_hours import (
    STRICTER_HOURS,
    USUAL_HOURS,
    LegalHours,
)
from leadpact.pact.sections.cadences.document import (
    STEP_LISTS,
    CadencesDocument,
    StepDocument,
    TrackDocument,
    WaitDocument,
)
from leadpact.pact.sections.cadences.policy import CALL_CHANNELS, STEP_CHANNELS
from leadpact.pact.sections.calendars.compile import read_calendars
from leadpact.pact.sections.spans import SECONDS
from leadpact.pact.sections.words import counted
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS
from leadpact.terms.zone import is_zone

STEP_NAMES = tuple(item.lower() for item in STEP_CHANNELS)
"""The standard channels of steps, by their names."""
_TRACKS: Path_ = ("cadences", "tracks")


def tracks_of(cadences: CadencesDocument) -> list[tuple[Path_, TrackDocument]]:
    """Return the tracks with their paths."""
    return [((*_TRACKS, index), item) for index, item in enumerate(cadences.tracks)]


def steps_of(cadences: CadencesDocument) -> Iterator[tuple[Path_, StepDocument]]:
    """Yield every step with its path."""
    for path, track in tracks_of(cadences):
        for place, step in track.listed_steps:
            yield (*path, *place), step


def windows_named(cadences: CadencesDocument) -> Iterator[tuple[Path_, str]]:
    """Yield the calendars that cadences name, with their places."""
    if cadences.window is not None:
        yield ("cadences", "window"), cadences.window
    for path, step in steps_of(cadences):
        if step.window is not None:
            yield (*path, "window"), step.window


def check_cadence_entries_are_unique(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that tracks have ids of their own, and so have the steps of a track."""
    ids = [track.id for track in cadences.tracks]
    add_repeats(draft, _TRACKS, ids, key="id", fix="Give one of the tracks another id.")
    for path, track in tracks_of(cadences):
        for key in STEP_LISTS:
            add_repeats(
                draft,
                (*path, key),
                [step.id for step in getattr(track, key) or ()],
                key="id",
                listed_in=f"`{key}` of the track `{track.id}`",
                fix="Give one of the steps another id.",
            )


def check_tracks_have_steps(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that no list of steps is empty."""
    for path, track in tracks_of(cadences):
        if not track.steps:
            draft.add(
                "steps-empty",
                (*path, "steps"),
                f"The track `{track.id}` has no step, so its leads are never touched.",
                "Add a step, or remove the track: then its leads have no cadence.",
            )
        if track.influencer_steps == []:
            draft.add(
                "steps-empty",
                (*path, "influencer_steps"),
                f"The track `{track.id}` has no step for an influencer.",
                "Add a step, or remove the key: then no influencer is contacted.",
            )


def check_waits(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that a step waits in one unit."""
    for path, step in steps_of(cadences):
        for key in ("after", "after_start"):
            wait = getattr(step, key)
            if wait is not None and (found := wait_fault(wait)):
                draft.add("span-incomplete", (*path, key), *found)


def wait_fault(wait: WaitDocument) -> tuple[str, str] | None:
    """Return what is wrong with a wait and how to fix it; None where nothing is wrong."""
    given = wait.given
    if not given:
        return (
            "The step waits no days, business days, hours or minutes.",
            "Write one, such as `days: 3`.",
        )
    if len(given) == 1:
        return None
    *units, last = (f"`{unit}`" for unit in given)
    fact = f"The step waits {', '.join(units)} and {last}."
    if given.keys() <= SECONDS.keys():
        minutes = sum(size * SECONDS[unit] // 60 for unit, size in given.items())
        return fact, f"Write one unit, such as `minutes: {minutes}`."
    return fact, "Keep one of them."


def check_tracks_are_not_shadowed(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that no track comes after one that takes all of its leads."""
    tracks = tracks_of(cadences)
    for number, (path, track) in enumerate(tracks):
        for before, earlier in tracks[:number]:
            if covers(draft, before, path):
                draft.add(
                    "track-shadowed",
                    path,
                    f"Every lead of the track `{track.id}` is taken by `{earlier.id}` before"
                    " it, so it never takes one.",
                    f"Put it before `{earlier.id}`, or narrow that one.",
                )
                break


def check_throttles_are_positive(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that no throttle is zero."""
    throttle = cadences.throttle
    for key in ("per_day", "calls_per_day"):
        if throttle is not None and getattr(throttle, key) == 0:
            draft.add(
                "cap-zero",
                ("cadences", "throttle", key),
                f"`{key}` is 0, so no rep can ever take such a step.",
                "Write how many steps are at most taken, or leave the key out for no limit.",
            )


def check_unreachable_can_be_reached(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that a rep who takes every step of a track may call the lead unreachable in the end."""
    rule = cadences.unreachable
    for track in cadences.tracks if rule else ():
        made = Counter(step.channel for step in track.steps)
        lacks = {"": rule.attempts, **rule.channels} if rule and track.steps else {}
        for channel, number in lacks.items():
            n_steps = made[channel] if channel else len(track.steps)
            is_known = channel in ("", *STEP_NAMES, *cadences.channels)
            if is_known and n_steps < number:
                where = ("channels", channel) if channel else ("attempts",)
                _add_unreachable_issue(draft, where, track.id, (channel, number, n_steps))


def _add_unreachable_issue(
    draft: Draft, where: Path_, track: str, numbers: tuple[str, int, int]
) -> None:
    channel, number, n_steps = numbers
    of = f" by {channel}" if channel else ""
    draft.add(
        "unreachable-out-of-reach",
        ("cadences", "unreachable", *where),
        f"A lead is unreachable after {counted(number, 'attempt')}{of}, and the track"
        f" `{track}` has {counted(n_steps, 'step')}{of}: too few.",
        "Add steps, or ask for fewer attempts.",
    )


def check_cadences_can_finish(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that a phone may ring at some moment of its window, wherever the prospect is."""
    document = draft.document
    rings = {item.lower() for item in CALL_CHANNELS}
    rings |= {name for name, item in cadences.channels.items() if item.calling_hours == "usual"}
    if cadences.calling_hours == "none" or draft.is_damaged(("calendars",)):
        return
    zone = document.time_zone if is_zone(document.time_zone) else "UTC"
    found = read_calendars(document.calendars, zone, lambda *_: None)
    for path, step in steps_of(cadences):
        name = step.window or cadences.window or document.calendar
        if step.channel in rings and name in found:
            _check_window_of_step(draft, path, step.id, (str(name), found[str(name)]))


def _check_window_of_step(
    draft: Draft, path: Path_, step_id: str, window: tuple[str, BusinessCalendar]
) -> None:
    name, calendar = window
    fix = "Give the step another `window`, or write `calling_hours: none`."
    if not _meets(calendar, USUAL_HOURS):
        draft.add(
            "cadence-never-finishes",
            path,
            f"The calendar {name} never opens between 08:00 and 21:00, when phones may ring,"
            f" so the step `{step_id}` can never be taken and the cadence never"
            " finishes.",
            fix,
        )
    elif closed := [rule.place for rule in STRICTER_HOURS if not _meets(calendar, rule)]:
        draft.add(
            "window-without-calls",
            path,
            f"The calendar {name} never opens while phones may ring in {', '.join(closed)},"
            f" so a cadence of a prospect there stops at the step `{step_id}`.",
            fix,
        )


def _meets(calendar: BusinessCalendar, rule: LegalHours) -> bool:
    """Tell whether a calendar opens on any day while phones may ring by a rule."""
    allowed = dict(rule.windows)
    days = [*calendar.windows.items()]
    days += [(WEEKDAYS[day.weekday()], windows) for day, windows in calendar.exceptions.items()]
    return any(
        opens < allowed[day][1] and closes > allowed[day][0]
        for day, windows in days
        if day in allowed
        for opens, closes in windows
    )
