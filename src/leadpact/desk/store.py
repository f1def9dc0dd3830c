"""The store of leads over Django's connection: the only way to its tables, and one transaction.

Decisions are made in `leads.actions`; here are the transaction, the pact in force and its roster.
"""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from leadpact.desk import clock
from leadpact.desk.people.models import RosterVersion, StoredAbsence, StoredRep
from leadpact.engine.lifecycle import FollowUp, make_follow_up
from leadpact.engine.routing import make_roster
from leadpact.events import EventCodec, Parts
from leadpact.storage.lead_store import LeadStore, Statements, UnableToUseStore, pact_in_force
from leadpact.terms.zone import epoch_seconds

P = ParamSpec("P")
T = TypeVar("T")

_TRIES = 4
_BUSY = ("database is locked", "deadlock detected", "could not serialize", "lock timeout")
_of_thread = threading.local()
_rules: dict[tuple[str, int], FollowUp] = {}
_MOST_RULES = 8


def open_store() -> LeadStore:
    """Return the store over the connection of this thread; the caller is in a transaction."""
    connection.ensure_connection()
    raw = connection.connection
    known: LeadStore | None = getattr(_of_thread, "store", None)
    if known is None or known.statements.connection is not raw:
        codec = known.codec if known is not None else EventCodec(Parts())
        statements = Statements(raw)
        known = LeadStore(
            statements,
            secrets.token_hex,
            codec,
            lambda: clock.now() if clock.is_fixed() else statements.read_clock(),
        )
        _of_thread.store = known
    return known


def in_transaction(act: Callable[P, T]) -> Callable[P, T]:
    """Run a function in one transaction, and again from its beginning where the database was busy.

    Nothing of an attempt that failed stays, so the function may be run again; within a transaction
    of the caller's it is run once, as part of that.
    """

    @wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if connection.in_atomic_block:
            return act(*args, **kwargs)
        for attempt in range(_TRIES):
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            except OperationalError as error:
                if attempt == _TRIES - 1 or not any(text in str(error) for text in _BUSY):
                    raise
        raise AssertionError("the last attempt returns or raises")

    return run


def roster_version() -> int:
    """Return the version of reps and absences."""
    return RosterVersion.objects.values_list("version", flat=True).first() or 0


def rules_in_force(as_of: datetime) -> FollowUp:
    """Return the pact in force at a moment over the reps as they are now; it is kept compiled.

    Raises
    ------
    UnableToUseStore
        `pact-missing`, where none was published.
    """
    fingerprint, version = fingerprint_in_force(as_of), roster_version()
    found = _rules.get((fingerprint or "", version))
    if found is None:
        store = open_store()
        ruleset = pact_in_force(store.statements, store.codec.parts, as_of=as_of).ruleset
        terms = ruleset.routing.reps if ruleset.routing is not None else ()
        roster = make_roster(StoredRep.objects.values(), StoredAbsence.objects.values(), terms)
        if len(_rules) >= _MOST_RULES:
            _rules.clear()
        found = _rules[ruleset.fingerprint, version] = make_follow_up(ruleset, roster)
    return found


def has_pact(as_of: datetime) -> bool:
    """Tell whether a pact is in force."""
    return fingerprint_in_force(as_of) is not None


def fingerprint_in_force(as_of: datetime) -> str | None:
    """Return the fingerprint of the pact in force; None: none was published."""
    rows = open_store().statements.run(
        "SELECT fingerprint FROM pact WHERE effective_at <= ?"
        " ORDER BY effective_at DESC, seq DESC LIMIT 1",
        epoch_seconds(as_of),
    )
    return rows[0][0] if rows else None


__all__ = [
    "UnableToUseStore",
    "fingerprint_in_force",
    "has_pact",
    "in_transaction",
    "open_store",
    "roster_version",
    "rules_in_force",
]
