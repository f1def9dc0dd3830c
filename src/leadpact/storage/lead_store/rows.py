"""Rows of tables as values, and back: moments are whole seconds since 1970."""

from datetime import datetime
from typing import Any, NamedTuple

from leadpact import events
from leadpact.engine.scheduling import WaitingLead
from leadpact.events import StoredEvent
from leadpact.terms.zone import epoch_seconds, moment_at

EVENT_COLUMNS = ", ".join(events.EVENT_COLUMNS)
WAITING_COLUMNS = "waiting_group, waiting_since, waiting_number, retry_at"
PLAIN_COLUMNS = f"version, stage, owner_rep_id, {WAITING_COLUMNS}, wake_at"
LEAD_COLUMNS = f"{PLAIN_COLUMNS}, state"


class LeadRow(NamedTuple):
    """A row of `LEAD_COLUMNS`; the state of a lead that no command made known is empty."""

    version: int
    stage: str | None
    owner_rep_id: str | None
    waiting_group: str | None
    waiting_since: int | None
    waiting_number: int | None
    retry_at: int | None
    wake_at: int | None
    state: str


def event_row(row: StoredEvent) -> tuple[Any, ...]:
    """Return an event as the values of `EVENT_COLUMNS`."""
    return (
        row.event_id,
        row.lead_id,
        row.n,
        row.kind,
        row.schema,
        epoch_seconds(row.occurred_at),
        epoch_seconds(row.recorded_at),
        row.command_id,
        row.actor,
        row.fingerprint,
        row.payload,
    )


def event_of_row(row: Any) -> StoredEvent:
    """Return the event of a row of `EVENT_COLUMNS`."""
    event_id, lead_id, n, kind, schema, occurred_at, recorded_at, *rest = row
    moments = moment_at(occurred_at), moment_at(recorded_at)
    return StoredEvent(event_id, lead_id, n, kind, schema, *moments, *rest)


def seconds_of(moment: datetime | None) -> int | None:
    """Return a moment as a column has it."""
    return None if moment is None else epoch_seconds(moment)


def waiting_row(row: WaitingLead | None) -> tuple[Any, ...]:
    """Return a waiting lead as the values of `WAITING_COLUMNS`."""
    if row is None:
        return None, None, None, None
    return row.group, epoch_seconds(row.since), row.sequence, seconds_of(row.retry_at)


def waiting_of_row(lead_id: str, row: LeadRow) -> WaitingLead | None:
    """Return the waiting lead of a row; None: it does not wait."""
    if row.waiting_group is None or row.waiting_since is None:
        return None
    retry_at = None if row.retry_at is None else moment_at(row.retry_at)
    since, number = moment_at(row.waiting_since), row.waiting_number or 0
    return WaitingLead(lead_id, row.waiting_group, since, retry_at, number)
