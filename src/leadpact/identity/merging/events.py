"""The two events of merging, as plain values and as rows of the canonical table `events`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from math import inf
from typing import Any

from leadpact.terms.actors import PERSON, RULE

SCHEMA = 1
"""The version of the payload that is written."""

_OLD_COMMAND_ID = "idempotency_key"


class MergeEventKind(StrEnum):
    """A decision about two sides, each the leads of one person."""

    MERGED = "identity.merged"
    UNMERGED = "identity.unmerged"


@dataclass(frozen=True, slots=True)
class MergePayload:
    """The two sides of a decision; ids only, so that erasing a person leaves nothing here.

    Attributes
    ----------
    first_id, second_id
        The two leads that the decision names.
    first_ids, second_ids
        The leads of each side at that moment, the one named among them; sorted.
    weight
        The evidence that the two are one person, the more the higher; None where it was not
        computed.
    """

    first_id: str
    second_id: str
    first_ids: tuple[str, ...]
    second_ids: tuple[str, ...]
    weight: float | None = None


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
    payload = event.payload
    return {
        "event_id": event.event_id,
        "lead_id": event.lead_id,
        "n": None,
        "kind": str(event.kind),
        "schema": SCHEMA,
        "occurred_at": event.occurred_at,
        "recorded_at": event.recorded_at,
        "command_id": event.command_id,
        "actor": event.actor,
        "fingerprint": event.fingerprint,
        "payload": json.dumps(
            {name: getattr(payload, name) for name in payload.__dataclass_fields__}, sort_keys=True
        ),
    }


def current_row(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row of a merge history in the columns that are written now.

    Rows written before there were versions have none, and the id of the command under another name.
    """
    if _OLD_COMMAND_ID not in row:
        return row
    kept = {name: value for name, value in row.items() if name != _OLD_COMMAND_ID}
    return {"n": None, "schema": SCHEMA, "command_id": row[_OLD_COMMAND_ID], **kept}


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

    Raises
    ------
    ValueError
        Where the kind is another one, or the payload is not one of merging: other systems write
        events of the same name.
    """
    event_id, occurred_at = row["event_id"], _in_utc(row.get("occurred_at"))
    payload = _payload_of(row.get("payload"))
    if payload is None or occurred_at is None:
        raise ValueError(f"event {event_id}: the payload is not one of merging")
    return MergeEvent(
        event_id=str(event_id),
        lead_id=str(row["lead_id"]),
        kind=MergeEventKind(str(row["kind"])),
        occurred_at=occurred_at,
        recorded_at=_in_utc(row.get("recorded_at")) or occurred_at,
        actor=str(row.get("actor") or ""),
        fingerprint=str(row.get("fingerprint") or ""),
        payload=payload,
        command_id=str(row.get("command_id") or ""),
    )


def _in_utc(moment: object) -> datetime | None:
    """Return a moment in UTC; canonical tables hold UTC without saying so."""
    if not isinstance(moment, datetime):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _payload_of(text: object) -> MergePayload | None:
    """Return the payload that a text holds, or None where it does not name two sides of leads."""
    try:
        values = json.loads(str(text))
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    first, second = _side_of(values, "first"), _side_of(values, "second")
    weight = values.get("weight")
    is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
    if not first or not second or set(first[1]) & set(second[1]):
        return None
    if weight is not None and not (is_number and abs(weight) < inf):
        return None
    return MergePayload(first[0], second[0], first[1], second[1], weight)


def _side_of(values: Mapping[str, object], side: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the named lead of a side and all its leads; None where it is not among them."""
    named, ids = values.get(f"{side}_id"), values.get(f"{side}_ids")
    if not isinstance(ids, list) or not all(isinstance(item, str) for item in ids):
        return None
    return (named, tuple(ids)) if isinstance(named, str) and named in ids else None
