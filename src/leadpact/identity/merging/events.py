"""The two events of merging, as plain values and as rows of the canonical table `events`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from leadpact.events import (
    MergeEventKind,
    MergePayload,
    UnableToReadEvents,
    decode_merge,
    encode_merge,
    kind_of,
    schema_of,
)
from leadpact.terms.actors import PERSON, RULE

_FIRST = 1
_OLD_COMMAND_ID = "idempotency_key"


@dataclass(frozen=True, slots=True)
class MergeEvent:
    """That two sides were merged, or parted; the columns of the table `events`.

    `lead_id` is the first lead the decision names. Folding an event twice is folding it once.
    """

    event_id: str
    lead_id: str
    kind: MergeEventKind
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    fingerprint: str
    payload: MergePayload
    command_id: str

    @property
    def is_by_person(self) -> bool:
        """Whether a person decided, whose word no rule overrules."""
        return self.actor.startswith(PERSON)


@dataclass(frozen=True, slots=True)
class EventStamp:
    """The fields that every event has besides its decision: the actor, the time, the pact.

    Attributes
    ----------
    event_id
        The event's id.
    actor
        `rule:` and a rule's id, or `person:` and a rep's id.
    occurred_at, recorded_at
        When it was decided, and when it was written down; aware UTC.
    fingerprint
        That of the pact in force.
    """

    event_id: str
    actor: str
    occurred_at: datetime
    recorded_at: datetime
    fingerprint: str = ""


def merge_event(kind: MergeEventKind, payload: MergePayload, stamp: EventStamp) -> MergeEvent:
    """Return the event; the id of its command holds kind, leads, actor and time.

    Raises
    ------
    ValueError
        Where the actor is neither a rule nor a person: it decides whose word overrules whose.
    """
    if not stamp.actor.startswith((PERSON, RULE)):
        raise ValueError(f"actor {stamp.actor!r} begins with neither {PERSON!r} nor {RULE!r}")
    named = f"{payload.first_id}:{payload.second_id}"
    return MergeEvent(
        event_id=stamp.event_id,
        lead_id=payload.first_id,
        kind=kind,
        occurred_at=stamp.occurred_at,
        recorded_at=stamp.recorded_at,
        actor=stamp.actor,
        fingerprint=stamp.fingerprint,
        payload=payload,
        command_id=f"{kind}:{named}:{stamp.actor}:{stamp.occurred_at.isoformat()}",
    )


def event_row(event: MergeEvent) -> dict[str, object]:
    """Return the event as a row of `events`: the kind as text, the payload as JSON."""
    return {
        "event_id": event.event_id,
        "lead_id": event.lead_id,
        "n": None,
        "kind": str(event.kind),
        "schema": schema_of(event.kind),
        "occurred_at": event.occurred_at,
        "recorded_at": event.recorded_at,
        "command_id": event.command_id,
        "actor": event.actor,
        "fingerprint": event.fingerprint,
        "payload": encode_merge(event.payload),
    }


def current_row(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row of a merge history in the columns that are written now.

    Rows written before there were versions have none, and the id of the command under another name.
    """
    if _OLD_COMMAND_ID not in row:
        return row
    kept = {name: value for name, value in row.items() if name != _OLD_COMMAND_ID}
    return {"n": None, "schema": _FIRST, "command_id": row[_OLD_COMMAND_ID], **kept}


def read_events(rows: Iterable[Mapping[str, object]]) -> tuple[list[MergeEvent], int]:
    """Return the events that rows hold, and how many rows are passed over as another system's."""
    found: list[MergeEvent] = []
    n_unread = 0
    for row in rows:
        try:
            found.append(event_of_row(row))
        except ValueError:
            n_unread += 1
    return found, n_unread


def event_of_row(row: Mapping[str, object]) -> MergeEvent:
    """Return the event that a row holds; a table of events may lack columns that it does not need.

    A row without a version is of another system, or was written before there were versions: it is
    read as the first.

    Raises
    ------
    ValueError
        Where the kind is another one, or the payload is not one of merging: other systems write
        events of the same name.
    UnableToReadEvents
        `event-schema-unknown`, where a later version of Leadpact wrote it.
    """
    event_id, occurred_at = row["event_id"], _in_utc(row.get("occurred_at"))
    place, kind, schema = f"event {event_id}", MergeEventKind(str(row["kind"])), _schema_of(row)
    kind_of(kind, schema, place=place)
    try:
        payload = decode_merge(kind, schema, str(row.get("payload")), place=place)
    except UnableToReadEvents as error:
        raise ValueError(f"{place}: the payload is not one of merging") from error
    if occurred_at is None:
        raise ValueError(f"{place}: the payload is not one of merging")
    return MergeEvent(
        event_id=str(event_id),
        lead_id=str(row["lead_id"]),
        kind=kind,
        occurred_at=occurred_at,
        recorded_at=_in_utc(row.get("recorded_at")) or occurred_at,
        actor=str(row.get("actor") or ""),
        fingerprint=str(row.get("fingerprint") or ""),
        payload=payload,
        command_id=str(row.get("command_id") or ""),
    )


def _schema_of(row: Mapping[str, object]) -> int:
    schema = row.get("schema")
    return schema if isinstance(schema, int) else _FIRST


def _in_utc(moment: object) -> datetime | None:
    """Return a moment in UTC; canonical tables hold UTC without saying so."""
    if not isinstance(moment, datetime):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
