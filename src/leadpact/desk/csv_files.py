"""Write tables as CSV that a spreadsheet cannot take for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """Return a cell; what a spreadsheet would run as a formula is shown as text.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("spring"), safe_cell(-3)
    ("'=1+1", 'spring', '-3')
    """
    text = "" if value is None else str(value)
    is_number = isinstance(value, int | float)
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) and not is_number else text


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """Return a table as a CSV file to be saved, UTF-8 with every cell quoted."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    answer = HttpResponse(buffer.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
