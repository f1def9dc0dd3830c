from contextlib import closing

import pytest
from file_imports import RunImport
from hypothesis import given
from hypothesis import strategies as st

from leadpact.connectors.files.keys import KeyLog


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 9)), st.integers(1, 7))
def test_repeated_hashes_are_found_whatever_the_memory(numbers: list[int], slice_size: int) -> None:
    with closing(KeyLog(slice_size)) as log:
        log.add(numbers[:3])
        log.add(numbers[3:])
        assert log.repeated() == {number for number in numbers if numbers.count(number) > 1}


def test_a_collision_of_hashes_drops_no_row(
    run_import: RunImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "leadpact.connectors.files.table_import.hash", lambda _key: 7, raising=False
    )
    done = run_import({"leads.csv": "lead_id,title\na,x\nb,y\na,x\n"})
    assert [row["lead_id"] for row in done.rows("leads")] == ["a", "b"]
    assert done.report.tables["leads"].n_duplicates == 1
