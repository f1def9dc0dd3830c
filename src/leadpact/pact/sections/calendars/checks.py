"""Checks of calendars: their hours, zones and days can be read, and names lead to one of them."""

from collections.abc import Iterator

from leadpact.pact.checks.base import did_you_mean
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.cadences.checks import windows_named
from leadpact.pact.sections.calendars.compile import cycle_from, read_calendars
from leadpact.pact.sections.routing.compile import moment_of_text
from leadpact.terms.zone import UnknownZone, is_zone


def add_zone_issue(draft: Draft, path: Path_, zone: str | None) -> None:
    """Note a zone that there is not."""
    if zone is None or is_zone(zone):
        return
    names = " or ".join(f"`{name}`" for name in UnknownZone(zone).suggestions)
    draft.add(
        "zone-unknown",
        path,
        f"`{zone}` is not a zone of the IANA time zone database.",
        f"Did you mean {names}?" if names else "Write a name such as `Europe/London`.",
    )


def check_calendars_can_be_read(draft: Draft) -> None:
    """Check that the times, days and zone of every calendar can be read."""
    read_calendars(draft.document.calendars, draft.document.time_zone, draft.add)
    for name, item in draft.document.calendars.items():
        add_zone_issue(draft, ("calendars", name, "time_zone"), item.time_zone)


def check_calendar_bases(draft: Draft) -> None:
    """Check that the calendar that another is based on exists, and that none is based on itself."""
    documents = draft.document.calendars
    reported: set[str] = set()
    for name, item in documents.items():
        path: Path_ = ("calendars", name, "based_on")
        if item.based_on is not None and item.based_on not in documents:
            draft.add(
                "calendar-unknown",
                path,
                f"There is no calendar `{item.based_on}`.",
                did_you_mean(item.based_on, documents),
            )
        elif (cycle := cycle_from(name, documents)) and name not in reported:
            reported |= set(cycle)
            way = " → ".join((*cycle, name))
            draft.add(
                "calendar-cycle",
                path,
                f"The calendar {name} is based on itself: {way}.",
                "Let one of them stand by itself: take out its `based_on`.",
            )


def check_calendars_are_declared(draft: Draft) -> None:
    """Check that every calendar that is named exists."""
    known = draft.document.calendars
    if draft.is_damaged(("calendars",)):
        return
    for path, name in _named(draft):
        if name not in known:
            draft.add(
                "calendar-unknown",
                path,
                f"There is no calendar `{name}`.",
                did_you_mean(name, known),
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
    yield from windows_named(draft)
    for index, clock in enumerate(draft.document.clocks):
        if clock.calendar is not None:
            yield ("clocks", index, "calendar"), clock.calendar
    handoff = draft.document.handoff
    if handoff is not None and handoff.slots.calendar is not None:
        yield ("handoff", "slots", "calendar"), handoff.slots.calendar


def check_leave_can_be_read(draft: Draft) -> None:
    """Check that leave has readable times, begins before it ends, and does not overlap."""
    routing = draft.document.routing
    for rep_id, terms in routing.reps.items() if routing else ():
        path: Path_ = ("routing", "reps", rep_id)
        add_zone_issue(draft, (*path, "time_zone"), terms.time_zone)
        zone = terms.time_zone or draft.document.time_zone
        if not is_zone(zone):
            continue
        spans = []
        for index, leave in enumerate(terms.away):
            place: Path_ = (*path, "away", index)
            times = [
                _moment_of(draft, (*place, key), text, zone)
                for key, text in (("from", leave.from_), ("back", leave.back))
            ]
            if times[0] is None or times[1] is None:
                continue
            if times[0] >= times[1]:
                draft.add(
                    "absence-empty",
                    place,
                    f"`{rep_id}` is back before the leave begins.",
                    "Write in `back` when the rep works again.",
                )
            else:
                spans.append((times[0], times[1], place))
        _check_overlaps(draft, rep_id, sorted(spans))


def _moment_of(draft: Draft, path: Path_, text: str, zone: str) -> float | None:
    try:
        return moment_of_text(text, zone).timestamp()
    except ValueError:
        draft.add(
            "date-unreadable",
            path,
            f"`{text}` is neither a day nor a local time.",
            "Write it as 2026-07-15, or as 2026-07-15T13:00.",
        )
        return None


def _check_overlaps(draft: Draft, rep_id: str, spans: list[tuple[float, float, Path_]]) -> None:
    ends = float("-inf")
    for starts, back, place in spans:
        if starts < ends:
            draft.add(
                "absence-overlap",
                place,
                f"This leave of `{rep_id}` overlaps another one.",
                "Join the two, or correct one.",
            )
        ends = max(ends, back)
