"""How long business time of many rows takes: as a relation on DuckDB, and in Python.

Every row has a calendar, a start, an end and a span; asked are the working seconds between start
and end, the moment so many working seconds later, and the moment so many business days later.
Tables are read from disk and answers written to it; both ways are compared row by row.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from child import DATA, Figures, write_figures
from leadpact.relational.business_time import (
    BusinessTables,
    business_tables,
    with_business_seconds,
    with_due_after_days,
    with_due_after_seconds,
)
from leadpact.storage.store import open_duckdb
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS
from leadpact.terms.zone import epoch_seconds, moment_at
from machine import peak_memory_bytes

ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe")
LUNCH = [("09:00", "12:00"), ("13:00", "17:00")]
CALENDARS = {zone: BusinessCalendar(zone, dict.fromkeys(WEEKDAYS[:5], LUNCH)) for zone in ZONES}
FROM_YEAR, TO_YEAR = 2020, 2031
FIRST_AT, SECONDS = 1_609_459_200, 4 * 365 * 86_400  # four years from 2021


def make_rows(n_rows: int) -> Any:
    """Return questions; the same for the same number."""
    rng = np.random.default_rng(7)
    start = FIRST_AT + rng.integers(SECONDS, size=n_rows)
    return pa.table(
        {
            "row": np.arange(n_rows),
            "calendar": np.array(ZONES)[rng.integers(len(ZONES), size=n_rows)],
            "start_t": start,
            "end_t": start + rng.integers(30 * 86_400, size=n_rows),
            "n_seconds": rng.integers(120 * 3600, size=n_rows),
            "n_days": rng.integers(16, size=n_rows),
        }
    )


def _span(rows: Any, tables: BusinessTables) -> Any:
    return with_business_seconds(
        rows, tables, calendar="calendar", from_at="start_t", to_at="end_t", into="answer"
    )


def _due(rows: Any, tables: BusinessTables) -> Any:
    return with_due_after_seconds(
        rows,
        tables,
        calendar="calendar",
        start_at="start_t",
        business_seconds="n_seconds",
        into="answer",
    )


def _due_day(rows: Any, tables: BusinessTables) -> Any:
    return with_due_after_days(
        rows,
        tables,
        calendar="calendar",
        start_at="start_t",
        business_days="n_days",
        into="answer",
    )


def _python_span(calendar: BusinessCalendar, start: int, end: int, *_: int) -> int:
    return calendar.seconds_between(moment_at(start), moment_at(end))


def _python_due(calendar: BusinessCalendar, start: int, _: int, n: int, __: int) -> int:
    return epoch_seconds(calendar.add_seconds(moment_at(start), n))


def _python_due_day(calendar: BusinessCalendar, start: int, _: int, __: int, n: int) -> int:
    return epoch_seconds(calendar.add_days(moment_at(start), n))


QUESTIONS: dict[str, tuple[Callable[..., Any], Callable[..., int]]] = {
    "seconds_between": (_span, _python_span),
    "add_seconds": (_due, _python_due),
    "add_days": (_due_day, _python_due_day),
}


def measure(n_rows: int, n_python: int, threads: int) -> Figures:
    """Measure all questions on the same rows; Python answers the first `n_python` of them."""
    rows, measured = make_rows(n_rows), {}
    DATA.mkdir(exist_ok=True)
    started = perf_counter()
    tables = business_tables(CALENDARS, from_year=FROM_YEAR, to_year=TO_YEAR)
    compile_seconds = perf_counter() - started
    with TemporaryDirectory(dir=DATA) as folder:
        pq.write_table(rows, Path(folder) / "rows.parquet")
        for name, (relation, by_python) in QUESTIONS.items():
            answers = Path(folder) / f"{name}.parquet"
            started = perf_counter()
            with open_duckdb(threads=threads) as store:
                asked = store.read_parquet([Path(folder) / "rows.parquet"], "rows")
                store.write_parquet(relation(asked, tables), answers)
            relation_seconds = perf_counter() - started
            given = pq.read_table(answers).sort_by("row").column("answer").slice(0, n_python)
            measured[name] = {
                "relation_seconds": round(relation_seconds, 2),
                **_in_python(rows.slice(0, n_python), by_python, given.to_pylist()),
            }
    return {
        "n_rows": n_rows,
        "threads": threads,
        "compile_seconds": round(compile_seconds, 2),
        "measured": measured,
        "peak_bytes": peak_memory_bytes(),
    }


def _in_python(rows: Any, answer: Callable[..., int], given: list[int]) -> Figures:
    """Time Python, and count the rows on which the two differ."""
    columns = [rows.column(name).to_pylist() for name in rows.column_names[1:]]
    started = perf_counter()
    wanted = [answer(CALENDARS[name], *values) for name, *values in zip(*columns, strict=True)]
    return {
        "python_rows": len(wanted),
        "python_seconds": round(perf_counter() - started, 2),
        "n_different": sum(one != other for one, other in zip(wanted, given, strict=True)),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--python-rows", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    write_figures(measure(given.rows, given.python_rows, given.threads))
