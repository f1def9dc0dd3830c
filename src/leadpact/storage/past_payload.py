"""The payload of an event: a JSON object, of which some values are read."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from leadpact.storage.moments import is_plannable, whole_second


def payload_of(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the payload of an event; None: something is written there, and it is no object."""
    try:
        found = json.loads(row.get("payload") or "{}")
    except (ValueError, RecursionError):
        return None
    if found is None:
        return {}
    return found if isinstance(found, dict) else None


def text_of(value: object) -> str | None:
    """Return a value as text that can be written to any file; None where there is none."""
    if value is None or value == "":
        return None
    return str(value).encode("utf-8", "replace").decode("utf-8")


def moment_of(value: object) -> datetime | None:
    """Return a value as a moment; None where it is none, or beyond what calendars know."""
    try:
        found = whole_second(datetime.fromisoformat(str(value)))
    except ValueError:
        return None
    return found.astimezone(UTC) if found is not None and is_plannable(found) else None
