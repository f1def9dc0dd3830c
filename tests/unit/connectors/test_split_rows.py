"""Rows as they stand in files: their numbers, lines and cells, whatever is wrong among them."""

import json
from typing import Any

import pyarrow as pa
import pytest
from file_imports import Content, Imported, RunImport, issues_of

from leadpact.connectors.files.delimited import MAX_CELL


def refused(done: Imported) -> list[tuple[int, int | None, str, Any]]:
    rows = sorted(done.refused, key=lambda row: row["row_number"])
    return [(row["row_number"], row["line"], row["code"], json.loads(row["raw"])) for row in rows]


def test_rows_of_every_fault_keep_their_numbers_lines_and_cells(run_import: RunImport) -> None:
    text = b"lead_id,title,title,\n1,a,b,c\n2,\xe9,b\n\n3,\xe9,b,c\n"
    text += b'"4"x,b\n,\xc3\xa9,b,c\n6,a\n7,b,c,d\n'
    mapping = "spec: 1\nname: x\ntables: {leads: [{file: l.csv, columns: {lead_id: lead_id}}]}\n"
    done = run_import({"l.csv": text}, mapping)
    assert refused(done) == [
        (2, 3, "row-ragged", ["2", "\\xe9", "b"]),
        (4, 6, "row-unreadable", ['"4"x,b']),
        (5, 7, "value-missing", {"lead_id": "", "title#2": "é", "title#3": "b", "#4": "c"}),
        (6, 8, "row-ragged", ["6", "a"]),
    ]
    assert [row["lead_id"] for row in done.rows("leads")] == ["1", "3", "7"]
    raw = {row["row_number"]: row["raw"] for row in done.refused}
    assert raw[5] == '{"lead_id": "", "title#2": "é", "title#3": "b", "#4": "c"}'
    reasons = {row["row_number"]: row["reason"] for row in done.refused}
    assert reasons[2] == "The row has 3 cells and the header has 4."
    assert reasons[4].startswith("The row does not split into cells: ")


def test_faults_of_two_kinds_are_found_in_one_file(run_import: RunImport) -> None:
    done = run_import({"leads.csv": b"lead_id,title\n1,\xe9\n2\n\xe9,\xe9\n4,x\n"})
    assert refused(done) == [
        (1, 2, "row-undecodable", {"lead_id": "1", "title": "\\xe9"}),
        (2, 3, "row-ragged", ["2"]),
        (3, 4, "row-undecodable", {"lead_id": "\\xe9", "title": "\\xe9"}),
    ]
    reasons = {row["row_number"]: row["reason"] for row in done.refused}
    assert reasons[1] == "Column title holds bytes that are no utf-8 text."
    assert reasons[3] == "Column lead_id holds bytes that are no utf-8 text."
    assert done.rows("leads") == [{"lead_id": "4", "title": "x"}]


def test_rows_are_numbered_on_through_batches(
    run_import: RunImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("delimited", "parquet"):
        monkeypatch.setattr(f"leadpact.connectors.files.{module}.BATCH_ROWS", 2)
    rows = ["1,x", "2,x", "3", ",x", "5,x", '"6"x,', ",", "8,x"]
    done = run_import({"leads.csv": "lead_id,title\n" + "\n".join(rows) + "\n"})
    assert [(number, line) for number, line, *_ in refused(done)] == [
        (3, 4),
        (4, 5),
        (6, 7),
        (7, 8),
    ]
    assert (done.report.tables["leads"].n_read, done.report.tables["leads"].n_kept) == (8, 4)
    table = pa.table({"lead_id": ["1", "2", None, "4", None]})
    done = run_import({"leads.csv": "lead_id\n", "leads/a.parquet": table})
    assert [(number, line, raw) for number, line, _, raw in refused(done)] == [
        (3, None, {"lead_id": None}),
        (5, None, {"lead_id": None}),
    ]


def test_a_row_that_does_not_split_keeps_its_last_fifty_lines(run_import: RunImport) -> None:
    for n in (1, 3, 50, 60):
        lines = [f"line {number}" for number in range(n - 1)]
        text = "\n".join(['1,"a', *lines]) + '"x\n' if n > 1 else '1,"a"x\n'
        done = run_import({"leads.csv": f"lead_id,title\n0,ok\n{text}2,x\n"})
        [(number, line, code, raw)] = refused(done)
        assert (number, line, code) == (2, 3, "row-unreadable")
        assert raw == ["\n".join(text.rstrip("\n").split("\n")[-50:])]
        assert [row["lead_id"] for row in done.rows("leads")] == ["0", "2"]


def test_the_row_behind_one_that_cannot_be_read_has_its_own_line(run_import: RunImport) -> None:
    done = run_import({"leads.csv": 'lead_id,title\nl1,a\n"l4""x"x,y\n,z\n'})
    found = sorted(done.refused, key=lambda row: row["row_number"])
    assert [(row["code"], row["row_number"], row["line"]) for row in found] == [
        ("row-unreadable", 2, 3),
        ("value-missing", 3, 4),
    ]
    assert json.loads(found[0]["raw"]) == ['"l4""x"x,y']


def test_a_cell_has_at_most_ten_million_characters(run_import: RunImport) -> None:
    assert MAX_CELL == 10_000_000
    longest = "x" * MAX_CELL
    done = run_import({"reps.csv": f"rep_id,name\n1,{longest}\n"})
    assert [len(row["name"]) for row in done.rows("reps")] == [MAX_CELL]
    (issue,) = issues_of(run_import({"reps.csv": f"rep_id,name\n1,{longest}x\n"}))
    assert issue == (
        "file-quote-unclosed",
        "reps.csv:2",
        "A cell of line 2 has over 10,000,000 characters, as after a quote not closed.",
        "Close the quote, or double the quotes that belong to the text.",
    )


NO_HEADER = (
    "file-header",
    "reps.csv",
    "The file has no header: its first line names no column.",
    "Put the column names into the first line.",
)


@pytest.mark.parametrize(
    ("content", "issue"),
    [
        ("", NO_HEADER),
        ("\n\n", NO_HEADER),
        (" , \n1,2\n", NO_HEADER),
        (
            "rep_id,a\0b\n",
            (
                "file-header",
                "reps.csv:1",
                "The header holds NUL characters, as no text does but files of other kinds do.",
                "Export it as CSV, TSV or Parquet, and name it so.",
            ),
        ),
        (
            b"rep_id,\xe9\n",
            (
                "file-encoding",
                "reps.csv:1",
                "The header is not utf-8 text, so its columns cannot be read.",
                "State the `encoding` of the file in the mapping, such as cp1252 or utf-16.",
            ),
        ),
        *(
            (
                mark + b"r\0",
                (
                    "file-encoding",
                    "reps.csv:1",
                    "The file starts with the mark of UTF-16 and is read as UTF-8.",
                    "State `encoding: utf-16` in the mapping.",
                ),
            )
            for mark in (b"\xff\xfe", b"\xfe\xff")
        ),
        (
            'rep_id,name\n1,x\n2,"y\n3,z\n',
            (
                "file-quote-unclosed",
                "reps.csv:3",
                "A quote that opens in line 3 is not closed, so no row after it can be read.",
                "Close the quote, or double the quotes that belong to the text.",
            ),
        ),
    ],
)
def test_a_file_that_does_not_split_says_where_and_why(
    run_import: RunImport, content: Content, issue: tuple[str, str, str, str]
) -> None:
    assert issues_of(run_import({"reps.csv": content})) == [issue]


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8", "utf-8-sig"])
def test_a_mark_of_utf_8_is_no_part_of_a_file_in_any_spelling_of_it(
    run_import: RunImport, encoding: str
) -> None:
    mapping = (
        "spec: 1\nname: x\ntables:\n  reps:\n"
        f"    - {{file: r.csv, encoding: {encoding}, columns: {{rep_id: id}}}}\n"
    )
    for mark in ("", "\ufeff"):
        assert run_import({"r.csv": f"{mark}id\né\n"}, mapping).rows("reps") == [{"rep_id": "é"}]


def test_blank_lines_before_the_header_and_blanks_around_its_names_are_passed_over(
    run_import: RunImport,
) -> None:
    done = run_import({"reps.csv": "\n\n rep_id , name \n1,x\n,y\n"})
    assert done.rows("reps") == [{"rep_id": "1", "name": "x"}]
    assert refused(done) == [(2, 5, "value-missing", {"rep_id": "", "name": "y"})]


def test_a_nul_is_found_in_every_column_that_is_taken(run_import: RunImport) -> None:
    done = run_import({"leads.csv": "lead_id,title,email\n1,\0,x\n2,x,\0\n3,x,x\n4,\0,\0\n"})
    reasons = [(row["row_number"], row["code"], row["reason"]) for row in done.refused]
    assert [(number, code) for number, code, _ in sorted(reasons)] == [
        *((1, "text-nul"), (2, "text-nul"), (4, "text-nul"))
    ]
    assert sorted(reasons)[1][2] == "Column email holds a NUL character, which no text has."
    assert [row["lead_id"] for row in done.rows("leads")] == ["3"]


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.binary_view(),
        pa.binary(2),
    ],
    ids=str,
)
def test_every_kind_of_text_of_parquet_is_text(run_import: RunImport, kind: pa.DataType) -> None:
    column = pa.array([b"ab", b"cd", None], pa.binary()).cast(pa.string())
    column = pa.array([b"ab", b"cd", None], kind) if kind == pa.binary(2) else column.cast(kind)
    done = run_import({"leads.parquet": pa.table({"lead_id": ["1", "2", "3"], "title": column})})
    assert [row["title"] for row in done.rows("leads")] == ["ab", "cd", None]


def test_rows_of_parquet_with_invalid_bytes_are_refused_by_their_first_column(
    run_import: RunImport,
) -> None:
    bad = pa.array([b"a", b"\xff", b"\xfe", b"", None], pa.binary())
    ids = pa.array([b"1", b"2", b"\xff", b"4", b"5"], pa.binary())
    done = run_import({"leads.parquet": pa.table({"lead_id": ids, "title": bad, "email": bad})})
    assert [(row["row_number"], row["reason"]) for row in done.refused] == [
        (2, "Column email holds bytes that are no UTF-8 text."),
        (3, "Column lead_id holds bytes that are no UTF-8 text."),
    ]
    assert [row["lead_id"] for row in done.rows("leads")] == ["1", "4", "5"]


def test_a_file_that_is_no_parquet_says_so_in_one_sentence(run_import: RunImport) -> None:
    ((code, place, fact, _),) = issues_of(run_import({"reps.parquet": b"no parquet at all"}))
    assert (code, place) == ("file-unreadable", "reps.parquet")
    assert fact.startswith("The file is not readable Parquet: ")
    assert fact.endswith("this is not a parquet file.")
