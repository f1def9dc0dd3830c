"""Resets of one score of one lead: what points until a reset are worth. Twin: `relational.resets`.

A reset leaves a percentage of what each rule gave until then, after its limit; what comes later
is added, and the limit holds both together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from leadpact.engine.scoring.activities import ActivityHistory, Series
from leadpact.engine.scoring.rounding import divide_rounded, held_within, rule_millipoints
from leadpact.pact.ruleset import ActivityRule, Reset


@dataclass(frozen=True, slots=True)
class LatestReset:
    """The reset in force at a moment: when it happened, and what it leaves."""

    at: int
    keep_percent: int

    def total(self, before: int, after: int, limit: int | None) -> int:
        """Return the millipoints of a rule from what it gave until the reset, and since then."""
        kept = divide_rounded(before * self.keep_percent, 100)
        return held_within(kept + after, limit)


def latest_reset(
    history: ActivityHistory, resets: Sequence[Reset], as_of: int
) -> LatestReset | None:
    """Return the latest reset at or before a moment; of one second, the one that leaves least."""
    found = [
        (at, -reset.keep_percent)
        for reset in resets
        if (at := history.of_kind(reset.on).latest(as_of)) is not None
    ]
    if not found:
        return None
    at, negative = max(found)
    return LatestReset(at, -negative)


def reset_points(
    rule: ActivityRule, series: Series, reset: LatestReset, as_of: int, total: int
) -> int:
    """Return a rule's millipoints after a reset, where `total` is the sum of its pieces."""
    before = series.sum_pieces_until(rule.pieces, as_of, reset.at)
    after = divide_rounded(total - before, rule.divisor)
    return reset.total(rule_millipoints(rule, before), after, rule.limit_millipoints)
