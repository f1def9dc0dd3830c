"""The section by month of creation, with the months that must not be compared marked."""

from datetime import date, timedelta

from leadpact.report.measured import Measured, Row
from leadpact.report.numbers import format_date, format_days, format_month, format_percent
from leadpact.report.rate import rate_of
from leadpact.report.scorecard import Cohort, Cohorts

FLAGS = {
    "BEFORE_OUTCOMES": "outcomes were not recorded yet",
    "RUNNING": "month is not over",
    "RIPENING": "too young to judge",
    "FEW": "too few leads to judge",
}


FEW_LEADS = 30


def build_cohorts(measured: Measured) -> Cohorts:
    """Build the months; a missing sentence where creation or outcomes are not recorded."""
    stage, found = measured.outcome_stage, measured.rows["cohorts"]
    if not found:
        return Cohorts("", "When leads were created is not known.", (), "", ())
    if stage is None:
        missing = "The data hold no opportunities and no won deals, so months are not compared."
        return Cohorts("", missing, (), "", ())
    rows = tuple(_cohort(measured, row, f"n_{stage.lower()}") for row in found)
    return Cohorts(
        reading=_reading(rows, measured.label(stage)),
        missing="",
        notes=tuple(_notes(measured, rows)),
        outcome_label=measured.label(stage),
        rows=rows,
    )


def first_outcome(measured: Measured) -> date | None:
    """Return the day of the first recorded outcome."""
    kinds = ("OPPORTUNITY_OPENED", "OPPORTUNITY_DECIDED", "OPPORTUNITY_CLOSED")
    days = [measured.period(kind)[0] for kind in kinds]
    return min((day for day in days if day), default=None)


def is_left_censored(measured: Measured) -> bool:
    """Tell whether outcomes were recorded only long after the first leads came.

    Long is more than 30 days and more than three times the median time to an outcome.
    """
    first_lead, first = measured.period("LEAD_CREATED")[0], first_outcome(measured)
    if first_lead is None or first is None:
        return False
    usual = _typical_days(measured, "median_days") or 0.0
    return (first - first_lead).days > max(30.0, 3 * usual)


def _cohort(measured: Measured, row: Row, column: str) -> Cohort:
    month: date = row["month"]
    flag = _flag(measured, month, row["n_leads"])
    return Cohort(
        month=month.strftime("%Y-%m"),
        label=format_month(month),
        n_leads=row["n_leads"],
        n_open=row["n_open"],
        outcome=rate_of(row[column], row["n_leads"]),
        flag=flag,
        flag_label=FLAGS.get(flag, ""),
    )


def _flag(measured: Measured, month: date, n_leads: int) -> str:
    next_month = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    first = first_outcome(measured)
    if first and month < first.replace(day=1) and is_left_censored(measured):
        return "BEFORE_OUTCOMES"
    if next_month > measured.today:
        return "RUNNING"
    ripe_after = _typical_days(measured, "third_quartile_days")
    if ripe_after and (measured.today - next_month).days < ripe_after:
        return "RIPENING"
    return "FEW" if n_leads < FEW_LEADS else ""


def _typical_days(measured: Measured, column: str) -> float | None:
    """Return a quantile of the time from creation to the outcome that is dated."""
    spreads = {row["step"]: row[column] for row in measured.rows["delays"]}
    days: float | None = spreads.get("CREATED_TO_OPENED") or spreads.get("CREATED_TO_WON")
    return days


def _reading(rows: tuple[Cohort, ...], outcome: str) -> str:
    fair = [row for row in rows if not row.flag and row.n_leads]
    if len(fair) < 2:
        return f"Too few months can be compared yet by the share that reached {outcome}."
    low = min(fair, key=lambda row: row.outcome.value or 0.0)
    high = max(fair, key=lambda row: row.outcome.value or 0.0)
    return (
        f"Of the leads created in a month, between {format_percent(low.outcome.value)} "
        f"({low.label}) and {format_percent(high.outcome.value)} ({high.label}) reached {outcome}."
    )


def _notes(measured: Measured, rows: tuple[Cohort, ...]) -> list[str]:
    flags, notes = {row.flag for row in rows}, []
    first, since = first_outcome(measured), measured.period("LEAD_CREATED")[0]
    if "BEFORE_OUTCOMES" in flags and first and since:
        notes.append(
            f"No outcome is recorded before {format_date(first)}, although leads start on "
            f"{format_date(since)}: the months before are marked and must not be compared."
        )
    if "RIPENING" in flags:
        usual = format_days(_typical_days(measured, "third_quartile_days"))
        notes.append(
            f"A month is too young to judge until {usual} after its end: by then three "
            "in four outcomes have come."
        )
    return notes
