"""Where conversions end: the first and last value that is taken, and the next one that is not."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from leadpact.connectors.files.batches import Reading
from leadpact.connectors.files.convert import convert, to_text
from leadpact.connectors.files.convert_times import count_midnights
from leadpact.terms.tables import ColumnType
from leadpact.terms.zone import load_zone_offsets

DATE, TIMESTAMP, MONEY = ColumnType.DATE, ColumnType.TIMESTAMP, ColumnType.MONEY
INTEGER, NUMBER = ColumnType.INTEGER, ColumnType.NUMBER


def reading(*formats: str, zone: str | None = "UTC", comma: bool = False) -> Reading:
    return Reading(formats, load_zone_offsets(zone) if zone else None, comma)


def read(values: pa.Array, to: ColumnType, how: Reading) -> list[object]:
    """Return the values, and in the place of each that is refused the code of its fault."""
    converted = convert(values, to, how)
    found = converted.values.to_pylist()
    return [converted.faults[i].code if i in converted.faults else x for i, x in enumerate(found)]


def texts(*values: str | None) -> pa.Array:
    return to_text(pa.array(values, pa.string()))


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1899-12-31", "time-out-of-range"),
        ("1900-01-01", date(1900, 1, 1)),
        ("2099-12-31", date(2099, 12, 31)),
        ("2100-01-01", "time-out-of-range"),
    ],
)
def test_a_date_lies_in_the_years_1900_to_2099(text: str, expected: object) -> None:
    assert read(texts(text), DATE, reading()) == [expected]


@pytest.mark.parametrize("how", ["in one step", "one by one", "without zone", "by a format"])
def test_a_moment_lies_in_the_years_1970_to_2099_however_it_is_read(how: str) -> None:
    written = ["1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2099-12-31T23:59:59Z"]
    written += ["2100-01-01T00:00:00Z"]
    formats: tuple[str, ...] = ()
    if how == "one by one":
        written += ["2021-01-05T10:00Z"]  # without seconds: no such batch is read in one step
    elif how == "without zone":
        written = [text[:-1] for text in written]
    elif how == "by a format":
        written, formats = [text[:-1] for text in written], ("%Y-%m-%dT%H:%M:%S",)
    assert read(texts(*written), TIMESTAMP, reading(*formats))[:4] == [
        "time-out-of-range",
        at(1970, 1, 1),
        at(2099, 12, 31, 23, 59, 59),
        "time-out-of-range",
    ]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", None])
def test_a_moment_of_parquet_is_read_in_every_unit_and_refused_beyond(
    unit: str, zone: str | None
) -> None:
    a_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    seconds = [-1, 0, 1_609_840_800, 4_102_444_799, 4_102_444_800]  # 2100 begins with the last
    values = pa.array([second * a_second for second in seconds], pa.timestamp(unit, zone))
    assert read(values, TIMESTAMP, reading()) == [
        "time-out-of-range",
        at(1970, 1, 1),
        at(2021, 1, 5, 10),
        at(2099, 12, 31, 23, 59, 59),
        "time-out-of-range",
    ]


@pytest.mark.parametrize("kind", [pa.date32(), pa.date64()])
def test_a_date_of_parquet_is_its_first_moment_in_the_zone(kind: pa.DataType) -> None:
    days = pa.array([date(2021, 7, 5), date(1950, 1, 1), date(9999, 12, 31), None], kind)
    how = reading(zone="America/Sao_Paulo")
    assert read(days, TIMESTAMP, how) == [
        at(2021, 7, 5, 3),
        "time-out-of-range",
        "time-out-of-range",
        None,
    ]


def test_a_fraction_of_a_second_is_cut_off_in_every_way_of_reading() -> None:
    expected = [at(2021, 1, 5, 10, 0, 1)]
    for text in ("2021-01-05T10:00:01.999999Z", "2021-01-05T10:00:01.9999999Z"):
        assert read(texts(text), TIMESTAMP, reading()) == expected
    assert read(texts("2021-01-05 10:00:01.999999"), TIMESTAMP, reading()) == expected
    assert read(texts("1609840801999"), TIMESTAMP, reading("epoch_milliseconds")) == expected
    how = reading("%Y-%m-%dT%H:%M:%S.%f")
    assert read(texts("2021-01-05T10:00:01.999999"), TIMESTAMP, how) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-01-05T10:00Z", at(2021, 1, 5, 10)),
        ("2021-01-05T10:00 gmt", at(2021, 1, 5, 10)),
        ("2021-01-05T10:00utc", at(2021, 1, 5, 10)),
        ("2021-01-05T10:00-01:30", at(2021, 1, 5, 11, 30)),
        ("2021-01-05T10:00+0130", at(2021, 1, 5, 8, 30)),
        ("1-2-2021", "time-ambiguous"),
        ("1.2.2021 10:00", "time-ambiguous"),
        ("1/2/2021, 10:00", "time-ambiguous"),
        ("1/2/2021T10:00", "time-ambiguous"),
        ("2021/1/2", "time-ambiguous"),
        ("1/2.2021", "time-unreadable"),
        ("123/2/2021", "time-ambiguous"),
        ("1/200/2021", "time-unreadable"),
        ("2021010", "time-unreadable"),
        ("202101055", "time-unreadable"),
    ],
)
def test_a_time_is_read_where_it_has_one_reading(text: str, expected: object) -> None:
    assert read(texts(text), TIMESTAMP, reading()) == [expected]


def test_of_two_formats_the_first_that_fits_is_taken() -> None:
    how = reading("%d/%m/%Y", "epoch_seconds", "%m/%d/%Y")
    found = read(texts("1/2/2021", "1/18/2021", "1609840800", "18-1-2021"), TIMESTAMP, how)
    assert found == [at(2021, 2, 1), at(2021, 1, 18), at(2021, 1, 5, 10), "time-unreadable"]


def test_midnights_are_those_of_the_zone() -> None:
    sao_paulo = load_zone_offsets("America/Sao_Paulo")  # three hours behind in January 2021
    moments = [at(2021, 1, 5, 3), at(2021, 1, 5, 0), at(2021, 1, 6, 3), at(2021, 1, 5, 3, 0, 1)]
    values = pa.array([*moments, None], pa.timestamp("us", "UTC"))
    assert count_midnights(values, sao_paulo) == 2
    assert count_midnights(values, load_zone_offsets("UTC")) == 1


@pytest.mark.parametrize(
    ("to", "text", "expected"),
    [
        (INTEGER, "999999999999999999", 999_999_999_999_999_999),
        (INTEGER, "-9223372036854775809", "number-out-of-range"),
        (INTEGER, "50.0", 50),
        (INTEGER, "5e1", 50),
        (INTEGER, "50.5", "number-unreadable"),
        (INTEGER, "1e20", "number-out-of-range"),
        (INTEGER, "1e21", "number-unreadable"),
        (NUMBER, "1e308", 1e308),
        (NUMBER, "-1e309", "number-out-of-range"),
        (NUMBER, "1,234.5", 1234.5),
        (NUMBER, ".", "number-unreadable"),
        (NUMBER, "5.", 5.0),
        (NUMBER, "-.5e-1", -0.05),
        (NUMBER, "1e1000", "number-unreadable"),
        (MONEY, "9999999999999999.99", Decimal("9999999999999999.99")),
        (MONEY, "$9999999999999999.994", Decimal("9999999999999999.99")),
        (MONEY, "$9999999999999999.995", "number-out-of-range"),
        (MONEY, "0.005", Decimal("0.01")),
        (MONEY, "0.0049999999999", Decimal("0.00")),  # rounded once, however many digits it has
        (MONEY, "-0.0050000000001", Decimal("-0.01")),
        (MONEY, "+$ 5", Decimal("5.00")),
        (MONEY, "( 5 )", Decimal("-5.00")),
        (MONEY, "5€", Decimal("5.00")),
        (MONEY, "$5€", "number-unreadable"),
    ],
)
def test_a_number_is_taken_up_to_its_limit(to: ColumnType, text: str, expected: object) -> None:
    assert read(texts(text), to, reading()) == [expected]


@pytest.mark.parametrize(
    ("to", "text", "expected"),
    [
        (INTEGER, "1.234", 1234),
        (NUMBER, "1.234,5", 1234.5),
        (NUMBER, "1.234", 1234.0),
        (MONEY, "1.234", Decimal("1234.00")),
        (MONEY, "1.234,50 €", Decimal("1234.50")),
        (MONEY, "1,234.50", "number-unreadable"),
    ],
)
def test_a_point_groups_thousands_where_the_comma_is_decimal(
    to: ColumnType, text: str, expected: object
) -> None:
    assert read(texts(text), to, reading(comma=True)) == [expected]


def test_amounts_are_counted_that_lost_a_digit() -> None:
    converted = convert(texts("$1.005", "$1.00", "$1.50", None, "no"), MONEY, reading())
    assert converted.n_rounded == 1
    assert convert(texts("$1.00"), MONEY, reading()).n_rounded == 0


def test_whole_floats_are_written_as_whole_numbers_as_long_as_they_are_exact() -> None:
    exact = to_text(pa.array([float(2**53 - 1), float(1 - 2**53), -4.0, 0.0, 4.5]))
    assert exact.to_pylist() == ["9007199254740991", "-9007199254740991", "-4", "0", "4.5"]
    rounded = to_text(pa.array([float(2**53), -float(2**53)]))  # may stand for the next one too
    assert rounded.to_pylist() == ["9.007199254740992e+15", "-9.007199254740992e+15"]


def test_types_of_arrow_are_taken_as_they_are_only_where_they_mean_the_same() -> None:
    assert read(pa.array([3, None]), INTEGER, reading()) == [3, None]
    assert read(pa.array([3], pa.int32()), INTEGER, reading()) == [3]
    assert read(pa.array([3]), ColumnType.STRING, reading()) == ["3"]
    assert read(pa.array([1.5], pa.float32()), NUMBER, reading()) == [1.5]
    assert read(pa.array([None], pa.float64()), NUMBER, reading()) == [None]
    assert read(pa.array([1]), ColumnType.BOOLEAN, reading()) == [True]
    assert read(pa.array([float("-inf"), 1.0]), NUMBER, reading()) == ["number-unreadable", 1.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-10-31 00:59:59", at(2021, 10, 30, 23, 59, 59)),
        ("2021-10-31 01:59:59", at(2021, 10, 31, 0, 59, 59)),  # it comes twice: the first
        ("2021-10-31 02:00:00", at(2021, 10, 31, 2)),
        ("2021-03-28 00:59:59", at(2021, 3, 28, 0, 59, 59)),
        ("2021-03-28 01:30:00", at(2021, 3, 28, 1)),  # it does not come: when the clock jumps
        ("2021-03-28 02:00:00", at(2021, 3, 28, 1)),
        ("1970-01-01 00:59:59", "time-out-of-range"),  # London was an hour ahead in 1970
        ("1970-01-01 01:00:00", at(1970, 1, 1)),
    ],
)
def test_a_local_time_around_a_change_of_the_clock_is_its_first_moment(
    text: str, expected: object
) -> None:
    how = reading(zone="Europe/London")
    assert read(texts(text), TIMESTAMP, how) == [expected]
    assert read(texts(text, "20210105"), TIMESTAMP, how)[0] == expected  # one by one


def test_parts_of_a_microsecond_are_cut_off_with_a_zone_or_without() -> None:
    nanoseconds = [1_609_840_801_000_000_001, None]
    for kind in (pa.timestamp("ns"), pa.timestamp("ns", "Asia/Tokyo")):
        values = pa.array(nanoseconds, kind)
        assert read(values, TIMESTAMP, reading()) == [at(2021, 1, 5, 10, 0, 1), None]


def test_a_midnight_that_the_clock_skips_is_none() -> None:
    sao_paulo = load_zone_offsets("America/Sao_Paulo")  # 15 October 2017 began at 01:00
    moments = pa.array([at(2017, 10, 15, 3), at(2017, 10, 14, 3)], pa.timestamp("us", "UTC"))
    assert count_midnights(moments, sao_paulo) == 1
