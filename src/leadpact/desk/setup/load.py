"""Bring the whole history of a company into an empty desk, as if the desk had been there.

The history is replayed by the pact, and every row written at once. Nothing is sent for the past,
no end is assumed, and what is open at the end goes on from there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from leadpact.desk import clock
from leadpact.desk.capture.cleaning import identity_policy
from leadpact.desk.capture.form_actions import make_first_form
from leadpact.desk.capture.matching import index_people, save_accounts
from leadpact.desk.governance.actions import publish
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.leads.projections import add_projections
from leadpact.desk.leads.work_log import WorkLog
from leadpact.desk.people.actions import save_absences, save_reps
from leadpact.desk.store import (
    fingerprint_in_force,
    in_transaction,
    open_store,
    roster_version,
    rules_in_force,
)
from leadpact.desk.work.leaves import LEAVE
from leadpact.desk.work.marks import save_mark
from leadpact.engine.lifecycle import Event, LeadState
from leadpact.engine.replay import ReplayedHistory, replay_history
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.dataset import latest_moment, open_dataset
from leadpact.storage.lead_store import LeadLoader, UnableToUseStore, pact_in_force
from leadpact.storage.replay import read_rows
from leadpact.storage.store import open_duckdb
from leadpact.storage.whole_history import WholeHistory, read_whole_history
from leadpact.terms.collection import collection_paused
from leadpact.terms.zone import epoch_seconds

BY = "system:load"
_TABLES = ("reps", "absences", "accounts")


class UnableToLoad(ValueError):
    """A history cannot be loaded; `code`, `fact` and `fix` say why."""

    def __init__(self, code: str, fact: str, fix: str) -> None:
        super().__init__(f"{fact} {fix}")
        self.code, self.fact, self.fix = code, fact, fix


@dataclass(frozen=True, slots=True)
class LoadedHistory:
    """What was loaded.

    Attributes
    ----------
    n_leads, n_qualified, n_open
        How many leads there are, how many qualified, and how many a rep has at the end.
    n_commands
        How many decisions the history led to.
    unread
        How many rows of each table were left out because they could not be read.
    until
        The end of the history.
    """

    n_leads: int
    n_qualified: int
    n_open: int
    n_decisions: int
    unread: Mapping[str, int]
    until: datetime


def load_history(
    folder: Path, *, pact_text: str | None = None, until: datetime | None = None
) -> LoadedHistory:
    """Load the history of a data set up to a moment, within one transaction.

    Parameters
    ----------
    folder
        A data set of canonical tables.
    pact_text
        The pact to replay it by, published where none is in force; None: the one in force.
    until
        By default the last moment of the data.

    Raises
    ------
    UnableToLoad
        `leads-none`, `pact-missing`, `pact-differs`, `desk-not-empty` or `until-ahead`.
    UnableToLoadPact, UnableToReadOutput, UnableToExecute
        Where the pact or the data cannot be read.
    """
    now = clock.now()
    with open_duckdb() as store:
        dataset = open_dataset(store, folder)
        if not dataset.has_leads():
            fact = f"There are no leads in {folder}."
            raise UnableToLoad("leads-none", fact, "Check that it is the right folder.")
        end = (until or latest_moment(store, dataset, now)).replace(microsecond=0)
        if end > now:
            fact = f"It is {now:%Y-%m-%d %H:%M:%S %Z}, and {end:%Y-%m-%d %H:%M:%S} is later."
            raise UnableToLoad("until-ahead", fact, "Choose an earlier end.")
        ruleset = _ruleset(pact_text, now)
        with collection_paused():
            history = read_whole_history(store, dataset, ruleset, as_of=epoch_seconds(end))
        tables = {name: read_rows(store, dataset, name) for name in _TABLES}
    return _write(history, tables, ruleset, pact_text or "", end)


@in_transaction
def _ruleset(pact_text: str | None, now: datetime) -> Ruleset:
    """Return the pact to replay by: the one given, or the one in force."""
    known = fingerprint_in_force(now)
    if pact_text is None:
        if known is None:
            fact = "No pact is in force, so nothing says who gets a lead."
            raise UnableToLoad("pact-missing", fact, "Name one with `--pact`.")
        store = open_store()
        return pact_in_force(store.statements, store.codec.parts, as_of=now).ruleset
    ruleset = load_pact_text(pact_text)
    if known not in (None, ruleset.fingerprint):
        fact = "Another pact is in force at the desk."
        fix = "Leave out `--pact` to load by that one, or publish this one first."
        raise UnableToLoad("pact-differs", fact, fix)
    return ruleset


@in_transaction
def _write(
    history: WholeHistory,
    tables: Mapping[str, list[dict[str, Any]]],
    ruleset: Ruleset,
    pact_text: str,
    end: datetime,
) -> LoadedHistory:
    now = clock.now()
    save_reps(_once(tables["reps"], "rep_id"))
    save_absences(tables["absences"])
    save_accounts(_once(tables["accounts"], "account_id"))
    if fingerprint_in_force(now) is None:
        first = min((command.occurred_at for _, command in history.commands), default=end)
        publish(pact_text, by=BY, effective_at=min(first, end))
    store, rules = open_store(), rules_in_force(now)
    assert rules.fingerprint == ruleset.fingerprint
    try:
        loader = LeadLoader(store, rules)
    except UnableToUseStore as error:
        fix = "Load into a new desk (another LEADPACT_HOME); nothing was changed."
        raise UnableToLoad("desk-not-empty", "The desk has leads already.", fix) from error
    work = WorkLog()

    def keep(events: Sequence[Event]) -> None:
        loader.add(events)
        work.add(events)

    with collection_paused():
        outcome = replay_history(
            history.commands,
            {},
            rules,
            until=end,
            usually_open=None,
            arrivals=history.arrivals,
            record=keep,
        )
        known = {name: state for name, state in outcome.states.items() if state.lead is not None}
        loader.finish(known, outcome.routing)
        work.finish()
        add_projections(known.values(), rules, store.codec.parts, as_of=end)
        _let_be_found(known.values(), ruleset)
    make_first_form(ruleset)
    # Leave up to the end is part of the history: the worker looks at what comes after it.
    save_mark(LEAVE, end, about=f"{rules.fingerprint}/{roster_version()}")
    note_audit(BY, "history.loaded", n_leads=len(known), until=end.isoformat())
    return _summary(history, outcome, end)


def _once(rows: Iterable[Mapping[str, Any]], key: str) -> Iterable[Mapping[str, Any]]:
    return {str(row[key]): row for row in rows if row[key]}.values()


def _let_be_found(states: Iterable[LeadState], ruleset: Ruleset) -> None:
    """Let a capture find the leads by their persons, where the pact says how."""
    policy = identity_policy(ruleset).duplicates
    if policy is not None:
        known = ((one.lead_id, one.lead.attributes) for one in states if one.lead is not None)
        index_people(known, policy)


def _summary(history: WholeHistory, outcome: ReplayedHistory, end: datetime) -> LoadedHistory:
    n_open = sum(state.owner_rep_id is not None for state in outcome.states.values())
    return LoadedHistory(
        len(outcome.states),
        history.n_qualified,
        n_open,
        outcome.n_decisions,
        history.unread,
        end,
    )
