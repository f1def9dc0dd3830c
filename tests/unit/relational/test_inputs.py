"""What the relations start from: columns of other types are read as the pact's, never rounded."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from leadpact.pact.check import load_pact_text
from leadpact.relational.inputs import Inputs, counted_activities, lead_facts
from leadpact.storage.store import open_duckdb

PACT = """\
spec: 1
name: Seats
attributes:
  seats: {type: integer, from: leads.seats}
scores:
  fit: {rules: [{id: some, when: "seats > 10", points: 5}]}
"""


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pa.array(["10.6", "10", " 12 ", "12.0", "many", ""]), [None, 10, 12, 12, None, None]),
        (pa.array([10.6, 10.0, float("nan"), None, 1e300]), [None, 10, None, None, None]),
        (pa.array([10, 11, None]), [10, 11, None]),
    ],
)
def test_what_is_no_integer_is_missing_and_not_rounded(
    column: pa.Array, expected: list[int | None]
) -> None:
    ruleset = load_pact_text(PACT)
    ids = [str(number) for number in range(len(column))]
    with open_duckdb() as store:
        leads = store.backend.create_table(
            "leads", pa.table({"lead_id": ids, "seats": column}), temp=True
        )
        rows = store.fetch_rows(lead_facts(Inputs(leads), ruleset).order_by("lead_id"))
    assert [row["seats"] for row in rows] == expected
    assert [row["_static_fit"] for row in rows] == [
        5000 if seats is not None and seats > 10 else 0 for seats in expected
    ]


HUGE = [
    pa.array([float("inf"), float("-inf"), 1e300, 12.0]),
    pa.array([2**64 - 1, 2**63, 2**60, 12], pa.uint64()),
    pa.array(
        [Decimal(10**36), Decimal(10**20), Decimal("12.5"), Decimal(12)], pa.decimal128(38, 1)
    ),
    pa.array([float("inf"), float("nan"), 12.5, 12.0], pa.float32()),
    pa.array(["1e400", "12345678901234567890", "-inf", "12"]),
    pa.array(["1_000", "0x14", "0b1", "12"]),
    pa.array(["1_0.5", "1e1_0", "١٢", "12"]),
    pa.array(["--5", "1,000", "5e", "12"]),
]


def read(text: str, kind: str, column: pa.Array, table: str = "leads") -> list[object]:
    ruleset = load_pact_text(f"{text}attributes:\n  given: {{type: {kind}, from: {table}.given}}\n")
    ids = [str(number) for number in range(len(column))]
    with open_duckdb() as store:
        rows = {"lead_id": ids, "account_id": ids, "given": column}
        leads = store.backend.create_table("leads", pa.table(rows), temp=True)
        found = store.fetch_rows(lead_facts(Inputs(leads, leads), ruleset).order_by("lead_id"))
    return [row["given"] for row in found]


NAMED = "spec: 1\nname: P\ngates: {conversation_lead: {must_have: [given]}}\n"


@pytest.mark.parametrize("table", ["leads", "accounts"])
@pytest.mark.parametrize("column", HUGE, ids=str)
def test_number_too_large_or_oddly_written_costs_its_cell(column: pa.Array, table: str) -> None:
    assert read(NAMED, "integer", column, table) == [None, None, None, 12]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([float("inf"), float("-inf"), float("nan"), 12.5]),
        pa.array(["inf", "-Infinity", "nan", "12.5"]),
        pa.array(["1_0.5", "1e400", "0x1p3", " 12.5 "]),
        pa.array(["1_000", "١٢", "1,5", "+12.5"]),
        pa.array([None, None, None, Decimal("12.5")], pa.decimal128(38, 10)),
    ],
    ids=str,
)
def test_what_is_no_finite_number_costs_its_cell(column: pa.Array) -> None:
    assert read(NAMED, "number", column) == [None, None, None, 12.5]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["infinity", "-infinity", "epoch", "2026-01-31"]),
        pa.array(["99999-01-01", "2026-01-31 (BC)", "0000-01-01", "2026/1/31"]),
        pa.array(["2026_01_31", "20260131", "2026-02-30", " 2026-01-31T10:00:00Z "]),
        pa.array([2**31 - 1, -(2**31), 3_000_000, 20484], pa.int32()).cast(pa.date32()),
        pa.array([2**62, -(2**62), 2**60, 1769817600_000_000]).cast(pa.timestamp("us")),
    ],
    ids=["words", "beyond", "odd", "date", "timestamp"],
)
def test_date_that_no_calendar_has_costs_its_cell(column: pa.Array) -> None:
    assert read(NAMED, "date", column) == [None, None, None, date(2026, 1, 31)]


@pytest.mark.parametrize("kind", ["text", "category"])
def test_number_that_is_none_is_no_text_either(kind: str) -> None:
    column = pa.array([float("nan"), float("inf"), 12.5])
    assert read(NAMED, f"{kind}{', values: [a]' if kind == 'category' else ''}", column) == [
        None,
        None,
        "12.5",
    ]


def test_value_of_an_activity_that_is_no_finite_number_is_missing() -> None:
    ruleset = load_pact_text("spec: 1\nname: P\nactivities: {demo: {}}\n")
    given = [float("inf"), float("-inf"), float("nan"), None, 1.5]
    ids = [str(number) for number in range(len(given))]
    columns = {"activity_id": ids, "lead_id": ids, "kind": ["demo"] * 5, "value": pa.array(given)}
    times = pa.array([0] * 5).cast(pa.timestamp("us"))
    with open_duckdb() as store:
        table = store.backend.create_table(
            "acted", pa.table({**columns, "occurred_at": times}), temp=True
        )
        rows = store.fetch_rows(
            counted_activities(Inputs(table, activities=table), ruleset).order_by("lead_id")
        )
    assert [row["value"] for row in rows] == [None, None, None, None, 1.5]
