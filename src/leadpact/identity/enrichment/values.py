"""Values with where they come from and when they were seen, and leads made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

PERSON = "person"
DERIVED = "derived:"
APPENDED = "append:"


@dataclass(frozen=True, slots=True)
class Provided:
    """One value and its provenance.

    Attributes
    ----------
    value
        The value as text; never empty.
    source
        `person`, or `derived:` with the field it follows from, or `append:` with the provider.
    observed_on
        The day it was seen; a derived value has that of the value it follows from.
    """

    value: str
    source: str
    observed_on: date

    @property
    def is_appended(self) -> bool:
        """Whether a provider gave it.

        Else a person stated it, or it was derived from a statement.
        """
        return self.source.startswith(APPENDED)

    @property
    def derived_from(self) -> str | None:
        """The field it was derived from; None where a person stated it or a provider gave it."""
        return self.source[len(DERIVED) :] if self.source.startswith(DERIVED) else None


class WhyNot(StrEnum):
    """Why a provider gave nothing."""

    NOT_FOUND = "NOT_FOUND"
    """It was asked, and has no data."""
    NOTHING_TO_ASK = "NOTHING_TO_ASK"
    """The lead has no company domain, or no address, to ask by."""
    NOT_NEEDED = "NOT_NEEDED"
    """It has only fields that the lead has, and that it may not overwrite."""
    NOT_CONFIGURED = "NOT_CONFIGURED"
    """The policy names it, but it is not set up."""
    OVER_BUDGET = "OVER_BUDGET"
    """The calls of this run or of this month are used up."""
    GIVEN_UP = "GIVEN_UP"
    """It failed so often in a row that it is not asked again in this run."""
    TIMEOUT = "TIMEOUT"
    UNREACHABLE = "UNREACHABLE"
    RATE_LIMITED = "RATE_LIMITED"
    SERVER_ERROR = "SERVER_ERROR"
    REFUSED = "REFUSED"
    """It answered that the request is wrong or not allowed."""
    UNREADABLE = "UNREADABLE"
    """It answered something that is not the agreed format."""
    BROKEN = "BROKEN"
    """The provider's own code failed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of one provider on one lead.

    Attributes
    ----------
    provider
        Its name.
    values
        The values it gave, by field.
    why_not
        Why it gave nothing; None where it gave something.
    detail
        More of the reason, such as an HTTP status; never personal text.
    """

    provider: str
    values: Mapping[str, Provided] = field(default_factory=lambda: MappingProxyType({}))
    why_not: WhyNot | None = None
    detail: str = ""


def answer_with(provider: str, texts: Mapping[str, str], observed_on: date) -> Answer:
    """Return the answer that texts make; empty ones are no values, and none at all is no answer."""
    source = APPENDED + provider
    values = {f: Provided(text, source, observed_on) for f, text in texts.items() if text}
    return Answer(provider, MappingProxyType(values), None if values else WhyNot.NOT_FOUND)


class PassedOverReason(StrEnum):
    """Why a value is not in use."""

    PERSON_SAID = "PERSON_SAID"
    """A person stated otherwise, or another value was derived from a statement."""
    OLDER = "OLDER"
    """The value in use was observed on the same day or later."""
    LESS_TRUSTED = "LESS_TRUSTED"
    """The value in use is of a provider that the policy names before."""
    TOO_OLD = "TOO_OLD"
    """It was observed longer ago than the policy accepts."""
    NOT_YET = "NOT_YET"
    """It was observed after the day of the enrichment."""
    NOT_ALLOWED = "NOT_ALLOWED"
    """Providers may not give this field."""
    OVERRULED = "OVERRULED"
    """A person stated it, and the policy lets the provider overwrite it."""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A value that differs from the one in use, and why it is not in use."""

    field: str
    provided: Provided
    reason: PassedOverReason


@dataclass(frozen=True, slots=True)
class EnrichedLead:
    """A lead after enrichment.

    Attributes
    ----------
    values
        Every known field, with provenance.
    passed_over
        Differing values of providers, and values that theirs replaced.
    unanswered
        The providers that gave nothing, and why.
    """

    values: Mapping[str, Provided]
    passed_over: tuple[PassedOver, ...] = ()
    unanswered: tuple[Answer, ...] = ()

    def value(self, field: str) -> str | None:
        """Return the value of one field, without its provenance; None where it is not known."""
        provided = self.values.get(field)
        return None if provided is None else provided.value
