"""Find when a step may be taken: after its wait, in its window, and in lawful calling hours."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from leadpact.engine.cadences.values import Cadences, Prospect
from leadpact.pact.sections.cadences.calling_hours import (
    USUAL_HOURS,
    LegalHours,
    legal_hours_of,
)
from leadpact.pact.sections.cadences.policy import CadenceStep, Wait
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.stages import Channel
from leadpact.terms.zone import (
    SECONDS_A_DAY,
    OutsideHorizon,
    epoch_seconds,
    load_zone_offsets,
    moment_at,
)

LONGEST_WAIT = timedelta(days=366)
"""How far ahead a step is looked for: a year, and a leap day."""


def due_moment(
    cadences: Cadences,
    step: CadenceStep,
    *,
    started_at: datetime,
    counts_from: datetime,
    not_before: datetime,
    prospect: Prospect,
    rep_time_zone: str | None,
) -> datetime | None:
    """Return when a step is due; None where it may not be taken within a year.

    Parameters
    ----------
    started_at, counts_from
        When the cadence started, and when the step before was done, or the start.
    not_before
        When the cadence goes on after a rest.
    """
    calendar = cadences.window(step.window, prospect, rep_time_zone)
    try:
        due_at = raw_moment(step, calendar, started_at=started_at, counts_from=counts_from)
        at = max(due_at, not_before)
    except OutsideHorizon:
        return None
    return first_moment(cadences, step.channel, at, calendar=calendar, prospect=prospect)


def raw_moment(
    step: CadenceStep, calendar: BusinessCalendar, *, started_at: datetime, counts_from: datetime
) -> datetime:
    """Return when the wait of a step is over: after the start, or after the step before it.

    It is never before that one was done, so that two steps never change places.
    """
    if step.after_start is None:
        return after_wait(step.after, counts_from, calendar)
    return max(after_wait(step.after_start, started_at, calendar), counts_from)


def after_wait(wait: Wait | None, at: datetime, calendar: BusinessCalendar) -> datetime:
    """Return the moment after a wait; of one in days, at the same local time of day."""
    if wait is None:
        return at
    if wait.seconds is not None:
        return moment_at(epoch_seconds(at) + wait.seconds)
    if wait.business_days is not None:
        return calendar.add_days(at, wait.business_days)
    return days_later(at, wait.days or 0, calendar.zone)


def days_later(at: datetime, n_days: int, zone: str) -> datetime:
    """Return the same local time so many calendar days later."""
    offsets, seconds = load_zone_offsets(zone), epoch_seconds(at)
    local = seconds + offsets.offset_at(seconds) + n_days * SECONDS_A_DAY
    return moment_at(offsets.first_moment_at(local))


def local_date(at: datetime, zone: str) -> date:
    """Return the local date of a moment."""
    return date(1970, 1, 1) + timedelta(days=load_zone_offsets(zone).local_day(epoch_seconds(at)))


def day_starts_at(day: date, zone: str) -> datetime:
    """Return the first moment of a local date; OutsideHorizon where no zone knows it."""
    epoch_seconds(datetime(day.year, day.month, day.day, tzinfo=UTC))
    local = (day - date(1970, 1, 1)).days * SECONDS_A_DAY
    return moment_at(load_zone_offsets(zone).first_moment_at(local))


def first_moment(
    cadences: Cadences,
    channel: Channel,
    at: datetime,
    *,
    calendar: BusinessCalendar,
    prospect: Prospect,
) -> datetime | None:
    """Return the first moment, not before another, in a window and in the legal hours.

    Each turn of the loop ends or moves on to a later moment: an opening of the window, or of the
    legal hours. Both have few of them in a year, and after a year it ends.
    """
    rules = _rules(cadences, channel, prospect)
    last = at + LONGEST_WAIT
    try:
        while True:
            opens = calendar.next_opening(at)
            if opens > last:
                return None
            at = opens if rules is None else next_legal(rules, calendar.zone, opens)
            if at == opens:
                return opens
    except OutsideHorizon:
        return None


def _rules(
    cadences: Cadences, channel: Channel, prospect: Prospect
) -> tuple[LegalHours, ...] | None:
    """Return the rules on when a phone may ring; None where none hold for the channel."""
    if not cadences.policy.keeps_calling_hours(channel):
        return None
    return (USUAL_HOURS, *legal_hours_of(prospect.country, prospect.region))


def next_legal(rules: tuple[LegalHours, ...], zone: str, at: datetime) -> datetime:
    """Return the first moment, not before another, at which phones may ring.

    Of the rules, the last that has begun on a local day holds; one of them always has.
    """
    while True:
        day = local_date(at, zone)
        rule = next(item for item in reversed(rules) if (item.since or date.min) <= day)
        later = [item.since for item in rules if item.since is not None and item.since > day]
        opens = _legal_calendar(rule, zone).next_opening(at)
        if not later or opens < (change := day_starts_at(min(later), zone)):
            return opens
        at = change


@lru_cache(maxsize=1024)
def _legal_calendar(rule: LegalHours, zone: str) -> BusinessCalendar:
    return BusinessCalendar(zone=zone, windows={day: [hours] for day, hours in rule.windows})
