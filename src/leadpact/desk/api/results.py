"""What routes answer with."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from leadpact.desk.leads.ledger import Ledger


class DecidedLead(BaseModel):
    """A lead after a command."""

    lead_id: str
    command_id: str
    version: int
    stage: str | None
    owner_rep_id: str | None
    is_waiting: bool
    events: list[str]


class CapturedLead(DecidedLead):
    """The lead that a capture became."""

    is_new: bool


class ErasedPerson(BaseModel):
    """A person after their erasure: all their leads, which stay without values."""

    lead_id: str
    command_id: str
    version: int
    erased_at: datetime
    lead_ids: list[str]


class LeadClockResult(BaseModel):
    """A clock of a lead."""

    clock_id: str
    kind: str
    name: str
    state: str
    started_at: datetime
    due_at: datetime
    breached_at: datetime | None
    ended_at: datetime | None


class LeadTaskResult(BaseModel):
    """Something to do about a lead; `of` is a rep, a role or a pool."""

    kind: str
    of: str
    about: str
    due_at: datetime | None


class LeadResult(BaseModel):
    """A lead; who it is is null for tokens that do not see it."""

    lead_id: str
    version: int
    name: str | None
    email: str | None
    phone: str | None
    title: str | None
    company: str
    account_id: str
    time_zone: str
    source: str
    campaign: str
    stage: str
    owner_rep_id: str | None
    is_waiting: bool
    waits_for: str
    came_at: datetime | None
    changed_at: datetime | None
    clocks: list[LeadClockResult]
    tasks: list[LeadTaskResult]


class ExplanationResult(BaseModel):
    """Why a lead is where it is: paragraphs for people, scores with their parts, gates."""

    lead_id: str
    fingerprint: str
    follow_up: list[str]
    ledger: Ledger | None


class EventResult(BaseModel):
    """A stored event; in its payload personal values are hashes."""

    seq: int
    event_id: str
    lead_id: str
    n: int
    kind: str
    event_schema: int
    occurred_at: datetime
    recorded_at: datetime
    command_id: str
    actor: str
    fingerprint: str
    payload: Any


class EventPage(BaseModel):
    """Events in their order; `next` is what to ask for after them."""

    items: list[EventResult]
    next: int
    is_end: bool


class NextTaskResult(BaseModel):
    """The task to do next, and why; null where nothing can be done now."""

    lead_id: str | None
    kind: str | None
    about: str | None
    why: str
    n_now: int
    n_later: int
    next_at: datetime | None


class ReviewResult(BaseModel):
    """A review of a disposition."""

    id: str
    lead_id: str
    review_id: str
    state: str
    verdict: str
    side: str
    code: str
    reason: str
    fault: str
    rep_id: str
    campaign: str
    given_at: datetime


class ReviewPage(BaseModel):
    """Reviews, the oldest first."""

    items: list[ReviewResult]
    next: str | None


class RepResult(BaseModel):
    """Somebody whom leads can go to."""

    rep_id: str
    name: str
    role: str | None
    team: str | None
    time_zone: str | None
    open_cap: int | None
    daily_cap: int | None
    active_from: datetime | None
    active_to: datetime | None


class RepPage(BaseModel):
    """Reps by id."""

    items: list[RepResult]
    next: str | None


class AbsenceResult(BaseModel):
    """Leave of a rep."""

    absence_id: str
    rep_id: str
    starts_at: datetime
    ends_at: datetime
    reason: str | None


class AbsencePage(BaseModel):
    """Absences by id."""

    items: list[AbsenceResult]
    next: str | None


class PactIssueResult(BaseModel):
    """A finding about a pact."""

    code: str
    level: str
    line: int
    column: int
    fact: str
    fix: str


class PactCheckResult(BaseModel):
    """What a check found; the fingerprint is that of a pact without errors."""

    is_valid: bool
    fingerprint: str | None
    issues: list[PactIssueResult]


class PactChangeResult(BaseModel):
    """A difference between the pact in force and another one."""

    code: str
    subject: str
    before: str
    after: str
    text: str
    changes_meaning: bool


class PactDiffResult(BaseModel):
    """What a pact would change."""

    in_force: str
    fingerprint: str
    changes: list[PactChangeResult]


class PactResult(BaseModel):
    """A published pact."""

    fingerprint: str
    name: str
    effective_at: datetime
    text: str


class PublishedResult(BaseModel):
    """The pact that was published."""

    fingerprint: str
    effective_at: datetime


class ErasedResult(BaseModel):
    """The leads of a person who was erased."""

    lead_ids: list[str]


class HealthResult(BaseModel):
    """Whether the desk answers."""

    status: str
    is_ready: bool
