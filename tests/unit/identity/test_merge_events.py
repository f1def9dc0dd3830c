"""Events of merging as rows: what is written, what is read back, what another system wrote."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from identity_world import PERSON, T0, persons, stamp

from leadpact.events import (
    EventCodec,
    MergeEventKind,
    MergePayload,
    Parts,
    PersonalValues,
    StoredEvent,
    UnableToReadEvents,
)
from leadpact.identity.merging.events import (
    MergeEvent,
    event_of_row,
    event_row,
    merge_event,
    read_events,
)
from leadpact.identity.merging.people import People, apply_events

PAYLOAD = MergePayload("b", "a", ("b", "c"), ("a",), 2.5)


def event(n: int = 1, actor: str = "rule:email", payload: MergePayload = PAYLOAD) -> MergeEvent:
    return merge_event(MergeEventKind.MERGED, payload, stamp(n, actor))


def test_an_event_has_the_fields_of_its_stamp_and_a_key_of_its_decision() -> None:
    recorded_at = T0 + timedelta(hours=1)
    found = merge_event(
        MergeEventKind.UNMERGED, PAYLOAD, replace(stamp(1, PERSON), recorded_at=recorded_at)
    )
    assert found == MergeEvent(
        event_id="ev-0001",
        lead_id="b",
        kind=MergeEventKind.UNMERGED,
        occurred_at=T0 + timedelta(minutes=1),
        recorded_at=recorded_at,
        actor="person:rep-7",
        fingerprint="f1",
        payload=PAYLOAD,
        command_id="identity.unmerged:b:a:person:rep-7:2026-03-02T09:01:00+00:00",
    )


def test_the_payload_is_json_with_its_keys_in_order() -> None:
    assert event_row(event())["payload"] == (
        '{"first_id":"b","second_id":"a","first_ids":["b","c"],"second_ids":["a"],"weight":2.5}'
    )


def test_a_payload_as_it_was_written_before_there_were_versions_is_read() -> None:
    text = (
        '{"first_id": "b", "first_ids": ["b", "c"], "second_id": "a", "second_ids": ["a"],'
        ' "weight": 2.5}'
    )
    row = {name: value for name, value in event_row(event()).items() if name != "schema"}
    assert event_of_row(row | {"payload": text}) == event()


def test_a_decision_that_a_later_version_wrote_stops_with_its_version() -> None:
    with pytest.raises(UnableToReadEvents) as caught:
        read_events([event_row(event()), event_row(event()) | {"schema": 2}])
    assert caught.value.issue.code == "event-schema-unknown"
    assert "`identity.merged` has version 2" in caught.value.issue.fact


def test_a_decision_about_two_leads_is_no_event_in_the_log_of_one() -> None:
    row = event_row(event()) | {"n": 1}
    with pytest.raises(UnableToReadEvents) as caught:
        EventCodec(Parts()).decode_event(StoredEvent(**row), PersonalValues(""))  # type: ignore[arg-type]
    assert caught.value.issue.code == "event-kind-unknown"


def changed(**values: object) -> dict[str, object]:
    """Return a row of which fields of the payload are others; those that are `...` are absent."""
    row = event_row(event())
    payload = json.loads(str(row["payload"])) | values
    kept = {name: value for name, value in payload.items() if value is not ...}
    return row | {"payload": json.dumps(kept)}


@pytest.mark.parametrize("weight", [None, 0, -3, 2.5, 7, 1e308])
def test_a_weight_is_any_number_or_none(weight: float | None) -> None:
    assert event_of_row(changed(weight=weight)).payload.weight == weight


def test_a_payload_without_weight_has_none() -> None:
    assert event_of_row(changed(weight=...)).payload.weight is None


INFINITE, NO_NUMBER = float("inf"), float("nan")


@pytest.mark.parametrize(
    "row",
    [
        *(changed(weight=weight) for weight in (True, "7", [], INFINITE, -INFINITE, NO_NUMBER)),
        *(changed(first_id=value) for value in (..., None, "x", "a", 1)),  # not of its side
        *(changed(second_id=value) for value in (..., None, "x", "b", 1)),
        *(changed(first_ids=value) for value in (..., None, "b", {"b": 1}, [], ["b", 1])),
        *(changed(second_ids=value) for value in (..., None, "a", [], ["a", None])),
        changed(second_ids=["a", "c"]),  # on both sides
        changed(first_ids=["a", "b"]),
        *(
            event_row(event()) | {"payload": text}
            for text in (None, "", "x", "7", "[]", "[" * 100_000)
        ),
        *(event_row(event()) | {"occurred_at": moment} for moment in (None, "2026-03-02", 7)),
    ],
)
def test_a_row_that_does_not_name_two_sides_and_a_moment_is_none_of_merging(
    row: dict[str, object],
) -> None:
    with pytest.raises(ValueError, match="event ev-0001: the payload is not one of merging"):
        event_of_row(row)


def test_a_row_needs_no_more_than_its_ids_kind_moment_and_payload() -> None:
    row = event_row(event())
    needed = {name: row[name] for name in ("event_id", "lead_id", "kind", "occurred_at", "payload")}
    assert event_of_row(needed) == replace(
        event(), recorded_at=event().occurred_at, actor="", fingerprint="", command_id=""
    )
    empty = {"recorded_at": None, "actor": None, "fingerprint": None, "command_id": None}
    assert event_of_row(row | empty) == event_of_row(needed)


def test_the_moment_of_recording_is_its_own() -> None:
    later = T0 + timedelta(days=1)
    assert event_of_row(event_row(event()) | {"recorded_at": later}).recorded_at == later


def test_a_moment_without_zone_is_utc_and_one_with_a_zone_is_kept() -> None:
    without = datetime(2026, 3, 2, 9)  # noqa: DTZ001 as tables hold it
    paris = datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=1)))
    for moment in (without, paris):
        read = event_of_row(event_row(event()) | {"occurred_at": moment, "recorded_at": moment})
        assert (read.occurred_at, read.recorded_at) == (T0, T0)
    assert T0.tzinfo is UTC


def test_rows_of_other_systems_are_passed_over_and_counted() -> None:
    rows = [event_row(event(n)) for n in range(3)]
    assert read_events(rows) == ([event(0), event(1), event(2)], 0)
    others = [changed(weight="7"), rows[1] | {"kind": "lead.assigned"}]
    assert read_events([others[0], rows[0], others[1], rows[2]]) == ([event(0), event(2)], 2)


def test_rows_of_one_id_that_differ_in_their_weight_are_one_decision() -> None:
    weighed = event(payload=PAYLOAD)
    unweighed = event(payload=replace(PAYLOAD, weight=None))
    for events in ((weighed, unweighed), (unweighed, weighed)):
        assert persons(apply_events(People(), events)) == [("a", "b")]
