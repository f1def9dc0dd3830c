"""The ground on which assigned leads are sold to: traits, AEs, their calendar, the dice."""

from dataclasses import dataclass

import numpy as np

from leadpact.simulate.assignment import SimulatedAssignment
from leadpact.simulate.company import Leads
from leadpact.simulate.reasons import REASON
from leadpact.simulate.sampling import NEVER, BoolArray, FloatArray, IntArray, choose, logistic
from leadpact.simulate.team import OPEN_SECONDS, Team, WorkTime
from leadpact.simulate.truth import Step

_HALF_HOUR = 1800


def keep(condition: BoolArray, moments: IntArray) -> IntArray:
    """Return the moments where the condition is true, elsewhere `NEVER`."""
    return np.where(condition, moments, NEVER)


@dataclass(frozen=True, slots=True)
class Scene:
    """One row for each assigned lead."""

    fit: FloatArray
    interest: FloatArray
    sdr: IntArray
    ae: IntArray
    work: WorkTime
    rng: np.random.Generator

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.ae)

    def p_of(self, step: Step) -> FloatArray:
        """Return the true probability of a step."""
        return logistic(step.intercept + step.fit * self.fit + step.interest * self.interest)

    def draw(self, p: FloatArray | float) -> BoolArray:
        """Draw whether something happens."""
        return np.asarray(self.rng.random(self.size) < p)

    def draw_days(self, median: float, log_sd: float, at_most: float) -> FloatArray:
        """Draw a log-normal number of days."""
        days = median * np.exp(log_sd * self.rng.normal(size=self.size))
        return np.minimum(days, at_most)

    def draw_reasons(self, shares: dict[str, float]) -> IntArray:
        """Draw a reason by its share."""
        codes = np.array([REASON[name] for name in shares])
        return np.asarray(codes[choose(self.rng, list(shares.values()), self.size)])

    def move(self, moments: IntArray, business_days: FloatArray) -> IntArray:
        """Return the moment so many business days of the AE later."""
        worked = self.work.to_work(self.ae, moments)
        worked += (business_days * OPEN_SECONDS).astype(np.int64)
        return keep(moments < NEVER, self.work.to_moments(self.ae, worked))

    def schedule(self, moments: IntArray, business_days: FloatArray) -> IntArray:
        """Return the half hour that lies so many business days of the AE later (at least 1)."""
        worked = self.work.to_work(self.ae, moments)
        worked += (business_days * OPEN_SECONDS).astype(np.int64)
        free = self.work.to_moments(self.ae, worked // _HALF_HOUR * _HALF_HOUR)
        return keep(moments < NEVER, free)


def make_scene(
    leads: Leads, team: Team, assignment: SimulatedAssignment, rng: np.random.Generator
) -> Scene:
    """Gather the values that selling needs for each assigned lead."""
    lead, owner = assignment.lead, assignment.owner
    return Scene(leads.fit[lead], leads.interest[lead], owner, team.paired[owner], team.work, rng)
