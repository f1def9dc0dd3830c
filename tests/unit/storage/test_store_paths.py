"""Paths that people write are names: no pattern, no statement, no scheme, no home of anybody."""

from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadpact.storage.dataset import open_dataset
from leadpact.storage.store import Store, open_duckdb

NAMES = [
    "comp[1]",
    "[a-z]",
    "[!a]",
    "da*",
    "**",
    "q?",
    "it's",
    'say "x"',
    "both ' and \"",
    "100%",
    "two\nlines",
    "back\\slash",
    "-lead",
    "~",
    "$HOME",
    "{a,b}",
    "source=ads",
    "s3:",
    "file:",
    "; drop table x",
]


@pytest.fixture
def store() -> Iterator[Store]:
    with open_duckdb() as opened:
        yield opened


def put(folder: Path, table: str, value: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{table}.parquet"
    with path.open("wb") as file:
        pq.write_table(pa.table({"lead_id": [value]}), file)
    return path


@pytest.fixture
def neighbours(tmp_path: Path) -> Path:
    """Folders that patterns among the names would find."""
    for name in ("comp1", "a", "b", "data", "da", "qx", "x"):
        put(tmp_path / name, "leads", "neighbour")
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_data_set_is_the_folder_of_exactly_its_name(
    name: str, neighbours: Path, store: Store
) -> None:
    put(neighbours / name, "leads", name)
    leads = open_dataset(store, neighbours / name).tables["leads"]
    assert store.fetch_rows(leads) == [{"lead_id": name}]


@pytest.mark.parametrize("name", NAMES)
def test_relative_folder_is_a_name_too(
    name: str, neighbours: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(neighbours / name, "leads", name)
    monkeypatch.chdir(neighbours)
    leads = open_dataset(store, Path(name)).tables["leads"]
    assert store.fetch_rows(leads) == [{"lead_id": name}]


@pytest.mark.parametrize("name", NAMES)
def test_files_of_a_table_are_those_of_exactly_their_names(
    name: str, neighbours: Path, store: Store
) -> None:
    path = put(neighbours / "set" / "leads", name, name)
    put(neighbours / "set" / "leads", "comp1", "neighbour")
    assert store.fetch_rows(store.read_parquet([path], "leads")) == [{"lead_id": name}]


@pytest.mark.parametrize("name", NAMES)
def test_relation_is_written_under_exactly_the_name(
    name: str, neighbours: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(neighbours)
    for path in (Path(name) / "out.parquet", neighbours / name / f"{name}.parquet"):
        path.parent.mkdir(exist_ok=True)
        store.write_parquet(ibis.memtable(pa.table({"n": [1]})), path)
        with path.open("rb") as file:
            assert pq.read_table(file).to_pylist() == [{"n": 1}]
    assert sorted(path.name for path in (neighbours / name).iterdir()) == sorted(
        ["out.parquet", f"{name}.parquet"]
    )


@pytest.mark.parametrize("name", NAMES)
def test_work_spills_to_the_folder_of_exactly_the_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_duckdb(spill=Path(name)) as store:
        setting = store.backend.con.execute("SELECT current_setting('temp_directory')").fetchone()
    assert setting == (str(tmp_path / name),)


@pytest.mark.parametrize("name", ["x\\[1]", "a\\*"])
def test_path_that_the_engine_cannot_name_is_refused_with_its_reason(
    name: str, tmp_path: Path, store: Store
) -> None:
    put(tmp_path / name, "leads", name)
    with pytest.raises(OSError, match="backslash next to one of") as caught:
        open_dataset(store, tmp_path / name)
    assert name in str(caught.value.filename)
