"""Of which type a value of the lead must be to be taken."""

from datetime import date
from typing import Any

import pytest

from leadpact.engine.lifecycle.qualification import wrong_value
from leadpact.pact.check import load_pact_text
from leadpact.terms.refusals import Refusal, RefusalCode

PACT = load_pact_text(
    """spec: 1
name: Types
attributes:
  motto: {type: text}
  size: {type: category, values: [small, large]}
  seats: {type: integer}
  share: {type: number}
  is_partner: {type: boolean}
  renews_on: {type: date}
gates:
  conversation_lead: {must_have: [motto, size, seats, share, is_partner, renews_on]}
"""
)
TYPES = {
    "motto": "text",
    "size": "category",
    "seats": "integer",
    "share": "number",
    "is_partner": "boolean",
    "renews_on": "date",
}
VALUES: dict[str, Any] = {
    "text": "small",
    "integer": 7,
    "number": 7.5,
    "boolean": True,
    "date": date(2026, 6, 1),
}
TAKEN = {
    "motto": {"text"},
    "size": {"text"},
    "seats": {"integer"},
    "share": {"integer", "number"},
    "is_partner": {"boolean"},
    "renews_on": {"date"},
}


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("name", TYPES)
def test_a_value_is_taken_where_it_is_of_the_type_of_its_attribute(name: str, value: str) -> None:
    refusal = Refusal(RefusalCode.VALUE_OF_WRONG_TYPE, ((name, TYPES[name]),))
    expected = None if value in TAKEN[name] else refusal
    assert wrong_value(PACT, {name: VALUES[value]}) == expected


def test_what_is_missing_or_not_of_the_pact_is_of_no_wrong_type() -> None:
    assert wrong_value(PACT, dict.fromkeys(TYPES)) is None
    assert wrong_value(PACT, {"shoe_size": object()}) is None  # type: ignore[dict-item]


def test_of_several_wrong_values_the_first_by_name_is_reported() -> None:
    given = {"share": "x", "motto": 1, "seats": 2}
    refusal = Refusal(RefusalCode.VALUE_OF_WRONG_TYPE, (("motto", "text"),))
    assert wrong_value(PACT, given) == refusal  # type: ignore[arg-type]
