"""Which leads a user may see: own, had, met, claimable, of their team; others are not there."""

import pytest
from company import MONDAY, Desk
from django.http import Http404

from leadpact.desk import access
from leadpact.desk.leads.models import LeadCard, LeadRep, LeadTask
from leadpact.desk.people.actions import actor_of_user, save_reps
from leadpact.desk.people.models import StoredRep
from leadpact.engine.lifecycle import AssignToRep, BookMeeting
from leadpact.terms.actors import person_actor


def _seen(desk: Desk, name: str) -> set[str]:
    user = desk.users[name]
    return set(access.leads_for(user).values_list("lead_id", flat=True))


@pytest.fixture
def leads(desk: Desk) -> Desk:
    """Three leads: pat is Ann's, sam Bob's, kim waits in the queue of the pool `inbound`."""
    desk.add_lead("pat")
    desk.add_lead("sam")
    assert [desk.state(name).owner_rep_id for name in ("pat", "sam")] == ["ann", "bob"]
    LeadCard.objects.create(lead_id="kim", is_waiting=True, waits_for="QUEUED")
    LeadTask.objects.create(lead_id="kim", kind="CLAIM", of="inbound", about="kim", body="{}")
    return desk


def test_an_sdr_sees_their_own_leads_and_the_queues_of_their_pools(leads: Desk) -> None:
    assert _seen(leads, "ann") == {"pat", "kim"}
    assert _seen(leads, "bob") == {"sam", "kim"}


def test_an_sdr_goes_on_seeing_a_lead_that_they_had(leads: Desk) -> None:
    command = AssignToRep("to-bob", MONDAY, "bob", actor=person_actor("may"))
    assert leads.record("pat", command).refusal is None
    assert _seen(leads, "ann") == {"pat", "kim"}
    assert "pat" in _seen(leads, "bob")


def test_an_ae_sees_the_leads_whose_meetings_they_hold_and_no_queue(leads: Desk) -> None:
    assert _seen(leads, "eve") == set()
    meeting = BookMeeting(
        "m", MONDAY, MONDAY.replace(day=3), ae_rep_id="eve", actor=person_actor("ann")
    )
    assert leads.record("pat", meeting).refusal is None
    assert LeadRep.objects.filter(lead_id="pat", rep_id="eve", part="MEETS").exists()
    assert _seen(leads, "eve") == {"pat"}


def test_a_manager_sees_their_team_and_what_waits(leads: Desk) -> None:
    save_reps([{"rep_id": "bob", "name": "Bob", "role": "SDR", "team": "other"}])
    assert _seen(leads, "may") == {"pat", "kim"}
    save_reps([{"rep_id": "may", "name": "May", "role": "MANAGER"}])
    leads.users["may"].rep = StoredRep.objects.get(pk="may")
    assert _seen(leads, "may") == {"pat", "sam", "kim"}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("max", {"pat", "sam", "kim"}),
        ("rob", {"pat", "sam", "kim"}),
        ("eli", set()),
        ("ada", set()),
    ],
)
def test_marketing_and_revops_see_all_and_others_none(
    leads: Desk, name: str, wanted: set[str]
) -> None:
    assert _seen(leads, name) == wanted


def test_marketing_sees_no_contact_details(leads: Desk) -> None:
    card = access.lead_for(leads.users["max"], "pat")
    assert [getattr(card, name) for name in access.CONTACT_COLUMNS] == [""] * 4
    assert card.company == "Customer"
    assert not access.may_see_contact(leads.users["max"], "pat")
    assert access.lead_for(leads.users["rob"], "pat").email == "pat@customer.example"
    page = leads.client("max").get("/leads/pat").content.decode()
    assert "pat@customer.example" not in page
    assert "Pat" not in page


def test_a_marketer_who_is_an_sdr_too_sees_contact_details_of_their_own_leads_only(
    leads: Desk,
) -> None:
    ann = leads.users["ann"]
    ann.roles = ["SDR", "MARKETING"]
    assert access.lead_for(ann, "pat").email == "pat@customer.example"
    assert access.lead_for(ann, "sam").email == ""


def test_a_lead_that_somebody_may_not_see_is_not_there(leads: Desk) -> None:
    with pytest.raises(Http404):
        access.lead_for(leads.users["ann"], "sam")
    with pytest.raises(Http404):
        access.rep_for(leads.users["ann"], "bob")


def test_a_user_acts_as_their_rep_or_under_a_number(desk: Desk) -> None:
    assert actor_of_user(desk.users["ann"]) == "person:ann"
    rob = desk.users["rob"]
    assert actor_of_user(rob) == f"person:user-{rob.pk}"
