"""The section on quotas: what was asked for in each period and what was reached."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from leadpact.report.measured import Measured, Row
from leadpact.report.numbers import (
    format_amount,
    format_count,
    format_percent,
    format_period,
    number_of,
)
from leadpact.report.scorecard import QuotaRow, Quotas

ALL_TEAMS = "All teams"


def build_quotas(measured: Measured) -> Quotas:
    """Build the section, periods in order, each with all teams together and team by team."""
    found = measured.rows["quotas"]
    if not found:
        return Quotas("", "The data hold no quotas.", (), ())
    if not measured.rows["acceptance"][0]["n_opportunities"]:
        missing = "There are quotas, but no opportunities to compare with them."
        return Quotas("", missing, (), ())
    today = measured.today
    rows = tuple(_row(row["quota_id"], row["team"] or "", [row], today) for row in found)
    periods = tuple(_row("", ALL_TEAMS, same, today) for same in _by_period(found))
    return Quotas(reading=latest_reading(periods), missing="", periods=periods, rows=rows)


def latest_period(periods: Sequence[QuotaRow]) -> QuotaRow | None:
    """Return the last period that is over and asked for opportunities."""
    asked = [period for period in periods if period.is_over and period.n_asked]
    return max(asked, key=lambda period: (period.starts_on, period.ends_on), default=None)


def latest_reading(periods: Sequence[QuotaRow]) -> str:
    """Say what was reached of the last quota that is over."""
    last = latest_period(periods)
    if last is None:
        return "No period with a quota of opportunities is over yet."
    text = (
        f"In {last.label}, {number_of(last.n_opened, 'opportunity', 'opportunities')} were opened "
        f"against a quota of {format_count(last.n_asked)} ({format_percent(last.opened_share)})"
    )
    if last.amount_asked is None:
        return f"{text}."
    return (
        f"{text}, and {format_amount(last.amount_accepted, last.currency)} were accepted against "
        f"{format_amount(last.amount_asked, last.currency)} ({format_percent(last.amount_share)})."
    )


def _by_period(found: list[Row]) -> list[list[Row]]:
    """Return the quotas of each period: the company's own one, else those of its teams."""

    def period(row: Row) -> tuple[date, date, str]:
        return row["starts_on"], row["ends_on"], row["currency"] or ""

    groups = [list(same) for _, same in groupby(sorted(found, key=period), key=period)]
    return [[row for row in same if row["team"] is None] or same for same in groups]


def _row(quota_id: str, team: str, same: list[Row], today: date) -> QuotaRow:
    """Build a row from the quotas of one period: one team's, or all."""
    n_asked, n_opened = _sums(same, "n_asked", "n_opened")
    amount_asked, accepted = _sums(same, "amount_asked", "amount_accepted")
    starts_on, ends_on = same[0]["starts_on"], same[0]["ends_on"]
    return QuotaRow(
        quota_id=quota_id,
        team=team,
        label=format_period(starts_on, ends_on),
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
        is_over=ends_on <= today,
        currency=same[0]["currency"] or "",
        n_asked=None if n_asked is None else int(n_asked),
        n_opened=int(n_opened),
        opened_share=round(n_opened / n_asked, 6) if n_asked else None,
        amount_asked=amount_asked,
        amount_accepted=round(accepted, 2),
        amount_share=round(accepted / amount_asked, 6) if amount_asked else None,
    )


def _sums(rows: list[Row], asked: str, reached: str) -> tuple[float | None, float]:
    """Add up what was asked and what was reached, of those that asked for something."""
    asking = [row for row in rows if row[asked] is not None]
    n_reached = sum(row[reached] for row in asking or rows)
    return sum(row[asked] for row in asking) if asking else None, n_reached
