"""What the page of operations shows: what is stuck, what waits, and whether the worker works."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import NoReverseMatch, reverse

from leadpact.desk.governance.pacts import actor_names
from leadpact.desk.leads.models import LeadCard, StoredLead
from leadpact.desk.people.models import User
from leadpact.desk.permissions import may_open
from leadpact.desk.work.models import OutboxRow, PendingCommand, WorkerMark
from leadpact.engine.lifecycle import MessageKind
from leadpact.engine.scheduling import MOST_FAILURES
from leadpact.terms.refusals import MEANINGS, RefusalCode
from leadpact.terms.zone import moment_at

_PAGE = 50
_ALIVE = "worker"
SILENT_AFTER = timedelta(seconds=60)
"""A worker notes every few seconds that it works."""

_LINKS = (
    ("quarantine", "Submissions that may be a machine's"),
    ("forms", "Forms"),
    ("imports", "Lists of leads"),
    ("tokens", "Tokens of the API"),
    ("connections", "Connections, and what they could not deliver"),
    ("audit", "Audit"),
    ("people", "People"),
)
"""Pages that belong to operations, where the desk has them."""


@dataclass(frozen=True, slots=True)
class StuckRow:
    """A lead whose decision raised: how often, by what kind of error, and when it is tried."""

    lead_id: str
    title: str
    n_failures: int
    kind: str
    retry_at: datetime | None
    has_given_up: bool


@dataclass(frozen=True, slots=True)
class PendingRow:
    """A command that is not decided on: why, and who sent it."""

    row: PendingCommand
    title: str
    by: str
    why: str


_MESSAGES: Mapping[str, str] = {
    MessageKind.CLOCK_WARNING: "warning of a deadline",
    MessageKind.CLOCK_BREACH: "notice of a missed promise",
    MessageKind.ESCALATION: "escalation",
    MessageKind.RECAP: "recap of a meeting",
    MessageKind.INVITE: "invitation to a meeting",
    MessageKind.CONFIRMATION: "confirmation of a meeting",
}


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up: what it is, and the lead it is about."""

    row: OutboxRow
    what: str
    title: str


@dataclass(frozen=True, slots=True)
class Operations:
    """What somebody has to look after; the numbers count all, the rows are the first of them."""

    stuck: tuple[StuckRow, ...]
    n_stuck: int
    dead: tuple[DeadLetter, ...]
    n_dead: int
    pending: tuple[PendingRow, ...]
    n_failed: int
    n_due: int
    n_unsent: int
    worker_at: datetime | None
    is_silent: bool


def read_operations(as_of: datetime) -> Operations:
    """Return what is stuck, what waits, and when the worker was last seen."""
    stuck = StoredLead.objects.filter(failures__gt=0).order_by("-failures", "lead_id")
    dead = OutboxRow.objects.filter(is_dead=True).order_by("id")
    failed = PendingCommand.objects.filter(not_before=None).order_by("id")
    marks = WorkerMark.objects.filter(name=_ALIVE).values_list("reached_at", flat=True)
    worker_at = marks.first()
    unsent = OutboxRow.objects.filter(done_at=None, is_dead=False, due_at__lte=as_of)
    return Operations(
        stuck=_stuck_rows(list(stuck.defer("state")[:_PAGE])),
        n_stuck=stuck.count(),
        dead=_dead_letters(list(dead[:_PAGE])),
        n_dead=dead.count(),
        pending=_pending_rows(list(failed[:_PAGE])),
        n_failed=failed.count(),
        n_due=PendingCommand.objects.filter(not_before__lte=as_of).count(),
        n_unsent=unsent.count(),
        worker_at=worker_at,
        is_silent=worker_at is None or as_of - worker_at > SILENT_AFTER,
    )


def _dead_letters(rows: list[OutboxRow]) -> tuple[DeadLetter, ...]:
    titles = _titles(row.lead_id for row in rows)
    return tuple(
        DeadLetter(
            row,
            _MESSAGES.get(row.kind, row.kind.replace("_", " ").lower()),
            titles.get(row.lead_id, row.lead_id),
        )
        for row in rows
    )


def _stuck_rows(rows: list[StoredLead]) -> tuple[StuckRow, ...]:
    titles = _titles(row.lead_id for row in rows)
    return tuple(
        StuckRow(
            row.lead_id,
            titles.get(row.lead_id, row.lead_id),
            row.failures,
            error_kind(row.failure or ""),
            moment_at(row.wake_at) if row.wake_at is not None else None,
            row.failures >= MOST_FAILURES,
        )
        for row in rows
    )


def error_kind(failure: str) -> str:
    """Return the kind of an error without its words, which may quote a value of a person.

    Examples
    --------
    >>> error_kind("ValueError: Pat is no number")
    'ValueError'
    """
    return failure.partition(":")[0].strip()[:80]


def _pending_rows(rows: list[PendingCommand]) -> tuple[PendingRow, ...]:
    titles = _titles(row.lead_id for row in rows)
    names = actor_names(row.actor for row in rows)
    return tuple(
        PendingRow(row, titles.get(row.lead_id, row.lead_id), names[row.actor], _why(row))
        for row in rows
    )


def _why(row: PendingCommand) -> str:
    if row.refusal in RefusalCode.__members__:
        return MEANINGS[RefusalCode(row.refusal)]
    return f"Its decision failed {row.n_failures} times: {row.failure}."


def _titles(lead_ids: object) -> Mapping[str, str]:
    cards = LeadCard.objects.in_bulk(set(lead_ids))  # type: ignore[call-overload]
    return {lead_id: str(card) for lead_id, card in cards.items()}


def operation_links(user: User) -> list[tuple[str, str]]:
    """Return the pages that belong to operations and open for a user, with their addresses."""
    found = []
    for name, label in _LINKS:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if may_open(user.roles, name):
            found.append((address, label))
    return found
