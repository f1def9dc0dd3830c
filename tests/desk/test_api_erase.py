"""The API erases a person: who may, what comes back, what is refused."""

import json

import pytest
from company import MONDAY, Desk
from test_api import Caller, code_of
from two_persons import VALUES, in_tables, two_persons

from leadpact.desk.api.models import RequestKey
from leadpact.desk.governance.models import AuditEntry
from leadpact.desk.leads.models import LeadCard


@pytest.mark.parametrize(("name", "actor"), [("", "system:site"), ("rob", "person:user-")])
def test_person_erased_by_a_program_is_in_no_table(desk: Desk, name: str, actor: str) -> None:
    gone, kept = two_persons(desk)
    done = Caller(desk, name, scopes=["leads:erase"]).post(f"leads/{gone}/erase")
    assert done.status_code == 200, done.content
    found = done.json()
    assert (found["lead_id"], found["lead_ids"]) == (gone, [gone])
    assert desk.state(gone).erased_at == MONDAY
    assert found["erased_at"] == MONDAY.isoformat().replace("+00:00", "Z")
    assert done["ETag"] == f'"{found["version"]}"'
    assert in_tables(VALUES) == set()
    assert LeadCard.objects.get(lead_id=kept).email == "keeper@stay.example"
    assert AuditEntry.objects.get(act="person.erased").actor.startswith(actor)


def test_erasure_sent_twice_under_one_key_is_one(desk: Desk) -> None:
    desk.add_lead("pat")
    site = Caller(desk, scopes=["leads:erase"])
    first = site.post("leads/pat/erase", Idempotency_Key="k-1")
    again = site.post("leads/pat/erase", Idempotency_Key="k-1")
    assert (first.status_code, again["Idempotent-Replayed"]) == (200, "true")
    assert first.content == again.content
    assert first.json()["command_id"] == "system:site/k-1"
    later = site.post("leads/pat/erase")
    assert (later.status_code, later.json()["erased_at"]) == (200, first.json()["erased_at"])
    assert "pat@customer.example" not in json.dumps(list(RequestKey.objects.values_list("body")))


def test_token_without_the_scope_erases_nobody(desk: Desk) -> None:
    desk.add_lead("pat")
    for caller in (
        Caller(desk, scopes=["leads:read", "leads:write", "work:write", "team:write"]),
        Caller(desk, "ann"),
        Caller(desk, "may"),
    ):
        refused = caller.post("leads/pat/erase")
        assert (refused.status_code, code_of(refused)) == (403, "scope-missing")
    assert desk.state("pat").erased_at is None


def test_erasure_is_refused_as_other_commands_are(desk: Desk) -> None:
    desk.add_lead("pat")
    site = Caller(desk, scopes=["leads:erase"])
    unknown = site.post("leads/nobody/erase")
    assert (unknown.status_code, code_of(unknown)) == (404, "not-found")
    late = site.post("leads/pat/erase", If_Match='"1"')
    assert (late.status_code, code_of(late)) == (412, "version-changed")
    ahead = site.post("leads/pat/erase", {"occurred_at": "2026-06-02T10:00:00Z"})
    assert (ahead.status_code, code_of(ahead)) == (409, "HAPPENED_LATER")
    assert desk.state("pat").erased_at is None
