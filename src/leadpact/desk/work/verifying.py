"""Verify the seals: name the first event that is not as it was sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadpact.desk.store import open_store
from leadpact.desk.work.models import Seal
from leadpact.desk.work.seals import chained_root, digest_of_event
from leadpact.events import EVENT_COLUMNS
from leadpact.terms.issues import Failure

_COLUMNS = ", ".join(f"event.{name}" for name in EVENT_COLUMNS)
_EVENT_ID = EVENT_COLUMNS.index("event_id") + 1
_LEAD = EVENT_COLUMNS.index("lead_id") + 1


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found.

    Attributes
    ----------
    n_seals, n_events
        How many are as they were sealed.
    fault
        The first thing that is not, in a sentence; empty: there is none.
    """

    n_seals: int
    n_events: int
    fault: str = ""


def verify_seals(exported: Mapping[int, str] | None = None) -> Verified:
    """Verify every seal from the first on, up to the first that fails.

    Parameters
    ----------
    exported
        Roots that were kept outside, by the number of the last event of each. Who can write to the
        database can seal again what they changed, but not change these.
    """
    exported = exported or {}
    previous, after, n_events, n_seals = "", 0, 0, 0
    last: dict[str, bytes] = {}
    for seal in Seal.objects.order_by("until_seq"):
        fault = _fault_of(seal, previous, after, last)
        known = exported.get(seal.until_seq)
        if not fault and known is not None and known != seal.root:
            fault = f"The seal up to event number {seal.until_seq} has another root than exported."
        if fault:
            return Verified(n_seals, n_events, fault)
        previous, after = seal.root, seal.until_seq
        n_events, n_seals = n_events + seal.n_events, n_seals + 1
    gone = sorted(seq for seq in exported if seq > after)
    if gone:
        return Verified(n_seals, n_events, f"The seal up to event number {gone[0]} is gone.")
    return Verified(n_seals, n_events)


class UnableToVerify(Failure):
    """Something is not as it was sealed; `issue` names the first of it."""


def require_seals(exported: Mapping[int, str] | None = None) -> Verified:
    """Verify as `verify_seals` does, and raise UnableToVerify at the first fault."""
    found = verify_seals(exported)
    if found.fault:
        fix = "Compare with a backup; `docs/how-to/deploy-the-desk.md` says how to go on."
        raise UnableToVerify("seal-broken", "seal", found.fault, fix)
    return found


def _fault_of(seal: Seal, previous: str, after: int, last: dict[str, bytes]) -> str:
    digests: list[bytes] = []
    for seq, row in _sealed_rows(after, seal.until_seq):
        fault = _fault_of_event(seq, row, last)
        if fault:
            return fault
        digests.append(bytes(row[-1]))
    if seal.previous != previous:
        return f"The seal up to event number {seal.until_seq} does not follow the one before it."
    if chained_root(previous, seal.until_seq, digests) != seal.root:
        return f"The digests up to event number {seal.until_seq} are not those that were sealed."
    return ""


def _sealed_rows(after: int, until: int) -> list[tuple[int, Sequence[Any]]]:
    """Return events with their digests; either may be missing."""
    query = (
        f"SELECT event.seq, {_COLUMNS}, event_digest.seq, digest FROM {{0}}"
        " LEFT JOIN {1} ON event.seq = event_digest.seq WHERE {0}.seq > ? AND {0}.seq <= ?"
    )
    run = open_store().statements.run
    found = {
        (row[0] or row[-2]): row
        for pair in (("event", "event_digest"), ("event_digest", "event"))
        for row in run(query.format(*pair), after, until)
    }
    return sorted(found.items())


def _fault_of_event(seq: int, row: Sequence[Any], last: dict[str, bytes]) -> str:
    if row[0] is None:
        return f"The event of number {seq} is gone."
    name = f"event {row[_EVENT_ID]} of lead {row[_LEAD]}"
    if row[-1] is None:
        return f"The {name} was added after what came behind it was sealed."
    digest = digest_of_event(last.get(row[_LEAD], b""), row[:-2])
    if digest != bytes(row[-1]):
        return f"The {name} is not as it was sealed."
    last[row[_LEAD]] = digest
    return ""
