"""Read the log of one lead: check that it is complete and its own, then fold it.

Rows that came in another order, and exact copies, are recovered, and listed as warnings. What
cannot be recovered without guessing stops with a code, and nothing is changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from leadpact.engine.lifecycle import Event, EventKind, LeadState, fold_events
from leadpact.events.codec import EventCodec, StoredEvent
from leadpact.events.failures import UnableToReadEvents
from leadpact.events.personal import PersonalValues
from leadpact.terms.issues import Issue, Level, Place

_ENDS = frozenset(
    {
        EventKind.COMMAND_TAKEN,
        EventKind.COMMAND_REFUSED,
        EventKind.TIME_PASSED,
        EventKind.DECIDED_AGAIN,
    }
)
"""The kinds of events after which a decision may begin."""

_RESTORE = "Restore the events of this lead from a copy, and read the log again."
_NOTHING_TO_DO = "Nothing is to be done; find out what wrote the rows so."


@dataclass(frozen=True, slots=True)
class ReadLog:
    """The events of a lead in their order, the state that follows, and what was recovered."""

    events: tuple[Event, ...]
    state: LeadState
    issues: tuple[Issue, ...] = ()


def read_log(
    rows: Iterable[StoredEvent],
    codec: EventCodec,
    personal: PersonalValues,
    *,
    lead_id: str,
    version: int | None = None,
) -> ReadLog:
    """Return the events and the state of a lead from the rows of its log.

    Parameters
    ----------
    rows
        All events of the lead, in any order.
    version
        The number of the last event, where it is known: a log that lacks its end shows no gap.

    Raises
    ------
    UnableToReadEvents
        `log-foreign`, `log-forked`, `log-gap` or `log-truncated`; else as `decode_event`, also
        where a report was withdrawn after an event that ends no decision.
    """
    ordered, issues = order_log(rows, lead_id=lead_id, version=version)
    events = tuple(codec.decode_event(row, personal) for row in ordered)
    _refuse_wrong_returns(events)
    return ReadLog(events, fold_events(LeadState(lead_id), events), issues)


def order_log(
    rows: Iterable[StoredEvent], *, lead_id: str, version: int | None = None
) -> tuple[list[StoredEvent], tuple[Issue, ...]]:
    """Return the rows of a lead's log in their order, each once, and what was recovered.

    Raises as `read_log`, but for what decoding finds.
    """
    found = list(rows)
    for row in found:
        require_own(row, lead_id)
    ordered, issues = _in_order(found, lead_id)
    _refuse_gaps(ordered, lead_id, version)
    return ordered, issues


def require_own(row: StoredEvent, lead_id: str) -> None:
    """Raise `log-foreign` where a row is not of a lead, or has the id of another event."""
    if row.lead_id != lead_id:
        fact = f"It is an event of lead {row.lead_id}, in the log of lead {lead_id}."
    elif row.event_id != f"{lead_id}/{row.n}":
        fact = f"It has the id of another event, and is number {row.n} of lead {lead_id}."
    else:
        return
    fix = "Take the rows of other leads out of this log; each lead has a log of its own."
    raise UnableToReadEvents("log-foreign", f"event {row.event_id}", fact, fix)


def _in_order(
    rows: Sequence[StoredEvent], lead_id: str
) -> tuple[list[StoredEvent], tuple[Issue, ...]]:
    """Return the rows by number, each once, and what was recovered by that."""
    known: dict[int, StoredEvent] = {}
    copied = set[int]()
    for row in rows:
        if row.n in known:
            _refuse_fork(known[row.n], row)
            copied.add(row.n)
        known[row.n] = row
    issues = [_copied(lead_id, n) for n in sorted(copied)]
    numbers = [row.n for row in rows]
    if any(later < earlier for earlier, later in pairwise(numbers)):
        issues.append(_reordered(lead_id))
    return [known[n] for n in sorted(known)], tuple(issues)


def _refuse_fork(one: StoredEvent, other: StoredEvent) -> None:
    if one != other:
        fact = f"Two different events have number {one.n}: {one.kind} and {other.kind}."
        place = f"event {one.event_id}"
        raise UnableToReadEvents("log-forked", place, fact, _RESTORE)


def _copied(lead_id: str, n: int) -> Issue:
    fact = f"The event is in the log more than once; one copy of event {n} is read."
    return _recovered("log-doubled", f"event {lead_id}/{n}", fact)


def _reordered(lead_id: str) -> Issue:
    fact = "The rows were not in the order of their numbers; they are read in that order."
    return _recovered("log-reordered", f"lead {lead_id}", fact)


def _recovered(code: str, place: str, fact: str) -> Issue:
    return Issue(code, Level.WARNING, Place(place), fact, _NOTHING_TO_DO)


def _refuse_gaps(rows: Sequence[StoredEvent], lead_id: str, version: int | None) -> None:
    for n, row in enumerate(rows, start=1):
        if row.n != n:
            fact = f"The log goes on with event {row.n}, and event {n} is missing."
            raise UnableToReadEvents("log-gap", f"event {lead_id}/{n}", fact, _RESTORE)
    if version is not None and len(rows) < version:
        fact = f"The log ends after event {len(rows)}, and the lead has had {version} events."
        place = f"event {lead_id}/{len(rows) + 1}"
        raise UnableToReadEvents("log-truncated", place, fact, _RESTORE)


def _refuse_wrong_returns(events: Sequence[Event]) -> None:
    """Raise where a withdrawal goes back to a state that no decision began with."""
    for event in events:
        if event.kind is not EventKind.DECIDED_AGAIN:
            continue
        after_n = event.payload.after_n
        ends = 0 < after_n < event.n and events[after_n - 1].kind in _ENDS
        if after_n and not ends:
            fact = f"It goes back to event {after_n}, which ends no decision before it."
            place = f"event {event.event_id}"
            raise UnableToReadEvents("event-payload-invalid", place, fact, _RESTORE)
