"""After the erasure of a person nothing in tables and files has their values, and all adds up."""

import json
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from follow_up_random import DAY, HOUR, MINUTE, happen, kind_for, pacts
from follow_up_world import company, june
from lead_store_world import StoredLeads, hold_all

from lead_store import Database
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    AdvanceTime,
    BookMeeting,
    Command,
    DisposeLead,
    ErasePerson,
    LeadState,
    MeetingStep,
    ReasonCode,
    RecordActivity,
    RecordJudgement,
    RecordLead,
    ReviewStep,
    UpdateAttributes,
    UpdateMeeting,
    UpdateReview,
    decide,
)
from leadpact.engine.routing import RoutingState
from leadpact.engine.scoring import KnownFacts
from leadpact.events import ErasedValue
from leadpact.storage.key_index import KeyedRecord, KeyIndex, PostgresKeyIndex, SqliteKeyIndex
from leadpact.storage.lead_store import (
    PERSONAL_TABLES,
    ErasedLead,
    UnableToUseStore,
    clean_store,
    erased_leads,
    read_routing,
    rebuild_lead,
)
from leadpact.terms.actors import TIME
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage
from vacuous import some

RULES = company()
SYSTEM = "system:example"
NOON = june(1, 12)
ERASE = ErasePerson("erase", june(2, 12), actor=SYSTEM)

GONE = {
    "email": "zyxanthe.quorl@erase-me.example",
    "phone": "+49 5550 0007788",
    "first_name": "Zyxänthe",
    "last_name": "Quorlbright",
    "title": "Chief Whimsy Officer",
}
GONE_LATER = {name: f"{value} the second" for name, value in GONE.items()}
GONE_FACTS = {name: f"{value} elsewhere" for name, value in GONE.items()}
GONE_ELSEWHERE = {name: f"{value} of a misdirected command" for name, value in GONE.items()}
GONE_NOTES = ("Whispered about zebras", "Whispered about refused zebras")
KEPT = {
    "email": "keeper@stay.example",
    "phone": "+49 5551 1112233",
    "first_name": "Keepa",
    "last_name": "Staywell",
    "title": "Head of Remaining",
}
KEPT_NOTE = "Hummed about herons"
QUOTED = "quoted-by-an-error@erase-me.example"

VALUES = (
    *GONE.values(),
    *GONE_LATER.values(),
    *GONE_FACTS.values(),
    *GONE_NOTES,
    QUOTED,
)


def lead_of(lead_id: str, known: dict[str, str]) -> Lead:
    return Lead(lead_id, {**known, "n_employees": 100}, created_at=june(1, 9))


def demo() -> RecordActivity:
    at = june(1, 10)
    return RecordActivity("demo", at, Activity("demo", "demo_requested", at), actor=SYSTEM)


def disposed(name: str, note: str, *, code: str = "other") -> DisposeLead:
    return DisposeLead(name, NOON, RepRole.SDR, code, note=note, actor=SYSTEM)


def commands_of(lead_id: str, known: dict[str, str], note: str) -> list[Command]:
    """Return commands that bring values of a person in every way there is."""
    return [
        RecordLead("came", june(1, 9), lead_of(lead_id, known), actor=SYSTEM),
        demo(),
        disposed("d", note),
    ]


TAKEN: tuple[Command, ...] = (
    *commands_of("l-1", GONE, GONE_NOTES[0]),
    UpdateReview("reviewed", NOON, "review-d", ReviewStep.OVERTURNED, actor=SYSTEM),
    UpdateAttributes("learnt", NOON, GONE_LATER, actor=SYSTEM),
    RecordJudgement(
        "judged",
        NOON,
        lead_of("l-1", GONE_LATER),
        Stage.CONVERSATION_LEAD,
        KnownFacts({**GONE_FACTS}),
        actor=SYSTEM,
    ),
    BookMeeting("m", NOON, june(3, 14), actor=SYSTEM),
)
REFUSED: tuple[Command, ...] = (
    disposed("d-2", GONE_NOTES[1], code="unheard-of"),
    UpdateAttributes("odd", NOON, {**GONE, "n_employees": "many"}, actor=SYSTEM),
    UpdateAttributes("soon", june(9), GONE_LATER, actor=SYSTEM),
)
OF_ANOTHER = RecordLead("astray", june(1, 9), lead_of("l-1", GONE_ELSEWHERE), actor=SYSTEM)


@pytest.fixture
def database(own_database: Database) -> Database:
    """Return a database whose files hold nothing of other tests."""
    return own_database


@pytest.fixture
def leads(database: Database) -> StoredLeads:
    """Return two leads with values of two persons, one of whom is to be erased."""
    leads = StoredLeads(database, RULES)
    keep_deleted_bytes(leads)
    for command in commands_of("l-2", KEPT, KEPT_NOTE):
        assert leads.record("l-2", command, NOON).refusal is None
    for command in TAKEN:
        assert leads.record("l-1", command, NOON).refusal is None, command
    for command in REFUSED:
        assert leads.record("l-1", command, NOON).refusal is not None, command
    assert leads.record("l-2", OF_ANOTHER, NOON).refusal is not None
    if leads.statements.database == "postgres":
        leads.rows("ANALYZE")
    with leads.transaction():
        error = ValueError(f"no value of {QUOTED} can be read")
        leads.store.save_failure("l-1", error, at=NOON)
    return leads


def keep_deleted_bytes(leads: StoredLeads) -> None:
    """Let SQLite leave what is deleted in its file, as it does where it is not built otherwise."""
    if leads.statements.database == "sqlite":
        leads.rows("PRAGMA secure_delete = OFF")


def erase(leads: StoredLeads, command: ErasePerson = ERASE) -> Any:
    return leads.record("l-1", command, max(command.occurred_at, ERASE.occurred_at))


def clean(leads: StoredLeads, tables: Sequence[str] = PERSONAL_TABLES) -> None:
    """Clean the store, and let what is in memory be written."""
    for _ in range(100):
        try:
            clean_store(leads.statements, tables)
        except UnableToUseStore:  # the server analyses a table just now
            time.sleep(0.1)
        else:
            break
    checkpoint(leads)


def checkpoint(leads: StoredLeads) -> None:
    if leads.statements.database == "postgres":
        leads.rows("CHECKPOINT")


def spelt(value: str) -> set[str]:
    """Return a value as columns may have it, and twice within JSON."""
    once = json.dumps(value)[1:-1]
    return {value, once, json.dumps(once)[1:-1]}


def tables(leads: StoredLeads) -> list[str]:
    """Return every table there is."""
    wanted = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if leads.statements.database == "postgres":
        wanted = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return [name for (name,) in leads.rows(wanted)]


def in_tables(leads: StoredLeads, values: Any) -> set[str]:
    """Return the values that any column of any table has."""
    rows = [str(row) for name in some(tables(leads)) for row in leads.rows(f"SELECT * FROM {name}")]
    return {value for value in values if any(one in row for row in rows for one in spelt(value))}


def files(leads: StoredLeads) -> Iterator[Path]:
    """Yield the files of the database; on PostgreSQL also those of the server but for its log."""
    if leads.statements.database == "sqlite":
        path = Path(leads.database.address)
        yield from path.parent.glob(f"{path.name}*")
        return
    ((folder,),) = leads.rows("SHOW data_directory")
    ((own,),) = leads.rows("SELECT oid FROM pg_database WHERE datname = current_database()")
    for path in some(Path(folder, "base", str(own)).iterdir()):
        yield path
    for path in Path(folder).rglob("*"):
        if path.is_file() and not {"pg_wal", "base"} & set(path.relative_to(folder).parts):
            yield path


def in_files(leads: StoredLeads, values: Any) -> set[str]:
    """Return the values whose bytes any file of the database has."""
    texts = [path.read_bytes() for path in some(files(leads))]
    return {
        value
        for value in values
        if any(one.encode() in text for text in texts for one in spelt(value))
    }


# What is gone, and what stays


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


# What comes after


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


# Cleaning


def test_a_store_is_not_cleaned_within_a_transaction(leads: StoredLeads) -> None:
    erase(leads)
    with pytest.raises(UnableToUseStore) as caught, leads.transaction():
        clean_store(leads.statements)
    assert caught.value.issue.code == "cleaning-in-transaction"
    assert str(caught.value.issue.place) == "connection"


def test_a_store_that_another_connection_reads_is_not_called_clean(leads: StoredLeads) -> None:
    is_postgres = leads.statements.database == "postgres"
    reader = leads.database.connect()
    reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ" if is_postgres else "BEGIN")
    # On PostgreSQL any old snapshot keeps the rows, whatever it reads.
    reader.execute("SELECT 1" if is_postgres else "SELECT * FROM personal").fetchall()
    erase(leads)
    if not is_postgres:
        leads.rows("PRAGMA busy_timeout = 0")
    with pytest.raises(UnableToUseStore) as caught:
        clean_store(leads.statements)
    assert caught.value.issue.code == "cleaning-hindered"
    reader.rollback()
    clean(leads)
    assert in_files(leads, VALUES) == set()


@pytest.mark.parametrize("mode", ["delete", "truncate", "persist", "wal"])
def test_no_journal_of_sqlite_has_a_value_of_an_erased_person(mode: str, tmp_path: Path) -> None:
    leads = StoredLeads(Database(str(tmp_path / "leads.db")), RULES)
    leads.rows(f"PRAGMA journal_mode = {mode}")
    keep_deleted_bytes(leads)
    for command in commands_of("l-1", GONE, GONE_NOTES[0]):
        leads.record("l-1", command, NOON)
    erase(leads)
    assert in_files(leads, GONE.values()) == set(GONE.values())
    clean_store(leads.statements)
    assert in_files(leads, GONE.values()) == set()
    assert leads.rows("PRAGMA journal_mode") == [(mode,)]
    leads.connection.close()


def test_a_record_that_is_removed_from_an_index_by_keys_leaves_no_bytes(
    database: Database,
) -> None:
    leads = StoredLeads(database, RULES)
    is_postgres = leads.statements.database == "postgres"
    kind: type[KeyIndex] = PostgresKeyIndex if is_postgres else SqliteKeyIndex
    index = kind(leads.connection, name="persons")
    gone = KeyedRecord("l-1", (GONE["email"], GONE["phone"]), {"name": GONE["last_name"]})
    kept = KeyedRecord("l-2", (KEPT["email"], KEPT["phone"]), {"name": KEPT["last_name"]})
    index.put([gone, kept])
    if is_postgres:
        leads.rows("ANALYZE")
    checkpoint(leads)
    values = {GONE["email"], GONE["phone"], GONE["last_name"]}
    assert in_files(leads, values) == values
    assert index.remove(["l-1"]) == 1
    clean(leads, (index.records, index.keys))
    assert in_files(leads, values) == set()
    assert in_tables(leads, values) == set()
    assert index.find([KEPT["email"]], at_most=1).payloads == {"l-2": {"name": KEPT["last_name"]}}


def test_a_table_that_is_cleaned_has_a_plain_name(leads: StoredLeads) -> None:
    if leads.statements.database == "sqlite":
        pytest.skip("of SQLite the file is cleaned as one")
    with pytest.raises(ValueError, match="is no name of a table"):
        clean_store(leads.statements, tables=("lead; DROP TABLE lead",))
