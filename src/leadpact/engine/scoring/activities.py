"""The activities of one lead, in order, each counted once: times and their running sums."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC
from itertools import accumulate
from math import isfinite
from typing import Any, TypeVar

from leadpact.engine.lead import Activity, RecordedStage
from leadpact.pact.ruleset import ActivityRule, CountLimit, FadePiece, Per
from leadpact.terms.zone import (
    HORIZON_ENDS_AT,
    HORIZON_STARTS_AT,
    SECONDS_A_DAY,
    ZoneOffsets,
    epoch_seconds,
    month_number,
    week_of_day,
)

Found = TypeVar("Found")
Where = Callable[[Activity], bool | None]


class Series:
    """Sorted times of counted activities with running sums, for spans in two bisections."""

    __slots__ = ("sums", "times")

    def __init__(self, times: list[int]) -> None:
        self.times = times
        self.sums = [0, *accumulate(times)]

    def sum_pieces(self, pieces: Sequence[FadePiece], as_of: int) -> tuple[int, int]:
        """Return how many activities lie within the pieces at `as_of`, and what they add up to."""
        times, sums = self.times, self.sums
        n_counted = total = 0
        for piece in pieces:
            last = bisect_right(times, as_of - piece.from_age)
            first = 0 if piece.to_age is None else bisect_right(times, as_of - piece.to_age)
            n = last - first
            if n:
                n_counted += n
                total += n * piece.constant
                if piece.slope:
                    total -= piece.slope * (n * as_of - sums[last] + sums[first])
        return n_counted, total

    def sum_pieces_until(self, pieces: Sequence[FadePiece], as_of: int, until: int) -> int:
        """Return what the activities until a moment add up to within the pieces at `as_of`."""
        times, sums = self.times, self.sums
        total = 0
        for piece in pieces:
            last = bisect_right(times, min(as_of - piece.from_age, until))
            first = 0 if piece.to_age is None else bisect_right(times, as_of - piece.to_age)
            n = last - first
            if n > 0:
                total += n * (piece.constant - piece.slope * as_of)
                total += piece.slope * (sums[last] - sums[first])
        return total

    def n_younger(self, to_age: int | None, as_of: int) -> int:
        """Return how many activities are younger than `to_age` seconds at `as_of`."""
        last = bisect_right(self.times, as_of)
        return last if to_age is None else last - bisect_right(self.times, as_of - to_age)

    def latest(self, as_of: int) -> int | None:
        """Return the time of the last activity at or before `as_of`."""
        last = bisect_right(self.times, as_of)
        return self.times[last - 1] if last else None


class LatestOnly(Series):
    """Activities of which only the latest gives points."""

    __slots__ = ()

    def sum_pieces(self, pieces: Sequence[FadePiece], as_of: int) -> tuple[int, int]:
        """Return 1 and what the latest activity gives at `as_of`, or zeros."""
        at = self.latest(as_of)
        age = as_of if at is None else as_of - at
        for piece in pieces if at is not None else ():
            if piece.from_age <= age and (piece.to_age is None or age < piece.to_age):
                return 1, piece.constant - piece.slope * age
        return 0, 0

    def sum_pieces_until(self, pieces: Sequence[FadePiece], as_of: int, until: int) -> int:
        """Return what the latest activity gives at `as_of` if it happened until a moment."""
        at = self.latest(as_of)
        return 0 if at is None or at > until else self.sum_pieces(pieces, as_of)[1]


class ActivityHistory:
    """One lead's activities of declared kinds, whatever the order and however often they came."""

    __slots__ = (
        "_activities",
        "_kept",
        "_recorded",
        "_seconds",
        "_series",
        "created",
        "moments",
        "zone",
    )

    def __init__(
        self,
        activities: Sequence[Activity],
        kinds: frozenset[str],
        zone: ZoneOffsets,
        past_kinds: frozenset[str] = frozenset(),
        created: int | None = None,
        *,
        recorded: RecordedStage | None = None,
    ) -> None:
        kept = [activity for activity in activities if activity.kind in kinds]
        if len({activity.activity_id for activity in kept}) < len(kept):
            kept = _unique(kept)
        seconds = _seconds_of(kept)
        by_kind: dict[str, list[int]] = {}
        for activity, at in zip(kept, seconds, strict=True):
            by_kind.setdefault(activity.kind, []).append(at)
        for times in by_kind.values():
            times.sort()
        self._activities = kept
        self._seconds = seconds
        self._kept: dict[str, Any] = {}
        self.zone = zone
        self.created = created
        self._recorded = recorded
        self._series = {kind: Series(times) for kind, times in by_kind.items()}
        if past_kinds:  # what became of a lead is no activity of it: it opens no gate
            pairs = zip(kept, seconds, strict=True)
            seconds = [at for activity, at in pairs if activity.kind not in past_kinds]
        self.moments = sorted(set(seconds))

    @property
    def moments_with_past(self) -> list[int]:
        """The moments of the lead's own past, too, where the pact asks about it."""
        return sorted(set(self._seconds))

    def stage_at(self, as_of: int) -> str | None:
        """Return the stage that was on record at a moment, where the pact asks about it."""
        return None if self._recorded is None else self._recorded.at(as_of)

    def of_kind(self, kind: str) -> Series:
        """Return all activities of a kind."""
        return self._series.get(kind, _NOTHING)

    def of_rule(self, rule: ActivityRule, where: Where | None) -> Series:
        """Return the activities that count for a rule, after `where` and the count limit."""
        if where is None and rule.count_limit is None and rule.take is None:
            return self.of_kind(rule.on)
        series = self._series.get(key := f"{rule.on}/{rule.rule_id}")
        if series is None:
            times = self.of_kind(rule.on).times
            if where is not None and times:
                times = sorted(
                    at
                    for activity, at in zip(self._activities, self._seconds, strict=True)
                    if activity.kind == rule.on and where(activity) is True
                )
            if rule.count_limit is not None:
                times = _limited(times, rule.count_limit, self.zone)
            series = LatestOnly(times) if rule.take else Series(times)
            self._series[key] = series
        return series

    def kept(self, name: str, find: Callable[[], Found]) -> Found:
        """Return what was found under a name, or find and keep it: it depends on the lead alone."""
        if name not in self._kept:
            self._kept[name] = find()
        found: Found = self._kept[name]
        return found


_NOTHING = Series([])


def _seconds_of(activities: Sequence[Activity]) -> list[int]:
    """Return when each activity happened, whole seconds since 1970."""
    if {activity.occurred_at.tzinfo for activity in activities} == {UTC}:  # the usual, and quick
        seconds = [int(activity.occurred_at.timestamp()) for activity in activities]
        if min(seconds) > HORIZON_STARTS_AT and max(seconds) < HORIZON_ENDS_AT:
            return seconds
    return [epoch_seconds(activity.occurred_at) for activity in activities]


def _unique(activities: Sequence[Activity]) -> list[Activity]:
    """Return each activity id once: the earliest where the same id came with other contents."""
    found: dict[str, Activity] = {}
    for activity in activities:
        known = found.setdefault(activity.activity_id, activity)
        if known is not activity and _precedence(activity) < _precedence(known):
            found[activity.activity_id] = activity
    return list(found.values())


def _precedence(activity: Activity) -> tuple[object, ...]:
    """Order copies of one id: by time, then by content, what is missing first."""
    fields = (activity.channel, activity.campaign, activity.content)
    value = activity.value
    if isinstance(value, float) and not isfinite(value):
        value = None
    texts = tuple((text is not None, text or "") for text in fields)
    when = epoch_seconds(activity.occurred_at)
    return (when, activity.kind, *texts, (value is not None, value or 0.0))


def _limited(times: list[int], limit: CountLimit, zone: ZoneOffsets) -> list[int]:
    """Keep the first `count` of each unit of the limit."""
    periods = _periods(times, limit, zone)
    kept: list[int] = []
    now, n_in_period = None, 0
    for seconds, period in zip(times, periods, strict=True):
        if period != now:
            now, n_in_period = period, 0
        n_in_period += 1
        if n_in_period <= limit.count:
            kept.append(seconds)
    return kept


def _periods(times: list[int], limit: CountLimit, zone: ZoneOffsets) -> list[int]:
    """Return the number of the unit that each time lies in."""
    if limit.days is not None:
        length = limit.days * SECONDS_A_DAY
        return [(seconds - times[0]) // length for seconds in times]
    days = zone.local_days(times)
    match limit.per:
        case Per.WEEK:
            return [week_of_day(day) for day in days]
        case Per.MONTH:
            return [month_number(day) for day in days]
        case Per.QUARTER:
            return [month_number(day) // 3 for day in days]
        case _:
            return days
