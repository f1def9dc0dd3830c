"""How numbers and dates read."""

from datetime import date

import pytest

from leadpact.report import words
from leadpact.report.words import SPACE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (words.format_count(10466), "10,466"),
        (words.format_count(None), "not known"),
        (words.format_percent(0.24321), "24.3 %"),
        (words.format_percent(1.16), "116.0 %"),
        (words.format_interval(0.0311, 0.0352), "(3.1–3.5)"),
        (words.format_days(1), "1 day"),
        (words.format_days(2.96), "3 days"),
        (words.format_days(2.91), "2.9 days"),
        (words.format_days(441.96), "442 days"),
        (words.format_amount(702_096.66, "USD"), "702,097 USD"),
        (words.format_amount(5, ""), "5"),
        (words.format_points(815_250), "+815,250"),
        (words.format_points(-12.5), "−12.5"),
        (words.format_date(date(2022, 10, 14)), "14 October 2022"),
        (words.format_period(date(2022, 7, 1), date(2022, 10, 1)), "Jul–Sep 2022"),
        (words.format_period(date(2022, 12, 1), date(2023, 1, 1)), "Dec 2022"),
        (words.format_period(date(2022, 11, 1), date(2023, 2, 1)), "Nov 2022–Jan 2023"),
        (
            words.format_period(date(2022, 1, 3), date(2022, 1, 10)),
            "3 January 2022 – 9 January 2022",
        ),
        (words.number_of(1, "lead"), "1 lead"),
        (words.number_of(2, "opportunity", "opportunities"), "2 opportunities"),
        (words.join_words(["a", "b", "c"]), "a, b and c"),
    ],
)
def test_a_number_reads(text, expected):
    assert text.replace(SPACE, " ") == expected
