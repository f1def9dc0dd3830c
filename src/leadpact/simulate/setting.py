"""The setting that all chunks of the simulation share.

The truth, the period, the campaigns (their times, their costs, the bursts they cause), the names,
and why the work on a lead ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from leadpact.simulate.names import Lexicon, make_lexicon
from leadpact.simulate.sampling import FloatArray, IntArray, collect, make_streams
from leadpact.simulate.tables import make_dates, make_money, make_table
from leadpact.simulate.truth import Truth
from leadpact.simulate.world import Clocks, SimulatedPeriod, make_clocks, make_season
from leadpact.terms.stages import Stage

CHUNK_LEADS = 20_000
"""Leads that are simulated at once; a chunk is a sales team with accounts of its own."""

MAX_LEADS = 90_000_000
"""Beyond it companies would share names."""

MAX_MONTHS = 120

REASONS = (
    ("UNREACHABLE", Stage.RECYCLED),
    ("BAD_DATA", Stage.DISQUALIFIED),
    ("JOB_SEEKER", Stage.DISQUALIFIED),
    ("NO_ACKNOWLEDGED_NEED", Stage.RECYCLED),
    ("WRONG_MARKET", Stage.DISQUALIFIED),
    ("OTHER", Stage.RECYCLED),
    ("NO_SHOW", Stage.RECYCLED),
    ("UNQUALIFIED", Stage.DISQUALIFIED),
    ("NOT_COMPLIANT", Stage.DISQUALIFIED),
    ("NO_BUDGET", Stage.RECYCLED),
    ("NO_DECISION", Stage.RECYCLED),
    ("LOST_TO_COMPETITOR", Stage.RECYCLED),
    ("CHURNED", Stage.RECYCLED),
)
"""Why the work on a lead ends without a sale, and the stage that it then has."""

REASON = {name: index for index, (name, _) in enumerate(REASONS)}
"""The index of each reason."""

CURRENCY = "USD"
"""The currency of all amounts."""

NURTURE = "nurture"
NURTURE_COST_PER_LEAD = 0.3

CHANNELS = {
    "webinar": "webinar",
    "content_download": "content",
    "paid_search": "paid_search",
    "purchased_list": "list",
    "trade_show": "event",
    NURTURE: "email",
}
"""The channel of the campaigns of each source; sources that are not here have no campaigns."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign on the days `[first_day, end_day)` of the period.

    `burst` is how much busier its source is then.
    """

    campaign_id: str
    name: str
    source: str
    first_day: int
    end_day: int
    burst: float


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """All campaigns, and the tables computed from them.

    Attributes
    ----------
    ids
        The ids of the campaigns.
    running
        By source (the last row: nurture) and day, the campaign that runs, or -1.
    arrivals
        Cumulative share of each source's leads by day, plus the number of the source; flat.
    table
        The canonical table.
    """

    ids: tuple[str, ...]
    running: IntArray
    arrivals: FloatArray
    table: Any


def plan_campaigns(
    truth: Truth, period: SimulatedPeriod, *, n_leads: int, rng: np.random.Generator
) -> CampaignPlan:
    """Plan all campaigns of the period; only their costs depend on the number of leads."""
    campaigns = list(_list_campaigns(period))
    rows = {source.name: row for row, source in enumerate(truth.sources)} | {
        NURTURE: len(truth.sources)
    }
    running = np.full((len(rows), period.n_days), -1, dtype=np.int64)
    weights = np.tile(make_season(period), (len(rows), 1))
    for index, campaign in enumerate(campaigns):
        place = (rows[campaign.source], slice(campaign.first_day, campaign.end_day))
        running[place] = index
        weights[place] *= campaign.burst
    shares = weights / weights.sum(axis=1, keepdims=True)
    costs = _costs(truth, running, shares, n_leads) * np.exp(0.15 * rng.normal(size=len(campaigns)))
    cumulative = np.cumsum(shares[: len(truth.sources)], axis=1)
    flat = cumulative / cumulative[:, -1:] + np.arange(len(truth.sources))[:, None]
    ids = tuple(campaign.campaign_id for campaign in campaigns)
    return CampaignPlan(ids, running, flat.ravel(), _table(campaigns, costs, period))


def _list_campaigns(period: SimulatedPeriod) -> Iterator[Campaign]:
    """Yield the campaigns of every month, as far as they lie within the period."""
    for month in period.month_starts():
        offset = (month - period.starts_on).days
        n_days = ((month + timedelta(days=31)).replace(day=1) - month).days
        wednesday = (2 - month.weekday()) % 7 + 14  # the third one: the day of the webinar
        for source, name, months, first, length, burst in (
            (NURTURE, "Newsletter", range(1, 13), 0, n_days, 1.0),
            ("paid_search", "Paid search", range(1, 13), 0, n_days, 1.0),
            ("webinar", "Webinar", range(1, 13), wednesday - 12, 13, 4.0),
            ("content_download", "Study", (1, 4, 7, 10), 0, 60, 1.8),
            ("purchased_list", "List", (2, 5, 8, 11), 7, 5, 25.0),
            ("trade_show", "Trade show", (3, 6, 9, 11), 13, 5, 40.0),
        ):
            first_day = max(offset + first, 0)
            end_day = min(offset + first + length, period.n_days)
            if month.month in months and first_day < end_day:
                code = f"{month:%Y-%m}-{source.replace('_', '-')}"
                label = f"{name} {month:%Y-%m}"
                yield Campaign(code, label, source, first_day, end_day, burst)


def _costs(truth: Truth, running: IntArray, shares: FloatArray, n_leads: int) -> FloatArray:
    """Return the expected cost of every campaign: its expected leads times the cost of one."""
    each = np.append(collect(truth.sources, "cost_per_lead_amount"), NURTURE_COST_PER_LEAD)
    leads = n_leads * np.append(collect(truth.sources, "share"), 1.0)
    spent = (each * leads)[:, None] * shares
    is_running = running >= 0
    return np.bincount(running[is_running], weights=spent[is_running]).astype(np.float64)


def _table(campaigns: list[Campaign], costs: FloatArray, period: SimulatedPeriod) -> Any:
    """Return the canonical table."""
    days = [(campaign.first_day, campaign.end_day) for campaign in campaigns]
    starts, ends = np.array(days, dtype=np.int64).reshape(-1, 2).T
    return make_table(
        "campaigns",
        pa.array([campaign.campaign_id for campaign in campaigns]),
        pa.array([campaign.name for campaign in campaigns]),
        pa.array([CHANNELS[campaign.source] for campaign in campaigns]),
        make_dates(starts, period.epoch_day),
        make_dates(ends, period.epoch_day),
        make_money(np.round(costs * 100).astype(np.int64)),
        pa.array([CURRENCY] * len(campaigns)),
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """The shared ground of all chunks."""

    truth: Truth
    period: SimulatedPeriod
    clocks: Clocks
    plan: CampaignPlan
    lexicon: Lexicon


def make_setting(truth: Truth, period: SimulatedPeriod, *, n_leads: int, seed: int) -> Setting:
    """Prepare the setting that all chunks share.

    Of it only the campaigns' costs depend on `n_leads`.
    """
    (rng,) = make_streams(seed, 0, 1)
    return Setting(
        truth=truth,
        period=period,
        clocks=make_clocks(period),
        plan=plan_campaigns(truth, period, n_leads=n_leads, rng=rng),
        lexicon=make_lexicon(),
    )
