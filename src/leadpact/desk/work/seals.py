"""Seal what was recorded: digests of events, chained by lead, under roots that are chained too.

Nobody waits for it: events are sealed some time after they were recorded, when no transaction can
add one before them any more. An erasure changes no event, so everything sealed stays as it was.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import connection

from leadpact.desk.store import in_transaction, open_store
from leadpact.desk.work.marks import save_mark
from leadpact.desk.work.models import EventDigest, Seal, WorkerMark
from leadpact.events import EVENT_COLUMNS

SEALED = "seal"
EVERY = timedelta(hours=1)
MOST_EVENTS = 5_000
"""Of one seal, so that its transaction is short."""

_COLUMNS = ", ".join(EVENT_COLUMNS)
_LEAD, _N = EVENT_COLUMNS.index("lead_id") + 1, EVENT_COLUMNS.index("n") + 1


class _Horizon(NamedTuple):
    """The last event at some moment, and the first transaction that had not begun then."""

    seq: int
    transaction: int

    @classmethod
    def read(cls, text: str) -> "_Horizon":
        seq, transaction = text.split("/")
        return cls(int(seq), int(transaction))


def seal_when_due(*, as_of: datetime) -> int:
    """Seal the events that are settled, once an hour; return how many."""
    mark = WorkerMark.objects.filter(name=SEALED).first()
    if mark is not None and as_of - mark.reached_at < EVERY:
        return 0
    return seal_events(as_of=as_of)


def seal_events(*, as_of: datetime) -> int:
    """Seal the events that are settled; return how many.

    An event is settled once every transaction has ended that was open when it was seen first: on
    PostgreSQL a lower number may be committed later.
    """
    mark = WorkerMark.objects.filter(name=SEALED).first()
    until = _settled(mark.about if mark is not None else "")
    total = 0
    while n_sealed := _seal_batch(until, as_of):
        total += n_sealed
    save_mark(SEALED, as_of, about="/".join(map(str, _horizon())))
    return total


def _settled(about: str) -> int:
    """Return the number up to which no event can be added any more."""
    if connection.vendor == "sqlite":
        return _horizon().seq  # one transaction writes at a time
    if not about:
        return 0
    known = _Horizon.read(about)
    ((oldest,),) = open_store().statements.run(
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    )
    return known.seq if oldest >= known.transaction else 0


def _horizon() -> _Horizon:
    # The transactions first: what comes after them has a higher number than the events.
    transaction = 0
    if connection.vendor != "sqlite":
        ((transaction,),) = open_store().statements.run(
            "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        )
    ((last,),) = open_store().statements.run("SELECT coalesce(max(seq), 0) FROM event")
    return _Horizon(last, transaction)


@in_transaction
def _seal_batch(until: int, as_of: datetime) -> int:
    last = Seal.objects.order_by("until_seq").last()
    after = last.until_seq if last is not None else 0
    rows = _rows(after, until, limit=MOST_EVENTS)
    if not rows:
        return 0
    digests = list(_chained(rows, _last_digests(rows)))
    EventDigest.objects.bulk_create(
        [EventDigest(seq=row[0], digest=one) for row, one in zip(rows, digests, strict=True)]
    )
    previous = last.root if last is not None else ""
    root = chained_root(previous, rows[-1][0], digests)
    Seal.objects.create(
        until_seq=rows[-1][0],
        n_events=len(rows),
        root=root,
        previous=previous,
        sealed_at=as_of,
    )
    return len(rows)


def _rows(after: int, until: int, *, limit: int) -> list[Any]:
    return open_store().statements.run(
        f"SELECT seq, {_COLUMNS} FROM event WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
        *(after, until, limit),
    )


def _last_digests(rows: Iterable[Sequence[Any]]) -> dict[str, bytes]:
    """Return the digest of the event before the first of each lead, where it has one."""
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row[_LEAD], row[_N])
    found = {}
    for lead_id, n in first.items():
        known = open_store().statements.run(
            "SELECT digest FROM event_digest JOIN event USING (seq) WHERE lead_id = ? AND n = ?",
            *(lead_id, n - 1),
        )
        if known:
            found[lead_id] = bytes(known[0][0])
    return found


def _chained(rows: Iterable[Sequence[Any]], last: dict[str, bytes]) -> Iterator[bytes]:
    """Yield the digest of each event; `last` has those of the events before, by lead."""
    for row in rows:
        last[row[_LEAD]] = digest_of_event(last.get(row[_LEAD], b""), row)
        yield last[row[_LEAD]]


def digest_of_event(previous: bytes, row: Sequence[Any]) -> bytes:
    """Return the digest of a row of events after the one before it of the same lead.

    Examples
    --------
    >>> digest_of_event(b"", (1, "a")) == digest_of_event(b"", (1, "b"))
    False
    """
    return sha256(previous + json.dumps(list(row)).encode()).digest()


def chained_root(previous: str, until_seq: int, digests: Sequence[bytes]) -> str:
    """Return the root of a seal: of its digests as a Merkle tree, after the root before it.

    Examples
    --------
    >>> chained_root("", 1, [b"a"]) == chained_root("x", 1, [b"a"])
    False
    """
    head = f"{previous}/{until_seq}/{len(digests)}/".encode()
    return sha256(head + _tree(digests)).hexdigest()


def _tree(digests: Sequence[bytes]) -> bytes:
    level = list(digests)
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [sha256(b"".join(pair)).digest() for pair in pairs]
    return level[0] if level else b""
