"""Checks of calendars: their hours, zones and days can be read, and names lead to one of them."""

from collections.abc import Iterator, Mapping

from leadpact.pact.checks.base import add_zone_issue, did_you_mean
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.cadences.checks import windows_named
from leadpact.pact.sections.calendars.compile import cycle_from, read_calendars
from leadpact.pact.sections.calendars.document import CalendarDocument
from leadpact.pact.sections.calendars.policy import ALWAYS


def check_calendars_can_be_read(draft: Draft, calendars: Mapping[str, CalendarDocument]) -> None:
    """Check that the times, days and zone of every calendar can be read."""
    read_calendars(calendars, draft.document.time_zone, draft.add)
    for name, item in calendars.items():
        add_zone_issue(draft, ("calendars", name, "time_zone"), item.time_zone)


def check_calendars_are_not_built_in(
    draft: Draft, calendars: Mapping[str, CalendarDocument]
) -> None:
    """Check that no calendar takes the name of the one that every pact has."""
    if ALWAYS in calendars:
        draft.add(
            "calendar-built-in",
            ("calendars", ALWAYS),
            f"Every pact has a calendar `{ALWAYS}`, open round the clock, every day of the year;"
            " it cannot be declared.",
            "Remove it where that is what you mean, or give yours another name, such as"
            f" `{ALWAYS}_but_holidays` with `based_on: {ALWAYS}`.",
            on_key=True,
        )


def check_calendar_bases(draft: Draft, calendars: Mapping[str, CalendarDocument]) -> None:
    """Check that the calendar that another is based on exists, and that none is based on itself."""
    reported: set[str] = set()
    for name, item in calendars.items():
        path: Path_ = ("calendars", name, "based_on")
        if item.based_on is not None and item.based_on not in {*calendars, ALWAYS}:
            draft.add(
                "calendar-unknown",
                path,
                f"There is no calendar `{item.based_on}`.",
                did_you_mean(item.based_on, [*calendars, ALWAYS]),
            )
        elif (cycle := cycle_from(name, calendars)) and name not in reported:
            reported |= set(cycle)
            way = " → ".join((*cycle, name))
            draft.add(
                "calendar-cycle",
                path,
                f"The calendar {name} is based on itself: {way}.",
                "Remove `based_on` from one of them.",
            )


def check_calendars_are_declared(draft: Draft, calendars: Mapping[str, CalendarDocument]) -> None:
    """Check that every calendar that is named exists."""
    if draft.is_left_out("calendars"):
        return
    for path, name in _named(draft):
        if name not in {*calendars, ALWAYS}:
            draft.add(
                "calendar-unknown",
                path,
                f"There is no calendar `{name}`.",
                did_you_mean(name, [*calendars, ALWAYS]),
            )


def _named(draft: Draft) -> Iterator[tuple[Path_, str]]:
    if draft.document.calendar is not None:
        yield ("calendar",), draft.document.calendar
    routing = draft.document.routing
    if routing is not None:
        for kind, items in (("pools", routing.pools), ("reps", routing.reps)):
            for name, item in items.items():
                if item.calendar is not None:
                    yield ("routing", kind, name, "calendar"), item.calendar
    if draft.document.cadences is not None:
        yield from windows_named(draft.document.cadences)
    for index, clock in enumerate(draft.document.clocks):
        if clock.calendar is not None:
            yield ("clocks", index, "calendar"), clock.calendar
    handoff = draft.document.handoff
    if handoff is not None and handoff.slots.calendar is not None:
        yield ("handoff", "slots", "calendar"), handoff.slots.calendar
