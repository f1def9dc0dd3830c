"""A lead that comes in is clean, known once, and has an owner; what is known of it grows."""

from datetime import timedelta
from typing import Any

import pytest
from company import MONDAY, Desk

from leadpact.desk import clock
from leadpact.desk.capture.actions import Captured, GivenConsent, UnableToCapture, capture, forget
from leadpact.desk.capture.indexes import PEOPLE, open_index
from leadpact.desk.capture.matching import index_people, save_accounts
from leadpact.desk.capture.models import CaptureEvidence, Consent
from leadpact.desk.leads.models import LeadCard
from leadpact.engine.lead import Activity
from leadpact.engine.read import UnableToReadLead

PAT = {
    "first_name": "PAT",
    "last_name": "O'NEIL",
    "email": "Pat@Northwind.example",
    "company": "northwind ltd.",
    "phone": "(212) 736-5000",
    "country": "USA",
    "title": "VP of Sales",
    "n_employees": "300",
}


def send(command_id: str, **values: Any) -> Captured:
    """Capture somebody who asked for a demo."""
    given = {**PAT, **values}
    did = Activity(f"{command_id}/form", "demo_requested", clock.now(), channel="form")
    return capture(given, [did], source="form demo", command_id=command_id, actor="prospect")


def test_capture_is_clean_complete_and_has_an_owner(desk: Desk) -> None:
    captured = send("one")
    assert captured.is_new
    assert captured.decision.refusal is None
    known = desk.state(captured.lead_id).lead.attributes  # type: ignore[union-attr]
    assert known["last_name"] == "O'Neil"
    assert known["email"] == "Pat@northwind.example"
    assert known["phone"] == "+12127365000"
    assert known["n_employees"] == 300
    assert (known["seniority"], known["country"]) == ("VP", "US")
    assert known["time_zone"]
    card = LeadCard.objects.get(lead_id=captured.lead_id)
    assert (card.owner_rep_id, card.stage, card.source) == ("ann", "CONVERSATION_LEAD", "form demo")


def test_capture_sent_twice_under_one_id_is_one_lead(desk: Desk) -> None:
    first, second = send("one"), send("one", email="other@elsewhere.example")
    assert (first.lead_id, first.is_new) == (second.lead_id, second.is_new)
    assert LeadCard.objects.count() == 1
    assert CaptureEvidence.objects.count() == 1
    assert len(desk.state(first.lead_id).activities) == 1


def test_known_person_becomes_an_exchange_of_the_known_lead(desk: Desk) -> None:
    first = send("one", phone="", title="")
    with clock.fixed(MONDAY + timedelta(hours=1)):
        again = send("two", first_name="Pat", title="CEO", n_employees=450)
        assert (again.lead_id, again.is_new) == (first.lead_id, False)
        state = desk.state(first.lead_id)
    assert len(state.activities) == 2
    known = state.lead.attributes  # type: ignore[union-attr]
    assert (known["title"], known["n_employees"], known["phone"]) == ("CEO", 450, "+12127365000")
    evidence = CaptureEvidence.objects.get(command_id="two")
    assert (evidence.outcome, evidence.other_lead_id) == ("SAME", first.lead_id)
    assert evidence.weight is not None
    assert evidence.weight > 0
    assert evidence.body["person"]["reasons"]


def test_exchange_never_replaces_how_a_known_person_is_reached(desk: Desk) -> None:
    first = send("one")
    again = send("two", phone="+1 415 555 2671")
    assert again.lead_id == first.lead_id
    known = desk.state(first.lead_id).lead.attributes  # type: ignore[union-attr]
    assert known["phone"] == "+12127365000"
    assert CaptureEvidence.objects.get(command_id="two").body["given"]["phone"] == "+1 415 555 2671"


def test_somebody_else_is_a_lead_of_their_own(desk: Desk) -> None:
    first = send("one")
    other = send(
        "two",
        first_name="Chris",
        last_name="Marlowe",
        email="chris@fabrikam.example",
        company="Fabrikam",
        phone="",
    )
    assert other.is_new
    assert other.lead_id != first.lead_id


def test_bogus_address_is_no_address_and_the_lead_lacks_it(desk: Desk) -> None:
    captured = send("one", email="test@test.com", phone="")
    assert captured.decision.refusal is None
    state = desk.state(captured.lead_id)
    assert state.lead is not None
    assert "email" not in state.lead.attributes
    assert LeadCard.objects.get(lead_id=captured.lead_id).stage == "EXCHANGE"
    faults = CaptureEvidence.objects.get(command_id="one").body["faults"]
    assert ["EMAIL_BOGUS", "email"] in [item[:2] for item in faults]


def test_lead_without_a_must_have_stays_out_until_it_is_given(desk: Desk) -> None:
    first = send("one", company="")
    assert LeadCard.objects.get(lead_id=first.lead_id).stage == "EXCHANGE"
    again = send("two")
    assert again.lead_id == first.lead_id
    assert LeadCard.objects.get(lead_id=first.lead_id).stage == "CONVERSATION_LEAD"


def test_value_of_another_type_is_refused_and_nothing_is_stored(desk: Desk) -> None:
    with pytest.raises(UnableToReadLead, match="n_employees"):
        send("one", n_employees="a few")
    with pytest.raises(UnableToCapture):
        send("one", lead_id="no/such/id")
    assert CaptureEvidence.objects.count() == 0


def test_lead_belongs_to_the_account_of_its_domain(desk: Desk) -> None:
    save_accounts(
        [
            {
                "account_id": "a-1",
                "name": "Northwind",
                "domain": "northwind.example",
                "n_employees": 900,
                "region": "AMER",
                "owner_rep_id": "bob",
            }
        ]
    )
    captured = send("one", n_employees="")
    state = desk.state(captured.lead_id)
    assert state.lead is not None
    assert state.lead.account_id == "a-1"
    assert state.lead.attributes["n_employees"] == 900
    assert state.account_owner_rep_id == "bob"
    body = CaptureEvidence.objects.get(command_id="one").body
    assert body["account"]["outcome"] == "MATCHED"


def test_named_lead_is_taken_as_it_is(desk: Desk) -> None:
    assert send("one", lead_id="crm-7").lead_id == "crm-7"
    again = send("two", lead_id="crm-7", email="else@fabrikam.example")
    assert (again.lead_id, again.is_new) == ("crm-7", False)
    assert desk.state("crm-7").activities


def test_loaded_leads_are_found(desk: Desk) -> None:
    desk.add_lead("pat", first_name="Pat", last_name="O'Neil", email="pat@northwind.example")
    attributes = desk.state("pat").lead.attributes  # type: ignore[union-attr]
    assert index_people([("pat", attributes)]) == 1
    assert send("one").lead_id == "pat"


def test_erased_lead_is_found_no_more_and_nothing_personal_is_kept(desk: Desk) -> None:
    first = send("one")
    send("two", email="pat.oneil@gmail.com")
    forget(first.lead_id)
    assert open_index(PEOPLE).count() == 0
    assert [item.body for item in CaptureEvidence.objects.all()] == [{}, {}]


def test_consent_is_kept_with_its_wording(desk: Desk) -> None:
    given = GivenConsent("marketing", "Yes, write to me.", "2026-1", "https://www.example.com/demo")
    captured = capture(PAT, source="api", command_id="one", actor="system:api", consent=given)
    kept = Consent.objects.get(lead_id=captured.lead_id)
    assert (kept.purpose, kept.wording_version, kept.given_at) == ("marketing", "2026-1", MONDAY)


def test_unknown_id_of_a_known_person_is_an_exchange_of_the_known_lead(desk: Desk) -> None:
    first = send("one")
    again = send("two", lead_id="crm-8")
    assert (again.lead_id, again.is_new) == (first.lead_id, False)
