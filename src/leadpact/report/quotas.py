"""The section on quotas: what was asked for in each period and what was reached."""

from collections.abc import Sequence

from leadpact.report.measured import Measured, Row
from leadpact.report.numbers import (
    format_amount,
    format_count,
    format_percent,
    format_period,
    number_of,
)
from leadpact.report.scorecard import QuotaRow, Quotas


def build_quotas(measured: Measured) -> Quotas:
    """Build the section, periods in order."""
    rows = tuple(_row(measured, row) for row in measured.rows["quotas"])
    if not rows:
        return Quotas("", "The data hold no quotas.", ())
    if not measured.rows["acceptance"][0]["n_opportunities"]:
        missing = "There are quotas, but no opportunities to set beside them."
        return Quotas("", missing, ())
    return Quotas(reading=latest_reading(rows), missing="", rows=rows)


def latest_rows(rows: Sequence[QuotaRow]) -> list[QuotaRow]:
    """Return the quotas of the last period that is over and asked for opportunities."""
    asked = [row for row in rows if row.is_over and row.n_asked]
    if not asked:
        return []
    last = max((row.starts_on, row.ends_on) for row in asked)
    return [row for row in asked if (row.starts_on, row.ends_on) == last]


def latest_reading(rows: Sequence[QuotaRow]) -> str:
    """Say what was reached of the last quota that is over."""
    last = latest_rows(rows)
    if not last:
        return "No period with a quota of opportunities is over yet."
    n_opened, n_asked = opened_and_asked(last)
    text = (
        f"In {last[0].label}, {number_of(n_opened, 'opportunity', 'opportunities')} were opened "
        f"against a quota of {format_count(n_asked)} ({format_percent(n_opened / n_asked)})"
    )
    amounts = [row for row in last if row.amount_asked]
    if len({row.currency for row in amounts}) != 1:
        return f"{text}."
    accepted, asked = (
        sum(row.amount_accepted for row in amounts),
        sum(row.amount_asked or 0.0 for row in amounts),
    )
    return (
        f"{text}, and {format_amount(accepted, amounts[0].currency)} were accepted against "
        f"{format_amount(asked, amounts[0].currency)} ({format_percent(accepted / asked)})."
    )


def opened_and_asked(rows: Sequence[QuotaRow]) -> tuple[int, int]:
    """Return the opportunities opened and asked for, over several quotas."""
    return sum(row.n_opened for row in rows), sum(row.n_asked or 0 for row in rows)


def _row(measured: Measured, row: Row) -> QuotaRow:
    n_asked, amount_asked = row["n_asked"], row["amount_asked"]
    return QuotaRow(
        quota_id=row["quota_id"],
        team=row["team"] or "",
        label=format_period(row["starts_on"], row["ends_on"]),
        starts_on=row["starts_on"].isoformat(),
        ends_on=row["ends_on"].isoformat(),
        is_over=row["ends_on"] <= measured.today,
        currency=row["currency"] or "",
        n_asked=n_asked,
        n_opened=row["n_opened"],
        opened_share=round(row["n_opened"] / n_asked, 6) if n_asked else None,
        amount_asked=amount_asked,
        amount_accepted=round(row["amount_accepted"], 2),
        amount_share=round(row["amount_accepted"] / amount_asked, 6) if amount_asked else None,
    )
