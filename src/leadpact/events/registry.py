"""The kinds of events with type and version of their payload, and how older versions are read.

Events of one lead are the engine's; decisions about two leads are those of identity.

A payload that changes gets a new version here, and an upcaster from the one before. Stored events
are never rewritten.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from leadpact.engine import lifecycle
from leadpact.engine.lifecycle import EventKind
from leadpact.events.failures import UnableToReadEvents
from leadpact.events.merges import MergeEventKind, MergePayload
from leadpact.events.upcasters import stage_change_2

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""From the JSON of a payload of one version to that of the next. Pure."""

StoredKind: TypeAlias = EventKind | MergeEventKind

PAYLOADS: Mapping[StoredKind, type[Any] | None] = {
    **{kind: lifecycle.PAYLOADS[kind] for kind in EventKind},
    **dict.fromkeys(MergeEventKind, MergePayload),
}
"""The type of the payload of every kind that is stored; None: it has none."""

_KINDS = {str(kind): kind for kind in PAYLOADS}

UPCASTERS: Mapping[StoredKind, tuple[Upcaster, ...]] = {
    EventKind.STAGE_CHANGED: (stage_change_2,),
}
"""By kind, the upcasters from version 1 to 2, from 2 to 3, and so on."""


def schema_of(kind: StoredKind) -> int:
    """Return the version of a kind's payload that is written now; the first is 1."""
    return len(UPCASTERS.get(kind, ())) + 1


def kind_of(name: str, schema: int, *, place: str) -> StoredKind:
    """Return a kind by its stored name.

    Raises
    ------
    UnableToReadEvents
        `event-kind-unknown` or `event-schema-unknown`, each with the name.
    """
    kind = _KINDS.get(name)
    if kind is None:
        fact = f"Leadpact has no kind of event called `{name}`."
        raise UnableToReadEvents("event-kind-unknown", place, fact, _USE_ANOTHER)
    if not 1 <= schema <= schema_of(kind):
        fact = f"`{name}` has version {schema}; versions 1 to {schema_of(kind)} can be read."
        raise UnableToReadEvents("event-schema-unknown", place, fact, _USE_ANOTHER)
    return kind


def lead_kind_of(name: str, schema: int, *, place: str) -> EventKind:
    """Return a kind of the log of one lead by its stored name; raises as `kind_of`."""
    kind = kind_of(name, schema, place=place)
    if not isinstance(kind, EventKind):
        fact = f"`{name}` is a decision about two leads, and no event in the log of one."
        fix = "Take the number from the row: decisions about two leads have none."
        raise UnableToReadEvents("event-kind-unknown", place, fact, fix)
    return kind


_USE_ANOTHER = "Read it with the version of Leadpact that wrote it, or a later one."


def upcast(kind: StoredKind, schema: int, payload: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON of a payload of an older version as that of the newest."""
    for step in UPCASTERS.get(kind, ())[schema - 1 :]:
        payload = step(payload)
    return payload
