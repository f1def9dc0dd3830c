"""The sections by source and by campaign: what became of the leads of each."""

from dataclasses import replace

from leadpact.report.labels import names_a_source
from leadpact.report.measured import Measured, Row
from leadpact.report.numbers import NOT_KNOWN, format_percent
from leadpact.report.rate import rate_of
from leadpact.report.scorecard import SourceRow, Sources
from leadpact.terms.stages import Stage

N_LISTED = 15


def build_sources(measured: Measured) -> Sources:
    """Build the section by source, best conversion first."""
    return _build(measured, "sources", "source", NOT_KNOWN.capitalize())


def build_campaigns(measured: Measured) -> Sources:
    """Build the section by campaign, best conversion first of those with most leads."""
    return _build(measured, "campaigns", "campaign", "No campaign")


def best_and_worst(sources: Sources) -> tuple[SourceRow, SourceRow] | None:
    """Return the best and the worst source whose intervals do not overlap, if there are any.

    Leads without a source, or with one such as "unknown", are in the table and not compared.
    """
    named = [row for row in sources.rows if names_a_source(row.value) and row.n_leads]
    if len(named) < 2:
        return None
    best = max(named, key=lambda row: row.outcome.low or 0.0)
    worst = min(named, key=lambda row: row.outcome.high or 0.0)
    is_apart = (best.outcome.low or 0.0) > (worst.outcome.high or 0.0)
    return (best, worst) if is_apart else None


def _build(measured: Measured, name: str, noun: str, unknown: str) -> Sources:
    stage, found = measured.outcome_stage, measured.rows[name]
    missing = ""
    if not measured.n_known(f"leads.{noun}"):
        missing = f"The data do not record the {noun} of any lead."
    elif stage is None:
        missing = f"The data hold no opportunities and no won deals to compare {noun}s by."
    if missing or stage is None:
        return Sources("", missing, "", False, False, (), 0)
    column = "n_opportunities" if stage is Stage.OPPORTUNITY else "n_won"
    rows = [_row(row, column, unknown) for row in found]
    listed = sorted(rows[:N_LISTED], key=lambda row: (-(row.outcome.value or 0.0), row.label))
    built = Sources(
        reading="",
        missing="",
        outcome_label=measured.label(stage),
        has_verdicts=any(row["n_decided"] for row in found),
        has_wins=stage is not Stage.CLOSED_WON and measured.is_seen(Stage.CLOSED_WON),
        rows=tuple(listed),
        n_hidden=found[0]["n_values"] - len(listed) if found else 0,
    )
    return replace(built, reading=_reading(built, noun))


def _row(row: Row, column: str, unknown: str) -> SourceRow:
    return SourceRow(
        value=row["value"],
        label=unknown if row["value"] is None else row["value"],
        n_leads=row["n_leads"],
        outcome=rate_of(row[column], row["n_leads"]),
        accepted=rate_of(row["n_accepted"], row["n_decided"]),
        won=rate_of(row["n_won"], row["n_leads"]),
        n_open=row["n_open"],
    )


def _reading(sources: Sources, noun: str) -> str:
    pair = best_and_worst(sources)
    if pair is None:
        return f"The differences between {noun}s lie within what chance alone can do."
    best, worst = pair
    return (
        f"{format_percent(best.outcome.value)} of the leads of “{best.label}” reached "
        f"{sources.outcome_label}, against {format_percent(worst.outcome.value)} of those of "
        f"“{worst.label}”; that is more than chance."
    )
