"""The reps that leads can go to, read from rows of `reps` and `absences` and from the pact."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from math import isfinite
from typing import Any

from leadpact.pact.sections.routing.policy import Caps, RepTerms
from leadpact.terms.zone import HORIZON_ENDS_AT, epoch_seconds, is_zone

Span = tuple[int, int]
"""`[starts_at, ends_at)` in epoch seconds."""


@dataclass(frozen=True, slots=True)
class Rep:
    """One rep, with the fields that routing uses.

    Attributes
    ----------
    priority
        Of reps who are equally due and weigh the same, the highest is first.
    active_from, active_to
        `[from, to)` in epoch seconds; None: without end.
    away
        Leave, in order and without overlap.
    hired_on
        The day on which they were hired; None: it is not known.
    """

    rep_id: str
    role: str | None = None
    team: str | None = None
    territory: str | None = None
    time_zone: str | None = None
    calendar: str | None = None
    weight: Fraction = Fraction(1)
    priority: int = 0
    caps: Caps = field(default_factory=Caps)
    paired_rep_id: str | None = None
    active_from: int | None = None
    active_to: int | None = None
    away: tuple[Span, ...] = ()
    hired_on: date | None = None

    def is_active(self, at: int) -> bool:
        """Tell whether the rep works for the company at a moment."""
        return (self.active_from is None or self.active_from <= at) and (
            self.active_to is None or at < self.active_to
        )

    def away_until(self, at: int) -> int | None:
        """Return the end of the leave that covers a moment, None where none does."""
        index = bisect_right(self.away, (at, HORIZON_ENDS_AT)) - 1
        return self.away[index][1] if index >= 0 and at < self.away[index][1] else None


@dataclass(frozen=True, slots=True)
class Roster:
    """All reps by id. `make_roster` reads one from tables."""

    reps: Mapping[str, Rep]

    def paired_with(self, rep_id: str) -> tuple[Rep, ...]:
        """Return the rep that somebody names as their pair, then those who name them, by id."""
        named = self.reps[rep_id].paired_rep_id if rep_id in self.reps else None
        found = [self.reps[named]] if named in self.reps and named is not None else []
        others = sorted(item.rep_id for item in self.reps.values() if item.paired_rep_id == rep_id)
        return (*found, *(self.reps[name] for name in others if name != named))


def make_roster(
    reps: Iterable[Mapping[str, Any]],
    absences: Iterable[Mapping[str, Any]] = (),
    terms: Sequence[RepTerms] = (),
) -> Roster:
    """Read the reps of a company.

    Parameters
    ----------
    reps
        Rows of the table `reps`; only `rep_id` is needed.
    absences
        Rows of the table `absences`; those of unknown reps, and those that end before they start,
        count for nothing. Overlapping ones are joined.
    terms
        The reps of the pact. They override the table, and add reps that it lacks.
    """
    found = {str(row["rep_id"]): _read_rep(row) for row in reps}
    for item in terms:
        found[item.rep_id] = _under_terms(found.get(item.rep_id, Rep(item.rep_id)), item)
    leaves = [(str(row["rep_id"]), row["starts_at"], row["ends_at"]) for row in absences]
    leaves += [(item.rep_id, one.starts_at, one.ends_at) for item in terms for one in item.away]
    away: dict[str, list[Span]] = {}
    for rep_id, starts_at, ends_at in leaves:
        away.setdefault(rep_id, []).append((epoch_seconds(starts_at), epoch_seconds(ends_at)))
    return Roster(
        {name: replace(found[name], away=joined(away.get(name, ()))) for name in sorted(found)}
    )


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that touch or overlap as one, empty ones left out."""
    kept: list[Span] = []
    for starts_at, ends_at in sorted(spans):
        if starts_at >= ends_at:
            continue
        if kept and starts_at <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], ends_at))
        else:
            kept.append((starts_at, ends_at))
    return tuple(kept)


def overlaps(spans: Iterable[Span]) -> tuple[tuple[Span, Span], ...]:
    """Return the pairs of spans that overlap: each with the one before that ends last."""
    found, last = [], None
    for span in sorted(spans):
        if last is not None and span[0] < last[1]:
            found.append((last, span))
        last = span if last is None or span[1] > last[1] else last
    return tuple(found)


def _read_rep(row: Mapping[str, Any]) -> Rep:
    return Rep(
        rep_id=str(row["rep_id"]),
        role=_text(row.get("role")),
        team=_text(row.get("team")),
        territory=_text(row.get("territory")),
        time_zone=_zone(row.get("time_zone")),
        calendar=_text(row.get("calendar")),
        weight=exact(row.get("weight"), Fraction(1)),
        caps=Caps(per_day=_whole(row.get("daily_cap")), open=_whole(row.get("open_cap"))),
        paired_rep_id=_text(row.get("paired_rep_id")),
        active_from=_seconds(row.get("active_from")),
        active_to=_seconds(row.get("active_to")),
        hired_on=_day(row.get("hired_on")),
    )


def _text(value: Any) -> str | None:
    return str(value) if value else None


def _zone(value: Any) -> str | None:
    """Return a zone that exists; `roster_notes` reports others."""
    return str(value) if value and is_zone(str(value)) else None


def exact(value: Any, default: Fraction) -> Fraction:
    """Return a number as it is written, not as a binary float is; less than zero counts as zero."""
    if _is_missing(value):
        return default
    return max(Fraction(str(value)), Fraction(0))


def _whole(value: Any) -> int | None:
    return None if _is_missing(value) else max(int(value), 0)


def _is_missing(value: Any) -> bool:
    """Tell whether a cell holds nothing, or no finite number where a number is wanted."""
    return value is None or (isinstance(value, float) and not isfinite(value))


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else epoch_seconds(moment)


def _day(value: date | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _under_terms(rep: Rep, terms: RepTerms) -> Rep:
    names = (
        "weight",
        "priority",
        "calendar",
        "time_zone",
        "territory",
        "paired_rep_id",
        "hired_on",
    )
    given = {name: getattr(terms, name) for name in names}
    own = {name: value for name, value in given.items() if value is not None}
    return replace(rep, **own, caps=caps_over(terms.caps, rep.caps))


def caps_over(first: Caps, second: Caps) -> Caps:
    """Return caps in which a limit of the first overrides that of the second."""
    return Caps(
        per_day=second.per_day if first.per_day is None else first.per_day,
        per_week=second.per_week if first.per_week is None else first.per_week,
        per_month=second.per_month if first.per_month is None else first.per_month,
        open=second.open if first.open is None else first.open,
        spread=second.spread if first.per_month is None else first.spread,
    )
