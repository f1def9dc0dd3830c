"""What stops an import, and what it warns of."""

import gzip
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from file_imports import Content, RunImport

from leadpact.connectors.files import import_folder
from leadpact.terms.issues import Level

REPS = "spec: 1\nname: x\ntables: {reps: [{file: %s, columns: {rep_id: %s}}]}\n"
LOOKUP = """
spec: 1
name: x
tables:
  reps:
    - file: r.csv
      columns:
        rep_id: id
        team: {lookup: {file: t.csv, key: rep, value: team, by: id}}
"""
OPPORTUNITIES = "opportunity_id,lead_id,opened_at,closed_at\n"
LEADS = "lead_id,created_at\nl1,2021-02-01T00:00:00Z\n"
ACTIVITIES = "activity_id,lead_id,kind,occurred_at\na1,l1,seen,2021-01-01T10:00:00Z\n"


@dataclass(frozen=True)
class Case:
    code: str
    files: dict[str, Content]
    place: str
    message: str
    mapping: str | None = None
    level: Level = Level.ERROR
    also: set[str] = field(default_factory=set)


def warning(code: str, files: dict[str, Content], place: str, message: str, **more: object) -> Case:
    return Case(code, files, place, message, level=Level.WARNING, **more)


def parquet_bytes() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"rep_id": ["1"] * 1000}), sink)
    return sink.getvalue().to_pybytes()


CASES = [
    Case("data-unnamed", {"export.csv": "id\n1\n"}, "{data}", "leads", also={"file-ignored"}),
    Case("file-required-column", {"reps.csv": "name\nx\n"}, "reps.csv:1", "rep_id"),
    Case("file-header", {"reps.csv": ""}, "reps.csv", "no header"),
    Case("file-header", {"reps.csv": '"rep_id"x,y\n1,2\n'}, "reps.csv:1", "does not split"),
    Case("file-header", {"reps.csv": bytes(range(256))}, "reps.csv:1", "NUL"),
    Case("file-required-column", {"reps.csv": "rep_id;name\n1;x\n"}, "reps.csv:1", "semicolons"),
    Case(
        "file-header-duplicate",
        {"reps.csv": "rep_id,name,name\n1,a,b\n"},
        "reps.csv:1",
        "called name",
    ),
    Case("file-encoding", {"reps.csv": "rep_id\n1\n".encode("utf-16")}, "reps.csv:1", "utf-16"),
    Case("file-encoding", {"reps.csv": b"rep_id,caf\xe9\n1,x\n"}, "reps.csv:1", "cp1252"),
    Case(
        "file-encoding",
        {"r.csv": "id\n1\n".encode("utf-16") + b"\x00"},
        "r.csv",
        "utf-16",
        mapping="spec: 1\nname: x\n"
        "tables: {reps: [{file: r.csv, encoding: utf-16, columns: {rep_id: id}}]}\n",
    ),
    Case("file-unreadable", {"reps.csv.gz": b"not gzip"}, "reps.csv.gz", "Not a gzipped file"),
    Case(
        "file-unreadable",
        {"reps.csv.gz": gzip.compress(("rep_id\n" + "1\n" * 99999).encode())[:-60]},
        "reps.csv.gz",
        "end-of-stream",
    ),
    Case("file-unreadable", {"reps.parquet": b"PAR1 and so on"}, "reps.parquet", "Parquet"),
    Case("file-unreadable", {"reps.parquet": parquet_bytes()[:-200]}, "reps.parquet", "Parquet"),
    Case(
        "file-quote-unclosed",
        {"reps.csv": 'rep_id,name\n1,x\n2,"y\n3,z\n4,z\n'},
        "reps.csv:3",
        "line 3",
    ),
    Case(
        "file-quote-unclosed",
        {"reps.csv": 'rep_id,name\n1,"' + "x\n" * 70_000},
        "reps.csv:2",
        "line 2",
    ),
    Case(
        "mapping-file-missing",
        {"reeps.csv": "id\n1\n"},
        "mapping.yaml:3:24",
        "reeps.csv",
        mapping=REPS % ("reps.csv", "id"),
    ),
    Case(
        "mapping-column-missing",
        {"reps.csv": "RepId,Name\n1,x\n"},
        "mapping.yaml:3:44",
        "RepId",
        mapping=REPS % ("reps.csv", "repid"),
    ),
    Case(
        "mapping-column-missing",
        {"reps.csv": "RepId;Name\n1;x\n"},
        "mapping.yaml:3:44",
        "delimiter",
        mapping=REPS % ("reps.csv", "RepId"),
    ),
    Case(
        "mapping-column-missing",
        {"r.csv": "id\n1\n", "t.csv": "rep,name\n1,x\n"},
        "mapping.yaml:9:9",
        "t.csv has no column team",
        mapping=LOOKUP,
    ),
    Case(
        "mapping-file-missing",
        {"r.csv": "id\n1\n"},
        "mapping.yaml:9:9",
        "no file t.csv",
        mapping=LOOKUP,
    ),
    Case(
        "file-quote-unclosed",
        {"r.csv": "id\n1\n", "t.csv": 'rep,team\n1,"x\n'},
        "t.csv:2",
        "line 2",
        mapping=LOOKUP,
    ),
    warning(
        "lookup-ambiguous",
        {"r.csv": "id\n1\n", "t.csv": "rep,team\n1,x\n1,y\n1,\n"},
        "t.csv",
        'as for "1" (1 in all)',
        mapping=LOOKUP,
    ),
    warning(
        "lookup-rows-skipped",
        {"r.csv": "id\n1\n", "t.csv": "rep,team\n1,x\n2\n"},
        "t.csv",
        "cells: 1",
        mapping=LOOKUP,
    ),
    warning("file-ignored", {"reps.csv": "rep_id\n1\n", "lead.csv": "x\n1\n"}, "lead.csv", "leads"),
    warning("column-ignored", {"reps.csv": "rep_id,nam\n1,x\n"}, "reps.csv:1", "name"),
    warning("leads-absent", {"activities.csv": ACTIVITIES}, "activities.csv", "not checked"),
    warning(
        "rep-unknown",
        {"reps.csv": "rep_id\n1\n", "leads.csv": "lead_id,owner_rep_id\nl1,1\nl2,7\nl3,\n"},
        "leads.csv",
        'owner_rep_id is no rep in 1 of 3 rows of leads, such as "7"',
    ),
    warning(
        "opportunity-lead-unknown",
        {"leads.csv": LEADS, "opportunities.csv": OPPORTUNITIES + "o1,l9,,\no2,,,\n"},
        "opportunities.csv",
        'The lead of 1 of 2 opportunities was not kept, such as "l9"',
    ),
    warning(
        "times-disordered",
        {
            "leads.csv": LEADS,
            "opportunities.csv": OPPORTUNITIES + "o1,l1,,2021-01-31T23:59:59Z\n",
        },
        "opportunities.csv",
        "closed_at lies before its lead's created_at",
    ),
    warning(
        "times-disordered",
        {
            "opportunities.csv": OPPORTUNITIES
            + "o1,,2021-03-02T00:00:00Z,2021-03-01T00:00:00Z\no2,,2021-03-02T00:00:00Z,\n"
        },
        "opportunities.csv",
        "closed_at lies before opened_at",
    ),
    warning(
        "times-without-hour",
        {"l.csv": "id,on\n" + "".join(f"{n},2021-01-{n % 28 + 1:02d}\n" for n in range(30))},
        "l.csv",
        "Of 30 values of leads.created_at, 30",
        mapping="spec: 1\nname: x\ntime_zone: Asia/Tokyo\n"
        "tables: {leads: [{file: l.csv, columns: {lead_id: id, created_at: on}}]}\n",
    ),
    warning(
        "amounts-rounded",
        {"opportunities.csv": "opportunity_id,amount\n1,2.005\n2,2.01\n"},
        "opportunities.csv",
        "amounts: 1",
    ),
    warning(
        "values-made-missing",
        {"r.csv": "id,cap\n1,5\n2,many\n"},
        "r.csv",
        "Of reps.daily_cap, what could not be read is missing now; values: 1",
        mapping="spec: 1\nname: x\ntables: {reps: [{file: r.csv, columns: "
        "{rep_id: id, daily_cap: {column: cap, unreadable: missing}}}]}\n",
    ),
    warning(
        "values-unlisted",
        {"r.csv": "id,role\n1,rep\n2,boss\n"},
        "r.csv",
        '"boss"',
        mapping="spec: 1\nname: x\ntables: {reps: [{file: r.csv, columns: "
        "{rep_id: id, role: {column: role, values: {rep: SDR}, otherwise: missing}}}]}\n",
    ),
    warning(
        "rows-refused",
        {"reps.csv": "rep_id\n1\nx,y\n"},
        "reps.csv",
        "1 of 2 rows of reps were refused: 1 row-ragged",
    ),
    warning("file-empty", {"reps.csv": "rep_id,name\n"}, "reps.csv", "no row below it"),
    warning(
        "file-empty",
        {"reps/1.csv": "rep_id\n1\n", "reps/2.csv": "rep_id\n"},
        "reps/2.csv",
        "adds nothing to reps",
    ),
    warning(
        "file-empty", {"reps.parquet": pa.table({"rep_id": ["1"]})[:0]}, "reps.parquet", "no row"
    ),
    warning(
        "table-empty",
        {"reps.csv": "rep_id\nx,y\n"},
        "reps.csv",
        "No row was kept of 1",
        also={"rows-refused"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code}-{i}" for i, case in enumerate(CASES)])
def test_each_issue_says_where_what_and_what_to_do(
    case: Case, run_import: RunImport, tmp_path: Path
) -> None:
    done = run_import(case.files, case.mapping)
    assert done.codes == {case.code} | case.also
    issue = next(issue for issue in done.report.issues if issue.code == case.code)
    assert issue.level is case.level
    assert str(issue.place) == case.place.format(data=tmp_path / "data")
    assert case.message in f"{issue.fact} {issue.fix}"
    assert done.out.exists() is (case.level is Level.WARNING)


def test_a_folder_that_is_not_there_is_an_issue(tmp_path: Path) -> None:
    report = import_folder(tmp_path / "nowhere", None, tmp_path / "out")
    assert [issue.code for issue in report.issues] == ["data-missing"]


def test_a_file_in_the_place_of_a_folder_is_an_issue(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text(LEADS)
    (issue,) = import_folder(tmp_path / "leads.csv", None, tmp_path / "out").issues
    assert (issue.code, issue.fix) == ("data-missing", "Name its folder.")


@pytest.mark.parametrize("name", ["reps.csv", "reps.csv.gz", "reps.parquet"])
def test_a_file_that_may_not_be_opened_is_not_called_damaged(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system refuses; permissions cannot be taken from an administrator, who runs tests too."""

    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / name).write_bytes(b"rep_id\n1\n")
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("gzip.open", refuse)
    monkeypatch.setattr("pyarrow.parquet.ParquetFile", refuse)
    (issue,) = import_folder(tmp_path, None, tmp_path / "out").issues
    assert (issue.code, issue.fix) == ("file-unreadable", "Check its permissions.")


def test_a_folder_without_tables_is_an_issue(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    report = import_folder(tmp_path, None, tmp_path / "out")
    (issue,) = report.issues
    assert issue.code == "data-empty"
    assert "notes.txt" in issue.fact
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "name", ["reps.CSV", "REPS.CSV", "Reps.Tsv", "reps.csv.GZ", "REPS.PARQUET"]
)
def test_capitals_in_the_name_of_a_file_do_not_matter(name: str, run_import: RunImport) -> None:
    content: Content = "rep_id,name\n1,Ann\n"
    if name.endswith("GZ"):
        content = gzip.compress(b"rep_id,name\n1,Ann\n")
    elif name.endswith("PARQUET"):
        content = pa.table({"rep_id": ["1"], "name": ["Ann"]})
    elif name.endswith("Tsv"):
        content = "rep_id\tname\n1\tAnn\n"
    done = run_import({name: content})
    assert done.codes == set()
    assert [(row["rep_id"], row["name"]) for row in done.rows("reps")] == [("1", "Ann")]


def test_a_mapping_may_name_a_file_in_capitals(run_import: RunImport) -> None:
    done = run_import({"R.CSV": "id\n1\n"}, REPS % ("R.CSV", "id"))
    assert [row["rep_id"] for row in done.rows("reps")] == ["1"]


def test_a_folder_that_holds_something_else_is_left_alone(run_import: RunImport) -> None:
    done = run_import({"reps.csv": "rep_id\n1\n"})
    assert done.report.is_written
    (done.out / "notes.txt").write_text("mine")
    again = run_import({"reps.csv": "rep_id\n2\n"})
    assert again.codes == {"out-not-empty"}
    assert [row["rep_id"] for row in done.rows("reps")] == ["1"]
    assert (done.out / "notes.txt").read_text() == "mine"


def test_a_file_in_the_way_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "reps.csv").write_text("rep_id\n1\n")
    report = import_folder(tmp_path, None, tmp_path / "reps.csv")
    assert [issue.code for issue in report.issues] == ["out-no-folder"]


def test_a_simulated_data_set_is_not_replaced(run_import: RunImport) -> None:
    done = run_import({"reps.csv": "rep_id\n1\n"})
    manifest = done.out / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"import"', '"simulate"'))
    assert run_import({"reps.csv": "rep_id\n2\n"}).codes == {"out-not-empty"}


def test_an_earlier_import_is_replaced_whole(run_import: RunImport, tmp_path: Path) -> None:
    run_import({"reps.csv": "rep_id\n1\n", "leads.csv": "lead_id\nl\n"})
    (tmp_path / "data" / "leads.csv").unlink()
    done = run_import({"reps.csv": "rep_id\n2\n"})
    assert [row["rep_id"] for row in done.rows("reps")] == ["2"]
    assert not (done.out / "leads.parquet").exists()


def test_a_failed_import_leaves_the_earlier_one_and_nothing_half_done(
    run_import: RunImport, tmp_path: Path
) -> None:
    done = run_import({"reps.csv": "rep_id\n1\n"})
    failed = run_import({"reps.csv": "rep_id\n2\n", "leads.csv": 'lead_id\n"l\n'})
    assert not failed.report.is_written
    assert [row["rep_id"] for row in done.rows("reps")] == ["1"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "out"]


def test_all_unreadable_files_are_reported_in_one_run(run_import: RunImport) -> None:
    done = run_import(
        {
            "leads/1.csv": 'lead_id\n"l\n',
            "leads/2.csv": 'lead_id\n"m\n',
            "reps.csv": 'rep_id\n"r\n',
        }
    )
    assert [issue.place.file for issue in done.report.issues] == [
        "leads/1.csv",
        "leads/2.csv",
        "reps.csv",
    ]
