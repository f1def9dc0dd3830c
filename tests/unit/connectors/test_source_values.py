"""What a mapping's values mean, and what the rows of a file are called in a report."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from file_imports import Content, RunImport

from leadpact.connectors.files import import_folder, read_mapping
from leadpact.connectors.files.batches import MAX_SHOWN, shown
from leadpact.connectors.files.report import TableReport

HEAD = "spec: 1\nname: x\ntables:\n  reps:\n    - file: r.csv\n      columns:\n        rep_id: id\n"


@pytest.mark.parametrize("condition", ["is: [x]", "is_not: [x]", "is_known: true"])
def test_a_selection_needs_only_one_of_its_keys(condition: str) -> None:
    mapping, issues = read_mapping(HEAD + f"      where:\n        id: {{{condition}}}\n", "m.yaml")
    assert (mapping is not None, issues) == (True, [])


@pytest.mark.parametrize(
    ("written", "text"),
    [("true", "true"), ("false", "false"), ("5", "5"), ("1.5", "1.5"), ('"05"', "05")],
)
def test_a_constant_is_the_text_that_a_cell_would_hold(written: str, text: str) -> None:
    mapping, issues = read_mapping(HEAD + f"        name: {{constant: {written}}}\n", "m.yaml")
    assert mapping is not None, issues
    [source] = (mapping.document.tables or {})["reps"]
    assert source.columns["name"].constant == text


def test_a_value_that_does_not_fit_is_named_with_the_reason() -> None:
    _, [issue] = read_mapping(HEAD + "        name: {constant: [a]}\n", "m.yaml")
    assert issue.fact == (
        "The value of `tables.reps.0.columns.name.constant` does not fit:"
        " write a single value here, not a list or a section."
    )


def test_a_report_begins_with_nothing_read() -> None:
    table = TableReport()
    assert (table.n_read, table.n_kept, table.n_not_selected, table.n_duplicates) == (0, 0, 0, 0)
    assert table.n_refused == 0


def test_a_value_is_shown_in_full_up_to_its_limit() -> None:
    assert shown("x" * MAX_SHOWN) == f'"{"x" * MAX_SHOWN}"'
    assert shown("x" * MAX_SHOWN + "y") == f'"{"x" * MAX_SHOWN}…"'


@pytest.mark.parametrize(("n_files", "ends"), [(8, "7.txt."), (9, "7.txt ….")])
def test_of_a_folder_without_tables_eight_files_are_named(
    n_files: int, ends: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for n in range(n_files):
        (data / f"{n}.txt").write_text("x")
    [issue] = import_folder(data, None, tmp_path / "out").issues
    assert issue.fact.endswith(ends)


def test_the_row_behind_one_that_cannot_be_read_has_its_own_line(run_import: RunImport) -> None:
    done = run_import({"leads.csv": 'lead_id,title\nl1,a\n"l4""x"x,y\n,z\n'})
    found = sorted(done.refused, key=lambda row: row["row_number"])
    assert [(row["code"], row["row_number"], row["line"]) for row in found] == [
        ("row-unreadable", 2, 3),
        ("value-missing", 3, 4),
    ]
    assert json.loads(found[0]["raw"]) == ['"l4""x"x,y']


def test_rows_of_parquet_are_counted_on_over_its_batches(
    run_import: RunImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadpact.connectors.files.parquet.BATCH_ROWS", 2)
    done = run_import({"reps.parquet": pa.table({"rep_id": ["1", "2", "3", "4", None]})})
    assert [row["row_number"] for row in done.refused] == [5]
    assert done.report.tables["reps"].n_kept == 4


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_a_file_of_utf_16_is_named_as_such(mark: bytes, run_import: RunImport) -> None:
    done = run_import({"reps.csv": mark + b"r\0e\0p\0"})
    [issue] = [issue for issue in done.report.issues if issue.code == "file-encoding"]
    assert "mark of UTF-16" in issue.fact


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ({"rep_id": ["1"], "tags": [["a"]]}, {"column-ignored"}),
        ({"rep_id": [["1"]], "name": ["x"]}, {"file-required-column"}),
    ],
)
def test_a_column_of_lists_is_left_out_unless_it_is_needed(
    table: dict[str, list[object]], codes: set[str], run_import: RunImport
) -> None:
    content: Content = pa.table(table)
    assert run_import({"reps.parquet": content}).codes == codes


@pytest.mark.parametrize("header", ["id,id", "id,id,id"])
def test_a_column_that_is_wanted_comes_once(header: str, run_import: RunImport) -> None:
    row = ",".join("1" for _ in header.split(","))
    done = run_import({"r.csv": f"{header}\n{row}\n"}, HEAD)
    assert done.codes == {"file-header-duplicate"}


def test_a_column_that_is_not_there_is_reported_with_the_nearest(run_import: RunImport) -> None:
    done = run_import({"r.csv": "idd,name\n1,x\n"}, HEAD)
    [issue] = [issue for issue in done.report.issues if issue.code == "mapping-column-missing"]
    assert "idd" in issue.fix
    done = run_import({"r.csv": "rep;name\n1;x\n"}, HEAD)
    [issue] = [issue for issue in done.report.issues if issue.code == "mapping-column-missing"]
    assert issue.fix == 'Its header is separated by semicolons: add `delimiter: ";"`.'
