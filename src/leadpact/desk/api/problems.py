"""Errors of the API as RFC 9457 has them: one shape, with a stable code."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from pydantic import BaseModel, ConfigDict

from leadpact.terms.refusals import MEANINGS, Refusal

MEDIA_TYPE = "application/problem+json"
LARGEST_BODY = 1_000_000
"""Bytes: a long pact has some 50,000, a lead with its activities far less."""
CODES: Mapping[str, tuple[int, str]] = {
    "body-not-json": (400, "The body is no JSON."),
    "token-missing": (401, "The request has no valid token."),
    "scope-missing": (403, "The token does not go as far as this."),
    "not-found": (404, "There is nothing of that name for this token."),
    "method-not-allowed": (405, "The address does not take this method."),
    "request-key-running": (409, "The first request of this key still runs."),
    "version-changed": (412, "The lead has changed since it was read."),
    "body-too-large": (413, "The body is too large."),
    "content-type-unknown": (415, "The body is not sent as JSON."),
    "fields-invalid": (422, "Fields are missing, unknown or of a wrong type."),
    "pact-invalid": (422, "The pact has errors."),
    "request-key-invalid": (422, "The key is too long, or has characters that it cannot have."),
    "request-key-reused": (422, "Another request was sent under this key."),
    "rate-exceeded": (429, "The token has sent too many requests in this minute."),
    "unexpected": (500, "The desk failed; nothing was changed."),
    "desk-busy": (503, "The database does not answer in time; nothing was changed."),
    "pact-missing": (503, "No pact is in force yet."),
}
"""The codes of the API itself, with status and title; others are the engine's, or the store's."""


@dataclass(frozen=True, slots=True)
class PlaceFault:
    """What is wrong with one field, and where it is."""

    place: str
    fact: str
    code: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the fault as JSON has it."""
        return {"place": self.place, "fact": self.fact, "code": self.code}


class Problem(Exception):
    """An answer other than the one that was wanted."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status: int | None = None,
        title: str | None = None,
        missing: Iterable[tuple[str, str]] = (),
        errors: Iterable[PlaceFault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        known = CODES.get(code, (409, "It is refused."))
        self.code, self.detail = code, detail
        self.status, self.title = status or known[0], title or known[1]
        self.missing, self.errors = tuple(missing), tuple(errors)
        self.headers = dict(headers or {})

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as JSON has it."""
        values: dict[str, Any] = {
            "type": f"urn:leadpact:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.missing:
            values["missing"] = [list(pair) for pair in self.missing]
        if self.errors:
            values["errors"] = [item.as_dict() for item in self.errors]
        return values

    def response(self) -> HttpResponse:
        """Return the problem as a response."""
        return HttpResponse(
            json.dumps(self.as_dict()),
            content_type=MEDIA_TYPE,
            status=self.status,
            headers=self.headers,
        )


class CommandRefused(Problem):
    """The engine refused a command; its code says why, and `missing` what would help."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(
            str(refusal.code),
            MEANINGS[refusal.code],
            status=HTTPStatus.CONFLICT,
            title="The command is refused.",
            missing=refusal.missing,
        )


class PlaceFaultBody(BaseModel):
    """What is wrong with one field."""

    place: str
    fact: str
    code: str


class ProblemBody(BaseModel):
    """An error, as RFC 9457 has it."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    code: str
    missing: list[list[str]] = []
    errors: list[PlaceFaultBody] = []
