"""The types of values that several routes take or give."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from ninja import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from leadpact.desk.api.problems import PlaceFault, Problem
from leadpact.engine.read import UnableToReadLead, read_time


class GivenBody(BaseModel):
    """The body of a request; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid", str_max_length=20_000)


def _read_moment(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError("Write it as text: 2026-01-31T09:00:00Z.")
    try:
        return read_time(value, "")
    except UnableToReadLead as error:
        raise ValueError(f"{error.fact} {error.fix}") from None


GivenMoment = Annotated[
    datetime,
    BeforeValidator(_read_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment in ISO 8601 with its offset."""

GivenId = Annotated[str, Field(min_length=1, max_length=200)]
GivenCode = Annotated[str, Field(min_length=1, max_length=100)]
PageSize = Annotated[int, Query(default=50, ge=1, le=200)]
PageCursor = Annotated[str | None, Query(default=None, max_length=500)]


def write_cursor(*parts: str) -> str:
    """Return the place after the last item of a page, as a text that only the desk reads."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read_cursor(text: str, n_parts: int, *, place: str = "after") -> Sequence[str]:
    """Return the parts of a cursor.

    Raises
    ------
    Problem
        Where the desk did not write it.
    """
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        parts = json.loads(base64.b64decode(padded, b"-_", validate=True))
        is_known = isinstance(parts, list) and len(parts) == n_parts
        if is_known and all(isinstance(part, str) and "\0" not in part for part in parts):
            json.dumps(parts, ensure_ascii=False).encode()
            return [str(part) for part in parts]
    except (ValueError, RecursionError):
        pass
    fault = PlaceFault(place, "It is no value that the desk gave.", "value-invalid")
    raise Problem("fields-invalid", "A parameter is not as documented.", errors=[fault])
