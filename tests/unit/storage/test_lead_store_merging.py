"""Leads that are merged and un-merged in the store: both of them, or neither."""

from collections.abc import Callable
from datetime import datetime
from random import Random

import pytest
from follow_up_random import DAY, pacts
from follow_up_world import june
from lead_store_world import StoredLeads, hold_all
from test_lead_store_histories import LEADS, random_history

from lead_store import Database
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    ErasePerson,
    LeadState,
    RecordActivity,
    RecordLead,
    RecordOptOut,
    RecordTouch,
)
from leadpact.storage.lead_store import MergeOutcome, erase_person, merge_leads, unmerge_leads
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import Stage, TouchKind

MANAGER = "person:max"
PACTS = pacts()
NOON, LATER = june(1, 12), june(1, 15)


def merge(
    leads: StoredLeads,
    lead_id: str = "l-1",
    into: str = "l-2",
    *,
    id: str = "m",
    at: datetime = NOON,
    actor: str = MANAGER,
) -> MergeOutcome:
    """Merge two leads in a transaction."""
    with leads.transaction():
        return merge_leads(
            leads.store,
            leads.rules,
            lead_id,
            into,
            command_id=id,
            occurred_at=at,
            actor=actor,
            as_of=at,
        )


def unmerge(
    leads: StoredLeads,
    lead_id: str = "l-1",
    into: str = "l-2",
    *,
    id: str = "u",
    merge_id: str = "m",
    at: datetime = LATER,
    actor: str = MANAGER,
) -> MergeOutcome:
    """Un-merge two leads in a transaction."""
    with leads.transaction():
        return unmerge_leads(
            leads.store,
            leads.rules,
            lead_id,
            into,
            merge_id=merge_id,
            command_id=id,
            occurred_at=at,
            actor=actor,
            as_of=at,
        )


def two_leads(database: Database) -> StoredLeads:
    """Return a lead that qualified and is worked, and one of the same person that did not."""
    leads = StoredLeads(database, *PACTS)
    for lead_id, known in (
        ("l-1", {"email": "a@b.example", "phone": "+44 20 7946 0001", "region": "West"}),
        ("l-2", {"email": "a@b.example", "region": "North"}),
        ("l-3", {"email": "a@b.example"}),
    ):
        lead = Lead(lead_id, known, created_at=june(1, 9))
        leads.record(lead_id, RecordLead("came", june(1, 9), lead, actor="system:crm"), june(1, 9))
    asked = Activity("a-1", "demo_requested", june(1, 10))
    act = RecordActivity("asked", june(1, 10), asked, actor="prospect")
    leads.record("l-1", act, june(1, 10))
    touch(leads, "l-1", 11)
    return leads


def touch(leads: StoredLeads, lead_id: str, hour: int) -> Refusal | None:
    """Let a rep contact a lead."""
    at = june(1, hour)
    command = RecordTouch(f"touch-{hour}", at, "ann", TouchKind.CALL, actor="person:ann")
    return leads.record(lead_id, command, at).refusal


def as_before(state: LeadState) -> tuple[object, ...]:
    """Return what a lead is, but for what was recorded of the merge and its withdrawal."""
    return (
        *(state.lead, state.activities, state.stage_changes, state.owner_rep_id, state.touches),
        *(state.runs, [item.state for item in state.clocks], state.merged_into),
        state.absorbed_ids,
    )


def test_a_lead_that_is_merged_gives_what_is_known_to_the_other_one(database: Database) -> None:
    leads = two_leads(database)
    outcome = merge(leads)
    assert outcome.refusal is None
    gone, kept = (leads.state(name) for name in ("l-1", "l-2"))
    assert outcome.decisions[0].new_state.merged_into == gone.merged_into == "l-2"
    assert outcome.decisions[1].new_state.absorbed_ids == kept.absorbed_ids == ("l-1",)
    assert gone.owner_rep_id is None
    assert kept.stage is Stage.CONVERSATION_LEAD
    assert kept.owner_rep_id is not None
    assert kept.lead is not None
    assert kept.lead.attributes["phone"] == "+44 20 7946 0001"
    assert kept.lead.attributes["region"] == "North"
    assert [item.activity_id for item in kept.activities] == ["a-1"]
    assert kept.touches == ()
    values = dict(leads.rows("SELECT value, lead_id FROM personal WHERE field = 'phone'"))
    assert set(values.values()) <= {"l-1", "l-2"}
    assert leads.rows("SELECT count(*) FROM personal WHERE field = 'phone'") == [(2,)]
    for table, column in (("event", "payload"), ("command", "body"), ("lead", "state")):
        found = f"SELECT count(*) FROM {table} WHERE {column} LIKE ?"
        assert leads.rows(found, "%7946%") == [(0,)], table
    hold_all(leads)


def test_a_merge_that_is_sent_again_changes_nothing(database: Database) -> None:
    leads = two_leads(database)
    merge(leads)
    before = leads.dump()
    again = merge(leads)
    assert again.refusal is None
    assert [item.events for item in again.decisions] == [(), ()]
    assert leads.dump() == before


def in_two(leads: StoredLeads) -> None:
    merge(leads, "l-1", "l-3", id="m-3")


def other_merged(leads: StoredLeads) -> None:
    merge(leads, "l-2", "l-3", id="m-3")


def no_change(_leads: StoredLeads) -> None:
    """Nothing is to be done first."""


def erased(lead_id: str) -> Callable[[StoredLeads], None]:
    def erase(leads: StoredLeads) -> None:
        leads.record(lead_id, ErasePerson("erase", NOON, actor=MANAGER), NOON)

    return erase


def id_is_taken(leads: StoredLeads) -> None:
    leads.record(
        "l-2", RecordTouch("m", june(1, 12), "ann", TouchKind.CALL, actor=MANAGER), june(1, 12)
    )


@pytest.mark.parametrize(
    ("first", "asked", "code", "by"),
    [
        (no_change, ("l-1", "l-1", MANAGER), RefusalCode.MERGED_INTO_ITSELF, "l-1"),
        (no_change, ("l-1", "l-2", "person:ann"), RefusalCode.OTHER_ROLE_NEEDED, "l-1"),
        (no_change, ("l-1", "l-2", "nobody"), RefusalCode.ACTOR_UNKNOWN, "l-1"),
        (no_change, ("l-9", "l-2", MANAGER), RefusalCode.LEAD_UNKNOWN, "l-9"),
        (no_change, ("l-1", "l-9", MANAGER), RefusalCode.LEAD_UNKNOWN, "l-9"),
        (in_two, ("l-1", "l-2", MANAGER), RefusalCode.LEAD_MERGED, "l-1"),
        (other_merged, ("l-1", "l-2", MANAGER), RefusalCode.LEAD_MERGED, "l-2"),
        (erased("l-1"), ("l-1", "l-2", MANAGER), RefusalCode.PERSON_ERASED, "l-1"),
        (erased("l-2"), ("l-1", "l-2", MANAGER), RefusalCode.PERSON_ERASED, "l-2"),
        (id_is_taken, ("l-1", "l-2", MANAGER), RefusalCode.ID_TAKEN, "l-2"),
    ],
)
def test_where_one_lead_refuses_the_merge_neither_is_changed(
    first: Callable[[StoredLeads], None],
    asked: tuple[str, str, str],
    code: RefusalCode,
    by: str,
    database: Database,
) -> None:
    leads, (lead_id, into, actor) = two_leads(database), asked
    first(leads)
    before = leads.dump()
    outcome = merge(leads, lead_id, into, actor=actor)
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refused_by) == (code, by)
    assert outcome.decisions == ()
    assert leads.dump() == before
    assert touch(leads, "l-3", 16) in (None, Refusal(RefusalCode.LEAD_MERGED, (("lead", "l-3"),)))
    hold_all(leads)


def test_leads_that_are_unmerged_are_as_before_and_take_what_was_refused(
    database: Database,
) -> None:
    leads = two_leads(database)
    before = {name: as_before(leads.state(name)) for name in ("l-1", "l-2")}
    merge(leads)
    assert unmerge(leads).refusal is None
    assert {name: as_before(leads.state(name)) for name in ("l-1", "l-2")} == before
    hold_all(leads)
    merge(leads, id="m-2", at=june(1, 15))
    assert touch(leads, "l-1", 16) == Refusal(RefusalCode.LEAD_MERGED, (("lead", "l-2"),))
    assert touch(leads, "l-2", 16) is None
    outcome = unmerge(leads, id="u-2", merge_id="m-2", at=june(1, 17))
    assert outcome.refusal is None
    one, other = (leads.state(name) for name in ("l-1", "l-2"))
    assert [item.touch_id for item in one.touches] == ["touch-11", "touch-16"]
    assert [item.touch_id for item in other.touches] == ["touch-16"]
    assert one.withdrawn_ids == other.withdrawn_ids == ("m", "m-2")
    refused = "SELECT lead_id, command_id FROM command WHERE refusal IS NOT NULL"
    assert leads.rows(refused) == []
    hold_all(leads)


def test_an_unmerge_that_is_sent_again_changes_nothing(database: Database) -> None:
    leads = two_leads(database)
    merge(leads)
    unmerge(leads)
    before = leads.dump()
    again = unmerge(leads)
    assert again.refusal is None
    assert [item.events for item in again.decisions] == [(), ()]
    assert leads.dump() == before
    assert merge(leads, at=june(1, 12)).refusal is None
    assert leads.dump() == before


@pytest.mark.parametrize(
    ("asked", "code", "by"),
    [
        (("l-1", "l-2", "touch-11", MANAGER), RefusalCode.REPORT_UNKNOWN, "l-1"),
        (("l-1", "l-3", "m", MANAGER), RefusalCode.REPORT_UNKNOWN, "l-1"),
        (("l-2", "l-1", "m", MANAGER), RefusalCode.REPORT_UNKNOWN, "l-2"),
        (("l-3", "l-2", "m", MANAGER), RefusalCode.REPORT_UNKNOWN, "l-3"),
        (("l-9", "l-2", "m", MANAGER), RefusalCode.REPORT_UNKNOWN, "l-9"),
        (("l-1", "l-2", "m", "person:ann"), RefusalCode.OTHER_ROLE_NEEDED, "l-1"),
    ],
)
def test_where_one_lead_refuses_the_unmerge_neither_is_changed(
    asked: tuple[str, str, str, str], code: RefusalCode, by: str, database: Database
) -> None:
    leads, (lead_id, into, merge_id, actor) = two_leads(database), asked
    merge(leads)
    before = leads.dump()
    outcome = unmerge(leads, lead_id, into, merge_id=merge_id, actor=actor)
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refused_by) == (code, by)
    assert leads.dump() == before


def test_a_lead_that_was_merged_on_comes_back_before_what_it_took_over(
    database: Database,
) -> None:
    leads = two_leads(database)
    merge(leads)
    merge(leads, "l-2", "l-3", id="m-2", at=june(1, 13))
    assert [item.activity_id for item in leads.state("l-3").activities] == ["a-1"]
    before = leads.dump()
    outcome = unmerge(leads)
    assert outcome.refusal == Refusal(RefusalCode.LEAD_MERGED, (("lead", "l-3"),))
    assert outcome.refused_by == "l-2"
    assert leads.dump() == before
    assert unmerge(leads, "l-2", "l-3", id="u-2", merge_id="m-2").refusal is None
    assert unmerge(leads).refusal is None
    assert leads.state("l-3").activities == leads.state("l-2").activities == ()
    hold_all(leads)


def test_an_opt_out_of_a_merged_lead_is_one_of_the_person(database: Database) -> None:
    leads = two_leads(database)
    out = RecordOptOut("out", june(1, 11), actor="prospect")
    leads.record("l-1", out, june(1, 11))
    merge(leads)
    assert leads.state("l-2").is_left_alone
    assert unmerge(leads).refusal is None
    assert not leads.state("l-2").is_left_alone
    hold_all(leads)


def test_leads_of_an_erased_person_are_not_unmerged(database: Database) -> None:
    leads = two_leads(database)
    merge(leads)
    command = ErasePerson("erase", june(1, 13), actor=MANAGER)
    with leads.transaction():
        erase_person(leads.store, leads.rules, "l-1", command, as_of=june(1, 13))
    assert leads.rows("SELECT lead_id FROM personal WHERE field = 'phone'") == []
    outcome = unmerge(leads)
    assert outcome.refusal == Refusal(RefusalCode.PERSON_ERASED)
    hold_all(leads)


@pytest.mark.parametrize("seed", range(4))
def test_random_leads_merged_and_unmerged_in_any_order_leave_one_log_and_one_sum(
    seed: int, database: Database
) -> None:
    leads, random, open_ = StoredLeads(database, *PACTS), Random(seed), list[tuple[str, str, str]]()
    leads.rules, now, n_done = PACTS[seed % 2], june(1, 9), [0, 0]
    for n, (lead_id, command, at, _) in enumerate(random_history(seed, leads.rules)):
        now = at
        leads.record(lead_id, command, at)
        if random.random() < 0.15:
            one, other = random.sample(LEADS, 2)
            if merge(leads, one, other, id=f"m{n}", at=at).refusal is None:
                open_.append((f"m{n}", one, other))
                n_done[0] += 1
        elif open_ and random.random() < 0.2:
            chosen = random.choice(open_)
            n_done[1] += undone(leads, chosen, f"u{n}", at)
            open_ = [item for item in open_ if leads.state(item[1]).merged_into is not None]
    for n, chosen in enumerate(reversed(open_)):  # the last first: it is not merged on
        undone(leads, chosen, f"last/{n}", now + DAY)
    assert n_done[0] > 3
    assert n_done[1] > 0
    assert all(leads.state(name).merged_into is None for name in LEADS)
    assert all(leads.state(name).absorbed_ids == () for name in LEADS)
    hold_all(leads)


def undone(leads: StoredLeads, chosen: tuple[str, str, str], name: str, at: datetime) -> bool:
    """Un-merge two leads; return whether they were."""
    merge_id, one, other = chosen
    outcome = unmerge(leads, one, other, merge_id=merge_id, id=name, at=at)
    assert outcome.refusal is None or outcome.refusal.code is RefusalCode.LEAD_MERGED
    return outcome.refusal is None
