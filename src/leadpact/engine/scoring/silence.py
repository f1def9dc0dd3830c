"""Silence of one lead: how many full spans without an activity. Twin: `relational.silence`."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from leadpact.engine.scoring.rounding import held_within
from leadpact.pact.ruleset import MILLI, SilenceRule
from leadpact.terms.zone import SECONDS_A_DAY


class Silence:
    """The gaps of one lead for one rule, with the full spans in them summed up."""

    __slots__ = ("_full", "_is_given_back", "_seconds", "_starts")

    def __init__(self, rule: SilenceRule, times: Sequence[int], created: int | None) -> None:
        """Find the gaps between the times of activities; the first one begins with the creation.

        Where the creation is not known, or not before the first activity, that begins the first.
        """
        self._is_given_back = rule.until is not None
        self._seconds = seconds = rule.days * SECONDS_A_DAY
        starts = sorted(set(times))
        if created is not None and (not starts or created < starts[0]):
            starts.insert(0, created)
        self._starts = starts
        self._full = [0]
        for begin, end in pairwise(starts):
            self._full.append(self._full[-1] + (end - begin) // seconds)

    def n_spans(self, as_of: int, until: int | None = None) -> int:
        """Return how many full spans count at `as_of`; of these, those that ended by `until`."""
        by = as_of if until is None else until
        if not self._is_given_back:
            return self._ended_by(by)
        gap = bisect_right(self._starts, as_of) - 1
        return 0 if gap < 0 else max(by - self._starts[gap], 0) // self._seconds

    def _ended_by(self, at: int) -> int:
        gap = bisect_right(self._starts, at) - 1
        return 0 if gap < 0 else self._full[gap] + (at - self._starts[gap]) // self._seconds


def silence_millipoints(rule: SilenceRule, n_spans: int) -> int:
    """Return what so many spans take, as a number of at most zero."""
    return held_within(n_spans * rule.points * MILLI, rule.limit_millipoints)
