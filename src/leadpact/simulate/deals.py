"""From the conversation to the sale, for each assigned lead.

Meetings: booking, no-shows, booking again. Deals: opportunities, acceptance, amounts, wins,
losses, churn. Both happen on a scene: traits, AEs, their calendar, the dice.
"""

from dataclasses import dataclass

import numpy as np

from leadpact.simulate.assignment import SimulatedAssignment
from leadpact.simulate.company import Leads
from leadpact.simulate.sampling import (
    NEVER,
    BoolArray,
    FloatArray,
    IntArray,
    choose,
    keep,
    logistic,
)
from leadpact.simulate.setting import REASON
from leadpact.simulate.team import OPEN_SECONDS, Team, WorkTime
from leadpact.simulate.truth import SellingTruth, Step
from leadpact.simulate.world import DAY

_HALF_HOUR = 1800


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

    def move(
        self, moments: IntArray, business_days: FloatArray, *, step_seconds: int = 1
    ) -> IntArray:
        """Return the moment so many business days of the AE later, in whole steps of their time."""
        worked = self.work.to_work(self.ae, moments)
        worked += (business_days * OPEN_SECONDS).astype(np.int64)
        worked = worked // step_seconds * step_seconds
        return keep(moments < NEVER, self.work.to_moments(self.ae, worked))


def make_scene(
    leads: Leads, team: Team, assignment: SimulatedAssignment, rng: np.random.Generator
) -> Scene:
    """Gather the values that selling needs for each assigned lead."""
    lead, owner = assignment.lead, assignment.owner
    return Scene(leads.fit[lead], leads.interest[lead], owner, team.paired[owner], team.work, rng)


@dataclass(frozen=True, slots=True)
class Meetings:
    """One row for each assigned lead; moments are `NEVER` where nothing happens.

    `booked_at`, `scheduled_at` and `missed_at` have the first and the second booking; a meeting
    is held or missed when it is scheduled. `declined_at`: a conversation that led to no meeting.
    `abandoned_at`: missed for good. `p_held` is the true probability from the conversation on.
    """

    booked_at: tuple[IntArray, IntArray]
    scheduled_at: tuple[IntArray, IntArray]
    missed_at: tuple[IntArray, IntArray]
    held_at: IntArray
    declined_at: IntArray
    abandoned_at: IntArray
    p_held: FloatArray


def meet(truth: SellingTruth, scene: Scene, conversation_at: IntArray) -> Meetings:
    """Book meetings in conversations; a prospect who misses one may get a second."""
    p_meeting, p_held = scene.p_of(truth.meeting), scene.p_of(truth.held)
    agrees = scene.draw(p_meeting)
    talked_until = conversation_at + scene.rng.integers(60, 1200, scene.size)
    booked_at = keep(agrees & (conversation_at < NEVER), talked_until)
    scheduled_at = scene.move(
        booked_at, scene.rng.uniform(1.5, 8.0, scene.size), step_seconds=_HALF_HOUR
    )
    shows, rebooks, shows_then = (
        scene.draw(p_held),
        scene.draw(truth.rebooked_rate),
        scene.draw(p_held),
    )
    missed_at = keep(~shows, scheduled_at)
    booked_again_at = keep(rebooks, scene.move(missed_at, scene.rng.uniform(0.1, 1.5, scene.size)))
    scheduled_again_at = scene.move(
        booked_again_at, scene.rng.uniform(1.5, 6.0, scene.size), step_seconds=_HALF_HOUR
    )
    missed_again_at = keep(~shows_then, scheduled_again_at)
    given_up_at = keep(~rebooks, missed_at)
    return Meetings(
        booked_at=(booked_at, booked_again_at),
        scheduled_at=(scheduled_at, scheduled_again_at),
        missed_at=(missed_at, missed_again_at),
        held_at=np.minimum(keep(shows, scheduled_at), keep(shows_then, scheduled_again_at)),
        declined_at=keep(~agrees & (conversation_at < NEVER), talked_until),
        abandoned_at=scene.move(
            np.minimum(given_up_at, missed_again_at), scene.rng.random(scene.size)
        ),
        p_held=p_meeting * p_held * (1 + (1 - p_held) * truth.rebooked_rate),
    )


@dataclass(frozen=True, slots=True)
class Deals:
    """One row for each assigned lead; moments are `NEVER` where nothing happens.

    Attributes
    ----------
    unqualified_at
        A held meeting after which no opportunity was opened.
    decided_at, is_accepted
        The AE's decision to accept or reject.
    pipeline_at
        An accepted opportunity has an amount and an expected close from then on.
    closed_at, is_won
        The end of an accepted opportunity; some go dark and have none.
    renewal_at, is_churned
        Whether a customer renewed or left a year after the sale.
    p_opportunity, p_won
        The true probabilities of an accepted opportunity and of a sale, given a held meeting.
    """

    unqualified_at: IntArray
    opened_at: IntArray
    opened_by: IntArray
    decided_at: IntArray
    is_accepted: BoolArray
    pipeline_at: IntArray
    cents: IntArray
    expected_close_day: IntArray
    closed_at: IntArray
    is_won: BoolArray
    renewal_at: IntArray
    is_churned: BoolArray
    p_opportunity: FloatArray
    p_won: FloatArray


def deal(
    truth: SellingTruth,
    scene: Scene,
    *,
    held_at: IntArray,
    sdr_leaves_at: IntArray,
    n_employees: IntArray,
) -> Deals:
    """Open an opportunity after most held meetings, and take it as far as it goes."""
    p_opened, p_accepted, p_won = (
        scene.p_of(step) for step in (truth.opened, truth.accepted, truth.won)
    )
    opens, is_accepted, is_won = scene.draw(p_opened), scene.draw(p_accepted), scene.draw(p_won)
    debriefed_at = scene.move(held_at, 0.1 + scene.rng.exponential(0.5, scene.size))
    opened_at = keep(opens, debriefed_at)
    is_sdr = scene.draw(truth.opened_by_sdr_rate) & (opened_at < sdr_leaves_at)
    would_decide_at = scene.move(opened_at, np.maximum(scene.draw_days(2.0, 0.8, 30.0), 0.2))
    decided_at = keep(~scene.draw(truth.undecided_rate), would_decide_at)
    accepted_at = keep(is_accepted, decided_at)
    pipeline_at = scene.move(accepted_at, 0.1 + scene.rng.exponential(5.0, scene.size))
    closed_at = _close(truth, scene, pipeline_at, is_won)
    p_opportunity = p_opened * p_accepted * (1 - truth.undecided_rate)
    return Deals(
        unqualified_at=keep(~opens, debriefed_at),
        opened_at=opened_at,
        opened_by=np.where(is_sdr, scene.sdr, scene.ae),
        decided_at=decided_at,
        is_accepted=is_accepted,
        pipeline_at=pipeline_at,
        cents=_price(truth, scene, n_employees),
        expected_close_day=pipeline_at // DAY + scene.rng.integers(30, 100, scene.size),
        closed_at=closed_at,
        is_won=is_won,
        renewal_at=keep(is_won & (closed_at < NEVER), closed_at + truth.renewal_days * DAY),
        is_churned=scene.draw(scene.p_of(truth.churned)),
        p_opportunity=p_opportunity,
        p_won=p_opportunity * p_won,
    )


def _close(truth: SellingTruth, scene: Scene, pipeline_at: IntArray, is_won: BoolArray) -> IntArray:
    """Return when opportunities close: wins sooner than losses, some that are not won never."""
    days = scene.draw_days(1.0, 0.6, 6.0) * np.where(is_won, truth.days_to_win, truth.days_to_lose)
    closes = is_won | ~scene.draw(truth.gone_dark_rate)
    due_at = pipeline_at + (days * DAY).astype(np.int64)
    is_due = closes & (pipeline_at < NEVER)
    return scene.move(keep(is_due, due_at), np.zeros(scene.size))


def _price(truth: SellingTruth, scene: Scene, n_employees: IntArray) -> IntArray:
    """Return log-normal amounts in hundredths, in steps of 50; larger companies pay more."""
    noise = truth.amount_log_sd * scene.rng.normal(size=scene.size)
    amount = np.exp(truth.amount_log_mean + truth.amount_log_size * np.log(n_employees) + noise)
    return np.asarray(np.ceil(amount / 50).astype(np.int64) * 5000)
