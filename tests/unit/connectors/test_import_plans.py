"""What an import reads, which files and values it finds, and what it says where it fails."""

import gc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from file_imports import Content, RunImport, issues_of

from leadpact.connectors.files import import_folder
from leadpact.connectors.files.batches import BATCH_ROWS, plain_value, shown, unreadable
from leadpact.connectors.files.refused import REFUSED_SCHEMA
from leadpact.outputs import read_manifest
from leadpact.terms.issues import Level

HEAD = "spec: 1\nname: x\ntables:\n  reps:\n"
LOOKUP = (
    HEAD + "    - file: r.csv\n      columns:\n        rep_id: id\n"
    "        team: {lookup: {file: 't*.csv', key: rep, value: team, by: id}}\n"
)


def reps(file: str, column: str = "id", more: str = "") -> str:
    return HEAD + f"    - {{file: {file}, columns: {{rep_id: {column}}}{more}}}\n"


def test_a_folder_without_tables_names_eight_of_its_files(tmp_path: Path) -> None:
    stated = []
    for n in range(10):
        report = import_folder(tmp_path, None, tmp_path.parent / "out")
        stated.append(
            report.issues[0].fact.removeprefix("The folder holds no CSV, TSV or Parquet file.")
        )
        (tmp_path / f"n{n}.txt").write_text("x")
    assert stated[0] == ""
    assert stated[1] == " What is in it: n0.txt."
    assert stated[8] == f" What is in it: {', '.join(f'n{n}.txt' for n in range(8))}."
    assert stated[9] == f"{stated[8][:-1]} …."
    (issue,) = report.issues
    assert (str(issue.place), issue.fix) == (str(tmp_path), "Export the tables into it.")


def test_twenty_files_are_named_where_one_is_missing(run_import: RunImport) -> None:
    files: dict[str, Content] = {f"{n:02}.csv": "id\n1\n" for n in range(21)}
    (issue,) = issues_of(run_import(files, reps("none.csv")))
    assert issue == (
        "mapping-file-missing",
        "mapping.yaml:5:14",
        "The data folder has no file none.csv.",
        f"There are: {', '.join(f'{n:02}.csv' for n in range(20))}.",
    )


def test_twenty_columns_are_named_where_one_is_missing(run_import: RunImport) -> None:
    header = ",".join(f"c{n:02}" for n in range(21))
    (issue,) = issues_of(run_import({"r.csv": f"{header}\n"}, reps("r.csv", "zzzz")))
    assert issue[0] == "mapping-column-missing"
    assert issue[2:] == (
        "r.csv has no column zzzz.",
        f"It has: {', '.join(f'c{n:02}' for n in range(20))}.",
    )


@pytest.mark.parametrize(
    ("header", "column", "fix"),
    [
        ("a;b", "id", 'Its header is separated by semicolons: add `delimiter: ";"`.'),
        ("a;b,c", "id", "It has: a;b, c."),
        ("ab", "zz", "It has: ab."),
        ("abxy", "abcd", "Did you mean abxy?"),  # two of four: just near enough
        ("abxyz", "abcde", "It has: abxyz."),
    ],
)
def test_a_column_that_is_missing_may_be_a_slip(
    run_import: RunImport, header: str, column: str, fix: str
) -> None:
    (issue,) = issues_of(run_import({"r.csv": f"{header}\n"}, reps("r.csv", column)))
    assert issue[3] == fix


@pytest.mark.parametrize(
    "source",
    [
        "{file: r.csv, columns: {rep_id: a}}",
        "{file: r.csv, columns: {rep_id: id}, attributes: {x: a}}",
        "{file: r.csv, columns: {rep_id: id}, where: {a: {is_known: true}}}",
        "{file: r.csv, columns: {rep_id: id, name: {template: '{id}-{a}'}}}",
        "{file: r.csv, columns: {rep_id: id, hired_on: {month_end: {year: id, month: a}}}}",
        "{file: r.csv, columns: {rep_id: id, hired_on: {quarter_start: {year: a, quarter: id}}}}",
        "{file: r.csv, columns: {rep_id: id, "
        "name: {lookup: {file: t.csv, key: k, value: v, by: a}}}}",
    ],
)
@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("id,b", "mapping-column-missing"),
        ("id,a,a", "file-header-duplicate"),
        ("id,a,a,a", "file-header-duplicate"),
        ("id,a", None),
    ],
)
def test_every_key_that_names_a_column_needs_it_once(
    run_import: RunImport, source: str, header: str, code: str | None
) -> None:
    done = run_import({"r.csv": f"{header}\n1\n", "t.csv": "k,v\n"}, HEAD + f"    - {source}\n")
    errors = {one.code for one in done.report.issues if one.level is Level.ERROR}
    assert errors == ({code} if code else set())
    assert done.report.is_written is (code is None)


def test_a_lookup_finds_the_first_value_of_the_first_file(run_import: RunImport) -> None:
    files: dict[str, Content] = {
        "r.csv": "id\n1\n2\n3\n4\n",
        "t1.csv": "rep,team\n1,a\n1,b\n2,\n,c\n3,a\n3,a\n",
        "t2.csv": "team,rep\nz,1\ny,2\nx,4\nx\nx,y,z\n",
    }
    done = run_import(files, LOOKUP)
    assert [row["team"] for row in done.rows("reps")] == ["a", "y", "a", "x"]
    first = 'Several values of team belong to one rep, as for "1" (1 in all); the first is taken.'
    assert issues_of(done) == [
        ("lookup-ambiguous", "t1.csv", first, "Look up a column that is unique."),
        ("lookup-ambiguous", "t2.csv", first, "Look up a column that is unique."),
        (
            "lookup-rows-skipped",
            "t2.csv",
            "The lookup by id skips rows that do not split into cells: 2.",
            "Correct the rows in the file.",
        ),
    ]


def test_the_smallest_of_several_ambiguous_keys_is_named(run_import: RunImport) -> None:
    table = "rep,team\n7,a\n7,b\n3,a\n3,b\n3,c\n"
    (issue,) = issues_of(run_import({"r.csv": "id\n1\n", "t.csv": table}, LOOKUP))
    assert 'as for "3" (2 in all)' in issue[2]


def test_a_lookup_may_find_the_key_itself_and_is_of_its_own_encoding(run_import: RunImport) -> None:
    mapping = (
        HEAD + "    - file: r.csv\n      columns:\n        rep_id: id\n"
        "        name: {lookup: {file: t.csv, key: k, value: k, by: id, encoding: cp1252, "
        'delimiter: ";"}}\n'
        "        team: {lookup: {file: t.csv, key: k, value: v, by: id, encoding: cp1252, "
        'delimiter: ";"}}\n'
    )
    done = run_import({"r.csv": "id\né\n", "t.csv": "k;v\né;ü\n".encode("cp1252")}, mapping)
    assert done.rows("reps") == [{"rep_id": "é", "name": "é", "team": "ü"}]


def test_a_lookup_of_an_attribute_has_its_place_there(run_import: RunImport) -> None:
    mapping = (
        "spec: 1\nname: x\ntables:\n  leads:\n    - file: l.csv\n      columns: {lead_id: id}\n"
        "      attributes:\n        team: {lookup: {file: t.csv, key: k, value: v, by: id}}\n"
    )
    (issue,) = issues_of(run_import({"l.csv": "id\n1\n"}, mapping))
    assert issue[:2] == ("mapping-file-missing", "mapping.yaml:8:9")
    done = run_import({"t.csv": "k,v\n1,a\n"}, mapping)
    assert done.rows("leads") == [{"lead_id": "1", "team": "a"}]


def test_columns_are_in_canonical_order_then_attributes_as_they_come(run_import: RunImport) -> None:
    mapping = (
        "spec: 1\nname: x\ntables:\n  leads:\n"
        "    - {file: a.csv, columns: {title: t, lead_id: id}, attributes: {z: t, y: t}}\n"
        "    - {file: b.csv, columns: {lead_id: id, email: t}, attributes: {x: t, z: t}}\n"
    )
    done = run_import({"a.csv": "id,t\n1,a\n", "b.csv": "id,t\n2,b\n"}, mapping)
    assert pq.read_schema(done.out / "leads.parquet").names == [
        *("lead_id", "email", "title", "z", "y", "x")
    ]
    assert done.rows("leads")[1] == {
        **dict.fromkeys(("title", "y")),
        **dict.fromkeys(("email", "x", "z"), "b"),
        "lead_id": "2",
    }


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_file_of_more_than_a_batch_is_read_in_batches(tmp_path: Path, suffix: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    ids = [str(n) for n in range(BATCH_ROWS + 1)]
    if suffix == "csv":
        (data / "leads.csv").write_text("lead_id\n" + "\n".join(ids) + "\n")
    else:
        pq.write_table(pa.table({"lead_id": ids}), data / "leads.parquet")
    reported: list[tuple[str, int]] = []
    report = import_folder(
        data, None, tmp_path / "out", report_progress=lambda *seen: reported.append(seen)
    )
    assert reported == [("leads", 65_536), ("leads", 65_537)]
    assert (report.tables["leads"].n_kept, report.issues) == (65_537, [])
    manifest = read_manifest(tmp_path / "out")
    assert manifest is not None
    assert manifest.n_rows == {"leads": 65_537}


def test_refused_rows_have_the_documented_columns(run_import: RunImport) -> None:
    done = run_import({"reps.csv": "rep_id\nx,y\n,\nz,z\n", "leads.csv": "lead_id\n"})
    schema = pq.read_schema(done.out / "refused.parquet")
    assert schema == REFUSED_SCHEMA
    assert [(one.name, str(one.type), one.nullable) for one in schema] == [
        ("table", "string", False),
        ("file", "string", False),
        ("row_number", "int64", False),
        ("line", "int64", True),
        ("code", "string", False),
        ("column", "string", True),
        ("reason", "string", False),
        ("raw", "string", False),
    ]
    assert done.report.tables["reps"].refused == {"row-ragged": 3}


def test_every_refused_row_is_written_however_many(run_import: RunImport) -> None:
    done = run_import({"reps.csv": "rep_id,name\n" + ",x\n" * 20_001})
    assert [row["row_number"] for row in done.refused] == list(range(1, 20_002))
    assert done.report.tables["reps"].refused == {"value-missing": 20_001}


def test_every_file_of_an_import_is_compressed_with_zstd(run_import: RunImport) -> None:
    done = run_import({"reps.csv": "rep_id\n1\nx,y\n", "leads.csv": "lead_id\n1\n"})
    found = {
        path.name: pq.ParquetFile(path).metadata.row_group(0).column(0).compression
        for path in done.out.glob("*.parquet")
    }
    assert found == dict.fromkeys(("reps.parquet", "leads.parquet", "refused.parquet"), "ZSTD")


@pytest.mark.parametrize("was_enabled", [True, False])
def test_the_search_for_cycles_is_as_before_after_an_import(
    run_import: RunImport, was_enabled: bool
) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if was_enabled else gc.disable)()
        run_import({"reps.csv": "rep_id\n1\n"})
        assert gc.isenabled() is was_enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_an_output_within_the_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "reps.csv").write_text("rep_id\n1\n")
    report = import_folder(tmp_path, None, tmp_path)
    assert not report.is_written
    assert [path.name for path in tmp_path.iterdir()] == ["reps.csv"]


@pytest.mark.parametrize(
    ("n", "end"), [(0, '"'), (59, 'x"'), (60, 'x"'), (61, 'x…"'), (500, 'x…"')]
)
def test_a_value_in_a_message_has_at_most_sixty_characters(n: int, end: str) -> None:
    text = shown("x" * n)
    assert text.startswith('"')
    assert text.endswith(end)
    assert text.count("x") == min(n, 60)


def test_a_file_that_may_not_be_opened_is_reported_with_the_reason_of_the_system() -> None:
    facts = [unreadable(error, "Other.") for error in (PermissionError(), OSError("x"))]
    assert [(one.fact, one.fix, one.line) for one in facts] == [
        ("The file cannot be opened: Permission denied.", "Check its permissions.", 0),
        ("Other.", "Export or copy the file again.", 0),
    ]
    named = unreadable(PermissionError(13, "Not yours"), "Other.")
    assert named.fact == "The file cannot be opened: Not yours."
    issue = named.as_issue("r.csv")
    assert (issue.code, str(issue.place), issue.fact) == (
        *("file-unreadable", "r.csv", named.fact),
    )


def test_a_moment_beyond_calendars_is_shown_as_its_number() -> None:
    moment = pa.array([10**18], pa.timestamp("us"))[0]
    assert plain_value(moment) == f"timestamp[us] {10**18}"
    assert plain_value(pa.array([7])[0]) == 7
