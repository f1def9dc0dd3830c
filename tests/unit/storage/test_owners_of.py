"""Who had each lead in history: which leads count, at the second."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadpact.storage.dataset import open_dataset
from leadpact.storage.judging import owners_of
from leadpact.storage.store import open_duckdb
from leadpact.terms.zone import epoch_seconds

FROM = datetime(2024, 3, 1, 9, tzinfo=UTC)
AS_OF = datetime(2024, 3, 5, 17, tzinfo=UTC)
TICK = timedelta(microseconds=1)
CREATED = {
    "just-before": FROM - TICK,
    "at-the-start": FROM,
    "within-the-last-second": AS_OF + timedelta(seconds=1) - TICK,
    "a-second-late": AS_OF + timedelta(seconds=1),
    "undated": None,
    "of-1969": datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    "of-1970": datetime(1970, 1, 1, tzinfo=UTC),
    "of-2100": datetime(2100, 1, 1, tzinfo=UTC),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    columns = {
        "lead_id": pa.array(CREATED),
        "created_at": pa.array(CREATED.values(), pa.timestamp("us", "UTC")),
        "owner_rep_id": pa.array([None, *(f"rep-of-{name}" for name in list(CREATED)[1:])]),
    }
    pq.write_table(pa.table(columns), tmp_path / "leads.parquet")
    return tmp_path


def _owned(folder: Path, as_of: datetime, from_at: datetime | None = None) -> dict[str, str | None]:
    with open_duckdb() as store:
        since = None if from_at is None else epoch_seconds(from_at)
        dataset = open_dataset(store, folder)
        return owners_of(store, dataset, as_of=epoch_seconds(as_of), from_at=since)


def test_a_lead_counts_from_the_first_second_to_the_whole_last_one(folder: Path) -> None:
    assert _owned(folder, AS_OF, FROM) == {
        name: f"rep-of-{name}" for name in ("at-the-start", "within-the-last-second", "undated")
    }


def test_without_a_start_the_years_that_calendars_know_are_the_bounds(folder: Path) -> None:
    far = datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC)

    assert _owned(folder, far).keys() == CREATED.keys() - {"of-1969", "of-2100"}


def test_a_lead_that_nobody_owned_is_among_them(folder: Path) -> None:
    assert _owned(folder, AS_OF)["just-before"] is None


def test_leads_without_a_column_of_moments_all_count(folder: Path) -> None:
    leads = pq.read_table(folder / "leads.parquet").drop_columns("created_at")
    pq.write_table(leads, folder / "leads.parquet")

    assert _owned(folder, AS_OF, FROM).keys() == CREATED.keys()
