"""Read lists of leads: their rows with what became of each, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from leadpact.desk.capture.models import ImportRow, ListImport
from leadpact.desk.leads.models import LeadCard

_WORDS = {
    ("NEW", False): "would be a new lead",
    ("NEW", True): "a new lead",
    ("EXCHANGE", False): "would be an exchange of a known lead",
    ("EXCHANGE", True): "an exchange of a known lead",
    ("REFUSED", False): "refused",
    ("REFUSED", True): "refused",
}
_SHOWN = ("first_name", "last_name", "full_name", "email", "company")


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as the page shows it."""

    row: ImportRow
    who: str
    words: str
    lead: str


def read_rows(made: ListImport, result: str, first: int, most: int) -> list[RowView]:
    """Return rows of a list from a number on, of one result where it is named."""
    rows = ImportRow.objects.filter(of=made, n__gte=first)
    if result:
        rows = rows.filter(result=result)
    found = list(rows.order_by("n")[:most])
    cards = LeadCard.objects.in_bulk([row.lead_id for row in found if row.lead_id])
    return [
        RowView(
            row,
            ", ".join(str(row.values[name]) for name in _SHOWN if row.values.get(name))
            or str(row.values.get("raw", "")),
            result_words(row, made),
            str(cards.get(row.lead_id, "")),
        )
        for row in found
    ]


def result_words(row: ImportRow, made: ListImport) -> str:
    """Return what became of a row, or would, in words."""
    if not row.result:
        return "not checked yet"
    is_past = row.is_done and made.state in ("IMPORTING", "DONE")
    return _WORDS[row.result, is_past]


def rows_of(made: ListImport) -> Iterator[ImportRow]:
    """Yield all rows of a list in their order."""
    return ImportRow.objects.filter(of=made).order_by("n").iterator(chunk_size=1000)


def count_results(made: ListImport) -> dict[str, int]:
    """Return how many rows of a list came to each result; `OPEN` is not known yet."""
    rows = ImportRow.objects.filter(of=made)
    counts = dict(rows.values_list("result").annotate(n=Count("id")))
    known = {name: counts.get(name, 0) for name in ("NEW", "EXCHANGE", "REFUSED")}
    return {**known, "OPEN": counts.get("", 0), "DONE": rows.filter(is_done=True).count()}
