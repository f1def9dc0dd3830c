"""Read stored events by their place among those of all leads, and skip none that commits late."""

import json
import time
from collections.abc import Iterable
from typing import Any

from django.db import connection

from leadpact.desk.api.results import EventPage, EventResult
from leadpact.desk.store import open_store
from leadpact.terms.zone import moment_at

_NAMES = (
    *("seq", "event_id", "lead_id", "n", "kind", "schema", "occurred_at", "recorded_at"),
    *("command_id", "actor", "fingerprint", "payload"),
)
_COLUMNS = ", ".join(_NAMES)
_WAITS_SECONDS = 0.25
_PAUSE_SECONDS = 0.01

# On PostgreSQL a number is drawn before its transaction commits: while another transaction that
# writes events is open, a smaller number than those to be seen may still appear. A transaction
# that writes to the table holds this lock until its rows can be seen.
_WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE relation = 'event'::regclass AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND pid IS DISTINCT FROM pg_backend_pid()
"""


def read_events(*, after: int, limit: int, kind: str | None = None) -> EventPage:
    """Return the events after a number, up to the last before which none can appear any more.

    Parameters
    ----------
    kind
        Only these; the others are passed.
    """
    last = _last_settled(after, limit)
    values: tuple[int | str, ...]
    if last is None:
        return EventPage(items=[], next=after, is_end=True)
    where, values = "seq > ? AND seq <= ?", (after, last)
    if kind is not None:
        where, values = f"{where} AND kind = ?", (after, last, kind)
    rows = open_store().statements.run(
        f"SELECT {_COLUMNS} FROM event WHERE {where} ORDER BY seq", *values
    )
    return EventPage(items=results_of(rows), next=last, is_end=False)


def _last_settled(after: int, limit: int) -> int | None:
    """Return the number up to which a page goes; None: nothing new is settled."""
    run = open_store().statements.run
    wanted = "SELECT max(seq) FROM (SELECT seq FROM event WHERE seq > ? ORDER BY seq LIMIT ?) page"
    ((last,),) = run(wanted, after, limit)
    if last is None or connection.vendor == "sqlite":
        return None if last is None else int(last)
    ahead, until = _writers(), time.monotonic() + _WAITS_SECONDS
    while ahead:
        if time.monotonic() > until:
            return None
        time.sleep(_PAUSE_SECONDS)
        ahead &= _writers()
    # What committed meanwhile made the page longer: it ends where it did, or before.
    ((settled,),) = run(wanted, after, limit)
    return min(int(last), int(settled))


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS)
        return {row[0] for row in cursor.fetchall()}


def events_of_lead(lead_id: str, *, after: int, limit: int) -> list[EventResult]:
    """Return the events of one lead after a number of its own."""
    rows = open_store().statements.run(
        f"SELECT {_COLUMNS} FROM event WHERE lead_id = ? AND n > ? ORDER BY n LIMIT ?",
        *(lead_id, after, limit),
    )
    return results_of(rows)


def results_of(rows: Iterable[Any]) -> list[EventResult]:
    """Return rows of events as the API gives them."""
    return [_result(*row) for row in rows]


def _result(*row: Any) -> EventResult:
    values = dict(zip(_NAMES, row, strict=True))
    values |= {name: moment_at(values[name]) for name in ("occurred_at", "recorded_at")}
    event_schema, payload = values.pop("schema"), json.loads(values.pop("payload"))
    return EventResult(event_schema=event_schema, payload=payload, **values)


def last_number() -> int:
    """Return the number of the last event; 0: there is none."""
    ((last,),) = open_store().statements.run("SELECT max(seq) FROM event")
    return int(last or 0)
