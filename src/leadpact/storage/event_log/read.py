"""Read the events of many leads from files, check each lead's log, and find what was reported.

Rows in another order, and copies of rows, are recovered and listed; all else that is wrong stops
with a code. Rows without a number are no events of a lead's log, and are passed over.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from leadpact.engine.lifecycle import EventKind
from leadpact.engine.replay import HISTORY_KINDS, LoggedHistory, logged_history
from leadpact.events import (
    EventCodec,
    MergeEventKind,
    Parts,
    PersonalValues,
    StoredEvent,
    UnableToReadEvents,
    lead_kind_of,
    order_log,
    require_own,
)
from leadpact.outputs import read_manifest, require_complete
from leadpact.storage.dataset import Dataset, parquet_files
from leadpact.storage.event_log.files import (
    EVENT_SCHEMA,
    EVENTS,
    PERSONAL,
    PERSONAL_SCHEMA,
)
from leadpact.storage.store import Store
from leadpact.terms.issues import Issue, Level, Place

_AGAIN, _TAKEN = str(EventKind.DECIDED_AGAIN), str(EventKind.COMMAND_TAKEN)
_LASTS = frozenset(map(str, (*HISTORY_KINDS, EventKind.TIME_PASSED))) - {_AGAIN}
"""The kinds with which a decision ends."""

_RESTORE = "Bring back the file from a copy, or write the log again."
_READ = frozenset(map(str, HISTORY_KINDS))


@dataclass(frozen=True, slots=True)
class EventLog:
    """What the logs of many leads record.

    Attributes
    ----------
    history
        What was reported, as a replay takes it.
    personal
        The personal values that are known, by lead id; those of a lead whose values were erased, or
        were not handed over, are not.
    issues
        What was recovered, as warnings.
    latest_at
        The last moment that was decided on; None: there is no event.
    """

    history: LoggedHistory
    personal: Mapping[str, PersonalValues] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    latest_at: datetime | None = None


def has_log(store: Store, dataset: Dataset) -> bool:
    """Tell whether the events of a data set are numbered: then they are the log of its leads."""
    events = dataset.tables.get(EVENTS)
    if events is None or "n" not in events.columns:
        return False
    return bool(store.fetch_rows(events.filter(events["n"].notnull()).limit(1).select("lead_id")))


def read_event_log(folder: Path) -> EventLog:
    """Return what the logs of events in a folder record.

    Raises
    ------
    UnableToReadEvents
        `log-missing`, `log-unreadable`, `log-columns`, `personal-damaged`, `event-incomplete`, or
        as `read_log` for one lead.
    UnableToReadOutput
        Where a file that the manifest of the folder names is missing or has another size.
    """
    logs: dict[str, list[StoredEvent]] = {}
    passed_over = Counter[str]()
    for row in read_rows(folder, passed_over):
        require_own(row, row.lead_id)
        logs.setdefault(row.lead_id, []).append(_short(row))
    personal = _read_personal(folder)
    codec, events = EventCodec(Parts()), []
    issues = list(_reports_beside(folder, passed_over, is_log=bool(logs)))
    latest_at = max((row.recorded_at for rows in logs.values() for row in rows), default=None)
    for lead_id, rows in logs.items():
        ordered, recovered = order_log(rows, lead_id=lead_id)
        _require_whole(ordered)
        issues += recovered
        values = personal.get(lead_id) or PersonalValues("")
        events += [codec.decode_event(row, values) for row in ordered if row.kind in _READ]
    return EventLog(logged_history(events), personal, tuple(issues), latest_at)


def _reports_beside(folder: Path, kinds: Counter[str], *, is_log: bool) -> Iterator[Issue]:
    """Yield a warning of reports that are in no log, and so are not replayed.

    Decisions about two leads never are, and are no reason for a warning.
    """
    n = sum(count for kind, count in kinds.items() if kind not in set(MergeEventKind))
    if not n:
        return
    rows = "1 event has" if n == 1 else f"{n:,} events have"
    fact = f"{rows} no number, so they are reports in no log, and have no part in the replay."
    if not is_log:
        fix = "Name the folder that `leadpact replay --events` wrote."
        raise UnableToReadEvents("log-missing", folder, fact, fix)
    fix = "Leave them out of the table, or replay them with a data set of their own."
    yield Issue("log-beside-reports", Level.WARNING, Place(str(folder)), fact, fix)


def read_rows(folder: Path, passed_over: Counter[str] | None = None) -> Iterator[StoredEvent]:
    """Yield the numbered rows of the events in a folder, in their order there.

    Parameters
    ----------
    passed_over
        Where the others are counted, by kind.
    """
    manifest = read_manifest(folder)
    if manifest is not None:
        require_complete(folder, manifest)
    files = parquet_files(folder, EVENTS, manifest)
    if not files:
        fact = "There is no events.parquet in it."
        fix = "Name the folder that `leadpact replay --events` wrote."
        raise UnableToReadEvents("log-missing", folder, fact, fix)
    known = set[tuple[str, int]]()
    for path in files:
        for values in _values(path, EVENT_SCHEMA):
            if values["n"] is None:
                if passed_over is not None:
                    passed_over[str(values["kind"])] += 1
                continue
            row = _row(values, path)
            if (row.kind, row.schema) not in known:
                lead_kind_of(row.kind, row.schema, place=f"event {row.event_id}")
                known.add((row.kind, row.schema))
            yield row


def _row(values: Mapping[str, Any], path: Path) -> StoredEvent:
    lacking = next((name for name, value in values.items() if value is None), None)
    if lacking is not None:
        place = f"{path}, event {values['event_id']}"
        fact = f"The event has a number, and no {lacking}."
        raise UnableToReadEvents("event-incomplete", place, fact, _RESTORE)
    return StoredEvent(**values)


def _short(row: StoredEvent) -> StoredEvent:
    """Return a row of which a history is read; of others, what tells a copy from another event."""
    if row.kind in _READ:
        return row
    digest = blake2b(row.payload.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    rest = (row.recorded_at, row.command_id, row.actor, row.fingerprint, digest)
    head = (row.event_id, row.lead_id, row.n, row.kind, row.schema)
    return StoredEvent(*head, row.occurred_at, *rest)


def _require_whole(rows: list[StoredEvent]) -> None:
    """Raise where a log ends within a decision: its last rows were lost."""
    last = rows[-1]
    again = next((row for row in reversed(rows) if row.kind == _AGAIN), None)
    # What is decided again ends with the withdrawal itself, after decisions of other commands. The
    # same withdrawal may have been refused before.
    is_open = again is not None and not any(
        row.n > again.n and row.kind == _TAKEN and row.command_id == again.command_id
        for row in rows
    )
    if last.kind not in _LASTS or is_open:
        fact = f"The log ends with event {last.n}, {last.kind}, within a decision."
        place = f"event {last.lead_id}/{last.n + 1}"
        raise UnableToReadEvents("log-truncated", place, fact, _RESTORE)


def _read_personal(folder: Path) -> dict[str, PersonalValues]:
    """Return the personal values in a folder by lead id; none where they were not handed over."""
    path = folder / f"{PERSONAL}.parquet"
    found: dict[str, PersonalValues] = {}
    if not path.is_file():
        return found
    for row in _values(path, PERSONAL_SCHEMA):
        lead_id, digest = row["lead_id"], row["digest"]
        values = found.setdefault(lead_id, PersonalValues(row["salt"]))
        if values.salt != row["salt"] or values.put(row["field"], _of_json(row)) != digest:
            fact = f"A value of lead {lead_id} does not have its hash: it was changed."
            raise UnableToReadEvents("personal-damaged", path, fact, _RESTORE)
    return found


def _of_json(row: Mapping[str, Any]) -> Any:
    try:
        return json.loads(row["value"])
    except (ValueError, TypeError, RecursionError):
        return None


def _values(path: Path, schema: Any) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file with the columns of a schema, each of the right type."""
    try:
        # Of a relative path with a colon, Arrow makes an address of something elsewhere.
        with pq.ParquetFile(path.absolute()) as file:
            _require_columns(file.schema_arrow.names, schema, path)
            for batch in file.iter_batches(columns=schema.names):
                table = pa.Table.from_batches([batch]).select(schema.names).cast(schema)
                yield from table.to_pylist()
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
        fact = f"It cannot be read: {reason}."
        raise UnableToReadEvents("log-unreadable", path, fact, _RESTORE) from error


def _require_columns(names: list[str], schema: Any, path: Path) -> None:
    lacking = [name for name in schema.names if name not in names]
    if lacking:
        fact = f"It has no column {', '.join(lacking)}, so it is no log of events."
        fix = "Name the folder of a log; events of other systems are read with their data set."
        raise UnableToReadEvents("log-columns", path, fact, fix)
