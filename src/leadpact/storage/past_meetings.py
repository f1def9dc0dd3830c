"""The meetings of one lead in history: booked, moved, held, missed, cancelled."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from leadpact.engine.lifecycle import BookMeeting, Command, MeetingStep, MoveMeeting, UpdateMeeting
from leadpact.storage.stored_values import moment_of, text_of
from leadpact.terms.actors import HISTORY

BOOKED = "meeting.booked"
STEPS: Mapping[str, MeetingStep] = {
    "meeting.confirmed": MeetingStep.CONFIRMED,
    "meeting.held": MeetingStep.HELD,
    "meeting.missed": MeetingStep.MISSED,
    "meeting.cancelled": MeetingStep.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One row on a meeting; `step` is None where it was booked, `starts_at` may be unknown then."""

    event_id: str
    at: datetime
    meeting_id: str
    step: MeetingStep | None
    starts_at: datetime | None
    rep_id: str | None


def meeting_row(row: Mapping[str, Any], payload: Mapping[str, Any]) -> MeetingRow | None:
    """Read a row on a meeting; None: it does not say which meeting, or when it is to be."""
    starts_at, step = moment_of(payload.get("scheduled_at")), STEPS.get(row["kind"])
    meeting_id = text_of(payload.get("meeting_id"))
    if meeting_id is None and starts_at is not None:
        meeting_id = f"meeting/{starts_at:%Y-%m-%dT%H:%M:%SZ}"
    if meeting_id is None or (step is None and starts_at is None):
        return None
    rep_id = text_of(payload.get("rep_id"))
    return MeetingRow(row["event_id"], row["occurred_at"], meeting_id, step, starts_at, rep_id)


def meetings_of(rows: Iterable[MeetingRow], came_at: datetime) -> Iterator[Command]:
    """Yield what happened to the meetings of one lead.

    A meeting that is booked a second time, for another time, was moved. One that had started or
    ended by then is booked again under an id of its own, and what follows is of the newest; it is
    called off where nothing says how it ended. What was booked before the lead came nobody knows of
    under the pact.
    """
    by_id: dict[str, list[MeetingRow]] = {}
    for row in sorted(rows, key=lambda item: (item.at, item.event_id)):
        by_id.setdefault(row.meeting_id, []).append(row)
    for own in by_id.values():
        yield from _meeting(own, came_at)


def _meeting(rows: Sequence[MeetingRow], came_at: datetime) -> Iterator[Command]:
    steps = [row for row in rows if row.step is not None]
    bookings: list[MeetingRow] = []  # and moves; a row under the id of its meeting
    n_booked = 1
    for row in rows:
        if row.step is not None or row.at < came_at:
            continue
        if not bookings:
            bookings.append(row)
            yield _booked(row)
            continue
        last = bookings[-1]
        end = _end_of(bookings, steps, before=row)
        if end is None and row.starts_at == last.starts_at:
            continue
        if end is None and _can_be_moved(last, row):
            bookings.append(replace(row, meeting_id=last.meeting_id))
            yield _moved(bookings[-1])
            continue
        n_booked += 1
        bookings.append(replace(row, meeting_id=f"{row.meeting_id}/{n_booked}"))
        if end is None:
            name = f"event/{row.event_id}/cancelled"
            yield UpdateMeeting(name, row.at, last.meeting_id, MeetingStep.CANCELLED, actor=HISTORY)
        rebooks = None if end is MeetingStep.HELD else last.meeting_id
        yield _booked(bookings[-1], rebooks)
    for row in steps:
        assert row.step is not None
        found = _booking_of(row, bookings)
        name = found.meeting_id if found else row.meeting_id
        yield UpdateMeeting(f"event/{row.event_id}", row.at, name, row.step, actor=HISTORY)


def _can_be_moved(last: MeetingRow, row: MeetingRow) -> bool:
    """Tell whether a meeting had not started when it was booked for another time to come."""
    assert last.starts_at is not None
    assert row.starts_at is not None
    return row.at < last.starts_at and row.at <= row.starts_at


def _moved(row: MeetingRow) -> MoveMeeting:
    assert row.starts_at is not None
    name = f"event/{row.event_id}"
    return MoveMeeting(
        name, row.at, row.meeting_id, row.starts_at, ae_rep_id=row.rep_id, actor=HISTORY
    )


def _booked(row: MeetingRow, rebooks: str | None = None) -> BookMeeting:
    assert row.starts_at is not None
    return BookMeeting(
        row.meeting_id, row.at, row.starts_at, row.rep_id, rebooks=rebooks, actor=HISTORY
    )


def _end_of(
    bookings: Sequence[MeetingRow], steps: Iterable[MeetingRow], *, before: MeetingRow
) -> MeetingStep | None:
    """Return how the newest meeting ended before it was booked again.

    Who calls off often books at once, so that both have the same moment.
    """
    for row in steps:
        if row.at > before.at or _booking_of(row, bookings) is not bookings[-1]:
            continue
        if row.step is MeetingStep.CANCELLED:
            return row.step
        if row.step in _TOOK_PLACE and not _can_be(before, row):
            return row.step
    return None


_TOOK_PLACE = (MeetingStep.HELD, MeetingStep.MISSED)


def _can_be(booked: MeetingRow, ended: MeetingRow) -> bool:
    """Tell whether what took place, or should have, can be the meeting that was booked then."""
    if booked.at == ended.at:
        assert booked.starts_at is not None
        return booked.starts_at <= ended.at
    return booked.at < ended.at


def _booking_of(row: MeetingRow, bookings: Sequence[MeetingRow]) -> MeetingRow | None:
    """Return the newest booking that a row can be of; what is called off was there before."""
    known = [item for item in bookings if item.at <= row.at]
    if row.step is MeetingStep.CANCELLED:
        earlier = [item for item in known if item.at < row.at]
        return earlier[-1] if earlier else next(iter(known), None)
    if row.step in _TOOK_PLACE:
        known = [item for item in known if _can_be(item, row)] or known
    return known[-1] if known else None
