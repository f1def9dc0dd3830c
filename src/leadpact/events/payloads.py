"""Payloads as JSON texts and back, by kind and version: the only place where that is done."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.errors import ForbiddenExtraKeysError

from leadpact.events.converter import make_converter
from leadpact.events.failures import UnableToReadEvents
from leadpact.events.merges import MergePayload, read_merge_payload
from leadpact.events.registry import PAYLOADS, StoredKind, upcast

T = TypeVar("T")

_UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    OSError,
    RecursionError,
    ForbiddenExtraKeysError,
)
"""What reading a damaged text raises."""


def as_text(value: Any) -> str:
    """Return a JSON value as text."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def read_text(place: str, read: Callable[[], T], *, code: str = "event-payload-invalid") -> T:
    """Return what is read, or fail with the place: bad text raises many kinds of errors."""
    try:
        return read()
    except UnableToReadEvents:
        raise
    except _UNREADABLE as error:
        fact = f"It cannot be read: {type(error).__name__} {error}."
        fix = "Bring back the row from a copy; it was changed after it was written."
        raise UnableToReadEvents(code, place, fact, fix) from error


def encode_payload(payload: Any, converter: Converter) -> str:
    """Return a payload as text; one without values as `null`."""
    return as_text(None if payload is None else converter.unstructure(payload))


def decode_payload(
    kind: StoredKind, schema: int, text: str, converter: Converter, *, place: str
) -> Any:
    """Return the payload of a text that was written with a version of its kind.

    Raises
    ------
    UnableToReadEvents
        `event-payload-invalid`, or what the converter raises of parts.
    """
    wanted = PAYLOADS[kind]
    if wanted is None:
        return None
    return read_text(
        place, lambda: converter.structure(upcast(kind, schema, json.loads(text)), wanted)
    )


def encode_merge(payload: MergePayload) -> str:
    """Return the payload of a decision about two leads as text."""
    return encode_payload(payload, _PLAIN)


def decode_merge(kind: StoredKind, schema: int, text: str, *, place: str) -> MergePayload:
    """Return the payload of a decision about two leads; raises as `decode_payload`."""
    read: MergePayload = decode_payload(kind, schema, text, _PLAIN, place=place)
    return read


_PLAIN = make_converter()
_PLAIN.register_structure_hook(MergePayload, lambda value, _: read_merge_payload(value))
