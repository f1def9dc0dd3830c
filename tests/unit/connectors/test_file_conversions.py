from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.connectors.files.batches import Reading
from leadpact.connectors.files.convert import ARROW_TYPES, convert, to_text
from leadpact.terms.tables import ColumnType
from leadpact.terms.zone import load_zone_offsets


def reading(*formats: str, zone: str | None = "America/Sao_Paulo", comma: bool = False) -> Reading:
    return Reading(tuple(formats), load_zone_offsets(zone) if zone else None, comma)


def one(text: str, to: ColumnType, how: Reading | None = None) -> object:
    """Return the value of one text, or the code of its fault."""
    converted = convert(to_text(pa.array([text])), to, how or reading())
    assert converted.values.type == ARROW_TYPES[to]
    return converted.faults[0].code if converted.faults else converted.values[0].as_py()


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-01-05T10:00:00Z", at(2021, 1, 5, 10)),
        ("2021-01-05 10:00:00+02:00", at(2021, 1, 5, 8)),
        ("2021-01-05T10:00:00-0330", at(2021, 1, 5, 13, 30)),
        ("2019-03-29 15:23:31.957 UTC", at(2019, 3, 29, 15, 23, 31)),
        ("2021-01-05T10:00:00.123456789Z", at(2021, 1, 5, 10)),
        ("2021-01-05 10:00", at(2021, 1, 5, 13)),
        ("2021-07-05", at(2021, 7, 5, 3)),
        ("20210705", at(2021, 7, 5, 3)),
        ("  2021-07-05  ", at(2021, 7, 5, 3)),
        ("1/2/2021", "time-ambiguous"),
        ("1/18/2021 0:00", "time-ambiguous"),
        ("18.01.2021", "time-ambiguous"),
        ("2021-02-30", "time-unreadable"),
        ("20211301", "time-unreadable"),
        ("yesterday", "time-unreadable"),
        ("2021-01-05T25:00:00Z", "time-unreadable"),
        ("1969-12-31T23:59:59Z", "time-out-of-range"),
        ("2100-01-01T00:00:00Z", "time-out-of-range"),
        ("9999-12-31", "time-out-of-range"),
        ("2099-12-31T23:59:59Z", at(2099, 12, 31, 23, 59, 59)),
    ],
)
def test_times_become_utc_seconds_or_a_reason(text: str, expected: object) -> None:
    assert one(text, ColumnType.TIMESTAMP) == expected


def test_a_day_whose_midnight_is_skipped_begins_when_the_clock_jumps() -> None:
    # Brazil moved its clocks at midnight: 15 October 2017 began at 01:00, that is 03:00 UTC.
    assert one("2017-10-15", ColumnType.TIMESTAMP) == at(2017, 10, 15, 3)
    assert one("20171015", ColumnType.TIMESTAMP) == at(2017, 10, 15, 3)


def test_a_local_time_that_comes_twice_is_the_first_one() -> None:
    how = reading(zone="Europe/London")
    assert one("2021-10-31 01:30:00", ColumnType.TIMESTAMP, how) == at(2021, 10, 31, 0, 30)


def test_a_time_without_zone_is_refused_where_no_zone_is_stated() -> None:
    for text in ("2021-01-05", "2021-01-05 10:00:00"):
        assert one(text, ColumnType.TIMESTAMP, reading(zone=None)) == "time-without-zone"
    with_zone = one("2021-01-05T10:00:00Z", ColumnType.TIMESTAMP, reading(zone=None))
    assert with_zone == at(2021, 1, 5, 10)


def test_formats_are_tried_in_order_and_nothing_else_is() -> None:
    how = reading("%m/%d/%Y %H:%M", "%m/%d/%Y", zone="UTC")
    assert one("1/18/2021 0:00", ColumnType.TIMESTAMP, how) == at(2021, 1, 18)
    assert one("10/8/2022", ColumnType.TIMESTAMP, how) == at(2022, 10, 8)
    assert one("2022-10-08", ColumnType.TIMESTAMP, how) == "time-unreadable"


def test_a_format_with_a_zone_needs_no_other() -> None:
    how = reading("%d %b %Y %H:%M %z", zone=None)
    assert one("05 Jan 2021 10:00 +0100", ColumnType.TIMESTAMP, how) == at(2021, 1, 5, 9)


def test_epoch_numbers_are_read_where_the_format_says_so() -> None:
    assert one("1609840800", ColumnType.TIMESTAMP) == "time-unreadable"
    seconds, millis = reading("epoch_seconds"), reading("epoch_milliseconds")
    assert one("1609840800", ColumnType.TIMESTAMP, seconds) == at(2021, 1, 5, 10)
    assert one("1609840800999", ColumnType.TIMESTAMP, millis) == at(2021, 1, 5, 10)


_ISO = st.sampled_from(
    [
        "2021-01-05",
        "20210105",
        "2017-10-15",
        "2021-01-05T10:00:00Z",
        "2021-01-05 10:00:00",
        "2018-02-17 23:30:00",
        "2021-01-05T10:00:00.5+02:00",
        "1960-01-05",
        "1/2/2021",
        "no",
        "",
    ]
)


@given(st.lists(_ISO, min_size=1, max_size=6))
def test_a_time_means_the_same_alone_and_among_others(texts: list[str]) -> None:
    together = convert(to_text(pa.array(texts, pa.string())), ColumnType.TIMESTAMP, reading())
    for row, text in enumerate(texts):
        alone = convert(to_text(pa.array([text])), ColumnType.TIMESTAMP, reading())
        assert together.values[row] == alone.values[0]
        assert together.faults.get(row) == alone.faults.get(0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$200,000 ", Decimal("200000.00")),
        ("-511.28", Decimal("-511.28")),
        ("(1,200.50)", Decimal("-1200.50")),
        ("-$4", Decimal("-4.00")),
        ("R$ 3", Decimal("3.00")),
        ("7 €", Decimal("7.00")),
        ("1.005", Decimal("1.01")),
        ("-1.005", Decimal("-1.01")),
        (".5", Decimal("0.50")),
        ("12,50", "number-unreadable"),
        ("200k", "number-unreadable"),
        ("$", "number-unreadable"),
        ("9999999999999999.99", Decimal("9999999999999999.99")),
        ("9999999999999999.999", "number-out-of-range"),
        ("99999999999999999", "number-out-of-range"),
        ("1e300", "number-out-of-range"),
    ],
)
def test_money_becomes_an_exact_amount_or_a_reason(text: str, expected: object) -> None:
    assert one(text, ColumnType.MONEY) == expected


def test_rounded_amounts_are_counted() -> None:
    amounts = convert(pa.array(["1.005", "1.01", "2.999", None]), ColumnType.MONEY, reading())
    assert amounts.n_rounded == 2


def test_a_decimal_comma_is_read_where_the_mapping_says_so() -> None:
    how = reading(comma=True)
    assert one("1.234,50", ColumnType.MONEY, how) == Decimal("1234.50")
    assert one("1.234,50", ColumnType.NUMBER, how) == 1234.5
    assert one("1.234", ColumnType.INTEGER, how) == 1234


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50.0", 50),
        ("1,200", 1200),
        ("007", 7),
        ("-3", -3),
        ("1e3", 1000),
        ("1.5", "number-unreadable"),
        ("0x1F", "number-unreadable"),
        ("١", "number-unreadable"),
        ("9223372036854775807", 9223372036854775807),
        ("9223372036854775808", "number-out-of-range"),
        ("1e999", "number-unreadable"),
    ],
)
def test_whole_numbers_are_accepted_when_exact(text: str, expected: object) -> None:
    assert one(text, ColumnType.INTEGER) == expected


@pytest.mark.parametrize("text", ["NaN", "inf", "-", "1.2.3"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert one(text, ColumnType.NUMBER) == "number-unreadable"
    assert one("1e999", ColumnType.NUMBER) == "number-out-of-range"


@pytest.mark.parametrize("text", ["TRUE", "true", "t", "Yes", "y", "1"])
def test_words_for_true(text: str) -> None:
    assert one(text, ColumnType.BOOLEAN) is True


@pytest.mark.parametrize("text", ["FALSE", "false", "f", "No", "n", "0"])
def test_words_for_false(text: str) -> None:
    assert one(text, ColumnType.BOOLEAN) is False


def test_other_words_are_neither() -> None:
    assert one("maybe", ColumnType.BOOLEAN) == "boolean-unreadable"


def test_a_date_is_taken_as_written() -> None:
    assert one("2021-01-05 23:59:00", ColumnType.DATE) == date(2021, 1, 5)
    assert one("18510101", ColumnType.DATE) == "time-out-of-range"
    assert one("1/2/2021", ColumnType.DATE, reading("%d/%m/%Y")) == date(2021, 2, 1)


def test_blanks_are_missing_in_every_type() -> None:
    for to in ColumnType:
        assert one(" \t ", to) is None


def test_whole_floats_are_ids_without_a_fraction() -> None:
    assert to_text(pa.array([4.0, 4.5, None, float("nan"), 1e300])).to_pylist() == [
        "4",
        "4.5",
        None,
        None,
        "1e+300",
    ]


def test_arrow_times_are_taken_without_a_detour_through_text() -> None:
    naive = pa.array([datetime(2017, 10, 15), datetime(1950, 1, 1), None])  # noqa: DTZ001
    local = convert(naive, ColumnType.TIMESTAMP, reading())
    assert local.values.to_pylist() == [at(2017, 10, 15, 3), None, None]
    assert {row: fault.code for row, fault in local.faults.items()} == {1: "time-out-of-range"}
    unzoned = convert(naive, ColumnType.TIMESTAMP, reading(zone=None))
    assert {fault.code for fault in unzoned.faults.values()} == {"time-without-zone"}
    aware = pa.array([1_609_840_800_999_000_000], pa.timestamp("ns", "UTC"))
    moments = convert(aware, ColumnType.TIMESTAMP, reading(zone=None)).values
    assert moments.to_pylist() == [at(2021, 1, 5, 10)]
    days = convert(pa.array([date(2021, 7, 5)]), ColumnType.TIMESTAMP, reading()).values
    assert days.to_pylist() == [at(2021, 7, 5, 3)]


def test_arrow_numbers_are_taken_as_they_are() -> None:
    assert convert(pa.array([1.5, float("nan")]), ColumnType.NUMBER, reading()).values.to_pylist()[
        0
    ] == pytest.approx(1.5)
    infinite = convert(pa.array([float("inf")]), ColumnType.NUMBER, reading())
    assert infinite.faults[0].code == "number-unreadable"
    amounts = convert(pa.array([Decimal("1.5")]), ColumnType.MONEY, reading()).values
    assert amounts.to_pylist() == [Decimal("1.50")]
    assert convert(pa.array([True]), ColumnType.BOOLEAN, reading()).values.to_pylist() == [True]
