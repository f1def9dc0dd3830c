"""The true rates of each source: the means of the probabilities that were drawn from."""

from dataclasses import dataclass, field

import numpy as np

from leadpact.simulate.company import Leads
from leadpact.simulate.sampling import NEVER, FloatArray, IntArray
from leadpact.simulate.selling import Selling
from leadpact.simulate.truth import Truth

_COUNTS = ("n_leads", "n_handed_over", "n_assigned")
_RATES = ("p_conversation", "p_meeting_held", "p_opportunity", "p_won")


@dataclass(slots=True)
class SimulationTally:
    """Sums over all leads, by source."""

    truth: Truth
    _sums: dict[str, FloatArray] = field(default_factory=dict)

    def add(self, leads: Leads, selling: Selling) -> None:
        """Add the leads of one chunk."""
        assigned = leads.source[selling.assignment.lead]
        p_held = selling.work.p_conversation * selling.meetings.p_held
        p_steps = (
            selling.work.p_conversation,
            p_held,
            p_held * selling.deals.p_opportunity,
            p_held * selling.deals.p_won,
        )
        handed_over = leads.source[selling.assignment.handed_over_at < NEVER]
        for name, source in zip(_COUNTS, (leads.source, handed_over, assigned), strict=True):
            self._sum(name, source)
        for name, p in zip(_RATES, p_steps, strict=True):
            self._sum(name, assigned, p)

    def _sum(self, name: str, source: IntArray, weights: FloatArray | None = None) -> None:
        values = np.bincount(source, weights, len(self.truth.sources)).astype(np.float64)
        self._sums[name] = self._sums.get(name, np.zeros(len(values))) + values

    def by_source(self) -> dict[str, dict[str, float]]:
        """Return counts and, among the assigned leads, the mean probability of each outcome."""
        rates: dict[str, dict[str, float]] = {}
        for row, source in enumerate(self.truth.sources):
            n_assigned = self._sums["n_assigned"][row]
            rates[source.name] = {name: int(self._sums[name][row]) for name in _COUNTS} | {
                name: round(float(self._sums[name][row] / max(n_assigned, 1)), 9) for name in _RATES
            }
        return rates
