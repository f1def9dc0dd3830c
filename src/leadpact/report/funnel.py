"""The sections on the funnel: how far leads came, where they are now, the narrowest step.

By month of creation too, with the months that must not be compared marked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from leadpact.report.section import Measured, Rate, Row, ScorecardSection, month_after, rate_of
from leadpact.report.words import (
    format_count,
    format_date,
    format_days,
    format_month,
    format_percent,
    join_words,
    number_of,
)
from leadpact.terms.stages import FUNNEL, Stage

FLAGS = {
    "BEFORE_OUTCOMES": "outcomes were not recorded yet",
    "RUNNING": "month is not over",
    "RIPENING": "too young to judge",
    "FEW": "too few leads to judge",
}


FEW_LEADS = 30


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """One stage of the funnel.

    Attributes
    ----------
    is_seen
        Whether the data record this stage by itself. Leads at a later stage count as having
        reached it in any case.
    share
        The leads that reached it, of all leads.
    step
        The leads that reached it, of those that reached the seen stage before it; None for the
        first stage and for one that is not seen.
    n_open, n_won, n_lost, n_recycled, n_disqualified
        What became of the leads that came no further.
    """

    stage: str
    label: str
    is_seen: bool
    n_reached: int
    share: Rate
    step: Rate | None
    step_from: str
    n_further: int
    n_open: int
    n_won: int
    n_lost: int
    n_recycled: int
    n_disqualified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel(ScorecardSection):
    """How far leads came; `recycled_label` and `disqualified_label` are the pact's words."""

    notes: tuple[str, ...] = ()
    recycled_label: str
    disqualified_label: str
    stages: tuple[FunnelStage, ...] = ()


@dataclass(frozen=True, slots=True)
class Cohort:
    """The leads created in one month; `flag` is a code, empty where the month may be compared."""

    month: str
    label: str
    n_leads: int
    n_open: int
    outcome: Rate
    flag: str
    flag_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohorts(ScorecardSection):
    """Leads by month of creation."""

    notes: tuple[str, ...] = ()
    outcome_label: str = ""
    rows: tuple[Cohort, ...] = ()


def build_funnel(measured: Measured) -> Funnel:
    """Build the funnel; steps are measured between stages that the data record."""
    recycled, disqualified = map(measured.label, (Stage.RECYCLED, Stage.DISQUALIFIED))
    stages: list[FunnelStage] = []
    before = None
    for stage in FUNNEL if measured.n_leads else ():
        stages.append(_stage(measured, stage, before))
        before = stage if stages[-1].is_seen else before
    return Funnel(
        reading=_funnel_reading(stages) if stages else "",
        missing="" if stages else "There are no leads in the data.",
        notes=tuple(_funnel_notes(measured, stages)) if stages else (),
        recycled_label=recycled,
        disqualified_label=disqualified,
        stages=tuple(stages),
    )


def _stage(measured: Measured, stage: Stage, before: Stage | None) -> FunnelStage:
    n_reached, is_seen = measured.n_reached(stage), measured.is_seen(stage)
    status = measured.n_by_status(stage)
    # A stage that the data do not record has no step, nor has the first one.
    before = before if is_seen else None
    return FunnelStage(
        stage=str(stage),
        label=measured.label(stage),
        is_seen=is_seen,
        n_reached=n_reached,
        share=rate_of(n_reached, measured.n_leads),
        step=rate_of(n_reached, measured.n_reached(before)) if before else None,
        step_from=measured.label(before) if before else "",
        n_further=n_reached - sum(status.values()),
        **status,
    )


def _funnel_reading(stages: list[FunnelStage]) -> str:
    text = (
        f"{format_count(sum(stage.n_open for stage in stages))} of "
        f"{number_of(stages[0].n_reached, 'lead')} are still open "
        "and count neither as won nor as lost."
    )
    steps = [(stage, stage.step) for stage in stages if stage.step and stage.step.of]
    if not steps:
        return text
    stage, step = min(steps, key=lambda item: item[1].value or 0.0)
    return (
        f"The narrowest step is the one to {stage.label}: {format_count(step.n)} of "
        f"{format_count(step.of)} ({format_percent(step.value)}) came there "
        f"from {stage.step_from}. {text}"
    )


def _funnel_notes(measured: Measured, stages: list[FunnelStage]) -> Iterator[str]:
    implied = [stage.label for stage in stages if not stage.is_seen and stage.n_reached]
    absent = [stage.label for stage in stages if not stage.is_seen and not stage.n_reached]
    if implied:
        yield (
            f"The data do not record {join_words(implied)} by themselves, so no step is measured "
            "there; leads that came further count as having been there."
        )
    if absent:
        yield f"The data do not record which leads reached {join_words(absent)}."
    n_untraced = measured.n_found("LEADS_NOT_TRACED")
    if n_untraced:
        conversation = measured.label(Stage.CONVERSATION_LEAD)
        yield (
            f"{number_of(n_untraced, 'lead')} left the funnel without a trace of how far they had "
            f"come. Those that had an owner count up to {conversation}, the others not that far. "
            f"Steps after {conversation} may therefore look better than they were."
        )


def build_cohorts(measured: Measured) -> Cohorts:
    """Build the months; a missing sentence where creation or outcomes are not recorded."""
    stage, found = measured.outcome_stage, measured.rows["cohorts"]
    if not found:
        return Cohorts(missing="When leads were created is not known.")
    if stage is None:
        return Cohorts(
            missing="The data hold no opportunities and no won deals, so months are not compared."
        )
    rows = tuple(_cohort(measured, row, f"n_{stage.lower()}") for row in found)
    return Cohorts(
        reading=_cohort_reading(rows, measured.label(stage)),
        notes=tuple(_cohort_notes(measured, rows)),
        outcome_label=measured.label(stage),
        rows=rows,
    )


def first_outcome(measured: Measured) -> date | None:
    """Return the day of the first recorded outcome."""
    kinds = ("OPPORTUNITY_OPENED", "OPPORTUNITY_DECIDED", "OPPORTUNITY_CLOSED")
    return min((day for kind in kinds if (day := measured.period(kind)[0])), default=None)


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
    next_month = month_after(month)
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
    days = {row["step"]: row[column] for row in measured.rows["delays"]}
    return days.get("CREATED_TO_OPENED") or days.get("CREATED_TO_WON")


def _cohort_reading(rows: tuple[Cohort, ...], outcome: str) -> str:
    fair = [row for row in rows if not row.flag and row.n_leads]
    if len(fair) < 2:
        return f"Too few months can be compared yet by the share that reached {outcome}."
    low = min(fair, key=lambda row: row.outcome.value or 0.0)
    high = max(fair, key=lambda row: row.outcome.value or 0.0)
    return (
        f"Of the leads created in a month, between {format_percent(low.outcome.value)} "
        f"({low.label}) and {format_percent(high.outcome.value)} ({high.label}) reached {outcome}."
    )


def _cohort_notes(measured: Measured, rows: tuple[Cohort, ...]) -> Iterator[str]:
    flags = {row.flag for row in rows}
    first, since = first_outcome(measured), measured.period("LEAD_CREATED")[0]
    if "BEFORE_OUTCOMES" in flags and first and since:
        yield (
            f"No outcome is recorded before {format_date(first)}, although leads start on "
            f"{format_date(since)}: the months before are marked and must not be compared."
        )
    if "RIPENING" in flags:
        usual = format_days(_typical_days(measured, "third_quartile_days"))
        yield (
            f"A month is too young to judge until {usual} after its end: by then three "
            "in four outcomes have come."
        )
