"""What an erased lead still takes, and that nothing brings values of its person back."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from follow_up_random import DAY, HOUR, MINUTE, happen, kind_for, pacts
from follow_up_world import june
from lead_store_erasure_world import (
    ERASE,
    GONE,
    GONE_NOTES,
    NOON,
    OF_ANOTHER,
    QUOTED,
    REFUSED,
    RULES,
    SYSTEM,
    TAKEN,
    VALUES,
    clean,
    erase,
    in_files,
    in_tables,
    two_persons,
)
from lead_store_world import StoredLeads, hold_all

from lead_store import Database
from leadpact.engine.lifecycle import (
    AdvanceTime,
    ErasePerson,
    LeadState,
    MeetingStep,
    ReasonCode,
    RecordLead,
    UpdateMeeting,
    WithdrawReport,
    decide,
)
from leadpact.engine.routing import RoutingState
from leadpact.storage.lead_store import (
    ErasedLead,
    erased_leads,
    read_routing,
    rebuild_lead,
)
from leadpact.terms.actors import TIME
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Stage
from vacuous import some


@pytest.fixture
def database(own_database: Database) -> Database:
    """Return a database whose files hold nothing of other tests."""
    return own_database


@pytest.fixture
def leads(database: Database) -> StoredLeads:
    """Return two leads with values of two persons, one of whom is to be erased."""
    return two_persons(database)


def test_a_command_that_comes_again_after_an_erasure_brings_no_value_back(
    leads: StoredLeads,
) -> None:
    erase(leads)
    state = leads.state("l-1")
    for command in TAKEN:
        again = leads.record("l-1", command, june(3))
        assert again.refusal is None
        assert [reason.code for reason in again.reasons] == [ReasonCode.ALREADY_KNOWN]
    for command in (*REFUSED, replace(OF_ANOTHER, id="new")):
        found = leads.record("l-1", command, june(3)).refusal
        assert found is not None
        wanted = RefusalCode.PERSON_ERASED
        assert found.code is (RefusalCode.HAPPENED_LATER if command.id == "soon" else wanted)
    assert in_tables(leads, VALUES) == set()
    assert leads.rows("SELECT DISTINCT lead_id FROM personal") == [("l-2",)]
    assert leads.rows("SELECT lead_id FROM personal_salt") == [("l-2",)]
    found_state = leads.state("l-1")
    assert (found_state.lead, found_state.seen) == (state.lead, state.seen)
    clean(leads)
    assert in_files(leads, VALUES) == set()
    hold_all(leads)


def test_an_erasure_that_comes_again_changes_nothing(leads: StoredLeads) -> None:
    erase(leads)
    before = leads.dump()
    again = erase(leads)
    assert (again.refusal, again.events) == (None, ())
    assert leads.dump() == before


@pytest.mark.parametrize("with_salt", [True, False], ids=["with-salt", "without-salt"])
def test_a_second_erasure_is_refused_and_deletes_what_a_copy_brought_back(
    with_salt: bool, leads: StoredLeads
) -> None:
    brought = leads.rows("SELECT * FROM personal WHERE lead_id = 'l-1'")
    salts = leads.rows("SELECT * FROM personal_salt WHERE lead_id = 'l-1'")
    erase(leads)
    for again in (replace(ERASE, id="again"), ERASE):
        leads.statements.run_many("INSERT INTO personal VALUES (?, ?, ?, ?)", brought)
        if with_salt:
            leads.statements.run_many("INSERT INTO personal_salt VALUES (?, ?)", salts)
        leads.rows("UPDATE lead SET failure = ? WHERE lead_id = 'l-1'", f"no {QUOTED}")
        assert in_tables(leads, GONE.values()) == set(GONE.values())
        refusal = erase(leads, again).refusal
        assert (refusal and refusal.code) == (None if again is ERASE else RefusalCode.PERSON_ERASED)
        assert in_tables(leads, VALUES) == set()
    hold_all(leads)


def test_a_report_is_not_withdrawn_after_an_erasure(leads: StoredLeads) -> None:
    """What came after it would be decided again without the values that it was decided by."""
    erase(leads)
    state = leads.state("l-1")
    found = leads.record("l-1", withdrawal(), june(3)).refusal
    assert found is not None
    assert found.code is RefusalCode.PERSON_ERASED
    assert leads.state("l-1").withdrawn_ids == ()
    assert leads.state("l-1").dispositions == state.dispositions
    hold_all(leads)


def test_what_was_decided_again_before_an_erasure_adds_up_after_it(leads: StoredLeads) -> None:
    assert leads.record("l-1", withdrawal(), NOON).refusal is None
    assert leads.state("l-1").withdrawn_ids == ("d",)
    assert GONE_NOTES[0] in in_tables(leads, VALUES)
    erase(leads)
    assert in_tables(leads, VALUES) == set()
    assert leads.state("l-1").erased_at == ERASE.occurred_at
    hold_all(leads)


def withdrawal() -> WithdrawReport:
    return WithdrawReport("withdrawn", NOON, "d", actor=SYSTEM)


def test_an_erasure_by_a_rep_deletes_nothing(leads: StoredLeads) -> None:
    before = leads.dump()
    found = erase(leads, replace(ERASE, actor="person:ann")).refusal
    assert found is not None
    assert found.code is RefusalCode.OTHER_ROLE_NEEDED
    after = leads.dump()
    for table in ("personal", "personal_salt"):
        assert after[table] == before[table]


def test_an_error_after_an_erasure_is_kept_without_its_text(leads: StoredLeads) -> None:
    erase(leads)
    with leads.transaction():
        stuck = leads.store.save_failure("l-1", ValueError(f"no {QUOTED}"), at=june(3))
    assert stuck.error == "ValueError"
    assert leads.rows("SELECT failure FROM lead WHERE lead_id = 'l-1'") == [("ValueError",)]
    assert in_tables(leads, VALUES) == set()


def test_a_damaged_row_of_an_erased_lead_is_rebuilt_without_values(leads: StoredLeads) -> None:
    erase(leads)
    before, state = leads.dump(), leads.state("l-1")
    leads.rows("UPDATE lead SET state = '{', wake_at = 7, owner_rep_id = 'ann'")
    leads.rows("DELETE FROM activity")
    leads.rows("DELETE FROM command WHERE refusal IS NULL AND lead_id = 'l-1'")
    for lead_id in ("l-1", "l-2"):
        with leads.transaction():
            assert rebuild_lead(leads.store, RULES, lead_id).differed
    assert leads.dump() == before
    assert leads.state("l-1") == state
    hold_all(leads)


def test_how_things_ended_is_recorded_of_an_erased_lead(leads: StoredLeads) -> None:
    erase(leads)
    held = UpdateMeeting("held", june(3, 15), "m", MeetingStep.HELD, actor=SYSTEM)
    assert leads.record("l-1", held, june(3, 15)).refusal is None
    assert leads.state("l-1").stage is Stage.FIRST_MEETING
    assert leads.state("l-1").owner_rep_id is None
    assert leads.record("l-1", AdvanceTime("", june(9), actor=TIME), june(9)).messages == ()
    assert in_tables(leads, VALUES) == set()
    hold_all(leads)


def test_erased_leads_are_listed_for_who_restores_a_copy(leads: StoredLeads) -> None:
    assert erased_leads(leads.statements) == []
    erase(leads)
    assert erased_leads(leads.statements) == [ErasedLead("l-1", "erase", ERASE.occurred_at)]


@pytest.mark.parametrize("seed", range(4))
def test_random_histories_with_an_erasure_are_stored_as_they_are_decided(
    seed: int, database: Database
) -> None:
    random, now = Random(seed), june(1, 9)
    rules = pacts()[seed % 2]
    leads, names = StoredLeads(database, rules), ("l-1", "l-2", "l-3")
    states = {name: LeadState(name) for name in names}
    routing, erased_at = RoutingState(), {name: random.randint(8, 30) for name in names}
    for place in range(100):
        now += random.choice((MINUTE, HOUR, 3 * HOUR, DAY))
        lead_id = random.choice(names)
        state = states[lead_id]
        kind: Any = kind_for(random.choice, state) if state.lead else RecordLead
        if state.lead and place >= erased_at[lead_id]:
            kind, erased_at[lead_id] = ErasePerson, 1000
        command = happen(random.choice, kind, state, now=now, fresh=f"h{place}")
        wanted = decide(state, command, rules, as_of=now, routing=routing)
        found = leads.record(lead_id, command, now)
        assert (found.refusal, found.wake_at) == (wanted.refusal, wanted.wake_at)
        assert [event.kind for event in found.events] == [event.kind for event in wanted.events]
        assert read_routing(leads.statements) == wanted.routing
        if wanted.new_state.lead is not None:
            states[lead_id], routing = wanted.new_state, wanted.routing
    gone = [name for name in some(names) if states[name].erased_at is not None]
    assert gone
    for name in gone:
        assert leads.rows("SELECT 1 FROM personal WHERE lead_id = ?", name) == []
        assert leads.rows("SELECT 1 FROM personal_salt WHERE lead_id = ?", name) == []
    hold_all(leads)
