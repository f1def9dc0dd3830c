"""An append provider over HTTP: cached, within a budget, and given up when it keeps failing."""

import hashlib
import json
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import isfinite

from leadpact.identity.enrichment.http_call import (
    ASK_AGAIN,
    CallBudget,
    CallEnvironment,
    HttpEndpoint,
    Reply,
    ask_over_http,
)
from leadpact.identity.enrichment.providers import ConfiguredProvider, ProviderLayout
from leadpact.identity.enrichment.values import APPENDED, Answer, Provided, WhyNot, answer_with

_FAILURES = ASK_AGAIN | {WhyNot.REFUSED, WhyNot.UNREADABLE}


@dataclass(frozen=True, slots=True)
class HttpLayout(ProviderLayout):
    """A provider over HTTP, and where its answers hold each field.

    A path into the JSON answer is such as `company.legal_name`.

    Attributes
    ----------
    observed_on_path
        The path of the day the provider saw it (`2026-05-04`), where its answer has one; else the
        day of the call counts.
    keep_days
        How long an answer is used again without a call, also that nothing is known.
    n_failures
        After so many failed questions in a row it is not asked again in this run.
    """

    observed_on_path: str | None = None
    keep_days: int = 30
    n_failures: int = 5


@dataclass(slots=True)
class HttpProvider(ConfiguredProvider):
    """A provider over HTTP.

    Attributes
    ----------
    layout, endpoint
        The provider's name, its address and its limits.
    environment
        Client, sleep and clock.
    budget
        The calls that are left.
    cache
        Answers by key, as text: a dict, or anything like one that is kept from run to run. Keys
        are hashed, so that they hold no address of a person.
    """

    layout: HttpLayout
    endpoint: HttpEndpoint
    environment: CallEnvironment
    budget: CallBudget
    cache: MutableMapping[str, str] = field(default_factory=dict)
    _failures_in_a_row: int = 0

    def look_up(self, key: str, *, as_of: date) -> Answer:
        """Answer from the cache, else from the provider.

        Where there is no answer, return the reason.
        """
        slot = self._slot(key)
        kept = _from_cache(self.cache.get(slot), self.layout, as_of)
        if kept is not None:
            return kept
        if self._failures_in_a_row >= self.layout.n_failures:
            return Answer(self.name, why_not=WhyNot.GIVEN_UP)
        reply = ask_over_http(
            key,
            endpoint=self.endpoint,
            environment=self.environment,
            budget=self.budget,
            as_of=as_of,
        )
        answer = _answer(reply, self.layout, as_of)
        self._count(answer.why_not)
        if answer.why_not in {None, WhyNot.NOT_FOUND}:
            self.cache[slot] = _to_cache(answer, as_of)
        return answer

    def _slot(self, key: str) -> str:
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self.name}:{self.ask_by}:{digest}"

    def _count(self, why_not: WhyNot | None) -> None:
        self._failures_in_a_row = self._failures_in_a_row + 1 if why_not in _FAILURES else 0


def _answer(reply: Reply, layout: HttpLayout, as_of: date) -> Answer:
    if reply.why_not is not None:
        return Answer(layout.name, why_not=reply.why_not, detail=reply.detail)
    if not isinstance(reply.document, dict):
        return Answer(layout.name, why_not=WhyNot.UNREADABLE, detail="no JSON object")
    seen_on = _day(_at(reply.document, layout.observed_on_path), as_of)
    texts = {f: _text(_at(reply.document, path)) for path, f in layout.fields_by_source.items()}
    return answer_with(layout.name, texts, seen_on)


def _at(document: object, path: str | None) -> object:
    """Follow a path such as `company.name` into JSON; None where it leads nowhere."""
    for step in path.split(".") if path else ():
        document = document.get(step) if isinstance(document, dict) else None
    return document if path else None


def _text(value: object) -> str:
    """Write a JSON value as text.

    Lists, objects, truth values, and what Python reads as a number beyond JSON (`NaN`, `1e999`),
    are no field of a lead.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float) and not isfinite(value):
        return ""
    return str(value).strip()


def _day(value: object, as_of: date) -> date:
    """Read the day in a provider's answer.

    The day of the call where it has none, or a later one.
    """
    try:
        given_on = date.fromisoformat(str(value)[:10])
    except ValueError:
        return as_of
    return min(given_on, as_of)


def _to_cache(answer: Answer, as_of: date) -> str:
    values = {f: [p.value, p.observed_on.isoformat()] for f, p in answer.values.items()}
    return json.dumps({"kept_on": as_of.isoformat(), "values": values})


def _from_cache(text: str | None, layout: HttpLayout, as_of: date) -> Answer | None:
    """Read a kept answer; None where there is none, it is too old, or it cannot be read."""
    if text is None:
        return None
    try:
        kept = json.loads(text)
        age = as_of - date.fromisoformat(kept["kept_on"])
        source = APPENDED + layout.name
        values = {
            f: Provided(value, source, date.fromisoformat(day))
            for f, (value, day) in kept["values"].items()
            if f in layout.fields_by_source.values()
        }
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if not timedelta(0) <= age <= timedelta(days=layout.keep_days):
        return None
    return Answer(layout.name, values, None if values else WhyNot.NOT_FOUND)
