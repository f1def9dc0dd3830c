"""Meetings that were moved, and those missed or called off and booked again."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from leadpact.engine.lifecycle import BookMeeting, Command, MeetingStep, MoveMeeting, UpdateMeeting
from leadpact.engine.replay.commands import in_order
from leadpact.storage.past_meetings import MeetingRow, meeting_row, meetings_of
from vacuous import some

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)


def booked(name: str, day: int, for_day: int) -> MeetingRow:
    return MeetingRow(name, MONDAY + day * DAY, "z", None, MONDAY + for_day * DAY, "cid")


def moved(name: str, day: int, step: MeetingStep) -> MeetingRow:
    return MeetingRow(name, MONDAY + day * DAY, "z", step, None, None)


def reported(item: Command) -> tuple[object, ...]:
    day = (item.occurred_at - MONDAY) // DAY
    if isinstance(item, BookMeeting):
        return day, "BOOKED", item.id, (item.starts_at - MONDAY) // DAY, item.rebooks
    if isinstance(item, MoveMeeting):
        return day, "MOVED", item.meeting_id, (item.starts_at - MONDAY) // DAY
    assert isinstance(item, UpdateMeeting)
    return day, str(item.step), item.meeting_id


def story(*rows: MeetingRow, came_at: datetime = MONDAY) -> list[tuple[object, ...]]:
    """What is told of some rows in order; it is the same in whatever order they stand."""
    stories = []
    for given in permutations(rows):
        found = in_order(("L", item) for item in meetings_of(given, came_at))
        stories.append([reported(item) for _, item in found])
    assert all(item == stories[0] for item in some(stories))
    return stories[0]


def test_a_meeting_that_is_booked_for_another_time_is_moved() -> None:
    rows = booked("a", 1, 7), booked("b", 2, 3), moved("c", 3, MeetingStep.HELD)
    assert story(*rows) == [
        (1, "BOOKED", "z", 7, None),
        (2, "MOVED", "z", 3),
        (3, "HELD", "z"),
    ]


def test_a_meeting_can_be_moved_and_held_on_one_day_of_a_history_of_days() -> None:
    rows = booked("a", 1, 7), booked("b", 2, 2), moved("a0", 2, MeetingStep.HELD)
    assert story(*rows)[1:] == [
        (2, "MOVED", "z", 2),
        (2, "HELD", "z"),
    ]


def test_a_meeting_cancelled_and_rebooked_at_once_is_cancelled_once() -> None:
    rows = booked("a", 1, 7), moved("b", 2, MeetingStep.CANCELLED), booked("c", 2, 8)
    assert story(*rows) == [
        (1, "BOOKED", "z", 7, None),
        (2, "CANCELLED", "z"),
        (2, "BOOKED", "z/2", 8, "z"),
    ]


def test_a_meeting_that_started_unreported_is_cancelled_and_rebooked() -> None:
    rows = booked("a", 1, 2), booked("b", 2, 8), moved("c", 8, MeetingStep.HELD)
    assert story(*rows) == [
        (1, "BOOKED", "z", 2, None),
        (2, "CANCELLED", "z"),
        (2, "BOOKED", "z/2", 8, "z"),
        (8, "HELD", "z/2"),
    ]


def test_a_meeting_that_was_moved_and_cancelled_is_rebooked_under_the_second_id() -> None:
    rows = booked("a", 1, 7), booked("b", 2, 8), moved("c", 3, MeetingStep.CANCELLED)
    assert story(*rows, booked("d", 4, 9)) == [
        (1, "BOOKED", "z", 7, None),
        (2, "MOVED", "z", 8),
        (3, "CANCELLED", "z"),
        (4, "BOOKED", "z/2", 9, "z"),
    ]


def test_a_meeting_cancelled_and_rebooked_at_once_can_be_moved() -> None:
    rows = booked("a", 1, 7), moved("b", 2, MeetingStep.CANCELLED), booked("c", 2, 8)
    assert story(*rows, booked("d", 5, 9))[3:] == [(5, "MOVED", "z/2", 9)]


def test_a_missed_meeting_is_rebooked_in_its_place() -> None:
    rows = booked("a", 1, 2), moved("b", 2, MeetingStep.MISSED), booked("c", 3, 4)
    assert story(*rows)[1:] == [(2, "MISSED", "z"), (3, "BOOKED", "z/2", 4, "z")]


def test_after_a_meeting_was_held_the_next_is_one_of_its_own() -> None:
    rows = booked("a", 1, 2), moved("b", 2, MeetingStep.HELD), booked("c", 3, 4)
    assert story(*rows)[1:] == [(2, "HELD", "z"), (3, "BOOKED", "z/2", 4, None)]


def test_a_meeting_can_be_held_and_the_next_be_booked_on_one_day_of_a_history_of_days() -> None:
    rows = booked("a", 1, 2), moved("b", 2, MeetingStep.HELD), booked("a0", 2, 9)
    found = story(*rows)
    assert sorted(found[1:], key=str) == [(2, "BOOKED", "z/2", 9, None), (2, "HELD", "z")]


def test_a_meeting_that_is_reported_twice_is_one() -> None:
    assert story(booked("a", 1, 7), booked("b", 2, 7)) == [(1, "BOOKED", "z", 7, None)]


def test_a_meeting_that_is_moved_twice_is_one_meeting() -> None:
    rows = booked("a", 1, 7), booked("b", 2, 8), booked("c", 3, 9)
    assert story(*rows)[1:] == [(2, "MOVED", "z", 8), (3, "MOVED", "z", 9)]


def test_what_was_booked_before_the_lead_came_is_moved_by_nobody() -> None:
    rows = booked("a", 1, 7), booked("b", 3, 8)
    assert story(*rows, came_at=MONDAY + 2 * DAY) == [(3, "BOOKED", "z", 8, None)]


@pytest.mark.parametrize(
    ("kind", "payload", "expected"),
    [
        (
            "meeting.booked",
            {"scheduled_at": "2026-01-08T09:00:00Z"},
            "meeting/2026-01-08T09:00:00Z",
        ),
        (
            "meeting.held",
            {"scheduled_at": "2026-01-08T10:00+01:00"},
            "meeting/2026-01-08T09:00:00Z",
        ),
        ("meeting.held", {"meeting_id": 7}, "7"),
        ("meeting.held", {}, None),
        ("meeting.booked", {"meeting_id": "z"}, None),
        ("meeting.booked", {"meeting_id": "z", "scheduled_at": "soon"}, None),
        ("meeting.booked", {"meeting_id": "z", "scheduled_at": "2150-01-01T09:00:00Z"}, None),
        ("meeting.booked", {"meeting_id": "z", "scheduled_at": "9999-12-31T23:50:00Z"}, None),
        ("meeting.booked", {"meeting_id": "z", "scheduled_at": "0001-01-01T00:00+14:00"}, None),
        ("meeting.booked", {"meeting_id": "z", "scheduled_at": "1969-12-31T23:59:59Z"}, None),
    ],
)
def test_a_row_says_which_meeting_and_when_or_cannot_be_read(
    kind: str, payload: dict[str, object], expected: str | None
) -> None:
    row = {"event_id": "e", "kind": kind, "occurred_at": MONDAY}
    found = meeting_row(row, payload)
    assert (found and found.meeting_id) == expected
