"""How numbers and dates read."""

from datetime import date

import pytest

from leadpact.report import numbers
from leadpact.report.numbers import SPACE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (numbers.format_count(10466), "10,466"),
        (numbers.format_count(None), "not known"),
        (numbers.format_percent(0.24321), "24.3 %"),
        (numbers.format_percent(1.16), "116.0 %"),
        (numbers.format_interval(0.0311, 0.0352), "(3.1–3.5)"),
        (numbers.format_days(1), "1 day"),
        (numbers.format_days(2.96), "3 days"),
        (numbers.format_days(2.91), "2.9 days"),
        (numbers.format_days(441.96), "442 days"),
        (numbers.format_amount(702_096.66, "USD"), "702,097 USD"),
        (numbers.format_amount(5, ""), "5"),
        (numbers.format_points(815_250), "+815,250"),
        (numbers.format_points(-12.5), "−12.5"),
        (numbers.format_date(date(2022, 10, 14)), "14 October 2022"),
        (numbers.format_period(date(2022, 7, 1), date(2022, 10, 1)), "Jul–Sep 2022"),
        (numbers.format_period(date(2022, 12, 1), date(2023, 1, 1)), "Dec 2022"),
        (numbers.format_period(date(2022, 11, 1), date(2023, 2, 1)), "Nov 2022–Jan 2023"),
        (
            numbers.format_period(date(2022, 1, 3), date(2022, 1, 10)),
            "3 January 2022 – 9 January 2022",
        ),
        (numbers.number_of(1, "lead"), "1 lead"),
        (numbers.number_of(2, "opportunity", "opportunities"), "2 opportunities"),
        (numbers.join_words(["a", "b", "c"]), "a, b and c"),
    ],
)
def test_a_number_reads(text, expected):
    assert text.replace(SPACE, " ") == expected
