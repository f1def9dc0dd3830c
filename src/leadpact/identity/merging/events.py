"""The two events of merging, as plain values and as rows of the canonical table `events`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MergeEventKind(StrEnum):
    """What was decided about two sides, each the leads of one person."""

    MERGED = "identity.merged"
    UNMERGED = "identity.unmerged"


PERSON = "person:"
"""What the actor of an event begins with where a person decided."""

RULE = "rule:"
"""What the actor of an event begins with where a rule did."""


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
        The evidence that the two are one person, the more the higher; None where nobody counted.
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
    idempotency_key: str

    @property
    def is_by_person(self) -> bool:
        """Whether a person decided, whose word no rule overrules."""
        return self.actor.startswith(PERSON)


@dataclass(frozen=True, slots=True)
class EventStamp:
    """What every event carries beside what it says: who, when, under which pact.

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
    """Return the event; its idempotency key says kind, leads, actor and time.

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
        idempotency_key=f"{kind}:{named}:{stamp.actor}:{stamp.occurred_at.isoformat()}",
    )


def event_row(event: MergeEvent) -> dict[str, object]:
    """Return the event as a row of `events`: the kind as text, the payload as JSON."""
    payload = event.payload
    return {
        "event_id": event.event_id,
        "lead_id": event.lead_id,
        "kind": str(event.kind),
        "occurred_at": event.occurred_at,
        "recorded_at": event.recorded_at,
        "actor": event.actor,
        "fingerprint": event.fingerprint,
        "payload": json.dumps(
            {name: getattr(payload, name) for name in payload.__dataclass_fields__}, sort_keys=True
        ),
        "idempotency_key": event.idempotency_key,
    }


def event_of_row(row: Mapping[str, object]) -> MergeEvent:
    """Return the event that a row holds.

    Raises
    ------
    ValueError
        Where the kind is another one, or the payload is not one of merging.
    """
    known = dict(row)
    try:
        said = json.loads(str(known["payload"]))
        payload = MergePayload(
            said["first_id"],
            said["second_id"],
            tuple(said["first_ids"]),
            tuple(said["second_ids"]),
            said["weight"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"event {known['event_id']}: the payload is not one of merging") from error
    kind = MergeEventKind(str(known["kind"]))
    return MergeEvent(**known | {"kind": kind, "payload": payload})  # type: ignore[arg-type]
