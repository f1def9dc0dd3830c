"""Where the value of a column comes from, how faults of several kinds meet, and what keys do."""

from datetime import UTC, date, datetime
from enum import StrEnum

import pyarrow as pa
import pytest
from file_imports import Content, Imported, RunImport

from leadpact.connectors.files.batches import Reading
from leadpact.connectors.files.convert import convert, to_text
from leadpact.terms.stages import RepRole, Stage, TouchKind
from leadpact.terms.tables import CLOSED_CODES, ColumnType
from leadpact.terms.zone import load_zone_offsets

HEAD = "spec: 1\nname: x\ntables:\n  reps:\n    - file: r.csv\n      columns:\n        rep_id: id\n"


def reps(run_import: RunImport, key: str, text: str) -> Imported:
    return run_import({"r.csv": text}, HEAD + f"        {key}\n")


def by_code(done: Imported) -> list[tuple[int, str, str | None]]:
    rows = sorted(done.refused, key=lambda row: row["row_number"])
    return [(row["row_number"], row["code"], row["column"]) for row in rows]


PERIODS = [
    ("quarter_start", "quarter", "1", date(2021, 1, 1)),
    ("quarter_start", "quarter", "Q4", date(2021, 10, 1)),
    ("quarter_start", "quarter", "q2", date(2021, 4, 1)),
    ("quarter_end", "quarter", "1", date(2021, 4, 1)),
    ("quarter_end", "quarter", "4", date(2022, 1, 1)),
    ("month_start", "month", "1", date(2021, 1, 1)),
    ("month_start", "month", "12", date(2021, 12, 1)),
    ("month_start", "month", "09", date(2021, 9, 1)),
    ("month_end", "month", "11", date(2021, 12, 1)),
    ("month_end", "month", "12", date(2022, 1, 1)),
    *(("quarter_start", "quarter", part, None) for part in ("0", "5", "Q", "QQ1", "1.0", "001")),
    *(("month_start", "month", part, None) for part in ("0", "13", "Q1", "Jan", "-1", "012")),
]


@pytest.mark.parametrize(("key", "part", "text", "day"), PERIODS)
def test_a_period_is_its_first_day_or_the_first_after_it(
    run_import: RunImport, key: str, part: str, text: str, day: date | None
) -> None:
    spec = f"hired_on: {{{key}: {{year: y, {part}: p}}}}"
    done = reps(run_import, spec, f"id,y,p\n1,2021,{text}\n2,,{text}\n3,2021,\n")
    if day is None:
        (row,) = done.refused
        assert row["reason"] == f'"2021" and "{text}" are no year and part of a year.'
    else:
        assert [row["hired_on"] for row in done.rows("reps")] == [day, None, None]


@pytest.mark.parametrize("year", ["21", "20211", "2O21", "-202"])
def test_a_year_has_four_digits(run_import: RunImport, year: str) -> None:
    spec = "hired_on: {month_start: {year: y, month: m}}"
    done = reps(run_import, spec, f"id,y,m\n1,{year},1\n")
    assert by_code(done) == [(1, "time-unreadable", "hired_on")]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("{column: c}", ["ab", "AB", None]),
        ("{column: c, default: d}", ["ab", "AB", "d"]),
        ("{column: c, values: {ab: x}, otherwise: keep}", ["x", "AB", None]),
        ("{column: c, values: {ab: x}, otherwise: missing}", ["x", None, None]),
        ("{column: c, values: {ab: x}, otherwise: missing, default: d}", ["x", "d", "d"]),
        ("{column: c, values: {ab: null, AB: y}, default: d}", ["d", "y", "d"]),
        ("{template: '<{c}>'}", ["<ab>", "<AB>", None]),
        ("{template: '{id}{c}{id}'}", ["1ab1", "2AB2", None]),
        ("{template: '<{c}>', default: d}", ["<ab>", "<AB>", "d"]),
        ("{constant: k}", ["k", "k", "k"]),
        ("{constant: k, values: {k: v}}", ["v", "v", "v"]),
    ],
)
def test_a_value_goes_from_its_origin_through_values_to_the_default(
    run_import: RunImport, spec: str, expected: list[str | None]
) -> None:
    done = reps(run_import, f"name: {spec}", "id,c\n1,ab\n2, AB \n3, \n")
    assert [row["name"] for row in done.rows("reps")] == expected


@pytest.mark.parametrize("unreadable", ["refuse", "missing"])
def test_a_default_is_for_a_blank_and_never_for_a_fault(
    run_import: RunImport, unreadable: str
) -> None:
    spec = f"role: {{column: c, values: {{a: AE}}, default: SDR, unreadable: {unreadable}}}"
    done = reps(run_import, spec, "id,c\n1,a\n2,\n3,boss\n")
    roles = {row["rep_id"]: row["role"] for row in done.rows("reps")}
    if unreadable == "missing":
        assert roles == {"1": "AE", "2": "SDR", "3": None}
        assert done.report.tables["reps"].columns["role"].n_made_missing == 1
    else:
        assert roles == {"1": "AE", "2": "SDR"}
        assert by_code(done) == [(3, "value-unlisted", "role")]
    assert done.report.tables["reps"].columns["role"].unlisted == {"boss": 1}


def test_each_way_of_failing_keeps_its_own_reason(run_import: RunImport) -> None:
    spec = "daily_cap: {column: c, values: {a: 5, b: 7}, otherwise: keep}"
    done = reps(run_import, spec, "id,c\n1,a\n2,x\n,y\n4,9\n4,8\n5\n")
    assert by_code(done) == [
        (2, "number-unreadable", "daily_cap"),
        (3, "value-missing", "rep_id"),
        (5, "duplicate-key", "rep_id"),
        (6, "row-ragged", None),
    ]
    reasons = {row["row_number"]: row["reason"] for row in done.refused}
    assert reasons[3] == "There is no rep_id, which reps may not lack."
    assert reasons[5] == (
        '"4" occurs already in r.csv, row 4, with another daily_cap; the first row is kept.'
    )


def test_a_repeated_key_names_every_column_that_differs(run_import: RunImport) -> None:
    done = run_import(
        {
            "reps/a.csv": "rep_id,name,team\n1,x,y\n2,x,y\n",
            "reps/b.csv": "rep_id,name,team\n2,z,q\n1,x,y\n2,x,y\n",
        }
    )
    (row,) = done.refused
    assert (row["file"], row["row_number"], row["line"]) == ("reps/b.csv", 1, 2)
    assert row["reason"] == (
        '"2" occurs already in reps/a.csv, row 2, with another name and team; '
        "the first row is kept."
    )
    assert done.report.tables["reps"].n_duplicates == 2


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ("c: {is: [a, 7]}", "13"),
        ("c: {is_not: [a]}", "234"),
        ("c: {is_known: true}", "123"),
        ("c: {is_known: false}", "4"),
        ("c: {is_not: [a], is_known: true}", "23"),
        ("c: {is: [a, b]}, id: {is_not: ['1']}", "2"),
        ("c: {is: []}", ""),
        ("c: {is_not: []}", "1234"),
        ("id: {is_known: true}", "1234"),
    ],
)
def test_rows_are_taken_where_every_condition_holds(
    run_import: RunImport, where: str, kept: str
) -> None:
    mapping = HEAD + f"      where: {{{where}}}\n"
    done = run_import({"r.csv": "id,c\n1,a\n2,b\n3,7\n4,\n"}, mapping)
    assert [row["rep_id"] for row in done.rows("reps")] == list(kept)
    assert done.report.tables["reps"].n_not_selected == 4 - len(kept)


def test_a_refused_row_among_those_selected_has_its_own_place(run_import: RunImport) -> None:
    mapping = HEAD + "        daily_cap: c\n      where: {c: {is_not: [no]}}\n"
    done = run_import({"r.csv": "id,c\n1,no\n2,5\n3,no\n4,many\n"}, mapping)
    (row,) = done.refused
    assert (row["row_number"], row["line"], row["raw"]) == (4, 5, '{"id": "4", "c": "many"}')


@pytest.mark.parametrize("table", ["activities", "touches", "events"])
def test_rows_of_a_lead_that_was_not_kept_are_refused(run_import: RunImport, table: str) -> None:
    key, kind = {
        "activities": ("activity_id", "seen"),
        "touches": ("touch_id", "CALL"),
        "events": ("event_id", "lead.assigned"),
    }[table]
    at = "2021-01-01T10:00:00Z"
    files: dict[str, Content] = {
        "leads.csv": "lead_id,title\nl1,x\nl1,y\nl2\n,z\n",
        f"{table}.csv": f"{key},lead_id,kind,occurred_at\n"
        f"1,l1,{kind},{at}\n2,l2,{kind},{at}\n3,l9,{kind},soon\n4,l9,{kind},{at}\n",
    }
    done = run_import(files)
    assert [row[key] for row in done.rows(table)] == ["1"]
    assert (4, "lead-unknown", "lead_id") in by_code(done)
    assert done.report.tables[table].refused == {"lead-unknown": 2, "time-unreadable": 1}
    reasons = {row["reason"] for row in done.refused if row["code"] == "lead-unknown"}
    assert reasons == {f'No lead that was kept has the id "{name}".' for name in ("l2", "l9")}


def test_times_have_the_range_of_all_batches(
    run_import: RunImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadpact.connectors.files.delimited.BATCH_ROWS", 1)
    days = ["2021-03-02", "", "2021-03-01", "2021-03-03T10:00:00Z", "2021-03-02T00:00:00Z"]
    rows = "".join(f"{n},{day}\n" for n, day in enumerate(days))
    mapping = "spec: 1\nname: x\ntime_zone: UTC\n"
    done = run_import({"leads.csv": f"lead_id,created_at\n{rows}"}, mapping)
    column = done.report.tables["leads"].columns["created_at"]
    assert (column.first_at, column.last_at) == (
        datetime(2021, 3, 1, tzinfo=UTC),
        datetime(2021, 3, 3, 10, tzinfo=UTC),
    )
    assert (column.n_at_midnight, column.n_missing) == (3, 1)


def test_a_file_is_empty_once_however_many_sources_read_it(run_import: RunImport) -> None:
    mapping = (
        "spec: 1\nname: x\ntables:\n  reps:\n"
        "    - {file: a.csv, columns: {rep_id: id}}\n    - {file: a.csv, columns: {rep_id: id}}\n"
        "    - {file: b.csv, columns: {rep_id: id}}\n"
    )
    report = run_import({"a.csv": "id\n", "b.csv": "id\n1\n"}, mapping).report.tables["reps"]
    assert (report.files, report.empty_files) == (("a.csv", "b.csv"), ("a.csv",))


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        (("leads", "stage"), Stage),
        (("touches", "kind"), TouchKind),
        (("reps", "role"), RepRole),
    ],
)
def test_the_closed_codes_are_those_of_the_terms(
    column: tuple[str, str], codes: type[StrEnum]
) -> None:
    assert CLOSED_CODES[column] == tuple(codes)
    assert len(CLOSED_CODES) == 3


UTC_ZONE = load_zone_offsets("UTC")


def read(text: str, to: ColumnType, *formats: str) -> object:
    found = convert(to_text(pa.array([text])), to, Reading(formats, UTC_ZONE))
    return found.faults[0].reason if found.faults else found.values[0].as_py()


@pytest.mark.parametrize(
    ("to", "text", "reason"),
    [
        (ColumnType.INTEGER, "x", '"x" is not a number.'),
        (ColumnType.INTEGER, "1.5", '"1.5" is not a whole number of at most 64 bits.'),
        (ColumnType.INTEGER, "9" * 20, f'"{"9" * 20}" has more than 64 bits.'),
        (ColumnType.NUMBER, "1e999", '"1e999" is too large.'),
        (ColumnType.MONEY, "x", '"x" is not an amount of money.'),
        (ColumnType.MONEY, "1e16", '"1e16" has more than 16 digits before the point.'),
        (ColumnType.BOOLEAN, "x", '"x" is neither true nor false.'),
        (ColumnType.DATE, "1899-12-31", '"1899-12-31" lies outside the years 1900 to 2099.'),
        (
            ColumnType.TIMESTAMP,
            "1969-12-31",
            '"1969-12-31" lies outside the years 1970 to 2099.',
        ),
        (
            ColumnType.TIMESTAMP,
            "x",
            '"x" is no time: ISO 8601, YYYYMMDD or a `format` of the mapping is read.',
        ),
    ],
)
def test_what_cannot_be_read_has_a_reason(to: ColumnType, text: str, reason: str) -> None:
    assert read(text, to) == reason


def test_the_formats_that_were_tried_are_named() -> None:
    reason = read("x", ColumnType.TIMESTAMP, "%Y", "epoch_seconds")
    assert reason == '"x" is not written as `%Y` or `epoch_seconds`.'


def test_a_time_before_the_epoch_in_thousandths_is_the_second_it_lies_in() -> None:
    assert read("999", ColumnType.TIMESTAMP, "epoch_milliseconds") == datetime(
        1970, 1, 1, tzinfo=UTC
    )
    assert "1970" in str(read("-1", ColumnType.TIMESTAMP, "epoch_milliseconds"))
