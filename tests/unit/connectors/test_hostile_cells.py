"""Cells that no program should write: each costs its row or its value, with the reason."""

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from file_imports import RunImport

from leadpact.connectors.files import read_mapping
from leadpact.connectors.files.batches import Reading
from leadpact.connectors.files.convert import convert
from leadpact.terms.tables import ColumnType
from leadpact.terms.zone import load_zone_offsets

UTC = load_zone_offsets("UTC")
INTEGER, NUMBER, MONEY = ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.MONEY


def read(text: str, to: ColumnType, *, formats: tuple[str, ...] = (), comma: bool = False) -> Any:
    converted = convert(pa.array([text]), to, Reading(formats, UTC, comma))
    fault = converted.faults.get(0)
    return fault.code if fault else converted.values[0].as_py()


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("-1,200", INTEGER, -1200),
        ("+1,200", INTEGER, 1200),
        ("-1,200,300", INTEGER, -1_200_300),
        ("-1,200.0", INTEGER, -1200),
        ("1,20", INTEGER, "number-unreadable"),
        ("12,00", INTEGER, "number-unreadable"),
        ("1,2000", INTEGER, "number-unreadable"),
        ("-,200", INTEGER, "number-unreadable"),
        ("--200", INTEGER, "number-unreadable"),
        ("9223372036854775807", INTEGER, 2**63 - 1),
        ("9223372036854775808", INTEGER, "number-out-of-range"),
        ("-9223372036854775808", INTEGER, -(2**63)),
        ("(120.50)", MONEY, Decimal("-120.50")),
        ("(120.50", MONEY, "number-unreadable"),
        ("120.50)", MONEY, "number-unreadable"),
        ("((120.50))", MONEY, "number-unreadable"),
        ("()", MONEY, "number-unreadable"),
        ("($120.50)", MONEY, Decimal("-120.50")),
        ("$(120.50)", MONEY, "number-unreadable"),
        ("-$120.50", MONEY, Decimal("-120.50")),
        ("$1234567890123456", MONEY, Decimal("1234567890123456.00")),
        ("$-1234567890123456", MONEY, Decimal("-1234567890123456.00")),
        ("$1,234,567,890,123,456.78", MONEY, Decimal("1234567890123456.78")),
        ("9999999999999999.99", MONEY, Decimal("9999999999999999.99")),
        ("$9999999999999999.995", MONEY, "number-out-of-range"),
        ("$12345678901234567", MONEY, "number-out-of-range"),
        ("12345678901234567", MONEY, "number-out-of-range"),
    ],
)
def test_number_is_read_as_it_is_written_or_refused(
    text: str, to: ColumnType, expected: object
) -> None:
    assert read(text, to) == expected


@pytest.mark.parametrize("to", [INTEGER, NUMBER, MONEY])
@pytest.mark.parametrize("comma", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "1_000",
        "1__0",
        "_1",
        "0x14",
        "0b1",
        "0o7",
        "١٢",
        "１２",
        "1e1_0",
        "1 000",
        "1\xa0000",
        "²",
        "inf",
        "-inf",
        "Infinity",
        "nan",
        "-NaN",
        "1e",
        "e5",
        ".",
        "-",
        "+",
        "½",
        "1'000",
    ],
)
def test_what_only_programs_read_as_a_number_is_none(
    text: str, to: ColumnType, comma: bool
) -> None:
    assert read(text, to, comma=comma) == "number-unreadable"


@pytest.mark.parametrize(("text", "to"), [("1e300", INTEGER), ("1e300", MONEY), ("1e309", NUMBER)])
def test_number_too_large_for_its_column_is_refused(text: str, to: ColumnType) -> None:
    assert read(text, to) in {"number-out-of-range", "number-unreadable"}


@pytest.mark.parametrize("to", [ColumnType.TIMESTAMP, ColumnType.DATE])
@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("1_700_000_000", ("epoch_seconds",)),
        ("1_700_000_000_000", ("epoch_milliseconds",)),
        ("١٧٠٠٠٠٠٠٠٠", ("epoch_seconds",)),
        ("1e9", ("epoch_seconds",)),
        ("9" * 5000, ("epoch_seconds",)),
        ("nan", ("epoch_seconds",)),
        ("٢٠٢٦-٠١-٣١", ("%Y-%m-%d",)),
        ("２０２６-01-31", ("%Y-%m-%d",)),
        ("٢٠٢٦-٠١-٣١", ()),
        ("2026_01_31", ()),
        ("infinity", ()),
        ("99999-01-01", ()),
        ("2026-13-01", ()),
    ],
)
def test_what_only_programs_read_as_a_time_is_none(
    text: str, formats: tuple[str, ...], to: ColumnType
) -> None:
    assert read(text, to, formats=formats) == "time-unreadable"


def test_underscore_of_a_format_is_read_as_it_is_written() -> None:
    assert str(read("2026_01_31", ColumnType.DATE, formats=("%Y_%m_%d",))) == "2026-01-31"


@pytest.mark.parametrize(
    "format_", ["%Y%Y", "%d.%m.%Y %d", "%Y-%m-%d %Z%Z", "%", "%Y-%m-%d %Q", "%c%c", "%Y-%m"]
)
def test_format_that_cannot_be_read_by_is_an_error_in_its_line(format_: str) -> None:
    text = (
        "spec: 1\nname: M\ntables:\n  leads:\n    - file: leads.csv\n      columns:\n"
        f'        lead_id: {{column: a}}\n        created_at: {{column: b, format: "{format_}"}}\n'
    )
    mapping, issues = read_mapping(text, "mapping.yaml")
    assert mapping is None
    assert [(issue.code, issue.place.line) for issue in issues] == [("mapping-format", 8)]


BYTES = pa.array([b"ok", b"\xff\xfe", "Zoë".encode(), None], pa.binary())
BROKEN_TEXTS = {
    "string": pa.Array.from_buffers(pa.string(), 4, BYTES.buffers()),
    "large": pa.Array.from_buffers(pa.large_string(), 4, BYTES.cast(pa.large_binary()).buffers()),
    "dictionary": pa.Array.from_buffers(pa.string(), 4, BYTES.buffers()).dictionary_encode(),
    "binary": BYTES,
}


@pytest.mark.parametrize("column", BROKEN_TEXTS.values(), ids=BROKEN_TEXTS)
@pytest.mark.parametrize("name", ["email", "plan"])
def test_row_with_invalid_utf_8_in_parquet_is_refused_with_its_cells(
    run_import: RunImport, column: pa.Array, name: str
) -> None:
    table = pa.table({"lead_id": ["1", "2", "3", "4"], name: column})
    imported = run_import({"leads.parquet": table})
    assert [row[name] for row in imported.rows("leads")] == ["ok", "Zoë", None]
    [refused] = imported.refused
    assert (refused["code"], refused["row_number"]) == ("row-undecodable", 2)
    assert name in refused["reason"]
    assert refused["raw"] == f'{{"lead_id": "2", "{name}": "\\\\xff\\\\xfe"}}'


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view()])
def test_nul_character_is_found_in_every_kind_of_text(
    run_import: RunImport, kind: pa.DataType
) -> None:
    column = pa.array(["a\0b", " x "]).cast(kind)
    imported = run_import({"leads.parquet": pa.table({"lead_id": ["1", "2"], "email": column})})
    assert [row["email"] for row in imported.rows("leads")] == ["x"]
    assert [row["code"] for row in imported.refused] == ["text-nul"]


@pytest.mark.parametrize(
    "moments",
    [
        pa.array([2**62, -(2**62), 10**17, 1_769_817_600_000_000], pa.timestamp("us", "UTC")),
        pa.array([2**60, -(2**60), 10**15, 1_769_817_600_000], pa.timestamp("ms", "UTC")),
        pa.array([2**31 - 1, -(2**31), 10**6, 20484], pa.int32()).cast(pa.date32()),
        pa.array([864 * 10**14, -864 * 10**14, 864 * 10**12, 1_769_817_600_000]).cast(pa.date64()),
    ],
    ids=lambda column: str(column.type),
)
@pytest.mark.parametrize("unreadable", ["refuse", "missing"])
def test_moment_beyond_calendars_is_refused_or_missing_and_never_another_one(
    run_import: RunImport, moments: pa.Array, unreadable: str
) -> None:
    mapping = (
        "spec: 1\nname: M\ntime_zone: UTC\ntables:\n  leads:\n    - file: leads.parquet\n"
        "      columns:\n        lead_id: {column: lead_id}\n"
        f"        created_at: {{column: at, unreadable: {unreadable}}}\n"
    )
    table = pa.table({"lead_id": ["1", "2", "3", "4"], "at": moments})
    imported = run_import({"leads.parquet": table}, mapping)
    kept = [str(row["created_at"])[:10] for row in imported.rows("leads")]
    assert kept == ["None"] * (3 if unreadable == "missing" else 0) + ["2026-01-31"]
    assert [row["code"] for row in imported.refused] == (
        ["time-out-of-range"] * 3 if unreadable == "refuse" else []
    )
