"""An append provider that is a table: CSV or Parquet, keyed by domain or by e-mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from leadpact.identity.enrichment.derive import domain_of_website
from leadpact.identity.enrichment.providers import AskBy, ConfiguredProvider, ProviderLayout
from leadpact.identity.enrichment.values import Answer, WhyNot, answer_with
from leadpact.identity.hygiene.email import clean_email


class UnableToReadTable(Exception):
    """An append table cannot be used; the message names the file, the reason and the fix."""


@dataclass(frozen=True, slots=True)
class TableLayout(ProviderLayout):
    """The columns of an append table.

    Attributes
    ----------
    key
        The column of the key.
    observed_on
        The day the table is from.
    observed_on_column
        The column with the day of each row (`2026-05-04`), where there is one.
    """

    key: str
    observed_on: date
    observed_on_column: str | None = None


@dataclass(frozen=True, slots=True)
class TableProvider(ConfiguredProvider):
    """An append table in memory.

    Attributes
    ----------
    layout
        Where it has what.
    n_without_key
        How many rows can never be found: their key is empty, invalid, or a mail provider.
    n_superseded
        How many rows gave way to a newer one, or an earlier one of the same day, of the same key.
    """

    layout: TableLayout
    _table: Any
    _days: tuple[date, ...]
    _rows: Mapping[str, int]
    n_without_key: int
    n_superseded: int

    def look_up(self, key: str, *, as_of: date) -> Answer:  # noqa: ARG002 a table has its own days
        """Answer with the row of a key."""
        row = self._rows.get(key)
        if row is None:
            return Answer(self.name, why_not=WhyNot.NOT_FOUND)
        sources = self.layout.fields_by_source
        texts = {field: self._text(column, row) for column, field in sources.items()}
        return answer_with(self.name, texts, self._days[row])

    def _text(self, column: str, row: int) -> str:
        return str(self._table.column(column)[row].as_py() or "").strip()


def read_append_table(path: Path, *, layout: TableLayout) -> TableProvider:
    """Read an append table from a file; every value is kept as text.

    Parameters
    ----------
    path
        A file whose name ends in `.csv` (UTF-8, with a header) or `.parquet`.
    layout
        Where it has what.

    Returns
    -------
    TableProvider
        The table, indexed by its key as the hygiene of leads writes it. Of several rows of one key
        the newest counts, of those the first.

    Raises
    ------
    UnableToReadTable
        Where the file cannot be read, lacks a column, or has a day that is none.
    """
    dated = [layout.observed_on_column] if layout.observed_on_column else []
    wanted = sorted({layout.key, *layout.fields_by_source, *dated})
    return _indexed(_read_texts(path, wanted), layout, path)


def _read_texts(path: Path, wanted: list[str]) -> Any:
    try:
        # Of a relative path with a colon, Arrow makes an address of something elsewhere.
        read = pq.read_table if path.suffix.lower() == ".parquet" else _read_csv
        table = read(path.absolute())
        for name in wanted:
            if table.column_names.count(name) != 1:
                n = table.column_names.count(name)
                raise UnableToReadTable(f"{path}: {n} columns {name!r}. Name a column it has once.")
        columns = [pc.cast(table.column(name), pa.string()) for name in wanted]
    except (OSError, pa.ArrowException) as error:
        raise UnableToReadTable(f"{path}: {error}. Give a CSV in UTF-8, or Parquet.") from error
    return pa.table(columns, names=wanted)


def _read_csv(path: Path) -> Any:
    """Read a CSV with every cell as text, so that `00123` stays `00123`."""
    with pa_csv.open_csv(path) as reader:
        names = reader.schema.names
    texts = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    return pa_csv.read_csv(path, convert_options=texts)


def _indexed(table: Any, layout: TableLayout, path: Path) -> TableProvider:
    days = _days(table, layout, path)
    rows: dict[str, int] = {}
    n_without_key = n_superseded = 0
    for row, text in enumerate(table.column(layout.key).to_pylist()):
        key = _key_of(text, layout.ask_by)
        if key is None:
            n_without_key += 1
            continue
        n_superseded += key in rows
        if key not in rows or days[row] > days[rows[key]]:
            rows[key] = row
    return TableProvider(layout, table, days, rows, n_without_key, n_superseded)


def _key_of(text: str | None, ask_by: AskBy) -> str | None:
    if ask_by is AskBy.EMAIL:
        return clean_email(text).mailbox
    return domain_of_website(text)


def _days(table: Any, layout: TableLayout, path: Path) -> tuple[date, ...]:
    """Read the day of every row; that of the table where the row has none."""
    if layout.observed_on_column is None:
        return (layout.observed_on,) * len(table)
    days = []
    for row, text in enumerate(table.column(layout.observed_on_column).to_pylist()):
        try:
            days.append(date.fromisoformat(text[:10]) if text else layout.observed_on)
        except ValueError as error:
            message = f"{path}: row {row + 1}: {text!r} is no day. Write it as 2026-05-04."
            raise UnableToReadTable(message) from error
    return tuple(days)
