"""The activities of one lead, in order, each counted once: times and their running sums."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC
from itertools import accumulate

from leadpact.engine.lead import Activity
from leadpact.pact.ruleset import ActivityRule, CountLimit, Per, Piece
from leadpact.terms.zone import (
    HORIZON_ENDS_AT,
    HORIZON_STARTS_AT,
    ZoneOffsets,
    epoch_seconds,
    week_of_day,
)

Where = Callable[[Activity], bool | None]


class Series:
    """Sorted times of counted activities with running sums, for spans in two bisections."""

    __slots__ = ("sums", "times")

    def __init__(self, times: list[int]) -> None:
        self.times = times
        self.sums = [0, *accumulate(times)]

    def sum_pieces(self, pieces: Sequence[Piece], as_of: int) -> tuple[int, int]:
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

    def n_younger(self, to_age: int | None, as_of: int) -> int:
        """Return how many activities are younger than `to_age` seconds at `as_of`."""
        last = bisect_right(self.times, as_of)
        return last if to_age is None else last - bisect_right(self.times, as_of - to_age)

    def latest(self, as_of: int) -> int | None:
        """Return the time of the last activity at or before `as_of`."""
        last = bisect_right(self.times, as_of)
        return self.times[last - 1] if last else None


class History:
    """One lead's activities of declared kinds, whatever the order and however often they came."""

    __slots__ = ("_activities", "_series", "_zone", "moments")

    def __init__(
        self, activities: Sequence[Activity], kinds: frozenset[str], zone: ZoneOffsets
    ) -> None:
        self._activities = _unique(activities, kinds)
        self._zone = zone
        self._series: dict[str, Series] = {}
        by_kind: dict[str, list[int]] = {}
        for seconds, activity in self._activities:
            by_kind.setdefault(activity.kind, []).append(seconds)
        for kind, times in by_kind.items():
            times.sort()
            self._series[kind] = Series(times)
        self.moments = sorted({seconds for seconds, _ in self._activities})

    def of_kind(self, kind: str) -> Series:
        """Return all activities of a kind."""
        return self._series.get(kind, _NOTHING)

    def of_rule(self, rule: ActivityRule, where: Where | None) -> Series:
        """Return the activities that count for a rule, after `where` and the count limit."""
        if where is None and rule.count_limit is None:
            return self.of_kind(rule.on)
        series = self._series.get(key := f"{rule.on}/{rule.rule_id}")
        if series is None:
            times = self.of_kind(rule.on).times
            if where is not None and times:
                times = sorted(
                    seconds
                    for seconds, activity in self._activities
                    if activity.kind == rule.on and where(activity) is True
                )
            if rule.count_limit is not None:
                times = _limited(times, rule.count_limit, self._zone)
            series = self._series[key] = Series(times)
        return series


_NOTHING = Series([])


def _unique(activities: Sequence[Activity], kinds: frozenset[str]) -> list[tuple[int, Activity]]:
    """Return each activity id once: the earliest where the same id came with other contents."""
    found: dict[str, tuple[int, Activity]] = {}
    for activity in activities:
        if activity.kind not in kinds:
            continue
        moment = activity.occurred_at
        seconds = int(moment.timestamp()) if moment.tzinfo is UTC else 0  # half the time of below
        if not HORIZON_STARTS_AT < seconds < HORIZON_ENDS_AT:
            seconds = epoch_seconds(moment)
        entry = (seconds, activity)
        known = found.setdefault(activity.activity_id, entry)
        if known is not entry and _precedence(entry) < _precedence(known):
            found[activity.activity_id] = entry
    return list(found.values())


def _precedence(entry: tuple[int, Activity]) -> tuple[object, ...]:
    """Order copies of one id: by time, then by content, what is missing first."""
    seconds, activity = entry
    fields = (activity.channel, activity.campaign, activity.content)
    value = activity.value
    if value is not None and value != value:  # noqa: PLR0124 - not a number: missing
        value = None
    texts = tuple((text is not None, text or "") for text in fields)
    return (seconds, activity.kind, *texts, (value is not None, value or 0.0))


def _limited(times: list[int], limit: CountLimit, zone: ZoneOffsets) -> list[int]:
    """Keep the first `count` of each local day or week."""
    periods = zone.local_days(times)
    if limit.per is Per.WEEK:
        periods = [week_of_day(day) for day in periods]
    kept: list[int] = []
    now, n_in_period = None, 0
    for seconds, period in zip(times, periods, strict=True):
        if period != now:
            now, n_in_period = period, 0
        n_in_period += 1
        if n_in_period <= limit.count:
            kept.append(seconds)
    return kept
