"""After the erasure of a person no table and no file has their values, and all adds up."""

import logging
from dataclasses import replace

import pytest
from lead_store_erasure_world import (
    GONE,
    GONE_ELSEWHERE,
    GONE_NOTES,
    KEPT,
    KEPT_NOTE,
    NOON,
    OF_ANOTHER,
    RULES,
    VALUES,
    checkpoint,
    clean,
    commands_of,
    erase,
    in_files,
    in_tables,
    keep_deleted_bytes,
    lead_of,
    spelt,
    two_persons,
)
from lead_store_world import StoredLeads, hold_all

from lead_store import Database
from leadpact.events import ErasedValue
from leadpact.terms.refusals import RefusalCode


@pytest.fixture
def database(own_database: Database) -> Database:
    """Return a database whose files hold nothing of other tests."""
    return own_database


@pytest.fixture
def leads(database: Database) -> StoredLeads:
    """Return two leads with values of two persons, one of whom is to be erased."""
    return two_persons(database)


def test_no_table_and_no_file_has_a_value_of_an_erased_person(
    leads: StoredLeads, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wanted = set(VALUES)
    checkpoint(leads)
    assert in_tables(leads, wanted) == wanted
    assert in_files(leads, wanted) == wanted
    assert erase(leads).refusal is None
    assert in_tables(leads, wanted) == set()
    clean(leads)
    assert in_files(leads, wanted) == set()
    assert in_tables(leads, wanted) == set()
    assert not [value for value in wanted for one in spelt(value) if one in caplog.text]


def test_the_last_person_who_is_erased_leaves_no_sample_of_a_column(database: Database) -> None:
    leads = StoredLeads(database, RULES)
    keep_deleted_bytes(leads)
    for command in commands_of("l-1", GONE, GONE_NOTES[0]):
        leads.record("l-1", command, NOON)
    leads.rows("ANALYZE")  # of an empty table the server keeps the samples that it had
    erase(leads)
    clean(leads)
    assert leads.rows("SELECT * FROM personal") == []
    assert in_files(leads, VALUES) == set()


def test_values_of_others_are_all_there_after_an_erasure(leads: StoredLeads) -> None:
    before = leads.state("l-2")
    kept = {*KEPT.values(), KEPT_NOTE}
    erase(leads)
    clean(leads)
    assert in_tables(leads, kept) == kept
    assert in_files(leads, kept) == kept
    assert leads.state("l-2") == before
    assert before.lead is not None
    assert KEPT.items() <= before.lead.attributes.items()
    assert [item.note for item in before.dispositions] == [KEPT_NOTE]


def test_log_fold_fingerprints_and_counts_are_as_before_an_erasure(leads: StoredLeads) -> None:
    log, state = leads.store.events_of("l-1"), leads.state("l-1")
    stages = "SELECT stage, count(*) FROM lead GROUP BY stage ORDER BY stage"
    known = "SELECT lead_id, command_id, body, digest, refusal FROM command ORDER BY 1, 2"
    counts, sent = leads.rows(stages), leads.rows(known)
    decision = erase(leads)
    clean(leads)
    hold_all(leads)
    after = leads.store.events_of("l-1")
    assert after[: len(log)] == log
    assert len(after) == len(log) + len(decision.events)
    assert {row.fingerprint for row in after} == {RULES.fingerprint}
    assert leads.rows(stages) == counts
    assert set(sent) < set(leads.rows(known))
    found = leads.state("l-1")
    assert found.lead is not None
    assert state.lead is not None
    assert found.lead.attributes.keys() == state.lead.attributes.keys()
    assert found.stage_changes == state.stage_changes
    assert found.opened_at == state.opened_at
    assert found.meetings == state.meetings
    assert (found.stage, state.owner_rep_id, found.owner_rep_id) == (state.stage, "cid", None)
    for name in GONE:
        assert isinstance(found.lead.attributes[name], ErasedValue)
    assert isinstance(found.dispositions[0].note, ErasedValue)


def test_the_erasure_of_a_lead_leaves_neither_salt_nor_failure(leads: StoredLeads) -> None:
    assert leads.rows("SELECT failures FROM lead WHERE failure IS NOT NULL") == [(1,)]
    erase(leads)
    assert leads.rows("SELECT DISTINCT lead_id FROM personal") == [("l-2",)]
    assert leads.rows("SELECT lead_id FROM personal_salt") == [("l-2",)]
    assert leads.rows("SELECT failure FROM lead WHERE lead_id = 'l-1'") == [(None,)]


def test_a_misdirected_command_keeps_no_values_with_the_lead_it_was_sent_to(
    database: Database,
) -> None:
    leads = StoredLeads(database, RULES)
    for command in commands_of("l-2", KEPT, KEPT_NOTE):
        leads.record("l-2", command, NOON)
    for lead_id in ("l-2", "x-9"):
        found = leads.record(lead_id, OF_ANOTHER, NOON).refusal
        assert found is not None
        assert found.code is RefusalCode.OTHER_LEAD
    odd = replace(OF_ANOTHER, id="odd", lead=lead_of("x-9", GONE_ELSEWHERE), actor="nobody")
    assert leads.record("x-9", odd, NOON).refusal is not None
    assert in_tables(leads, GONE_ELSEWHERE.values()) == set()
    assert leads.rows("SELECT DISTINCT lead_id FROM personal") == [("l-2",)]
    hold_all(leads)
