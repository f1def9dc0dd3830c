"""Payloads of events: what is written there is read, or not, and never stops a reading."""

from datetime import UTC, datetime

import pytest

from leadpact.storage.stored_values import moment_of, payload_of, text_of


@pytest.mark.parametrize("written", [None, "", "{}", "null"])
def test_no_payload_says_nothing(written: str | None) -> None:
    assert payload_of({"payload": written}) == {}
    assert payload_of({}) == {}


@pytest.mark.parametrize("written", ["{not json", "[1, 2]", "7", "[" * 100_000])
def test_what_is_no_object_cannot_be_read(written: str) -> None:
    assert payload_of({"payload": written}) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, None), ("", None), (7, "7"), (0, "0"), ("z", "z"), ("\ud800", "?")],
)
def test_every_value_is_a_text_that_can_be_written(value: object, text: str | None) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-01-08T09:00:00Z", datetime(2026, 1, 8, 9, tzinfo=UTC)),
        ("2026-01-08T09:00:00.9+01:00", datetime(2026, 1, 8, 8, tzinfo=UTC)),
        ("2026-01-08", datetime(2026, 1, 8, tzinfo=UTC)),
        ("1970-01-01T00:00:00Z", datetime(1970, 1, 1, tzinfo=UTC)),
        ("1969-12-31T23:59:59Z", None),
        ("2098-12-30T00:00:00Z", datetime(2098, 12, 30, tzinfo=UTC)),
        ("2099-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("soon", None),
        (None, None),
    ],
)
def test_moments_leave_a_year_of_business_time_after_them(
    written: str | None, moment: datetime | None
) -> None:
    assert moment_of(written) == moment
