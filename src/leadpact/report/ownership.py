"""The section on leads without an owner."""

from datetime import date

from leadpact.measure.leads import LeadStatus
from leadpact.report.labels import status_label
from leadpact.report.measured import Measured, Row
from leadpact.report.numbers import (
    format_count,
    format_month,
    format_percent,
    format_period,
    number_of,
)
from leadpact.report.rate import rate_of
from leadpact.report.scorecard import Ownership, OwnershipRow
from leadpact.terms.stages import FUNNEL

N_LATEST = 3


def build_ownership(measured: Measured) -> Ownership:
    """Build the section; where no lead names an owner, it says so."""
    stages = measured.rows["unowned_by_stage"]
    unowned = rate_of(
        sum(row["n_unowned"] for row in stages), sum(row["n_leads"] for row in stages)
    )
    if not measured.n_known("leads.owner_rep_id"):
        missing = "The data do not record who owns a lead, so leads without an owner are not known."
        return Ownership("", missing, rate_of(0, 0), (), ())
    months = [row for row in measured.rows["unowned_by_month"] if row["month"]]
    text = (
        f"{format_count(unowned.n)} of {number_of(unowned.of, 'lead')} "
        f"({format_percent(unowned.value)}) have no owner."
    )
    return Ownership(
        reading=f"{text} {_latest(months, unowned.n)}".strip(),
        missing="",
        unowned=unowned,
        months=tuple(_row(format_month(row["month"]), row) for row in months),
        stages=tuple(_row(_place(measured, row), row) for row in stages),
    )


def _row(label: str, row: Row) -> OwnershipRow:
    return OwnershipRow(label, row["n_leads"], rate_of(row["n_unowned"], row["n_leads"]))


def _place(measured: Measured, row: Row) -> str:
    status = status_label(measured.ruleset, row["status"])
    label = measured.label(FUNNEL[row["rank"]])
    return label if row["status"] == LeadStatus.WON else f"{label}, {status}"


def _latest(months: list[Row], n_unowned: int) -> str:
    """Return how many of them came in the latest months, which shows whether it goes on."""
    latest = months[-N_LATEST:]
    if not n_unowned or len(months) <= N_LATEST:
        return ""
    n_latest = sum(row["n_unowned"] for row in latest)
    last: date = latest[-1]["month"]
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return (
        f"{format_count(n_latest)} of them ({format_percent(n_latest / n_unowned)}) came in the "
        f"last {N_LATEST} months, {format_period(latest[0]['month'], after)}."
    )
