"""What the store of leads keeps, refuses and rebuilds, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from follow_up_world import company, june
from lead_store_world import StoredLeads, hold_all

from lead_store import Database
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    AdvanceTime,
    BookMeeting,
    Command,
    RecordActivity,
    RecordLead,
    RecordTouch,
    UpdateAttributes,
)
from leadpact.engine.scheduling import FIRST_DELAY, MOST_FAILURES
from leadpact.events import Parts, UnableToReadEvents
from leadpact.pact.check import load_pact_text
from leadpact.storage.lead_store import (
    UnableToUseStore,
    leads_due,
    leads_of_rep,
    pact_in_force,
    publish_pact,
    rebuild_lead,
    record_command,
)
from leadpact.terms.actors import TIME
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Stage, TouchKind

RULES, OTHER_RULES = company(), company(without=["clocks"])
ANN = "person:ann"
NOON = june(1, 12)


def arrival(lead_id: str = "l-1", **known: str) -> RecordLead:
    lead = Lead(lead_id, {"email": "a@b.example", **known}, created_at=june(1, 9))
    return RecordLead("came", june(1, 9), lead, actor=ANN)


def demo(name: str = "demo") -> RecordActivity:
    at = june(1, 10)
    return RecordActivity(name, at, Activity(name, "demo_requested", at), actor=ANN)


def touch(name: str = "t") -> RecordTouch:
    return RecordTouch(name, june(1, 11), "ann", TouchKind.CALL, actor=ANN)


def qualified(database: Database, lead_id: str = "l-1", **known: str) -> StoredLeads:
    leads = StoredLeads(database, RULES)
    leads.record(lead_id, arrival(lead_id, **known), june(1, 9))
    leads.record(lead_id, demo(), june(1, 10))
    return leads


def refusal(leads: StoredLeads, lead_id: str, command: Command) -> RefusalCode | None:
    found = leads.record(lead_id, command, NOON).refusal
    return found.code if found else None


# Commands


def test_a_command_that_comes_again_changes_nothing_again(database: Database) -> None:
    leads = qualified(database)
    leads.record("l-1", touch(), NOON)
    before = leads.dump()
    assert leads.record("l-1", touch(), NOON).events == ()
    assert leads.dump() == before
    hold_all(leads)


def test_a_lead_that_is_not_of_this_company_leaves_its_refused_command_only(
    database: Database,
) -> None:
    leads = qualified(database)
    before = leads.dump()
    assert refusal(leads, "x-9", touch()) is RefusalCode.LEAD_UNKNOWN
    assert refusal(leads, "x-9", arrival("l-1")) is RefusalCode.OTHER_LEAD
    after = leads.dump()
    assert {name for name in before if before[name] != after[name]} == {"command"}
    found = leads.rows("SELECT command_id, refusal FROM command WHERE lead_id = 'x-9' ORDER BY 1")
    assert found == [("came", "OTHER_LEAD"), ("t", "LEAD_UNKNOWN")]
    assert leads.record("x-9", AdvanceTime("", NOON, actor=TIME), NOON).refusal is None
    assert leads.rows("SELECT lead_id FROM lead") == [("l-1",)]


def test_a_refused_command_is_taken_when_it_comes_again_later(database: Database) -> None:
    leads = StoredLeads(database, RULES)
    assert refusal(leads, "l-1", touch()) is RefusalCode.LEAD_UNKNOWN
    leads.record("l-1", arrival(), NOON)
    leads.record("l-1", demo(), NOON)
    assert refusal(leads, "l-1", touch()) is None
    assert leads.rows("SELECT refusal FROM command WHERE command_id = 't'") == [(None,)]
    assert [item.touch_id for item in leads.state("l-1").touches] == ["t"]
    hold_all(leads)


@pytest.mark.parametrize(
    "attributes", [{"region": "West"}, {"email": "other@b.example"}], ids=["plain", "personal"]
)
def test_another_command_under_a_known_id_is_refused_and_keeps_nothing(
    attributes: dict[str, str], database: Database
) -> None:
    leads = qualified(database)
    known = UpdateAttributes("u", NOON, {"email": "new@b.example"}, actor=ANN)
    leads.record("l-1", known, NOON)
    before, state = leads.dump(), leads.state("l-1")
    other = UpdateAttributes("u", NOON, attributes, actor=ANN)
    assert refusal(leads, "l-1", other) is RefusalCode.ID_TAKEN
    after = leads.dump()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"event", "lead"}  # that it was refused
    assert replace(leads.state("l-1"), version=state.version) == state
    assert refusal(leads, "l-1", known) is None
    hold_all(leads)


def test_fractions_of_a_second_are_dropped_wherever_a_command_has_them(
    database: Database,
) -> None:
    leads = StoredLeads(database, RULES)
    part = timedelta(microseconds=250_001)
    at = june(1, 9) + part
    lead = Lead("l-1", {"email": "a@b.example"}, created_at=at, stage=Stage.TARGET, stage_at=at)
    leads.record("l-1", RecordLead("came", at, lead, actor=ANN), at)
    asked = june(1, 10) + part
    activity = Activity("a", "demo_requested", asked)
    leads.record("l-1", RecordActivity("a", asked, activity, actor=ANN), asked + part)
    booked = BookMeeting("m", NOON + part, june(2, 9) + part, actor=ANN)
    leads.record("l-1", booked, NOON + part)
    assert leads.state("l-1").meetings[0].starts_at == june(2, 9)
    hold_all(leads)


def test_commands_to_several_leads_share_one_transaction_of_the_caller(
    database: Database,
) -> None:
    leads, names = StoredLeads(database, RULES), ["l-1", "l-2", "l-3"]
    with leads.transaction():
        for name in names:
            leads.store.load_lead(name)
        for name in names:
            record_command(leads.store, RULES, name, arrival(name), as_of=june(1, 9))
            record_command(leads.store, RULES, name, demo(), as_of=june(1, 10))
    owners = {leads.state(name).owner_rep_id for name in names}
    assert owners == {"ann", "bob", "cid"}
    hold_all(leads)


# Pacts


def test_a_decision_under_a_pact_that_is_not_stored_is_refused(database: Database) -> None:
    leads = qualified(database)
    before = leads.dump()
    with pytest.raises(UnableToUseStore) as caught:
        leads.record("l-1", touch(), NOON, rules=OTHER_RULES)
    issue = caught.value.issue
    assert issue.code == "pact-not-stored"
    assert str(issue.place) == f"pact {OTHER_RULES.fingerprint}"
    assert leads.dump() == before
    with leads.transaction():
        leads.publish(OTHER_RULES)
    assert leads.record("l-1", touch(), NOON, rules=OTHER_RULES).refusal is None


def test_the_pact_in_force_is_the_last_one_that_began(database: Database) -> None:
    leads = StoredLeads(database, RULES)
    texts = {"first": june(2), "second": june(5), "again": june(5)}
    rulesets = dict(zip(texts, (OTHER_RULES, RULES, OTHER_RULES), strict=True))
    with leads.transaction():
        for text, at in texts.items():
            ruleset, parts = rulesets[text].ruleset, leads.store.codec.parts
            publish_pact(leads.statements, parts, ruleset, text, effective_at=at)
    reader = StoredLeads(database, RULES, creates=False)
    parts = reader.store.codec.parts
    for at, text in ((june(2), "first"), (june(4), "first"), (june(5), "again")):
        found = pact_in_force(reader.statements, parts, as_of=at)
        assert found.text == text
        assert Parts().put(found.ruleset) == Parts().put(rulesets[text].ruleset)
        assert found.fingerprint == found.ruleset.fingerprint
    with pytest.raises(UnableToUseStore) as caught:
        pact_in_force(reader.statements, parts, as_of=june(1) - timedelta(days=365))
    assert caught.value.issue.code == "pact-missing"


def test_a_stored_pact_keeps_the_holidays_it_was_compiled_with(database: Database) -> None:
    text = """spec: 1
name: Holidays
calendar: office
calendars: {office: {windows: {mon: ["09:00-17:00"]}, holidays: [{country: US}]}}
"""
    leads, ruleset = StoredLeads(database, RULES), load_pact_text(text)
    with leads.transaction():
        parts = leads.store.codec.parts
        publish_pact(leads.statements, parts, ruleset, text, effective_at=june(1))
    reader = StoredLeads(database, RULES, creates=False)
    found = pact_in_force(reader.statements, reader.store.codec.parts, as_of=june(1))
    assert found.ruleset.calendars == ruleset.calendars
    assert Parts().put(found.ruleset) == Parts().put(ruleset)


@pytest.mark.parametrize("table", ["event", "part", "pact"])
def test_what_was_recorded_is_never_changed(table: str, database: Database) -> None:
    leads = qualified(database)
    column = {"event": "payload", "part": "body", "pact": "body"}[table]
    for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = ''"):
        with pytest.raises(Exception, match=f"{table} is never changed"):
            leads.rows(sql)


# Rebuilding


DAMAGES = {
    "state": "UPDATE lead SET state = '{{'",
    "owner": "UPDATE lead SET owner_rep_id = 'bob'",
    "wake": "UPDATE lead SET wake_at = NULL",
    "version": "UPDATE lead SET version = 2",
    "activity": "DELETE FROM activity",
    "command": "DELETE FROM command WHERE command_id = 'demo'",
    "row": "DELETE FROM lead",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_row_is_rebuilt_from_the_events(damage: str, database: Database) -> None:
    leads = qualified(database)
    before, state = leads.dump(), leads.state("l-1")
    leads.rows(DAMAGES[damage])
    assert leads.dump() != before
    with leads.transaction():
        rebuilt = rebuild_lead(leads.store, RULES, "l-1")
    assert (rebuilt.state, rebuilt.differed, rebuilt.issues) == (state, True, ())
    assert leads.dump() == before
    hold_all(leads)


def test_a_waiting_lead_is_rebuilt_to_its_place_among_those_that_wait(
    database: Database,
) -> None:
    leads = qualified(database, source="few")  # of ann and bob
    for n in (2, 3, 4):
        name = f"l-{n}"
        leads.record(name, arrival(name, source="fair"), june(1, 9))
        leads.record(name, demo(), june(1, 10))
    sql = "SELECT waiting_group, waiting_since, waiting_number, retry_at FROM lead ORDER BY lead_id"
    before = leads.rows(sql)
    leads.rows("DELETE FROM lead")
    for n in (4, 2, 3, 1):
        with leads.transaction():
            assert rebuild_lead(leads.store, RULES, f"l-{n}").differed
    assert leads.rows(sql) == before
    hold_all(leads)


def test_a_log_that_lacks_its_end_is_not_folded_over_the_row(database: Database) -> None:
    leads = qualified(database)
    leads.rows("UPDATE lead SET version = version + 1")
    before = leads.dump()
    with pytest.raises(UnableToReadEvents) as caught, leads.transaction():
        rebuild_lead(leads.store, RULES, "l-1")
    assert caught.value.issue.code == "log-truncated"
    assert leads.dump() == before


def test_a_lead_without_events_cannot_be_rebuilt(database: Database) -> None:
    leads = qualified(database)
    with pytest.raises(UnableToUseStore) as caught, leads.transaction():
        rebuild_lead(leads.store, RULES, "l-2")
    assert caught.value.issue.code == "lead-missing"
    assert leads.rows("SELECT lead_id FROM lead") == [("l-1",)]


# What a scheduler asks


def test_a_lead_whose_decision_raised_backs_off_until_one_succeeds(database: Database) -> None:
    leads = qualified(database)
    wakes = []
    for _ in range(MOST_FAILURES):
        with leads.transaction():
            wakes.append(leads.store.save_failure("l-1", ValueError("odd"), at=NOON).retry_at)
    assert wakes[0] == NOON + FIRST_DELAY
    assert all(later >= earlier for earlier, later in pairwise(wakes[:-1]) if earlier and later)
    assert wakes[-1] is None
    assert leads_due(leads.statements, as_of=june(30)) == []
    found = leads.rows("SELECT failures, failure FROM lead")
    assert found == [(MOST_FAILURES, "ValueError: odd")]
    leads.record("l-1", touch(), NOON)
    assert leads.rows("SELECT failures, failure FROM lead") == [(0, None)]
    hold_all(leads)


def test_leads_are_listed_by_their_moment_and_by_their_rep(database: Database) -> None:
    leads = qualified(database)
    decision = leads.record("l-1", touch(), NOON)
    assert decision.wake_at is not None
    due = decision.wake_at
    assert leads_due(leads.statements, as_of=due) == [("l-1", due)]
    assert leads_due(leads.statements, as_of=due - timedelta(seconds=1)) == []
    owner = decision.new_state.owner_rep_id
    assert owner is not None
    assert leads_of_rep(leads.statements, owner) == ["l-1"]
    assert leads_of_rep(leads.statements, "nobody") == []


# Clocks


def test_a_worker_whose_clock_is_ahead_decides_nothing(database: Database) -> None:
    leads = qualified(database)
    before = leads.dump()
    now = leads.statements.read_clock()
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
    for ahead in (timedelta(minutes=6), timedelta(days=9_000)):
        with pytest.raises(UnableToUseStore) as error:
            leads.record("l-1", touch(), now + ahead)
        assert error.value.issue.code == "clock-ahead"
        assert leads.dump() == before
    leads.record("l-1", touch(), NOON)
    hold_all(leads)


def test_clocks_may_differ_by_minutes_and_be_shared_otherwise(database: Database) -> None:
    leads = StoredLeads(database, RULES)
    leads.store.read_clock = lambda: NOON
    leads.record("l-1", arrival(), NOON + timedelta(minutes=5))
    with pytest.raises(UnableToUseStore):
        leads.record("l-1", touch(), NOON + timedelta(minutes=5, seconds=1))
    assert leads.state("l-1").as_of == NOON + timedelta(minutes=5)


# Ids


@pytest.mark.parametrize("odd", ["a\0b", "a\ud800", "\udfff"])
def test_an_id_that_no_database_keeps_is_refused_with_its_place(
    odd: str, database: Database
) -> None:
    leads = qualified(database)
    before = leads.dump()
    by_odd = RecordTouch("t", NOON, "ann", TouchKind.CALL, actor=f"person:{odd}")
    with_odd = RecordTouch(odd, NOON, "ann", TouchKind.CALL, actor=ANN)
    for lead_id, command in ((odd, touch()), ("l-1", with_odd), ("l-1", by_odd)):
        with pytest.raises(UnableToUseStore) as error:
            leads.record(lead_id, command, NOON)
        assert error.value.issue.code == "id-not-storable"
        assert repr(odd)[1:-1] in error.value.issue.place.file
    assert leads.dump() == before


@pytest.mark.parametrize("odd", ["it's", 'a"b', "a\nb", "%s ?", "é\U0001f600", "x" * 10_000])
def test_any_other_id_is_kept_as_it_is(odd: str, database: Database) -> None:
    leads = qualified(database)
    leads.record("l-1", RecordTouch(odd, NOON, "ann", TouchKind.CALL, actor=ANN), NOON)
    assert odd in leads.state("l-1").seen
    hold_all(leads)
