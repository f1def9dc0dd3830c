"""A history written at once gives the rows that its commands give, recorded one by one."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from follow_up_random import DAY, pacts
from follow_up_world import june
from lead_store_world import StoredLeads, hold_all
from test_lead_store_histories import random_history

from lead_store import Database
from leadpact.engine.lifecycle import Event, FollowUp, needs_log
from leadpact.engine.replay import PastLead, ReplayedHistory, history, replay_history
from leadpact.engine.routing import RoutingState
from leadpact.storage.lead_store import LeadLoader, UnableToUseStore, read_routing


@dataclass
class _Replay:
    """A replay with what it decided on, and the events of each decision."""

    decided: list[Any] = field(default_factory=list)
    events: list[tuple[Event, ...]] = field(default_factory=list)

    def run(self, monkeypatch: pytest.MonkeyPatch, seed: int, rules: FollowUp) -> ReplayedHistory:
        decide = history.decide

        def noted(state: Any, command: Any, rules: FollowUp, **how: Any) -> Any:
            self.decided.append((state.lead_id, command, how["as_of"]))
            return decide(state, command, rules, **how)

        monkeypatch.setattr(history, "decide", noted)
        commands = [
            (lead_id, command)
            for lead_id, command, *_ in random_history(seed, rules)
            if not needs_log(command)
        ]
        past = {"l-1": PastLead("l-1", june(20, 9))}
        return replay_history(
            *(commands, past, rules),
            until=june(30),
            usually_open=9 * DAY if seed % 2 else None,
            record=lambda events: self.events.append(tuple(events)),
        )


_RANDOM = re.compile(r"\b[0-9a-f]{32}([0-9a-f]{32})?\b")
"""Salts, hashes of personal values, and versions of routing: other ones in every store."""


def _dump(leads: StoredLeads) -> dict[str, list[Any]]:
    """Return the rows of every table without what is random, or how replaced rows were numbered."""
    found: dict[str, list[Any]] = {}
    for table, rows in leads.dump().items():
        n_first = table in ("routing_pool", "routing_member", "routing_load")
        found[table] = sorted(_RANDOM.sub("#", repr(row[n_first:])) for row in rows)
    return found


def _drop_tables(leads: StoredLeads) -> None:
    with leads.transaction():
        for table in leads.dump():
            leads.statements.run(f"DROP TABLE {table}")
        if leads.statements.database == "postgres":
            for table in ("event", "part", "pact"):
                for act in ("update", "delete"):
                    leads.statements.run(f"DROP FUNCTION {table}_{act}")


@pytest.mark.parametrize("seed", range(1, 7))
def test_history_loaded_at_once_gives_the_rows_of_its_commands_one_by_one(
    seed: int, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, replay = pacts()[0], _Replay()
    outcome = replay.run(monkeypatch, seed, rules)
    one_by_one = StoredLeads(database, rules)
    for lead_id, command, at in replay.decided:
        one_by_one.record(lead_id, command, at)
    wanted, routing = _dump(one_by_one), read_routing(one_by_one.statements)
    _drop_tables(one_by_one)
    at_once = StoredLeads(database, rules)
    with at_once.transaction():
        loader = LeadLoader(at_once.store, rules)
        for events in replay.events:
            loader.add(events)
        known = {name: one for name, one in outcome.states.items() if one.lead is not None}
        loader.finish(known, outcome.routing)
    assert _dump(at_once) == wanted
    assert read_routing(at_once.statements) == routing == outcome.routing
    hold_all(at_once)


def test_history_is_not_loaded_into_a_store_that_has_leads(database: Database) -> None:
    rules = pacts()[0]
    leads = StoredLeads(database, rules)
    lead_id, command, at, _ = next(random_history(1, rules))
    leads.record(lead_id, command, at)
    with pytest.raises(UnableToUseStore) as raised, leads.transaction():
        LeadLoader(leads.store, rules)
    assert raised.value.issue.code == "store-not-empty"


def test_history_is_not_loaded_under_a_pact_that_is_not_stored(database: Database) -> None:
    first, second = pacts()[:2]
    leads = StoredLeads(database, first)
    with pytest.raises(UnableToUseStore) as raised, leads.transaction():
        LeadLoader(leads.store, second)
    assert raised.value.issue.code == "pact-not-stored"
    assert read_routing(leads.statements) == RoutingState()
