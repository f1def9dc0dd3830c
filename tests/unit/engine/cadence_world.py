"""A small world for cadences: calendars, tracks and local times; June 2026 begins on a Monday."""

from datetime import datetime
from zoneinfo import ZoneInfo

from leadpact.engine.cadences import (
    CadenceRun,
    Cadences,
    Prospect,
    complete_step,
    make_cadences,
    start_cadence,
)
from leadpact.pact.sections.cadences.policy import CadencePolicy, CadenceStep, Track, Wait
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.stages import TouchKind

NEW_YORK = "America/New_York"
WORKDAYS = ("MON", "TUE", "WED", "THU", "FRI")
ALL_DAYS = (*WORKDAYS, "SAT", "SUN")


def hours(opens: str, closes: str, days: tuple[str, ...] = WORKDAYS) -> BusinessCalendar:
    """Return a calendar that opens once on each of some days, in New York."""
    return BusinessCalendar(zone=NEW_YORK, windows={day: [(opens, closes)] for day in days})


NAMED = {
    "office": hours("07:00", "18:00"),
    "mornings": hours("08:00", "10:00", ("TUE", "THU")),
    "evenings": hours("19:00", "22:00", ALL_DAYS),
    "always": hours("00:00", "24:00", ALL_DAYS),
    "night": hours("21:00", "24:00", ALL_DAYS),
}
CALENDARS = CalendarPolicy(NAMED, "office")


def local(text: str, zone: str = NEW_YORK) -> datetime:
    """Return a local time such as `2026-06-01 10:00` as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def shown(moment: datetime | None, zone: str = NEW_YORK) -> str:
    """Return a moment as weekday, date and local time."""
    return "" if moment is None else f"{moment.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


def step(
    name: str,
    channel: str = "EMAIL",
    *,
    days: int | None = None,
    business_days: int | None = None,
    minutes: int | None = None,
    window: str | None = None,
) -> CadenceStep:
    """Return a step."""
    given = {
        "days": days,
        "business_days": business_days,
        "seconds": None if minutes is None else minutes * 60,
    }
    wait = Wait(**given) if any(given.values()) else None
    return CadenceStep(name, TouchKind(channel), wait, window)


def cadences(*steps: CadenceStep, **policy: object) -> Cadences:
    """Return cadences with one track `all`."""
    tracks = policy.pop("tracks", (Track("all", steps),))
    return make_cadences(
        CadencePolicy(tracks, **policy),
        calendars=CALENDARS,
        time_zone=NEW_YORK,
        fingerprint="pact-1",
    )


def started(
    made: Cadences, at: str, *, prospect: Prospect | None = None, **more: object
) -> CadenceRun:
    """Return a cadence that started on the track `all`."""
    given = {"run_id": "run", "prospect": prospect or Prospect(), **more}
    return start_cadence(made, "all", started_at=local(at), **given)


THREE = (step("one"), step("two", "CALL", days=3), step("three", days=3))
MADE = cadences(*THREE)


def plan(made, run):
    """Return the steps to come with when they are due, if those before are made when due."""
    found = []
    while run.next_step_id is not None and run.due_at is not None:
        found.append((run.next_step_id, shown(run.due_at)))
        run = complete_step(made, run, step_id=run.next_step_id, done_at=run.due_at)
    return found
