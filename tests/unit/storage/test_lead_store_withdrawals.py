"""Reports that are withdrawn in the store: rows, log and what routing remembers stay one."""

from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

import pytest
from follow_up_random import DAY, pacts
from follow_up_world import company, june
from lead_store_world import StoredLeads, hold_all
from test_lead_store_histories import random_history

from lead_store import Database
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    AssignToRep,
    Command,
    DisposeLead,
    LeadState,
    RecordActivity,
    RecordLead,
    RecordTouch,
    WithdrawReport,
    fold_events,
)
from leadpact.engine.withdrawal import decide_with_log, decisions_of
from leadpact.events import read_log
from leadpact.storage.lead_store import UnableToUseStore, read_routing, rebuild_lead
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage, TouchKind

MANAGER = "person:max"
PACTS = pacts()
RULES_OF = {rules.fingerprint: rules for rules in PACTS}


def log_of(leads: StoredLeads, lead_id: str) -> tuple[object, ...]:
    """Return the events of a lead as the store has them."""
    rows, personal = leads.store.events_of(lead_id), leads.store.personal_of(lead_id)
    return read_log(rows, leads.store.codec, personal, lead_id=lead_id).events


@pytest.mark.parametrize("seed", range(4))
def test_reports_withdrawn_in_the_store_are_withdrawn_as_in_memory(
    seed: int, database: Database
) -> None:
    leads, random = StoredLeads(database, *PACTS), Random(seed)
    rules, other = PACTS[seed % 2], PACTS[(seed + 1) % 2]
    now, n_withdrawn = june(1, 9), 0
    for n, (lead_id, command, at, _) in enumerate(random_history(seed, rules)):
        leads.record(lead_id, command, at, rules=rules)
        now = at
        names = sorted(leads.state(lead_id).seen)
        if random.random() < 0.15 and names:
            wanted = WithdrawReport(f"w{n}", at, random.choice(names), actor=MANAGER)
            n_withdrawn += hold_withdrawal(leads, lead_id, wanted, at)
    for lead_id in leads.rows("SELECT lead_id FROM lead"):
        for name in sorted(leads.state(*lead_id).seen):
            wanted = WithdrawReport(f"last/{name}", now + DAY, name, actor=MANAGER)
            leads.rules = other  # the pact in force by now; what came before keeps its own
            n_withdrawn += hold_withdrawal(leads, *lead_id, wanted, now + DAY)
    assert n_withdrawn > 5
    hold_all(leads)


def hold_withdrawal(
    leads: StoredLeads, lead_id: str, command: WithdrawReport, at: datetime
) -> bool:
    """Withdraw a report in the store as in memory; return whether it was."""
    rules, before = leads.rules, log_of(leads, lead_id)
    wanted = decide_with_log(
        before,
        command,
        rules,
        rules_of=RULES_OF.__getitem__,
        lead_id=lead_id,
        as_of=at,
        routing=read_routing(leads.statements),
    )
    found = leads.record(lead_id, command, at, rules=rules)
    assert found.events == wanted.events
    assert (*before, *found.events) == log_of(leads, lead_id)
    assert leads.state(lead_id) == wanted.new_state
    assert read_routing(leads.statements) == wanted.routing
    return found.refusal is None


def reported(kind: type, name: str, hour: int, **what: object) -> tuple[Command, datetime]:
    return kind(name, june(1, hour), actor="person:ann", **what), june(1, hour)


def recycled(leads: StoredLeads) -> None:
    """Let a lead come, be touched, be given up by its rep by mistake, and qualify again."""
    arrived = Lead("l-1", {"email": "a@b.example"}, created_at=june(1, 9))
    asked = Activity("a-1", "demo_requested", june(1, 10))
    for command, at in (
        reported(RecordLead, "came", 9, lead=arrived),
        reported(RecordActivity, "asked", 10, activity=asked),
        reported(AssignToRep, "given", 10, rep_id="ann"),
        reported(RecordTouch, "called", 11, rep_id="ann", channel=TouchKind.CALL),
        reported(DisposeLead, "gave-up", 12, side=RepRole.SDR, code="no_need", reason="timing"),
        reported(
            RecordActivity, "looked", 13, activity=Activity("a-2", "page_viewed", june(1, 13))
        ),
        reported(RecordTouch, "too-late", 13, rep_id="ann", channel=TouchKind.EMAIL),
    ):
        leads.record("l-1", command, at)


def test_a_rep_has_a_lead_again_whose_end_was_a_mistake(database: Database) -> None:
    leads = StoredLeads(database, PACTS[0])
    recycled(leads)
    mistaken = leads.state("l-1")
    assert Stage.RECYCLED in {change.to for change in mistaken.stage_changes}
    assert mistaken.round_at == june(1, 13)
    assert mistaken.owner_rep_id != "ann"
    withdrawn = WithdrawReport("w", june(1, 14), "gave-up", actor="person:ann")
    leads.record("l-1", withdrawn, june(1, 14))
    after = leads.state("l-1")
    assert after.owner_rep_id == "ann"
    assert after.round_at == june(1, 9)
    assert Stage.RECYCLED not in {change.to for change in after.stage_changes}
    assert after.dispositions == ()
    assert [item.activity_id for item in after.activities] == ["a-1", "a-2"]
    assert {item.touch_id for item in after.touches} == {"called", "too-late"}
    assert fold_events(LeadState("l-1"), log_of(leads, "l-1")) == after
    hold_all(leads)
    # The command itself is still there, with what it said.
    assert ("gave-up", None) in leads.rows("SELECT command_id, refusal FROM command")
    again = leads.record("l-1", withdrawn, june(1, 15))
    assert again.refusal is None
    assert leads.state("l-1").withdrawn_ids == ("gave-up",)
    kept = [item.command_id for item in decisions_of(log_of(leads, "l-1"), LeadState("l-1"))]
    assert kept == ["came", "asked", "given", "called", "looked", "too-late", "w", None]


def test_a_disposition_is_corrected_in_the_store_once(database: Database) -> None:
    leads = StoredLeads(database, PACTS[0])
    recycled(leads)
    what = {"side": RepRole.SDR, "code": "other", "note": "They never asked.", "actor": MANAGER}
    command = DisposeLead("fixed", june(1, 12), corrects="gave-up", **what)
    decision = leads.record("l-1", command, june(1, 14))
    assert decision.refusal is None
    after = leads.state("l-1")
    assert after.stage is Stage.DISQUALIFIED
    assert [(item.code, item.corrects) for item in after.dispositions] == [("other", "gave-up")]
    assert after.dispositions[0].note == "They never asked."
    assert after.withdrawn_ids == ("gave-up",)
    assert fold_events(LeadState("l-1"), log_of(leads, "l-1")) == after
    hold_all(leads)
    rows = leads.rows("SELECT command_id, refusal FROM command")
    assert {("gave-up", None), ("fixed", None), ("fixed/withdrawal", None)} <= set(rows)
    again = leads.record("l-1", command, june(1, 15))
    assert again.refusal is None
    assert len(leads.state("l-1").dispositions) == 1
    other = replace(command, note="They asked.")
    refusal = leads.record("l-1", other, june(1, 15)).refusal
    assert refusal is not None
    assert refusal.code is RefusalCode.ID_TAKEN
    nothing = DisposeLead("again", june(1, 12), corrects="nothing", **what)
    refusal = leads.record("l-1", nothing, june(1, 15)).refusal
    assert refusal is not None
    assert refusal.code is RefusalCode.REPORT_UNKNOWN
    hold_all(leads)


@pytest.mark.parametrize(
    ("withdrawn_id", "actor", "code"),
    [
        ("nothing", MANAGER, RefusalCode.REPORT_UNKNOWN),
        ("came", MANAGER, RefusalCode.REPORT_STAYS),
        ("asked", MANAGER, RefusalCode.REPORT_STAYS),
        ("called", "person:bob", RefusalCode.NOT_THE_REPORTER),
        ("called", "nobody", RefusalCode.ACTOR_UNKNOWN),
    ],
)
def test_what_cannot_be_withdrawn_is_refused_and_changes_nothing(
    withdrawn_id: str, actor: str, code: RefusalCode, database: Database
) -> None:
    leads = StoredLeads(database, PACTS[0])
    recycled(leads)
    before = leads.state("l-1")
    command = WithdrawReport("w", june(1, 14), withdrawn_id, actor=actor)
    decision = leads.record("l-1", command, june(1, 14))
    assert decision.refusal is not None
    assert decision.refusal.code is code
    assert leads.state("l-1").touches == before.touches
    assert leads.state("l-1").stage is before.stage
    hold_all(leads)


def test_a_report_is_withdrawn_once(database: Database) -> None:
    leads = StoredLeads(database, PACTS[0])
    recycled(leads)
    first, second = (
        leads.record(
            "l-1", WithdrawReport(name, june(1, 14), "called", actor="system:crm"), june(1, 14)
        )
        for name in ("w-1", "w-2")
    )
    assert first.refusal is None
    assert second.refusal is not None
    assert second.refusal.code is RefusalCode.ALREADY_WITHDRAWN
    resent = RecordTouch("called", june(1, 11), "ann", TouchKind.CALL, actor="person:ann")
    assert leads.record("l-1", resent, june(1, 15)).refusal is None
    assert all(item.touch_id != "called" for item in leads.state("l-1").touches)
    hold_all(leads)


def test_a_report_of_an_unknown_lead_cannot_be_withdrawn(database: Database) -> None:
    leads = StoredLeads(database, PACTS[0])
    command = WithdrawReport("w", june(1, 14), "called", actor=MANAGER)
    decision = leads.record("l-9", command, june(1, 14))
    assert decision.refusal is not None
    assert decision.refusal.code is RefusalCode.LEAD_UNKNOWN


def test_a_pact_that_is_lost_stops_a_withdrawal_and_nothing_is_changed(database: Database) -> None:
    leads = StoredLeads(database, PACTS[0])
    recycled(leads)
    leads.rows("DROP TABLE pact")
    with leads.transaction():
        leads.rows(
            "CREATE TABLE pact (seq INTEGER, fingerprint TEXT, part TEXT, body TEXT,"
            " effective_at INTEGER)"
        )
        leads.publish(PACTS[1])
    leads.rules = PACTS[1]
    before = leads.dump()
    command = WithdrawReport("w", june(1, 14), "called", actor=MANAGER)
    with pytest.raises(UnableToUseStore) as error:
        leads.record("l-1", command, june(1, 14))
    assert error.value.issue.code == "pact-not-stored"
    assert leads.dump() == before


PERIODS = ("{kind: month}", "{kind: forever}", "{kind: rolling_days, days: 30}")


def counted(leads: StoredLeads) -> list[Any]:
    """Return the period of each pool, and what its reps have in it."""
    wanted = "SELECT pool, period, rep_id, sum(n) FROM routing_pool JOIN routing_balance"
    return leads.rows(f"{wanted} USING (pool) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")


@pytest.mark.parametrize("name", ["early", "prompt"])
@pytest.mark.parametrize("before", PERIODS)
@pytest.mark.parametrize("after", PERIODS)
def test_a_pool_keeps_its_counts_where_an_old_decision_counted_in_another_period(
    before: str, after: str, name: str, database: Database
) -> None:
    old, new = (
        company(
            routing=f"\n  pools: {{all: {{roles: [SDR], period: {period}}}}}\n  default: all\n",
            clocks="\n  - {kind: first_touch, on_breach: [{do: reassign}]}\n",
            without=["feedback", "cadences"][n:],
            absences=(),
        )
        for n, period in enumerate((before, after))
    )
    leads, lead = StoredLeads(database, old, new), Lead("l-1", {"email": "a@b.example"})
    asked, looked = (
        Activity("a-1", "demo_requested", june(1, 9)),
        Activity("a-2", "page_viewed", june(1, 16)),
    )
    for command, at in (
        reported(RecordLead, "came", 9, lead=lead),
        reported(RecordTouch, "early", 9, rep_id="ann", channel=TouchKind.EMAIL),
        reported(RecordActivity, "asked", 9, activity=asked),
        reported(RecordTouch, "prompt", 9, rep_id="ann", channel=TouchKind.CALL),
        reported(RecordActivity, "looked", 16, activity=looked),
    ):
        if (name, command.id) != ("prompt", "early"):  # either meets the clock
            leads.record("l-1", command, at)
    leads.rules = new
    for n in range(2, 8):
        lead = Lead(f"l-{n}", {"email": "a@b.example"})
        leads.record(lead.lead_id, *reported(RecordLead, "came", 17, lead=lead))
        asked = Activity("a-1", "demo_requested", june(1, 17))
        leads.record(lead.lead_id, *reported(RecordActivity, "asked", 17, activity=asked))
    held = counted(leads)
    withdrawn = WithdrawReport("w", june(1, 18), name, actor=MANAGER)
    assert leads.record("l-1", withdrawn, june(1, 18)).refusal is None
    n_more = sum(row[3] for row in counted(leads)) - sum(row[3] for row in held)
    assert {row[:2] for row in counted(leads)} == {row[:2] for row in held}
    # Without the touch in time another rep has the lead: it counts now, where it did not before.
    assert 0 <= n_more <= (name == "prompt")


def test_a_lead_whose_row_is_not_its_log_keeps_its_reports_until_it_is_rebuilt(
    database: Database,
) -> None:
    leads = StoredLeads(database, PACTS[0])
    recycled(leads)
    with leads.transaction():
        [(text,)] = leads.rows("SELECT state FROM lead WHERE lead_id = 'l-1'")
        other = text.replace('"no_need"', '"other"')
        assert other != text
        leads.rows("UPDATE lead SET state = ? WHERE lead_id = 'l-1'", other)
    before = leads.dump()
    command = WithdrawReport("w", june(1, 14), "called", actor=MANAGER)
    with pytest.raises(UnableToUseStore) as error:
        leads.record("l-1", command, june(1, 14))
    assert error.value.issue.code == "log-not-the-state"
    assert leads.dump() == before
    with leads.transaction():
        assert rebuild_lead(leads.store, leads.rules, "l-1").differed
    assert leads.record("l-1", command, june(1, 14)).refusal is None
    hold_all(leads)
