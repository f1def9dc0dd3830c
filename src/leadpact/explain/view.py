"""What is explained: a lead, its pact and a moment; and times, spans and hours in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from types import MappingProxyType

from leadpact.engine.lifecycle import FollowUp, LeadState
from leadpact.engine.routing import Candidate
from leadpact.explain.words import CHANNELS
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.sections.calendars.policy import ALWAYS_WINDOWS
from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS
from leadpact.terms.stages import Channel, Stage, TouchKind
from leadpact.terms.zone import epoch_seconds, load_zone_offsets

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_LONG = 10
"""From how many days on a length of time is given in days alone."""


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """A lead, and the pact and the moment of its explanation."""

    state: LeadState
    rules: FollowUp
    as_of: datetime
    names: Mapping[str, str] = field(default_factory=lambda: _NO_NAMES)
    """What people are called, by the id of the rep; who has no name here is shown by the id."""

    is_on_screen: bool = False
    """Whether times are to the minute and lengths of time have at most two units."""

    def who(self, rep_id: str) -> str:
        """Return what people call a rep."""
        return self.names.get(rep_id, rep_id)

    @property
    def zone(self) -> str:
        """The zone of all times in the text."""
        return self.rules.ruleset.time_zone

    def at(self, moment: datetime, *, in_full: bool = False) -> str:
        """Return a moment: `Mon 2 Nov 10:00`; with the year where it is another one, or in full."""
        if self.is_on_screen:
            moment = to_minute(moment)
        return moment_words(moment, zone=self.zone, as_of=self.as_of, in_full=in_full)

    def worked(self, seconds: int, calendar: BusinessCalendar) -> str:
        """Return business time: exactly, or on a screen in business days where it is long."""
        if self.is_on_screen:
            return rough(seconds, "business ", day=day_length(calendar))
        return duration(seconds, "business ")

    def at_there(self, moment: datetime, zone: str) -> str:
        """Return a moment, with the local time in another zone where that differs."""
        there = _local(moment, zone)
        if there == _local(moment, self.zone):
            return self.at(moment)
        return f"{self.at(moment)} ({day_words(there.date())} {_time_words(there)} in {zone})"

    def label(self, stage: Stage) -> str:
        """Return what the company calls a stage, with its code."""
        return stage_words(stage, self.rules.ruleset)

    def channel(self, channel: Channel) -> str:
        """Return a channel in words: for one of the company's own, what people call it."""
        if isinstance(channel, TouchKind):
            return CHANNELS[channel]
        cadences = self.rules.ruleset.cadences
        own = cadences.channels if cadences is not None else ()
        return next((item.label for item in own if item.code == channel), channel.lower())

    def pact(self, fingerprint: str) -> str:
        """Return an empty text for the pact of the view, else that it was an older one."""
        if fingerprint == self.rules.fingerprint:
            return ""
        return f" under an older pact ({fingerprint[:12]})"


def stage_words(stage: Stage, ruleset: Ruleset) -> str:
    """Return what a pact calls a stage, with its code."""
    label = ruleset.label(stage)
    return str(stage) if label == stage else f"{label} ({stage})"


def stage_label(stage: Stage, ruleset: Ruleset) -> str:
    """Return what a pact calls a stage; one without a label of its own in small letters."""
    label = ruleset.label(stage)
    return stage.replace("_", " ").lower() if label == stage else label


def moment_words(moment: datetime, *, zone: str, as_of: datetime, in_full: bool = False) -> str:
    """Return a moment in a zone; with the year where it is not that of `as_of`, or in full."""
    local = _local(moment, zone)
    is_this_year = local.year == _local(as_of, zone).year
    year = f" {local.year}" if in_full or not is_this_year else ""
    return f"{day_words(local.date())}{year} {_time_words(local)}"


def local_date(moment: datetime, zone: str) -> date:
    """Return the local date of a moment."""
    return _local(moment, zone).date()


def _local(moment: datetime, zone: str) -> datetime:
    offset = load_zone_offsets(zone).offset_at(epoch_seconds(moment))
    utc = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return utc + timedelta(seconds=offset)


def day_words(day: date) -> str:
    """Return a date: `Mon 2 Nov`."""
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day.day} {_MONTHS[day.month - 1]}"


def _time_words(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def counted(number: int, what: str) -> str:
    """Return how many of something: `1 day`, `2 days`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def duration(seconds: int, kind: str = "") -> str:
    """Return a length of time, exactly: `2 business hours 5 minutes`."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [(hours, "hour"), (minutes, "minute"), (rest, "second")]
    words = [counted(size, unit) for size, unit in parts if size] or ["0 seconds"]
    number, unit = words[0].split()
    return " ".join([f"{number} {kind}{unit}", *words[1:]])


def rough(seconds: int, kind: str = "", *, day: int = 24 * 3600) -> str:
    """Return a length of time in at most two units: `3 business days 2 hours`; `day`: of a day."""
    if seconds < 60:
        return duration(seconds, kind)
    if seconds < day:
        return duration(seconds - seconds % 60, kind)
    days, rest = divmod(seconds, day)
    n_hours = rest // 3600 if days < _LONG else 0
    words = counted(days, f"{kind}day")
    return f"{words} {counted(n_hours, 'hour')}" if n_hours else words


def day_length(calendar: BusinessCalendar) -> int:
    """Return the seconds that a calendar is open on the longest day of its week."""
    found = [
        sum(_minutes(closes) - _minutes(opens) for opens, closes in windows)
        for windows in calendar.windows.values()
    ]
    return 60 * max(found, default=24 * 60)


def _minutes(wall: str) -> int:
    hour, minute = wall.split(":")
    return int(hour) * 60 + int(minute)


def to_minute(moment: datetime) -> datetime:
    """Return a moment without its seconds."""
    return moment.replace(second=0, microsecond=0)


def span(length: BusinessSpan) -> str:
    """Return a length of business time as a pact gives it."""
    if length.days is not None:
        return counted(length.days, "business day")
    return duration(length.seconds or 0, "business ")


def hours(calendar: BusinessCalendar) -> str:
    """Return the hours of a calendar: `Mon–Thu 09:00–17:00, Fri 09:00–15:00`."""
    if calendar.windows == ALWAYS_WINDOWS:
        return "round the clock"
    runs: list[tuple[str, str, str]] = []
    for day in WEEKDAYS:
        windows = calendar.windows.get(day, ())
        words = " and ".join(f"{opens}–{closes}" for opens, closes in windows)
        if runs and runs[-1][2] == words:
            runs[-1] = (runs[-1][0], day, words)
        else:
            runs.append((day, day, words))
    return ", ".join(
        f"{first.capitalize()}{'' if first == last else f'–{last.capitalize()}'} {words}"
        for first, last, words in runs
        if words
    )


def listed(items: Iterable[str], last: str = "and") -> str:
    """Return a list in words: `a, b and c`."""
    *first, final = items
    return f"{', '.join(first)} {last} {final}" if first else final


def behind(candidate: Candidate) -> str:
    """Return how far a rep is behind the share, or ahead of it; empty where that is not known."""
    short = candidate.shortfall
    if short is None:
        return ""
    if short == 0:
        return "just at the share that the weights give"
    where = "behind" if short > 0 else "ahead of"
    unit = "lead" if abs(short) == 1 else "leads"
    return f"{decimal(abs(short))} {unit} {where} the share that the weights give"


def decimal(number: Fraction | float, places: int = 2) -> str:
    """Return a number with at most two decimals, or as many as given."""
    return f"{float(number):.{places}f}".rstrip("0").rstrip(".")
