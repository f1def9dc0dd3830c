"""Every reason to refuse a row: a small nasty file each."""

import gzip
import json
from dataclasses import dataclass

import pyarrow as pa
import pytest
from file_imports import Content, RunImport


@dataclass(frozen=True)
class Case:
    code: str
    table: str
    files: dict[str, Content]
    row_number: int
    line: int | None
    column: str | None
    message: str


LEADS = "lead_id,title\nl1,VP\n"
ACTIVITIES = "activity_id,lead_id,kind,occurred_at\n"


def leads(code: str, text: Content, message: str, **place: object) -> Case:
    values = {"row_number": 2, "line": 3, "column": None} | place
    return Case(code, "leads", {"leads.csv": text}, message=message, **values)


CASES = [
    leads("row-ragged", "lead_id,title\nl1,VP\nl2\nl3,x\n", "1 cells and the header has 2"),
    leads("row-ragged", "lead_id,title\nl1,VP\nl2,x,y\n", "3 cells and the header has 2"),
    leads("row-undecodable", b"lead_id,title\nl1,VP\nl2,caf\xe9\n", "title holds bytes"),
    leads("row-unreadable", 'lead_id,title\nl1,VP\n"l"2,x\nl3,x\n', "expected after"),
    leads("text-nul", "lead_id,title\nl1,VP\nl2,a\0b\n", "NUL"),
    leads("value-missing", "lead_id,title\nl1,VP\n  ,x\n", "no lead_id", column="lead_id"),
    leads("duplicate-key", "lead_id,title\nl1,VP\nl1,CEO\n", "another title", column="lead_id"),
    leads("code-unknown", "lead_id,stage\nl1,\nl2,MQL\n", '"MQL"', column="stage"),
    leads(
        "time-ambiguous",
        "lead_id,created_at\nl1,\nl2,1/2/2021\n",
        "its day or its month comes first",
        column="created_at",
    ),
    leads(
        "time-without-zone",
        "lead_id,created_at\nl1,\nl2,2021-01-02\n",
        "no zone",
        column="created_at",
    ),
    leads("time-unreadable", "lead_id,created_at\nl1,\nl2,soon\n", '"soon"', column="created_at"),
    leads(
        "time-out-of-range",
        "lead_id,created_at\nl1,\nl2,1066-10-14T09:00:00Z\n",
        "1970",
        column="created_at",
    ),
    Case(
        "number-unreadable",
        "accounts",
        {"accounts.csv": "account_id,n_employees\na1,50+\n"},
        1,
        2,
        "n_employees",
        '"50+"',
    ),
    Case(
        "number-out-of-range",
        "accounts",
        {"accounts.csv": "account_id,revenue_amount\na1,1e40\n"},
        1,
        2,
        "revenue_amount",
        "16 digits",
    ),
    Case(
        "boolean-unreadable",
        "accounts",
        {"accounts.csv": "account_id,is_customer\na1,perhaps\n"},
        1,
        2,
        "is_customer",
        '"perhaps"',
    ),
    Case(
        "lead-unknown",
        "activities",
        {"leads.csv": LEADS, "activities.csv": ACTIVITIES + "a1,l9,seen,2021-01-01T00:00:00Z\n"},
        1,
        2,
        "lead_id",
        '"l9"',
    ),
    Case(
        "value-missing",
        "activities",
        {
            "leads.csv": LEADS,
            "activities.parquet": pa.table(
                {"activity_id": ["a1"], "lead_id": ["l1"], "kind": [None], "occurred_at": [None]}
            ),
        },
        1,
        None,
        "kind",
        "no kind",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code}-{i}" for i, case in enumerate(CASES)])
def test_a_refused_row_is_written_with_its_place_and_its_reason(
    case: Case, run_import: RunImport
) -> None:
    done = run_import(case.files)
    assert done.report.is_written
    [row] = done.refused
    assert (row["table"], row["code"]) == (case.table, case.code)
    assert (row["row_number"], row["line"]) == (case.row_number, case.line)
    assert row["column"] == case.column
    assert case.message in row["reason"]
    assert json.loads(row["raw"])
    assert done.report.tables[case.table].refused == {case.code: 1}
    assert "rows-refused" in done.codes


UNLISTED = """
spec: 1
name: x
tables:
  reps:
    - file: r.csv
      columns:
        rep_id: id
        role: {column: role, values: {rep: SDR}}
"""


def test_a_value_that_is_not_listed_is_refused_and_reported(run_import: RunImport) -> None:
    done = run_import({"r.csv": "id,role\n1,rep\n2,boss\n3,boss\n4,\n"}, UNLISTED)
    assert [row["rep_id"] for row in done.rows("reps")] == ["1", "4"]
    assert {row["code"] for row in done.refused} == {"value-unlisted"}
    assert done.report.tables["reps"].columns["role"].unlisted == {"boss": 2}


def test_the_raw_cells_of_a_refused_row_are_kept(run_import: RunImport) -> None:
    done = run_import({"leads.csv": b'lead_id,title,\n,"say ""hi""\nthere",z\nl2,\xe9,\n'})
    first, second = sorted(done.refused, key=lambda row: row["row_number"])
    assert json.loads(first["raw"]) == {"lead_id": "", "title": 'say "hi"\nthere', "#3": "z"}
    assert (first["row_number"], first["line"]) == (1, 2)
    assert json.loads(second["raw"]) == {"lead_id": "l2", "title": "\\xe9", "#3": ""}
    assert (second["row_number"], second["line"]) == (2, 4)


def test_lines_are_true_after_blank_lines_and_line_breaks_in_cells(run_import: RunImport) -> None:
    text = 'lead_id,title\n\n"l1","a\r\nb"\r\n\r\nl2\r\nl3,x\n"l4""x"x,y\nl5,\n,\n'
    done = run_import({"leads.csv": text})
    places = [(row["code"], row["row_number"], row["line"]) for row in done.refused]
    assert sorted(places, key=lambda place: place[1]) == [
        ("row-ragged", 2, 6),
        ("row-unreadable", 4, 8),
        ("value-missing", 6, 10),
    ]
    assert [row["lead_id"] for row in done.rows("leads")] == ["l1", "l3", "l5"]


def test_bytes_that_are_no_text_in_a_column_that_is_not_taken_do_no_harm(
    run_import: RunImport,
) -> None:
    mapping = "spec: 1\nname: x\ntables: {leads: [{file: a.csv, columns: {lead_id: id}}]}\n"
    done = run_import({"a.csv": b"id,note\n1,\xe9\n2,\0\n"}, mapping)
    assert done.report.tables["leads"].n_kept == 2


def test_refused_rows_of_a_gzipped_file_have_lines_too(run_import: RunImport) -> None:
    done = run_import({"leads.csv.gz": gzip.compress(b"lead_id,title\nl1,x\n,y\n")})
    assert [(row["file"], row["line"]) for row in done.refused] == [("leads.csv.gz", 3)]


def test_the_first_fault_of_a_row_is_its_reason(run_import: RunImport) -> None:
    done = run_import({"leads.csv": "lead_id,created_at,stage\n,soon,MQL\n"})
    assert [row["code"] for row in done.refused] == ["value-missing"]


def test_no_row_is_refused_twice_when_keys_are_compared(run_import: RunImport) -> None:
    done = run_import({"leads.csv": "lead_id,title\na,1\na,2\n,3\nb\n"})
    assert sorted(row["code"] for row in done.refused) == [
        "duplicate-key",
        "row-ragged",
        "value-missing",
    ]


@pytest.mark.parametrize(
    ("name", "text", "column"),
    [
        ("leads", "lead_id,stage\nl1,MQL\n", "stage"),
        (
            "touches",
            "touch_id,lead_id,kind,occurred_at\nt1,l1,FAX,2021-01-01T00:00:00Z\n",
            "kind",
        ),
        ("reps", "rep_id,role\nr1,ROBOT\n", "role"),
    ],
)
def test_a_code_that_no_closed_list_has_is_refused(
    run_import: RunImport, name: str, text: str, column: str
) -> None:
    done = run_import({f"{name}.csv": text})
    assert [(row["code"], row["column"]) for row in done.refused] == [("code-unknown", column)]
