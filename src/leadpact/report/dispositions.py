"""The section on why leads were disqualified."""

from collections import Counter

from leadpact.report.labels import code_label
from leadpact.report.measured import Measured, Row
from leadpact.report.numbers import NOT_KNOWN, format_count, format_percent, number_of
from leadpact.report.rate import rate_of
from leadpact.report.scorecard import DispositionRow, Dispositions

N_SOURCES = 5
OTHERS = "Others"


def build_dispositions(measured: Measured) -> Dispositions:
    """Build the section: a row per reason, a column for each of the largest sources."""
    found = measured.rows["dispositions"]
    total = sum(row["n_disqualified"] for row in measured.rows["funnel"])
    missing = ""
    if not total:
        missing = "No lead in the data is disqualified."
    elif not any(row["reason"] for row in found):
        missing = f"{_disqualified(total)}, none with a reason."
    if missing:
        return Dispositions("", missing, (), ())
    sources = _sources(measured, found)
    by_reason: dict[str | None, Counter[str]] = {}
    for row in found:
        label = _source(measured, row, sources)
        by_reason.setdefault(row["reason"], Counter())[label] += row["n_leads"]
    rows = [_row(reason, counts, sources, total) for reason, counts in by_reason.items()]
    rows.sort(key=lambda row: (-row.share.n, row.label))
    return Dispositions(_reading(rows, total), "", tuple(sources), tuple(rows))


def _sources(measured: Measured, found: list[Row]) -> list[str]:
    """Return the columns: the largest sources; none where no source is known."""
    if not measured.n_known("leads.source"):
        return []
    counts: Counter[str] = Counter()
    for row in found:
        counts[_label(row)] += row["n_leads"]
    labels = [label for label, _ in counts.most_common(N_SOURCES)]
    return [*labels, OTHERS] if len(counts) > len(labels) else labels


def _label(row: Row) -> str:
    return NOT_KNOWN.capitalize() if row["source"] is None else row["source"]


def _source(measured: Measured, row: Row, sources: list[str]) -> str:
    label = _label(row)
    return label if label in sources or not measured.n_known("leads.source") else OTHERS


def _row(
    reason: str | None, counts: Counter[str], sources: list[str], total: int
) -> DispositionRow:
    return DispositionRow(
        reason=reason,
        label="No reason given" if reason is None else code_label(reason),
        share=rate_of(counts.total(), total),
        by_source=tuple(counts[source] for source in sources),
    )


def _reading(rows: list[DispositionRow], total: int) -> str:
    first = rows[0]
    return (
        f"{_disqualified(total)}. The most frequent reason is "
        f"“{first.label}”: {format_count(first.share.n)} ({format_percent(first.share.value)})."
    )


def _disqualified(n: int) -> str:
    return f"{number_of(n, 'lead')} {'is' if n == 1 else 'are'} disqualified"
