"""A follow-up case as frozen values: its reps, what happens in order, and what is expected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from leadpact.engine.lifecycle import Event, LeadState
from leadpact.terms.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happens in a case.

    Attributes
    ----------
    place
        Its number in the list, from 1; 0: an activity of the case, which is not in the list.
    do
        Its name, as in `VERBS`.
    lead_id
        The lead to which it happens.
    at, reported_at
        When it happened, and when it is decided on: not before the entry before it.
    id, actor
        Of the command.
    given
        Its other values by key, as they were read; a span is a `timedelta`.
    expected
        What is expected of the lead just afterwards.
    """

    place: int
    do: str
    lead_id: str
    at: datetime
    reported_at: datetime
    id: str
    actor: str
    given: Mapping[str, Any]
    expected: Mapping[str, Any] = field(default_factory=dict)

    @property
    def base(self) -> tuple[str, datetime]:
        """Return the first two values of every command."""
        return self.id, self.at

    def value(self, key: str) -> Any:
        """Return a value by its key, None where it is not given; a span counts from the entry."""
        value = self.given.get(key)
        return self.at + value if isinstance(value, timedelta) else value

    @property
    def words(self) -> str:
        """Return how a sentence names it."""
        rep = self.given.get("rep")
        return f"entry {self.place} ({self.do}{f' by {rep}' if rep else ''})"


@dataclass(frozen=True, slots=True)
class FollowUpCase:
    """What happens in a case, in order, and what is expected of its own lead at the end."""

    lead_id: str
    entries: tuple[Entry, ...]
    reps: tuple[Mapping[str, Any], ...]
    absences: tuple[Mapping[str, Any], ...]
    expected: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FollowedLead:
    """What became of a lead so far: its state, its log, and why the last command was refused."""

    state: LeadState
    events: tuple[Event, ...]
    refusal: Refusal | None
