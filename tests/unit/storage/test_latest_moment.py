"""The last moment of which a data set tells: whatever table tells of it."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadpact.storage.dataset import latest_moment, open_dataset
from leadpact.storage.store import open_duckdb

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LATE = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("leads", "created_at"),
        ("leads", "stage_at"),
        ("activities", "occurred_at"),
        ("touches", "occurred_at"),
        ("events", "occurred_at"),
        ("opportunities", "opened_at"),
        ("opportunities", "decided_at"),
        ("opportunities", "closed_at"),
    ],
)
def test_the_last_moment_is_found_wherever_it_is_kept(
    tmp_path: Path, table: str, column: str
) -> None:
    for name, value in (("leads", datetime(2026, 1, 1, tzinfo=UTC)), (table, LATE)):
        key = "created_at" if name == "leads" and table != "leads" else column
        values = pa.array([value], pa.timestamp("us", tz="UTC"))
        pq.write_table(pa.table({"lead_id": ["1"], key: values}), tmp_path / f"{name}.parquet")
    with open_duckdb() as store:
        assert latest_moment(store, open_dataset(store, tmp_path), NOW) == LATE


def test_what_lies_ahead_is_not_reached(tmp_path: Path) -> None:
    values = pa.array([datetime(2027, 1, 1, tzinfo=UTC)], pa.timestamp("us", tz="UTC"))
    pq.write_table(pa.table({"lead_id": ["1"], "created_at": values}), tmp_path / "leads.parquet")
    with open_duckdb() as store:
        assert latest_moment(store, open_dataset(store, tmp_path), NOW) == NOW
