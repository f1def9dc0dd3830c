"""The payload of an event of merging: what it must name to be one."""

import json
from datetime import UTC, datetime

import pytest

from leadpact.identity.merging.actions import merge_people
from leadpact.identity.merging.events import EventStamp, event_of_row, event_row
from leadpact.identity.merging.people import People

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def row_and_payload() -> tuple[dict[str, object], dict[str, object]]:
    stamp = EventStamp("ev-1", "rule:x", NOON, NOON, "print")
    event = merge_people(People(), "a", "b", stamp=stamp, weight=1.5).event
    assert event is not None
    row = event_row(event)
    return dict(row), json.loads(str(row["payload"]))


def test_a_payload_names_two_leads_their_sides_and_the_evidence() -> None:
    row, payload = row_and_payload()
    assert payload == {
        "first_id": "a",
        "second_id": "b",
        "first_ids": ["a"],
        "second_ids": ["b"],
        "weight": 1.5,
    }
    assert event_row(event_of_row(row | {"payload": json.dumps(payload)})) == row


@pytest.mark.parametrize(
    "change",
    [
        {"first_id": "x"},  # not among its own
        {"first_ids": None},
        {"second_id": 7},
        {"second_ids": ["b", 7]},
        {"first_ids": ["a", "b"]},  # on both sides
        {"weight": True},
        {"weight": "9"},
        {"weight": float("inf")},
    ],
)
def test_a_payload_that_names_no_two_sides_is_none_of_merging(change: dict[str, object]) -> None:
    row, payload = row_and_payload()
    with pytest.raises(ValueError, match="not one of merging"):
        event_of_row(row | {"payload": json.dumps(payload | change)})
