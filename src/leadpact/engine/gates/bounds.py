"""Upper bounds of one score as time goes by, so that most moments need no exact answer.

After an exact evaluation the bound only rises by what new activities can add. What can rise without
an activity is evaluated: negative points as they fade, and conditions on behaviour, which the loose
bound takes at their most.
"""

from bisect import bisect_right
from collections.abc import Iterable

from leadpact.engine.scoring import (
    ActivityHistory,
    CompiledConditionRule,
    CompiledScore,
    Moment,
    Series,
    rule_millipoints,
)
from leadpact.pact.ruleset import MILLI, ActivityRule

NEVER = 2**62


class Tracker:
    """One score of one lead through its history.

    `rises_at` is the first moment at which the loose bound last returned can rise without an
    activity.
    """

    __slots__ = (
        "_behaviours",
        "_falling",
        "_held_points",
        "_may_hold",
        "_risen",
        "_rising",
        "_score",
        "_static",
        "_tracked",
        "_unfaded",
        "_values",
        "rises_at",
    )

    def __init__(self, compiled: CompiledScore, history: ActivityHistory) -> None:
        self._score = compiled.score
        rules = compiled.condition_rules
        self._static = [item for item in rules if item.is_static]
        self._behaviours = [item for item in rules if not item.is_static]
        self._may_hold = [item.rule.points > 0 for item in self._behaviours]
        self._held_points = self._points_that_may_hold()
        self._falling: list[tuple[ActivityRule, Series]] = []
        self._rising: list[tuple[ActivityRule, Series]] = []
        for item in compiled.activity_rules:
            series = history.of_rule(item.rule, item.where)
            if series.times:
                kind = self._falling if item.rule.only_falls else self._rising
                kind.append((item.rule, series))
        self._unfaded = [
            (rule.points * MILLI, rule.limit_millipoints or NEVER, series.times)
            for rule, series in (*self._falling, *self._rising)
            if rule.points > 0
        ]
        self._values = [0] * len(self._falling)
        self._tracked = NEVER
        self._risen = self.rises_at = 0

    def base_points(self, moment: Moment) -> int:
        """Return what conditions can give at most, whatever the lead does, in millipoints."""
        behaviour = sum(max(item.rule.points, 0) for item in self._behaviours)
        return _conditions(self._static, moment) + behaviour * MILLI

    def unfaded_bound(self, base: int, as_of: int) -> int:
        """Return what the score could be with all positive points so far, none of them faded."""
        return self._held(base + self.gained(as_of))

    def gained(self, as_of: int) -> int:
        """Return all positive points that activities gave so far, none of them faded."""
        return gained_so_far(self._unfaded, as_of)

    def gains(self) -> list[tuple[int, list[int]]]:
        """Return the rules by which new activities raise the bound, with their times."""
        return [
            (index, series.times)
            for index, (rule, series) in enumerate(self._falling)
            if rule.points > 0
        ]

    def gain(self, index: int) -> bool:
        """Add what one more activity of a rule can give at most; tell whether that is anything."""
        rule = self._falling[index][0]
        more = rule.points * MILLI
        if rule.limit_millipoints is not None:
            more = min(more, rule.limit_millipoints - self._values[index])
            self._values[index] += more
        self._tracked += more
        return more > 0

    def flips(self, history: ActivityHistory) -> list[tuple[int, list[int]]]:
        """Return the conditions on behaviour that only activities can turn, with their times."""
        return [
            (index, history.of_kind(kind).times)
            for index, item in enumerate(self._behaviours)
            for kind in item.flipped_by or ()
        ]

    def flip(self, index: int) -> bool:
        """Take it that a condition may hold now; tell whether that is new."""
        is_new = not self._may_hold[index]
        if is_new:
            self._may_hold[index] = True
            self._held_points += self._behaviours[index].rule.points * MILLI
        return is_new

    def loose_bound(self, as_of: int) -> int:
        """Return what the score can be at most at a moment, without looking at behaviour."""
        return self._held(self._tracked + self._rising_points(as_of) + self._held_points)

    def bound(self, moment: Moment) -> int:
        """Return what the score can be at most at a moment."""
        return self._held(self._tracked + self._untracked_points(moment))

    def exact(self, moment: Moment) -> int:
        """Return the exact total at a moment, and start the bounds from it."""
        as_of = moment.as_of
        self._values = [_points(rule, series, as_of) for rule, series in self._falling]
        self._tracked = sum(self._values) + _conditions(self._static, moment)
        self.rises_at = 0
        return self._held(self._tracked + self._untracked_points(moment))

    def _untracked_points(self, moment: Moment) -> int:
        """Return the points of what activities alone do not decide, and remember what holds."""
        points = 0
        for index, item in enumerate(self._behaviours):
            holds = item.when(moment) is True
            points += item.rule.points if holds else 0
            self._may_hold[index] = holds if item.flipped_by is not None else item.rule.points > 0
        self._held_points = self._points_that_may_hold()
        return self._rising_points(moment.as_of) + points * MILLI

    def _points_that_may_hold(self) -> int:
        rules = zip(self._behaviours, self._may_hold, strict=True)
        return sum(item.rule.points for item, may_hold in rules if may_hold) * MILLI

    def _rising_points(self, as_of: int) -> int:
        """Return the points of rules that rise by themselves, at most."""
        if as_of >= self.rises_at:
            self.rises_at, self._risen = NEVER, 0
            for rule, series in self._rising:
                self._risen += _points(rule, series, as_of)
                self.rises_at = min(self.rises_at, _next_rise(rule, series, as_of))
        return self._risen

    def _held(self, total: int) -> int:
        return max(self._score.low, min(self._score.high, total))


def gained_so_far(gains: Iterable[tuple[int, int, list[int]]], as_of: int) -> int:
    """Return what rules gave until a moment: the points, the limit and the times of each."""
    return sum(min(limit, bisect_right(times, as_of) * points) for points, limit, times in gains)


def _next_rise(rule: ActivityRule, series: Series, as_of: int) -> int:
    """Return the first moment after `as_of` at which a rule's points can have risen."""
    if rule.points > 0 or rule.take is not None:
        return as_of + 1
    change = NEVER
    for piece in rule.pieces:
        if piece.to_age is not None:
            first = bisect_right(series.times, as_of - piece.to_age)
            if first < len(series.times):
                change = min(change, series.times[first] + piece.to_age)
                if piece.slope:
                    return as_of + 1
    return change


def _points(rule: ActivityRule, series: Series, as_of: int) -> int:
    return rule_millipoints(rule, series.sum_pieces(rule.pieces, as_of)[1])


def _conditions(rules: list[CompiledConditionRule], moment: Moment) -> int:
    return sum(item.rule.points for item in rules if item.when(moment) is True) * MILLI
