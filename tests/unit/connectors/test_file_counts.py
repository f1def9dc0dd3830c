"""What was read is kept, collapsed, not selected or refused: the sum is never off by one."""

import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from file_imports import Content, Imported, RunImport
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadpact.connectors.files import import_folder, read_mapping
from leadpact.outputs import read_manifest

MAPPING = """
spec: 1
name: counted
time_zone: UTC
tables:
  leads:
    - file: l*.csv
      where: {Deleted: {is_not: ["yes"]}}
      columns:
        lead_id: Id
        created_at: Created
        stage: {column: Stage, values: {new: TARGET, hot: CONVERSATION_LEAD}}
"""


def assert_adds_up(done: Imported) -> None:
    for name, table in done.report.tables.items():
        assert table.n_read == (
            table.n_kept + table.n_refused + table.n_not_selected + table.n_duplicates
        )
        assert len(done.rows(name)) == table.n_kept
        assert sum(row["table"] == name for row in done.refused) == table.n_refused
    manifest = read_manifest(done.out)
    assert manifest is not None
    assert manifest.n_rows == {name: table.n_kept for name, table in done.report.tables.items()}


CELLS = st.sampled_from(
    [
        "1",
        "2",
        "3",
        "",
        " ",
        "yes",
        "new",
        "hot",
        "cold",
        "2021-01-01",
        "1/2/3",
        '"',
        "é",
        "\0",
        "x,",
    ]
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=5).map(",".join), max_size=8))
def test_the_counts_add_up_for_any_rows(rows: list[str], tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    data.mkdir(exist_ok=True)
    text = "\n".join(["Id,Created,Stage,Deleted", *rows])
    (data / "l.csv").write_text(text + "\n", encoding="latin-1")
    mapping, _ = read_mapping(MAPPING, "mapping.yaml")
    report = import_folder(data, mapping, out)
    if report.is_written:
        assert_adds_up(Imported(report, out))
    else:
        assert {issue.code for issue in report.issues} == {"file-quote-unclosed"}


def test_each_row_is_counted_where_it_belongs(run_import: RunImport) -> None:
    files: dict[str, Content] = {
        "l1.csv": "Id,Created,Stage,Deleted\n1,2021-01-01,new,\n1,2021-01-01,new,\n2,,hot,yes\n",
        "l2.csv": "Id,Created,Stage,Deleted\n1,2021-01-01,hot,no\n3,,cold,\n4,x,,\n5,,,\n",
    }
    done = run_import(files, MAPPING)
    table = done.report.tables["leads"]
    assert (table.n_read, table.n_kept, table.n_not_selected, table.n_duplicates) == (7, 2, 1, 1)
    assert table.refused == {"duplicate-key": 1, "value-unlisted": 1, "time-unreadable": 1}
    assert_adds_up(done)


def test_rows_that_differ_only_in_columns_not_taken_are_the_same(run_import: RunImport) -> None:
    mapping = "spec: 1\nname: x\ntables: {leads: [{file: a.csv, columns: {lead_id: id}}]}\n"
    done = run_import({"a.csv": "id,synced\n1,monday\n1,tuesday\n"}, mapping)
    assert done.report.tables["leads"].n_duplicates == 1
    assert_adds_up(done)


def test_a_row_refused_for_another_reason_does_not_occupy_its_key(run_import: RunImport) -> None:
    done = run_import({"leads.csv": "lead_id,created_at\n1,soon\n1,2021-01-01T00:00:00Z\n"})
    assert done.report.tables["leads"].n_kept == 1
    assert_adds_up(done)


def test_counts_add_up_over_many_batches(
    run_import: RunImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("delimited", "parquet"):
        monkeypatch.setattr(f"leadpact.connectors.files.{module}.BATCH_ROWS", 3)
    rows = "".join(f"l{number % 8},t{number % 8}\n" for number in range(20))
    part = pa.table({"lead_id": [f"p{n % 5}" for n in range(11)], "title": ["x"] * 11})
    done = run_import(
        {
            "leads/a.csv.gz": gzip.compress(f"lead_id,title\n{rows}l3\n".encode()),
            "leads/b.parquet": part,
        }
    )
    table = done.report.tables["leads"]
    assert (table.n_read, table.n_kept, table.n_duplicates, table.n_refused) == (32, 13, 18, 1)
    assert_adds_up(done)
    assert [row["row_number"] for row in done.refused] == [21]


def test_an_empty_table_is_written_and_reported(run_import: RunImport) -> None:
    done = run_import({"leads.csv": "lead_id,title\n,x\n"})
    assert done.rows("leads") == []
    assert "table-empty" in done.codes
    assert_adds_up(done)


def test_progress_tells_the_rows_read(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("lead_id\n1\n2\n")
    reported: list[tuple[str, int]] = []
    import_folder(
        tmp_path,
        None,
        tmp_path / "out",
        report_progress=lambda table, n_rows: reported.append((table, n_rows)),
    )
    assert reported == [("leads", 2)]
