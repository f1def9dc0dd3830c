"""The activities of one lead, in order, each counted once: times and their running sums."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import accumulate

from leadpact.engine.lead import Activity
from leadpact.pact.ruleset import ActivityRule, CountLimit, Per, Piece
from leadpact.terms.zone import HORIZON_ENDS_AT, HORIZON_STARTS_AT, ZoneOffsets, epoch_seconds

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

    __slots__ = ("_by_kind", "_series", "_zone", "moments")

    def __init__(
        self, activities: Sequence[Activity], kinds: frozenset[str], zone: ZoneOffsets
    ) -> None:
        by_kind: dict[str, list[tuple[int, Activity]]] = {}
        for seconds, activity in _unique(activities, kinds):
            by_kind.setdefault(activity.kind, []).append((seconds, activity))
        for entries in by_kind.values():
            entries.sort(key=_seconds)
        self._by_kind = by_kind
        self._zone = zone
        self._series: dict[str, Series] = {}
        self.moments = sorted({seconds for items in by_kind.values() for seconds, _ in items})

    def of_kind(self, kind: str) -> Series:
        """Return all activities of a kind."""
        series = self._series.get(kind)
        if series is None:
            series = Series([seconds for seconds, _ in self._by_kind.get(kind, ())])
            self._series[kind] = series
        return series

    def of_rule(self, rule: ActivityRule, where: Where | None) -> Series:
        """Return the activities that count for a rule, after `where` and the count limit."""
        if where is None and rule.count_limit is None:
            return self.of_kind(rule.on)
        series = self._series.get(key := f"{rule.on}/{rule.rule_id}")
        if series is None:
            entries = self._by_kind.get(rule.on, [])
            times = [
                seconds for seconds, activity in entries if where is None or where(activity) is True
            ]
            if rule.count_limit is not None:
                times = _limited(times, rule.count_limit, self._zone)
            series = self._series[key] = Series(times)
        return series


def _seconds(entry: tuple[int, Activity]) -> int:
    return entry[0]


def _unique(activities: Sequence[Activity], kinds: frozenset[str]) -> list[tuple[int, Activity]]:
    """Return each activity id once: the earliest where the same id came with other contents."""
    found: dict[str, tuple[int, Activity]] = {}
    for activity in activities:
        if activity.kind not in kinds:
            continue
        entry = (_epoch_seconds(activity.occurred_at), activity)
        known = found.get(activity.activity_id)
        if known is None or _precedence(entry) < _precedence(known):
            found[activity.activity_id] = entry
    return list(found.values())


def _epoch_seconds(moment: datetime) -> int:
    """Return what `epoch_seconds` returns, in half the time for the zone that most data has."""
    if moment.tzinfo is UTC:
        seconds = int(moment.timestamp())
        if HORIZON_STARTS_AT < seconds < HORIZON_ENDS_AT:
            return seconds
    return epoch_seconds(moment)


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
    period_of = zone.local_day if limit.per is Per.DAY else zone.local_week
    kept: list[int] = []
    n_in_period: dict[int, int] = {}
    for seconds in times:
        period = period_of(seconds)
        n_before = n_in_period.get(period, 0)
        n_in_period[period] = n_before + 1
        if n_before < limit.count:
            kept.append(seconds)
    return kept
