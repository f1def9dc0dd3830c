"""The sections by source and campaign, what became of the leads of each, and on owners."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from leadpact.measure.leads import LeadStatus
from leadpact.report.section import Measured, Rate, Row, ScorecardSection, month_after, rate_of
from leadpact.report.words import (
    format_count,
    format_month,
    format_percent,
    format_period,
    names_a_source,
    number_of,
    source_label,
    status_label,
)
from leadpact.terms.stages import FUNNEL, Stage

N_LISTED = 15
N_LATEST = 3


@dataclass(frozen=True, slots=True)
class OfSource:
    """The leads of one source; `value` is None where it is not known."""

    value: str | None
    label: str
    n_leads: int


@dataclass(frozen=True, slots=True)
class SourceRow(OfSource):
    """What became of the leads of one source."""

    outcome: Rate
    accepted: Rate
    won: Rate
    n_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources(ScorecardSection):
    """What became of leads by where they came from; `n_hidden` rows are not listed."""

    outcome_label: str = ""
    has_verdicts: bool = False
    has_wins: bool = False
    rows: tuple[SourceRow, ...] = ()
    n_hidden: int = 0


@dataclass(frozen=True, slots=True)
class OwnershipRow:
    """The leads without an owner among those of a month or a stage."""

    label: str
    n_leads: int
    unowned: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership(ScorecardSection):
    """Leads without an owner."""

    unowned: Rate
    months: tuple[OwnershipRow, ...] = ()
    stages: tuple[OwnershipRow, ...] = ()


_Of = TypeVar("_Of", bound=OfSource)


def far_apart(rows: Iterable[_Of], rate: Callable[[_Of], Rate]) -> tuple[_Of, _Of] | None:
    """Return the sources of the highest and the lowest share, if their intervals do not overlap.

    Leads without a source, or with one such as "unknown", are in the table and not compared.
    """
    named = [row for row in rows if names_a_source(row.value) and row.n_leads]
    if not named:
        return None
    highest = max(named, key=lambda row: rate(row).low or 0.0)
    lowest = min(named, key=lambda row: rate(row).high or 0.0)
    is_apart = (rate(highest).low or 0.0) > (rate(lowest).high or 0.0)
    return (highest, lowest) if is_apart else None


def best_and_worst(sources: Sources) -> tuple[SourceRow, SourceRow] | None:
    """Return the best and the worst source whose intervals do not overlap, if there are any."""
    return far_apart(sources.rows, lambda row: row.outcome)


def build_sources(measured: Measured) -> Sources:
    """Build the section by source, best conversion first."""
    return _build(measured, "sources", "source")


def build_campaigns(measured: Measured) -> Sources:
    """Build the section by campaign, best conversion first of those with most leads."""
    return _build(measured, "campaigns", "campaign", "No campaign")


def _build(measured: Measured, name: str, noun: str, *unknown: str) -> Sources:
    stage, found = measured.outcome_stage, measured.rows[name]
    if not measured.n_known(f"leads.{noun}"):
        return Sources(missing=f"The data do not record the {noun} of any lead.")
    if stage is None:
        return Sources(
            missing=f"The data hold no opportunities and no won deals to compare {noun}s by."
        )
    column = "n_opportunities" if stage is Stage.OPPORTUNITY else "n_won"
    rows = [_source(row, column, source_label(row["value"], *unknown)) for row in found]
    listed = sorted(rows[:N_LISTED], key=lambda row: (-(row.outcome.value or 0.0), row.label))
    built = Sources(
        outcome_label=measured.label(stage),
        has_verdicts=any(row["n_decided"] for row in found),
        has_wins=stage is not Stage.CLOSED_WON and measured.is_seen(Stage.CLOSED_WON),
        rows=tuple(listed),
        n_hidden=found[0]["n_values"] - len(listed) if found else 0,
    )
    return replace(built, reading=_comparison(built, noun))


def _source(row: Row, column: str, label: str) -> SourceRow:
    return SourceRow(
        value=row["value"],
        label=label,
        n_leads=row["n_leads"],
        outcome=rate_of(row[column], row["n_leads"]),
        accepted=rate_of(row["n_accepted"], row["n_decided"]),
        won=rate_of(row["n_won"], row["n_leads"]),
        n_open=row["n_open"],
    )


def _comparison(sources: Sources, noun: str) -> str:
    pair = best_and_worst(sources)
    if pair is None:
        return f"The differences between {noun}s lie within what chance alone can do."
    best, worst = pair
    return (
        f"{format_percent(best.outcome.value)} of the leads of “{best.label}” reached "
        f"{sources.outcome_label}, against {format_percent(worst.outcome.value)} of those of "
        f"“{worst.label}”; that is more than chance."
    )


def build_ownership(measured: Measured) -> Ownership:
    """Build the section on leads without an owner; where no lead names one, it says so."""
    if not measured.n_known("leads.owner_rep_id"):
        missing = "The data do not record who owns a lead, so leads without an owner are not known."
        return Ownership(missing=missing, unowned=rate_of(0, 0))
    stages = measured.rows["unowned_by_stage"]
    months = [row for row in measured.rows["unowned_by_month"] if row["month"]]
    unowned = rate_of(*(sum(row[name] for row in stages) for name in ("n_unowned", "n_leads")))
    return Ownership(
        reading=f"{unowned_sentence(unowned)} {_latest(months, unowned.n)}".strip(),
        unowned=unowned,
        months=tuple(_unowned(format_month(row["month"]), row) for row in months),
        stages=tuple(_unowned(_place(measured, row), row) for row in stages),
    )


def unowned_sentence(unowned: Rate) -> str:
    """Say how many leads have no owner."""
    return (
        f"{format_count(unowned.n)} of {number_of(unowned.of, 'lead')} "
        f"({format_percent(unowned.value)}) have no owner."
    )


def _unowned(label: str, row: Row) -> OwnershipRow:
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
    return (
        f"{format_count(n_latest)} of them ({format_percent(n_latest / n_unowned)}) came in the "
        f"last {N_LATEST} months, {format_period(latest[0]['month'], month_after(last))}."
    )
