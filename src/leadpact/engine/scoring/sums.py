"""Sums of scores of one lead: the total, its reasons, and bounds of it. Twin: `relational.sums`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from leadpact.pact.ruleset import SumScore
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode

TotalOf = Callable[[str], int]
"""Gives the total of a score in millipoints by its name."""


@dataclass(frozen=True, slots=True)
class CompiledSum:
    """A sum of scores with the lowest total that each part can have, in millipoints."""

    score: SumScore
    lows: Mapping[str, int]

    def total(self, total_of: TotalOf) -> int:
        """Return the sum of the parts' totals, held within the range."""
        return self._held(sum(part.weight * total_of(part.name) for part in self.score.parts))

    def upper_bound(self, most_of: TotalOf) -> int:
        """Return what the sum can be at most where each part has at most `most_of` it.

        The less a part with a negative weight has, the higher the sum: it is taken at its lowest.
        """
        return self._held(
            sum(
                part.weight * (most_of(part.name) if part.weight > 0 else self.lows[part.name])
                for part in self.score.parts
            )
        )

    def reasons(self, total_of: TotalOf) -> list[JudgementReason]:
        """Return what each part that has points adds to the sum."""
        return [
            JudgementReason(
                JudgementReasonCode.SCORE_ADDED,
                part.name,
                n_counted=part.weight,
                millipoints=part.weight * total,
            )
            for part in self.score.parts
            if (total := total_of(part.name))
        ]

    def _held(self, total: int) -> int:
        return max(self.score.low, min(self.score.high, total))


def rising_parts(sums: Mapping[str, CompiledSum], names: frozenset[str]) -> frozenset[str]:
    """Return the scores whose points raise one of the named sums."""
    return frozenset(
        part.name
        for name in names & sums.keys()
        for part in sums[name].score.parts
        if part.weight > 0
    )
