"""Sums of scores of one lead: the total, its reasons, and bounds of it. Twin: `relational.sums`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from leadpact.pact.ruleset import Reset, SumScore
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode

TotalOf = Callable[[str], int]
"""Gives the total of a score in millipoints by its name."""


@dataclass(frozen=True, slots=True)
class CompiledSum:
    """A sum of scores with the lowest total that each part can have, in millipoints.

    `resets` are those of its parts, any of which ends what nights lifted the sum by.
    """

    score: SumScore
    lows: Mapping[str, int]
    resets: tuple[Reset, ...] = ()
    can_be_lifted_anywhere: bool = False

    def raw_total(self, total_of: TotalOf) -> int:
        """Return the sum of the parts' totals before its floor lifts it and its range holds it."""
        return sum(part.weight * total_of(part.name) for part in self.score.parts)

    def upper_bound(self, most_of: TotalOf) -> int:
        """Return what the sum can be at most where each part has at most `most_of` it.

        What nights lift it by is left out.
        """
        return self.held(self._most(most_of))

    def lifted_bound(self, most_of: TotalOf, gained_of: TotalOf) -> int:
        """Return what the sum can be at most with what nights lift it by.

        All that a part `gained_of` its rules may have come after a night that set the sum back.
        """
        floor = self.score.nightly_floor
        assert floor is not None
        if self.can_be_lifted_anywhere:
            return self.score.high
        rising = (part for part in self.score.parts if part.weight > 0)
        gained = sum(part.weight * gained_of(part.name) for part in rising)
        return self.held(max(self._most(most_of), floor + gained))

    def _most(self, most_of: TotalOf) -> int:
        # The less a part with a negative weight has, the higher the sum: it is taken at its lowest.
        return sum(
            part.weight * (most_of(part.name) if part.weight > 0 else self.lows[part.name])
            for part in self.score.parts
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

    def held(self, total: int) -> int:
        """Return a total held within the range."""
        return max(self.score.low, min(self.score.high, total))


def rising_parts(sums: Mapping[str, CompiledSum], names: frozenset[str]) -> frozenset[str]:
    """Return the scores whose points raise one of the named sums."""
    return frozenset(
        part.name
        for name in names & sums.keys()
        for part in sums[name].score.parts
        if part.weight > 0
    )
