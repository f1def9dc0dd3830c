"""Days since and until a date are the same in Python and on every engine, in all years."""

from datetime import date
from typing import Any

import ibis
import pytest

from leadpact.conditions.parse import parse_condition
from leadpact.engine.scoring import DatedFacts, KnownFacts, compile_condition
from leadpact.relational.evaluate import LOCAL_DAY, to_expression
from leadpact.storage.store import Store, open_duckdb
from leadpact.terms.zone import epoch_seconds, load_zone_offsets, moment_at

DATES = (
    *(date(1, 1, 1), date(1582, 10, 4), date(1582, 10, 15), date(1899, 12, 31), date(1969, 12, 31)),
    *(date(1970, 1, 1), date(1970, 1, 2), date(2024, 2, 29), date(2026, 3, 1), date(2026, 3, 2)),
    *(date(2100, 3, 1), date(9999, 12, 31), None),
)
DAYS = (0, 1, 20_000, 20_514, 20_515, 47_000)
CONDITIONS = (
    "days_until(d) <= 0",
    "days_since(d) >= 1",
    "days_until(d) == 1",
    "days_since(d) in (0, 1, 7305, 719162)",
    "not days_since(d) > 19000",
    "days_until(d) > days_since(d)",
)


def check_dates(store: Store) -> None:
    zone = load_zone_offsets("UTC")
    rows = [(n, d, day) for n, (d, day) in enumerate((d, day) for d in DATES for day in DAYS)]
    table = ibis.memtable(rows, schema={"n": "int64", "d": "date", LOCAL_DAY: "int64"})
    trees = {f"c{k}": parse_condition(text) for k, text in enumerate(CONDITIONS)}
    columns = {name: to_expression(tree, table) for name, tree in trees.items()}
    found = {row["n"]: row for row in store.fetch_rows(table.select("n", **columns))}
    for name, tree in trees.items():
        test = compile_condition(tree)
        expected: dict[int, Any] = {}
        for n, d, day in rows:
            moment = moment_at(day * 86_400)
            assert epoch_seconds(moment) == day * 86_400
            expected[n] = test(DatedFacts(KnownFacts({"d": d}), moment, zone))
        assert {n: row[name] for n, row in found.items()} == expected, CONDITIONS[int(name[1:])]


def test_duckdb_counts_the_days_that_python_counts() -> None:
    with open_duckdb(threads=1) as store:
        check_dates(store)


@pytest.mark.postgres
def test_postgres_counts_the_days_that_python_counts(postgres_store: Store) -> None:
    check_dates(postgres_store)


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_spark_counts_the_days_that_python_counts(spark_store: Store) -> None:
    check_dates(spark_store)
