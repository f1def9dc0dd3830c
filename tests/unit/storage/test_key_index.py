"""An index finds what was put in under its keys, on SQLite and on PostgreSQL alike."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.storage.key_index import (
    KeyedRecord,
    KeyIndex,
    SqliteKeyIndex,
    UnableToIndex,
    open_postgres_index,
    open_sqlite_index,
)

_NUMBERS = count()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeyIndex]:
    if request.param == "sqlite":
        with open_sqlite_index(tmp_path / "index.db") as opened:
            yield opened
        return
    address = request.getfixturevalue("postgres_address")
    with open_postgres_index(address, name=f"index_{next(_NUMBERS)}") as opened:
        yield opened


def record(record_id: str, *keys: str, payload: object = None) -> KeyedRecord:
    return KeyedRecord(record_id, keys, payload)


def test_a_record_is_found_under_each_of_its_keys_with_what_was_kept(index: KeyIndex) -> None:
    kept = {"name": "Zoë", "n": [1, None]}
    index.put([record("a", "x", "y", payload=kept), record("b", "z")])
    assert index.find(["y"], at_most=5).payloads == {"a": kept}
    assert index.find(["x", "y"], at_most=5).payloads == {"a": kept}
    assert index.find(["x", "z"], at_most=5).payloads == {"a": kept, "b": None}
    assert index.find(["nothing"], at_most=5).payloads == {}
    assert index.find([], at_most=5).payloads == {}


def test_a_record_put_again_is_found_under_its_new_keys_only(index: KeyIndex) -> None:
    index.put([record("a", "old", "both", payload=1)])
    index.put([record("a", "new", "both", payload=2)])
    assert index.find(["old"], at_most=5).payloads == {}
    assert index.find(["new", "both"], at_most=5).payloads == {"a": 2}
    assert index.count() == 1


def test_of_one_id_twice_in_one_call_the_last_counts(index: KeyIndex) -> None:
    assert index.put([record("a", "x", payload=1), record("a", "y", payload=2)]) == 1
    assert index.find(["x"], at_most=5).payloads == {}
    assert index.find(["y"], at_most=5).payloads == {"a": 2}


def test_a_key_that_too_many_share_is_reported_and_lists_nobody(index: KeyIndex) -> None:
    index.put([record(f"r{n}", "switchboard") for n in range(4)])
    index.put([record("r9", "own", "switchboard")])
    found = index.find(["own", "switchboard"], at_most=4)
    assert found.crowded_keys == ("switchboard",)
    assert list(found.payloads) == ["r9"]
    whole = index.find(["switchboard"], at_most=5)
    assert whole.crowded_keys == ()
    assert list(whole.payloads) == ["r0", "r1", "r2", "r3", "r9"]


def test_a_removed_record_is_found_no_more(index: KeyIndex) -> None:
    index.put([record("a", "x"), record("b", "x")])
    assert index.remove(["a", "never there"]) == 1
    assert list(index.find(["x"], at_most=5).payloads) == ["b"]
    assert index.count() == 1


def test_more_keys_than_one_query_asks_for_are_all_looked_up(index: KeyIndex) -> None:
    index.put([record(f"r{n:03}", f"k{n}") for n in range(250)])
    assert len(index.find([f"k{n}" for n in range(250)], at_most=1).payloads) == 250


def test_a_key_is_data_and_never_part_of_the_query(index: KeyIndex) -> None:
    hostile = "'; DROP TABLE key_index_keys; --"
    index.put([record(hostile, hostile, "%s ? \\ %"), record("b", "b")])
    assert list(index.find([hostile, "%s ? \\ %"], at_most=2).payloads) == [hostile]
    assert index.count() == 2


def test_half_characters_and_nul_are_kept_in_payloads_and_refused_in_keys(index: KeyIndex) -> None:
    index.put([record("a", "x", payload="\ud800\x00")])
    assert index.find(["x"], at_most=1).payloads == {"a": "\ud800\x00"}
    for bad in ("k\x00", "\ud800"):
        with pytest.raises(UnableToIndex):
            index.put([record("b", bad)])
    assert index.count() == 1


def test_a_block_that_fails_changes_nothing(index: KeyIndex) -> None:
    index.put([record("a", "x", payload=1)])
    with pytest.raises(UnableToIndex):
        index.put([record("a", "y", payload=2), record("b", "\x00")])
    assert index.find(["x", "y"], at_most=5).payloads == {"a": 1}


def test_what_is_put_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    with open_sqlite_index(tmp_path / "index.db") as index:
        index.put([record("a", "x", payload=1)])
    with open_sqlite_index(tmp_path / "index.db") as index:
        assert index.find(["x"], at_most=1).payloads == {"a": 1}


def test_a_name_that_is_no_name_is_refused() -> None:
    with (
        closing(sqlite3.connect(":memory:", isolation_level=None)) as connection,
        pytest.raises(UnableToIndex),
    ):
        SqliteKeyIndex(connection, name="a; drop table b")


KEYS = st.lists(st.sampled_from("abcdef"), max_size=4)


@settings(max_examples=60)
@given(
    blocks=st.lists(
        st.lists(st.tuples(st.sampled_from("12345"), KEYS), max_size=4), min_size=1, max_size=4
    ),
    asked=KEYS,
    at_most=st.integers(1, 4),
)
def test_an_index_agrees_with_a_plain_dict(
    blocks: list[list[tuple[str, list[str]]]], asked: list[str], at_most: int
) -> None:
    known: dict[str, set[str]] = {}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        index = SqliteKeyIndex(connection)
        for block in blocks:
            index.put([KeyedRecord(name, tuple(keys), name) for name, keys in block])
            known |= {name: set(keys) for name, keys in block}
        found = index.find(asked, at_most=at_most)
    holders = {key: {name for name, keys in known.items() if key in keys} for key in asked}
    crowded = {key for key, names in holders.items() if len(names) > at_most}
    listed = {name for key, names in holders.items() if key not in crowded for name in names}
    assert set(found.crowded_keys) == crowded
    assert dict(found.payloads) == {name: name for name in listed}
