"""What routing remembers is in tables what it is in memory, whatever was decided in which order."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from secrets import token_hex
from threading import Thread

import pytest
from follow_up_world import company, june
from hypothesis import given, settings
from lead_store_world import StoredLeads, hold_all
from routing_random import Company, routers
from test_route_changes import LATE_STEPS

from lead_store import Database
from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import EndLead, FollowUp, RecordLead
from leadpact.engine.routing import (
    Load,
    MemberRow,
    PoolRow,
    RoutingState,
    StateChange,
    fold_changes,
)
from leadpact.storage.lead_store import (
    LeadStore,
    Statements,
    create_tables,
    read_routing,
    record_command,
)
from leadpact.storage.lead_store.routing_rows import apply_rows

ONE_A_DAY = company(
    gates="\n  conversation_lead: {must_have: [email]}\n",
    routing="""
  pools: {pair: {reps: [ann, bob], hours: any, caps: {per_day: 1}}}
  default: pair
""",
)


def arrive(lead_id: str) -> RecordLead:
    lead = Lead(lead_id, {"email": "a@b.example"}, created_at=june(1, 9))
    return RecordLead("came", june(1, 9), lead, actor="person:ann")


def without_open(loads: Mapping[str, Load]) -> dict[str, Load]:
    """Return loads without open leads, which the store counts from the leads."""
    return {name: replace(load, n_open=0) for name, load in loads.items()}


def after_rows(changes: Iterable[StateChange]) -> RoutingState:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    statements = Statements(connection)
    create_tables(statements)
    for change in changes:
        apply_rows(statements, change)
    found = read_routing(statements)
    connection.close()
    return found


class CompanyWithoutBooks(Company):
    """A random history that is not held to caps: steps may be later than any cap looks back."""

    def check_caps(self, rep_id: str, day: int) -> None:
        """Hold to nothing."""


@settings(max_examples=150, deadline=None)
@given(routers(), LATE_STEPS)
def test_rows_changed_by_random_histories_are_the_state_in_memory(router, steps) -> None:
    desk = CompanyWithoutBooks(router)
    for step in steps:
        desk.step(*step)
    found = after_rows(desk.changes)
    assert found.pools == desk.state.pools
    assert found.loads == without_open(desk.state.loads)


def test_rows_of_another_period_and_notes_of_one_second_are_kept_as_in_memory() -> None:
    july, june_ = 20635, 20605
    changes = [
        StateChange(
            pools=(PoolRow("p", july, july),),
            members=(MemberRow("p", july, "ann", 9, 7, True, 3),),
        ),
        StateChange(members=(MemberRow("p", july, "ann", 8, 7, True, 2),)),
        StateChange(members=(MemberRow("p", july, "ann", None, 7, False, 5),)),
        StateChange(members=(MemberRow("p", june_, "bob", 99, 99, True, 9),)),
        StateChange(pools=(PoolRow("p", june_, june_),)),
    ]
    found = after_rows(changes)
    assert found.pools == fold_changes(changes).pools
    assert found.pools["p"].balances["ann"].lead_on_peers == 3
    assert "bob" not in found.pools["p"].balances


def test_a_worker_with_an_older_view_of_routing_breaks_no_cap(database: Database) -> None:
    leads = StoredLeads(database, ONE_A_DAY)
    other = StoredLeads(database, ONE_A_DAY, creates=False)
    assert leads.record("l-1", arrive("l-1"), june(1, 9)).new_state.owner_rep_id
    for n in (2, 3):  # by then, `leads` has read routing once, and another worker changed it
        other.record(f"l-{n}", arrive(f"l-{n}"), june(1, 9))
    assert leads.record("l-4", arrive("l-4"), june(1, 9)).new_state.is_waiting
    owners = leads.rows("SELECT lead_id, owner_rep_id FROM lead ORDER BY lead_id")
    assert [name for name, owner in owners if owner] == ["l-1", "l-2"]
    assert len({owner for _, owner in owners if owner}) == 2
    hold_all(leads)


def test_a_decision_made_while_another_worker_has_the_lock_is_made_again(
    database: Database,
) -> None:
    leads = StoredLeads(database, ONE_A_DAY)
    leads.record("l-0", arrive("l-0"), june(1, 9))
    late: list[bool] = []

    def decide_late(rules: FollowUp) -> None:
        other = StoredLeads(database, rules, creates=False)
        late.append(other.record("l-2", arrive("l-2"), june(1, 9)).new_state.is_waiting)

    worker = Thread(target=decide_late, args=(ONE_A_DAY,))
    with leads.transaction():
        record_command(leads.store, leads.rules, "l-1", arrive("l-1"), as_of=june(1, 9))
        worker.start()
        worker.join(timeout=0.5)
        assert late == []  # it waits for the lock, with a decision that has a rep for its lead
    worker.join()
    assert late == [True]
    hold_all(leads)


def give_up(leads: StoredLeads, lead_id: str) -> None:
    """Record a lead in a transaction that the caller rolls back."""
    with leads.transaction():
        record_command(leads.store, leads.rules, lead_id, arrive(lead_id), as_of=june(1, 9))
        leads.store.read_routing()
        raise GivenUp


class GivenUp(Exception):
    """The caller gives up."""


def test_what_was_rolled_back_is_not_taken_for_what_came_instead(database: Database) -> None:
    leads = StoredLeads(database, ONE_A_DAY)
    other = StoredLeads(database, ONE_A_DAY, creates=False)
    end = EndLead("end", june(1, 10), actor="person:ann")
    leads.record("l-1", arrive("l-1"), june(1, 9))
    with pytest.raises(GivenUp):
        give_up(leads, "l-2")
    other.record("l-1", end, june(1, 10))
    assert leads.record("l-3", arrive("l-3"), june(1, 10)).new_state.owner_rep_id
    assert leads.rows("SELECT lead_id FROM lead ORDER BY lead_id") == [("l-1",), ("l-3",)]
    hold_all(leads)


def test_a_part_of_a_transaction_that_was_rolled_back_is_stored_by_the_next(
    database: Database,
) -> None:
    leads = StoredLeads(database, ONE_A_DAY)
    with pytest.raises(GivenUp):
        give_up(leads, "l-1")
    leads.record("l-1", arrive("l-1"), june(1, 9))
    assert leads.state("l-1").clocks
    fresh = StoredLeads(database, ONE_A_DAY, creates=False)
    assert fresh.state("l-1") == leads.state("l-1")


def test_routing_is_read_once_for_decisions_that_do_not_change_it(database: Database) -> None:
    leads = StoredLeads(database, ONE_A_DAY)
    leads.record("l-1", arrive("l-1"), june(1, 9))
    first = leads.store.read_routing()
    assert leads.store.read_routing()[1] is first[1]
    assert LeadStore(leads.statements, token_hex).read_routing() == first
