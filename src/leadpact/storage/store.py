"""One class that executes relations, over any Ibis backend: the only I/O of the batch side."""

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa

from leadpact.relational.expressions import Table
from leadpact.terms.issues import UnableToExecute

# Merging selections repeats every inner expression wherever an outer one names it: a pact of 25
# rules became 3 MB of SQL and ten seconds of planning. Kept apart, each is written once.
ibis.options.sql.fuse_selects = False

_SIGNS_OF_PATTERNS = "*?["
"""DuckDB reads patterns, places on the net and `~` into a text that is to be a path."""


@ibis.udf.scalar.builtin(name="epoch_us")  # type: ignore[untyped-decorator]
def _epoch_us(time: dt.Timestamp(timezone="UTC")) -> dt.int64:  # type: ignore[valid-type]
    """Return DuckDB's microseconds since 1970, which no session's time zone can shift."""


@ibis.udf.scalar.builtin(name="make_timestamp")  # type: ignore[untyped-decorator]
def _make_timestamp(microseconds: dt.int64) -> dt.Timestamp():  # type: ignore[valid-type]
    """Return DuckDB's timestamp without a zone."""


@contextmanager
def _reported() -> Iterator[None]:
    """Turn what DuckDB raises into one error that says what to do."""
    try:
        yield
    except duckdb.Error as error:
        raise UnableToExecute(error) from error


class Store:
    """An engine that relations run on.

    Parameters
    ----------
    backend
        A connected Ibis backend whose session is in UTC.
    """

    def __init__(self, backend: Any) -> None:
        self.backend = backend
        self._numbers = count()

    def read_parquet(self, files: list[Path], name: str) -> Table:
        """Return a table of Parquet files, times as UTC without a zone and whole seconds."""
        with _reported():
            if self.backend.name != "duckdb":
                paths = [str(path) for path in files]
                return self.backend.read_parquet(paths, table_name=self._own_name(name))
            # A folder called `source=ads` is a name like others, and gives no column `source`.
            table = self.backend.read_parquet(
                [_path_to_read(path) for path in files],
                table_name=self._own_name(name),
                hive_partitioning=False,
            )
        zoned = [
            column
            for column, kind in table.schema().items()
            if kind.is_timestamp() and kind.timezone is not None
        ]
        # A cast would go through the zone of the session, row by row: this is five times faster.
        table = table.mutate(**{name: _make_timestamp(_epoch_us(table[name])) for name in zoned})
        return table.mutate(**_within_calendar(table))

    def fetch_rows(self, relation: Table) -> list[dict[str, Any]]:
        """Execute a small relation and return its rows."""
        rows: list[dict[str, Any]] = self.fetch_table(relation).to_pylist()
        return rows

    def fetch_table(self, relation: Table) -> Any:
        """Execute a relation and return an Arrow table, in memory."""
        with _reported():
            return self.backend.to_pyarrow(relation)

    def table_of_ids(self, name: str, ids: Iterable[str]) -> Table:
        """Return a table with one column of ids, to filter another table by."""
        return ibis.memtable(pa.table({name: pa.array(ids, pa.string())}))

    def fetch_sorted(self, relation: Table) -> Any:
        """Execute a relation and return an Arrow table, in memory, its rows in a fixed order."""
        return self.fetch_table(_sorted(relation))

    def write_parquet(self, relation: Table, path: Path) -> None:
        """Execute a relation and stream it to one Parquet file.

        The same rows give the same bytes, whatever threads found them in which order.
        """
        with _reported():
            ordered = _sorted(relation)
            if self.backend.name != "duckdb":
                self.backend.to_parquet(ordered, str(path))
                return
            # As `to_parquet` of Ibis does, but under any name. That one writes the path as Python
            # writes texts, which is not how SQL does: a quote, a backslash or a line feed in a name
            # would end it, or name another file.
            self.backend._run_pre_execute_hooks(ordered)
            query = self.backend.compile(ordered)
            place = quoted(_path_to_write(path))
            self.backend.con.execute(f"COPY ({query}) TO {place} (FORMAT parquet)")

    def keep(self, relation: Table, name: str) -> Table:
        """Execute a relation once and return the result as a temporary table of the engine."""
        with _reported():
            return self.backend.create_table(self._own_name(name), obj=relation, temp=True)

    def _own_name(self, name: str) -> str:
        """Return a name that no earlier relation of this store has."""
        return f"{name}_{next(self._numbers)}"


def _within_calendar(table: Table) -> dict[str, Any]:
    """Return the columns of times and dates, without what lies beyond the year 1 or 9999-12-30.

    Python has no value for it: one such cell would end every command that reads its row.
    """
    columns = {}
    for name, kind in table.schema().items():
        if kind.is_timestamp() or kind.is_date():
            value = table[name]
            is_held = (value >= ibis.literal(date.min)) & (value < ibis.literal(date.max))
            columns[name] = is_held.ifelse(value, ibis.null(kind))
    return columns


def _sorted(relation: Table) -> Table:
    """Return a relation sorted by all its columns: rows that this leaves unsorted are equal."""
    return relation.order_by(relation.columns)


@contextmanager
def open_duckdb(
    *, memory_limit: str = "4GB", threads: int | None = None, spill: Path | None = None
) -> Iterator[Store]:
    """Open an embedded DuckDB that works out of core.

    Parameters
    ----------
    memory_limit
        What DuckDB may hold in memory, such as `"4GB"`; beyond it, work spills to disk.
    threads
        Worker threads; all cores by default.
    spill
        The folder to spill to; the system's temporary folder by default.
    """
    backend = ibis.duckdb.connect()
    settings = {
        "TimeZone": "UTC",
        "memory_limit": memory_limit,
        "preserve_insertion_order": False,
        "enable_progress_bar": False,
    }
    if threads is not None:
        settings["threads"] = threads
    if spill is not None:
        settings["temp_directory"] = _path_to_write(spill)
    try:
        with _reported():
            for name, value in settings.items():
                backend.con.execute(f"SET {name} = {quoted(value)}")
        yield Store(backend)
    finally:
        backend.disconnect()


def _path_to_read(path: Path) -> str:
    r"""Return a path as text in which DuckDB finds one file, that of exactly this name.

    Raises
    ------
    OSError
        If the path has a `\` next to a sign of patterns: DuckDB splits patterns at both slashes.
    """
    text = _path_to_write(path)
    if not any(sign in text for sign in _SIGNS_OF_PATTERNS):
        return text
    if "\\" in text:
        reason = "The engine cannot read a path with a backslash next to one of * ? ["
        raise OSError(errno.EINVAL, reason, text)
    return "".join(f"[{sign}]" if sign in _SIGNS_OF_PATTERNS else sign for sign in text)


def _path_to_write(path: Path) -> str:
    """Return a path as text that begins with a slash: so it names no scheme and nobody's home."""
    return str(path.absolute())


def quoted(value: object) -> str:
    """Return a text as a constant of SQL."""
    return "'" + str(value).replace("'", "''") + "'"
