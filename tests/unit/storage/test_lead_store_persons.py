"""A person with several leads is erased in all of them, and in leads that were un-merged."""

import pytest
from follow_up_world import june
from lead_store_world import StoredLeads, hold_all
from test_lead_store_merging import LATER, MANAGER, merge, two_leads, unmerge

from lead_store import Database
from leadpact.engine.lifecycle import Decision, ErasePerson, UpdateAttributes
from leadpact.storage.lead_store import UnableToUseStore, erase_person, leads_of_person
from leadpact.terms.refusals import RefusalCode

EVENING = june(1, 18)
PHONE = "+44 20 7946 0001"


def erase(leads: StoredLeads, lead_id: str, *, actor: str = MANAGER) -> dict[str, Decision]:
    """Erase a person in a transaction."""
    command = ErasePerson("erase", EVENING, actor=actor)
    with leads.transaction():
        return erase_person(leads.store, leads.rules, lead_id, command, as_of=EVENING)


def holders(leads: StoredLeads, value: str) -> set[str]:
    """Return the leads with a value among those kept apart."""
    rows = leads.rows("SELECT lead_id, value FROM personal")
    return {lead_id for lead_id, text in rows if value in text}


@pytest.mark.parametrize("lead_id", ["l-1", "l-2", "l-3"])
def test_all_leads_that_were_merged_are_erased_together(lead_id: str, database: Database) -> None:
    leads = two_leads(database)
    merge(leads, "l-1", "l-2")
    merge(leads, "l-2", "l-3", id="m-2")
    assert leads_of_person(leads.store, lead_id) == ["l-1", "l-2", "l-3"]
    decisions = erase(leads, lead_id)
    assert list(decisions) == ["l-1", "l-2", "l-3"]
    assert all(item.new_state.erased_at == EVENING for item in decisions.values())
    assert leads.rows("SELECT * FROM personal") == []
    assert leads.rows("SELECT * FROM personal_salt") == []
    hold_all(leads)


def test_one_lead_of_several_is_not_erased_alone(database: Database) -> None:
    leads = two_leads(database)
    merge(leads)
    before = leads.dump()
    for lead_id in ("l-1", "l-2"):
        with pytest.raises(UnableToUseStore) as error:
            leads.record(lead_id, ErasePerson("erase", EVENING, actor=MANAGER), EVENING)
        assert error.value.issue.code == "erasure-not-whole"
    assert leads.dump() == before


def test_a_person_with_one_lead_is_erased_alone(database: Database) -> None:
    leads = two_leads(database)
    assert list(erase(leads, "l-1")) == ["l-1"]
    assert holders(leads, "a@b.example") == {"l-2", "l-3"}
    hold_all(leads)


def test_who_may_not_erase_erases_none_of_several_leads(database: Database) -> None:
    leads = two_leads(database)
    merge(leads)
    decisions = erase(leads, "l-1", actor="person:ann")
    assert {item.refusal and item.refusal.code for item in decisions.values()} == {
        RefusalCode.OTHER_ROLE_NEEDED
    }
    assert holders(leads, PHONE) == {"l-1", "l-2"}


def test_what_a_lead_was_given_before_it_was_unmerged_is_forgotten(database: Database) -> None:
    leads = two_leads(database)
    merge(leads)
    # While they are one, an event repeats what the lead was given.
    known = UpdateAttributes("learnt", june(1, 13), {"region": "West"}, actor=MANAGER)
    leads.record("l-2", known, june(1, 13))
    unmerge(leads)
    assert holders(leads, PHONE) == {"l-1", "l-2"}
    assert list(erase(leads, "l-1")) == ["l-1"]
    assert holders(leads, PHONE) == set()
    assert holders(leads, "a@b.example") == {"l-2", "l-3"}  # they knew it themselves
    kept = leads.state("l-2")
    assert kept.lead is not None
    assert kept.lead.attributes["email"] == "a@b.example"
    hold_all(leads)


def test_a_value_that_a_lead_learnt_itself_stays_when_another_person_is_erased(
    database: Database,
) -> None:
    leads = two_leads(database)
    merge(leads)
    known = UpdateAttributes("learnt", june(1, 13), {"phone": PHONE}, actor=MANAGER)
    leads.record("l-2", known, june(1, 13))
    unmerge(leads)
    erase(leads, "l-1")
    kept = leads.state("l-2")
    assert kept.lead is not None
    assert kept.lead.attributes["phone"] == PHONE
    assert kept.as_of == LATER
    hold_all(leads)


def test_an_erasure_that_comes_again_changes_nothing(database: Database) -> None:
    leads = two_leads(database)
    merge(leads)
    erase(leads, "l-2")
    before = leads.dump()
    erase(leads, "l-1")
    assert leads.dump() == before
