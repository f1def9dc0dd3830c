"""A wide upper bound of a score that depends on its history: never wrong, only slower.

Points that silence took can be given back, a reset raises a total below zero, and a floor lifts it
at night. So only the points so far bound such a score, and each later moment is worked out exactly.
"""

from leadpact.engine.gates.bounds import NEVER, gained_so_far
from leadpact.engine.scoring import ActivityHistory, CompiledScore, Moment
from leadpact.pact.ruleset import MILLI


class LooseTracker:
    """One score of one lead through its history; used as `Tracker` is."""

    __slots__ = ("_compiled", "_gains")

    rises_at = NEVER

    def __init__(self, compiled: CompiledScore, history: ActivityHistory) -> None:
        self._compiled = compiled
        self._gains = [
            (item.rule.points * MILLI, item.rule.limit_millipoints or NEVER, series.times)
            for item in compiled.activity_rules
            if item.rule.points > 0 and (series := history.of_rule(item.rule, item.where)).times
        ]

    def base_points(self, moment: Moment) -> int:
        """Return what conditions can give at most, whatever the lead does, in millipoints."""
        rules = self._compiled.condition_rules
        return MILLI * sum(
            max(item.rule.points, 0)
            for item in rules
            if not item.is_static or item.when(moment) is True
        )

    def unfaded_bound(self, base: int, as_of: int) -> int:
        """Return what the score could be with all positive points so far, none of them faded."""
        score = self._compiled.score
        if score.can_be_lifted_anywhere:
            return score.high
        return self._held(max(base, score.nightly_floor or 0) + self.gained(as_of))

    def gained(self, as_of: int) -> int:
        """Return all positive points that activities gave so far."""
        return gained_so_far(self._gains, as_of)

    def gains(self) -> list[tuple[int, list[int]]]:
        """Return nothing: the bound does not wait for activities."""
        return []

    def gain(self, index: int) -> bool:
        """Fail: there is nothing to add."""
        raise AssertionError(f"rule {index} of a wide bound gains nothing")

    def flips(self, history: ActivityHistory) -> list[tuple[int, list[int]]]:  # noqa: ARG002
        """Return nothing: conditions are taken at their most."""
        return []

    def flip(self, index: int) -> bool:
        """Fail: there is nothing to turn."""
        raise AssertionError(f"rule {index} of a wide bound turns nothing")

    def loose_bound(self, as_of: int) -> int:  # noqa: ARG002 - the same at any moment
        """Return what the score can be at most at a moment."""
        return self._compiled.score.high

    def bound(self, moment: Moment) -> int:
        """Return the exact total at a moment: nothing quicker is known."""
        return self.exact(moment)

    def exact(self, moment: Moment) -> int:
        """Return the exact total at a moment."""
        return moment.total(self._compiled)

    def _held(self, total: int) -> int:
        return max(self._compiled.score.low, min(self._compiled.score.high, total))
