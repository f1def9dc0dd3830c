"""The section on why leads were disqualified."""

from collections import Counter
from dataclasses import dataclass

from leadpact.report.section import Measured, Rate, Row, ScorecardSection, rate_of
from leadpact.report.words import code_label, format_count, format_percent, number_of, source_label

N_SOURCES = 5
OTHERS = "Others"


@dataclass(frozen=True, slots=True)
class DispositionRow:
    """One reason for disqualification; `by_source` follows the section's sources."""

    reason: str | None
    label: str
    share: Rate
    by_source: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispositions(ScorecardSection):
    """Why leads were disqualified."""

    sources: tuple[str, ...] = ()
    rows: tuple[DispositionRow, ...] = ()


def build_dispositions(measured: Measured) -> Dispositions:
    """Build the section: a row per reason, a column for each of the largest sources."""
    found = measured.rows["dispositions"]
    total = sum(row["n_disqualified"] for row in measured.rows["funnel"])
    if not total:
        return Dispositions(missing="No lead in the data is disqualified.")
    if not any(row["reason"] for row in found):
        return Dispositions(missing=f"{_disqualified(total)}, none with a reason.")
    sources = _sources(measured, found)
    by_reason: dict[str | None, Counter[str]] = {}
    for row in found:
        label = source_label(row["source"])
        label = OTHERS if OTHERS in sources and label not in sources else label
        by_reason.setdefault(row["reason"], Counter())[label] += row["n_leads"]
    rows = [_row(reason, counts, sources, total) for reason, counts in by_reason.items()]
    rows.sort(key=lambda row: (-row.share.n, row.label))
    first = rows[0]
    return Dispositions(
        reading=(
            f"{_disqualified(total)}. The most frequent reason is "
            f"“{first.label}”: {format_count(first.share.n)} ({format_percent(first.share.value)})."
        ),
        sources=tuple(sources),
        rows=tuple(rows),
    )


def _sources(measured: Measured, found: list[Row]) -> list[str]:
    """Return the columns: the largest sources; none where no source is known."""
    if not measured.n_known("leads.source"):
        return []
    counts: Counter[str] = Counter()
    for row in found:
        counts[source_label(row["source"])] += row["n_leads"]
    labels = [label for label, _ in counts.most_common(N_SOURCES)]
    return [*labels, OTHERS] if len(counts) > len(labels) else labels


def _row(
    reason: str | None, counts: Counter[str], sources: list[str], total: int
) -> DispositionRow:
    return DispositionRow(
        reason=reason,
        label="No reason given" if reason is None else code_label(reason),
        share=rate_of(counts.total(), total),
        by_source=tuple(counts[source] for source in sources),
    )


def _disqualified(n: int) -> str:
    return f"{number_of(n, 'lead')} {'is' if n == 1 else 'are'} disqualified"
