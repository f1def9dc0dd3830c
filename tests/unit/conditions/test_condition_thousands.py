"""Numbers of which a reader may take the point for the sign between thousands."""

import pytest

from leadpact.conditions.thousands import find_thousands


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("n >= 1.000", [6]),
        ("n >= 1.200 or 12.340 < n or n == -999.990", [6, 15, 34]),
        ("n in (1.500, 2)", [7]),
        ("at_least(2, a, b, n > 10.000)", [23]),
        ("n >= 0.500 or n >= 1.00 or n >= 1.125 or n >= 1000.000 or n >= 1.0000", []),
        ("title == '1.000' or title contains \"2.000\"", []),
    ],
)
def test_a_number_of_three_decimals_that_end_in_nought_is_found(text: str, columns: list[int]):
    assert [finding.position.column for finding in find_thousands(text)] == columns


def test_both_meanings_are_in_the_fix():
    (finding,) = find_thousands("n >= 1.200")
    assert finding.fact == "`1.200` is 1.2: the point begins the decimals."
    assert finding.fix == "If thousands are meant, write `1200`; otherwise write `1.2`."
