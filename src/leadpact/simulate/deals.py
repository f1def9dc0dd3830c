"""From the held meeting to the sale: opportunities, acceptance, amounts, wins, losses, churn."""

from dataclasses import dataclass

import numpy as np

from leadpact.simulate.sampling import NEVER, BoolArray, FloatArray, IntArray
from leadpact.simulate.scene import Scene, keep
from leadpact.simulate.timeline import DAY
from leadpact.simulate.truth import SellingTruth


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
    verdict_at = scene.move(opened_at, np.maximum(scene.draw_days(2.0, 0.8, 30.0), 0.2))
    decided_at = keep(~scene.draw(truth.undecided_rate), verdict_at)
    accepted_at = keep(is_accepted, decided_at)
    pipeline_at = scene.move(accepted_at, 0.1 + scene.rng.exponential(5.0, scene.size))
    closed_at = _close(truth, scene, pipeline_at, is_won)
    p_verdict = p_opened * p_accepted * (1 - truth.undecided_rate)
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
        p_opportunity=p_verdict,
        p_won=p_verdict * p_won,
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
