"""The campaigns of the simulated company: their times, their costs, the bursts they cause."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from leadpact.simulate.columns import make_dates, make_money, schema_of
from leadpact.simulate.sampling import FloatArray, IntArray, collect
from leadpact.simulate.timeline import SimulatedPeriod, make_season
from leadpact.simulate.truth import Truth

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
    """One campaign in `[starts_on, ends_on)`; `burst` is how much busier its source is then."""

    campaign_id: str
    name: str
    source: str
    starts_on: date
    ends_on: date
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
    campaigns = [entry for entry in _list_campaigns(period) if _days(entry, period) is not None]
    rows = {source.name: row for row, source in enumerate(truth.sources)} | {
        NURTURE: len(truth.sources)
    }
    running = np.full((len(rows), period.n_days), -1, dtype=np.int64)
    weights = np.tile(make_season(period), (len(rows), 1))
    for index, campaign in enumerate(campaigns):
        first, last = _days(campaign, period) or (0, 0)
        running[rows[campaign.source], first:last] = index
        weights[rows[campaign.source], first:last] *= campaign.burst
    shares = weights / weights.sum(axis=1, keepdims=True)
    costs = _costs(truth, running, shares, n_leads) * np.exp(0.15 * rng.normal(size=len(campaigns)))
    cumulative = np.cumsum(shares[: len(truth.sources)], axis=1)
    flat = cumulative / cumulative[:, -1:] + np.arange(len(truth.sources))[:, None]
    ids = tuple(campaign.campaign_id for campaign in campaigns)
    return CampaignPlan(ids, running, flat.ravel(), _table(campaigns, costs, period))


def _list_campaigns(period: SimulatedPeriod) -> Iterator[Campaign]:
    """Yield the campaigns of every month, some of which may lie outside of the period."""
    for first in period.month_starts():
        whole = {"since": first, "until": (first + timedelta(days=31)).replace(day=1)}
        yield _campaign(NURTURE, "Newsletter", first, burst=1.0, **whole)
        yield _campaign("paid_search", "Paid search", first, burst=1.0, **whole)
        wednesday = (2 - first.weekday()) % 7 + 14  # the third one: the day of the webinar
        yield _campaign("webinar", "Webinar", first, burst=4.0, **_span(first, wednesday - 12, 13))
        if first.month % 3 == 1:
            yield _campaign("content_download", "Study", first, burst=1.8, **_span(first, 0, 60))
        if first.month % 3 == 2:
            yield _campaign("purchased_list", "List", first, burst=25.0, **_span(first, 7, 5))
        if first.month in {3, 6, 9, 11}:
            yield _campaign("trade_show", "Trade show", first, burst=40.0, **_span(first, 13, 5))


def _span(month: date, first: int, n_days: int) -> dict[str, date]:
    """Return the days that begin so many days into a month."""
    since = month + timedelta(days=first)
    return {"since": since, "until": since + timedelta(days=n_days)}


def _campaign(
    source: str, name: str, month: date, *, since: date, until: date, burst: float
) -> Campaign:
    """Return a campaign named after its month."""
    code = f"{month:%Y-%m}-{source.replace('_', '-')}"
    return Campaign(code, f"{name} {month:%Y-%m}", source, since, until, burst)


def _days(campaign: Campaign, period: SimulatedPeriod) -> tuple[int, int] | None:
    """Return the campaign's days within the period, or None where it has none."""
    first = max((campaign.starts_on - period.starts_on).days, 0)
    last = min((campaign.ends_on - period.starts_on).days, period.n_days)
    return (first, last) if first < last else None


def _costs(truth: Truth, running: IntArray, shares: FloatArray, n_leads: int) -> FloatArray:
    """Return the expected cost of every campaign: its expected leads times the cost of one."""
    each = np.append(collect(truth.sources, "cost_per_lead_amount"), NURTURE_COST_PER_LEAD)
    leads = n_leads * np.append(collect(truth.sources, "share"), 1.0)
    spent = (each * leads)[:, None] * shares
    is_running = running >= 0
    return np.bincount(running[is_running], weights=spent[is_running]).astype(np.float64)


def _table(campaigns: list[Campaign], costs: FloatArray, period: SimulatedPeriod) -> Any:
    """Return the canonical table."""
    spans = [_days(campaign, period) or (0, 0) for campaign in campaigns]
    days = np.array(spans, dtype=np.int64).reshape(-1, 2)
    columns = [
        pa.array([campaign.campaign_id for campaign in campaigns]),
        pa.array([campaign.name for campaign in campaigns]),
        pa.array([CHANNELS[campaign.source] for campaign in campaigns]),
        make_dates(days[:, 0], period.epoch_day),
        make_dates(days[:, 1], period.epoch_day),
        make_money(np.round(costs * 100).astype(np.int64)),
        pa.array(["USD"] * len(campaigns)),
    ]
    return pa.Table.from_arrays(columns, schema=schema_of("campaigns"))
