"""Upper bounds of a score whose rules are in groups: those of its parts, added.

A group gives at most what its positive rules give, and at most its limit: negative points within it
can be held back by the limit, or be none of the best, so they lower no bound.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from leadpact.engine.gates.bounds import NEVER, Tracker
from leadpact.engine.gates.loose_bounds import LooseTracker
from leadpact.engine.scoring import ActivityHistory, CompiledScore, Moment
from leadpact.pact.ruleset import RuleGroup


class GroupedTracker:
    """One score with groups, of one lead, through its history; used as `Tracker` is."""

    __slots__ = ("_bases", "_compiled", "_flips", "_gains", "_parts")

    def __init__(self, compiled: CompiledScore, history: ActivityHistory) -> None:
        self._compiled = compiled
        parts = [_ungrouped(compiled), *(_of_group(compiled, one) for one in compiled.score.groups)]
        self._parts = [Tracker(part, history) for part in parts]
        self._bases: list[int] = []
        self._gains = [(part, rule) for part in self._parts for rule, _ in part.gains()]
        self._flips = [(part, rule) for part in self._parts for rule, _ in part.flips(history)]

    @property
    def rises_at(self) -> int:
        """The first moment at which the loose bound can rise without an activity."""
        return min(part.rises_at for part in self._parts)

    def base_points(self, moment: Moment) -> int:
        """Return what conditions can give at most, whatever the lead does, in millipoints."""
        self._bases = [part.base_points(moment) for part in self._parts]
        return sum(self._bases)

    def unfaded_bound(self, base: int, as_of: int) -> int:  # noqa: ARG002 - kept by part
        """Return what the score could be with all positive points so far, none of them faded."""
        parts = zip(self._parts, self._bases, strict=True)
        return self._held(sum(part.unfaded_bound(own, as_of) for part, own in parts))

    def gained(self, as_of: int) -> int:
        """Return all positive points that activities gave so far, none of them faded."""
        return sum(part.gained(as_of) for part in self._parts)

    def gains(self) -> list[tuple[int, list[int]]]:
        """Return the rules by which new activities raise the bound, with their times."""
        times = [times for part in self._parts for _, times in part.gains()]
        return list(enumerate(times))

    def gain(self, index: int) -> bool:
        """Add what one more activity of a rule can give at most; tell whether that is anything."""
        part, rule = self._gains[index]
        return part.gain(rule)

    def flips(self, history: ActivityHistory) -> list[tuple[int, list[int]]]:
        """Return the conditions on behaviour that only activities can turn, with their times."""
        times = [times for part in self._parts for _, times in part.flips(history)]
        return list(enumerate(times))

    def flip(self, index: int) -> bool:
        """Take it that a condition may hold now; tell whether that is new."""
        part, rule = self._flips[index]
        return part.flip(rule)

    def loose_bound(self, as_of: int) -> int:
        """Return what the score can be at most at a moment, without looking at behaviour."""
        return self._held(sum(part.loose_bound(as_of) for part in self._parts))

    def bound(self, moment: Moment) -> int:
        """Return what the score can be at most at a moment."""
        return self._held(sum(part.bound(moment) for part in self._parts))

    def exact(self, moment: Moment) -> int:
        """Return the exact total at a moment, and start the bounds from it."""
        for part in self._parts:
            part.exact(moment)
        return moment.total(self._compiled)

    def _held(self, total: int) -> int:
        return max(self._compiled.score.low, min(self._compiled.score.high, total))


def _ungrouped(compiled: CompiledScore) -> CompiledScore:
    """Return the rules that are in no group as a score without limits."""
    return _part(compiled, None, lambda _points: True, (-NEVER, NEVER))


def _of_group(compiled: CompiledScore, group: RuleGroup) -> CompiledScore:
    """Return the positive rules of a group as a score of the group's limit."""
    high = NEVER if group.limit_millipoints is None else group.limit_millipoints
    return _part(compiled, group.name, lambda points: points > 0, (0, high))


def _part(
    compiled: CompiledScore,
    group: str | None,
    matters: Callable[[int], bool],
    limits: tuple[int, int],
) -> CompiledScore:
    low, high = limits
    conditions, activities = compiled.condition_rules, compiled.activity_rules
    return CompiledScore(
        replace(compiled.score, groups=(), low=low, high=high),
        tuple(one for one in conditions if one.rule.group == group and matters(one.rule.points)),
        tuple(one for one in activities if one.rule.group == group and matters(one.rule.points)),
    )


AnyTracker: TypeAlias = Tracker | GroupedTracker | LooseTracker


def track(compiled: CompiledScore, history: ActivityHistory) -> AnyTracker:
    """Return the tracker of a score."""
    if compiled.has_history:
        return LooseTracker(compiled, history)
    if compiled.score.groups:
        return GroupedTracker(compiled, history)
    return Tracker(compiled, history)
