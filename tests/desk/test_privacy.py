"""RevOps sees, exports and erases the data of a person; each act is in the audit."""

import json

import pytest
from company import MONDAY, Desk

from leadpact.desk.capture.actions import GivenConsent, capture
from leadpact.desk.governance.models import AuditEntry
from leadpact.desk.leads.models import LeadCard
from leadpact.engine.lead import Activity
from leadpact.engine.lifecycle import DisposeLead
from leadpact.terms.stages import RepRole

PAT = {
    "first_name": "Pat",
    "last_name": "Pat",
    "email": "pat@customer.example",
    "company": "Customer",
    "n_employees": "300",
}


@pytest.fixture
def lead_id(desk: Desk) -> str:
    """A person who agreed, came twice, and of whom a rep noted something."""
    consent = GivenConsent("follow-up", "Write to me.", "3", "https://www.example.com/demo")
    for name in ("one", "two"):
        did = Activity(f"{name}/form", "demo_requested", MONDAY, channel="form")
        found = capture(
            PAT, [did], source="form", command_id=name, actor="prospect", consent=consent
        )
    noted = DisposeLead("d", MONDAY, RepRole.SDR, "other", note="Likes herons", actor="person:ann")
    desk.record(found.lead_id, noted)
    return found.lead_id


def test_an_export_has_all_that_is_stored_of_a_person(desk: Desk, lead_id: str) -> None:
    answer = desk.client("rob").post(f"/leads/{lead_id}/export")
    assert answer["Content-Disposition"].startswith('attachment; filename="person-')
    (lead,) = json.loads(answer.content)["leads"]
    assert lead["known"]["email"] == "pat@customer.example"
    assert lead["dispositions"][0]["note"] == "Likes herons"
    assert [item["wording_version"] for item in lead["consent"]] == ["3", "3"]
    assert len(lead["captures"]) == 2
    assert len(lead["activities"]) == 2
    assert any("Ann" in line or "ann" in line for line in lead["in_words"])
    assert {"happened_at", "what", "actor"} == set(lead["events"][0])
    entry = AuditEntry.objects.get(act="person.exported")
    assert entry.about == {"lead_ids": [lead_id]}


def test_an_erasure_asks_first_and_sent_twice_is_one(desk: Desk, lead_id: str) -> None:
    rob = desk.client("rob")
    page = rob.get(f"/leads/{lead_id}/privacy").content.decode()
    assert "Write to me." in page
    form = {"command_id": "erase/1"}
    assert rob.post(f"/leads/{lead_id}/erase", form).status_code == 302
    assert LeadCard.objects.get(lead_id=lead_id).email == "pat@customer.example"
    for _ in range(2):
        assert rob.post(f"/leads/{lead_id}/erase", {**form, "is_sure": "on"}).status_code == 302
    assert LeadCard.objects.get(lead_id=lead_id).email == ""
    page = rob.get(f"/leads/{lead_id}/privacy").content.decode()
    assert "Erased" in page
    assert "pat@customer.example" not in page
    assert "E-mail address: erased" in page
    lead = rob.get(f"/leads/{lead_id}").content.decode()
    assert f"/leads/{lead_id}/privacy" in lead
    assert "pat@customer.example" not in lead
    data = rob.post(f"/leads/{lead_id}/export").content.decode()
    assert "pat@" not in data
    assert "herons" not in data


@pytest.mark.parametrize("name", ["ann", "may", "max", "ada"])
def test_nobody_else_sees_exports_or_erases(desk: Desk, lead_id: str, name: str) -> None:
    client = desk.client(name)
    assert client.get(f"/leads/{lead_id}/privacy").status_code == 404
    for act in ("export", "erase"):
        assert client.post(f"/leads/{lead_id}/{act}", {"is_sure": "on"}).status_code == 404
    assert LeadCard.objects.get(lead_id=lead_id).email == "pat@customer.example"
