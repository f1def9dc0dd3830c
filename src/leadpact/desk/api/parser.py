"""Read the body of a request: JSON, of a size that can be meant, with texts that can be kept."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from leadpact.desk.api.problems import LARGEST_BODY, PlaceFault, Problem
from leadpact.desk.api.tokens import is_storable

_DEEPEST = 40


class BodyParser(Parser):
    """Reads JSON strictly."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body of a request.

        Raises
        ------
        Problem
            Where it is not JSON, or has what no database keeps.
        """
        if request.content_type != "application/json":
            raise Problem("content-type-unknown", "Send `Content-Type: application/json`.")
        if len(request.body) > LARGEST_BODY:
            raise Problem("body-too-large", f"A body may have {LARGEST_BODY} bytes.")
        try:
            values = json.loads(request.body, parse_constant=_no_number)
        except (ValueError, RecursionError):
            detail = "The body cannot be read as JSON."
            raise Problem("body-not-json", detail) from None
        bad = next(_unusable(values, (), 0), None)
        if bad is not None:
            raise Problem("fields-invalid", "A text of the body cannot be kept.", errors=[bad])
        return values


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _unusable(value: Any, place: tuple[str, ...], depth: int) -> Iterator[PlaceFault]:
    """Yield what of a body cannot be kept."""
    if depth > _DEEPEST:
        yield PlaceFault(".".join(place[:3]), "It is nested too deep.", "value-invalid")
    elif isinstance(value, str) and not is_storable(value):
        fact = "It has a null character, or half of a character of two parts."
        yield PlaceFault(".".join(place) or "body", fact, "value-invalid")
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        yield PlaceFault(".".join(place) or "body", "The number is too large.", "value-invalid")
    elif isinstance(value, dict):
        for name, held in value.items():
            shown = name if is_storable(name) else "(a name)"
            yield from _unusable(name, (*place, shown), depth)
            yield from _unusable(held, (*place, shown), depth + 1)
    elif isinstance(value, list):
        for number, held in enumerate(value):
            yield from _unusable(held, (*place, str(number)), depth + 1)
