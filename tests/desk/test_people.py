"""Administrators add people, change and sign them out; the audit says who did what."""

from typing import Any

import pytest
from company import Desk
from django.test import Client

from leadpact.desk.governance.models import AuditEntry
from leadpact.desk.people.models import User
from leadpact.desk.people.users import sessions_of
from leadpact.desk.setup.actions import save_user


def _add(client: Client, **values: Any) -> Any:
    given = {"email": "kim@desk.example", "name": "Kim", "roles": ["SDR"], **values}
    return client.post("/people/add", given)


def test_an_administrator_adds_somebody_who_signs_in_with_a_password_shown_once(
    desk: Desk,
) -> None:
    ada = desk.client("ada")
    page = _add(ada, roles=["SDR", "MANAGER"]).content.decode()
    password = page.split('<code class="mono">')[1].split("</code>")[0]
    assert password not in ada.get("/people").content.decode()
    form = {"login": "kim@desk.example", "password": password}
    assert Client().post("/accounts/login/", form).status_code == 302
    kim = User.objects.get(email="kim@desk.example")
    assert kim.roles == ["SDR", "MANAGER"]
    entry = AuditEntry.objects.get(act="user.added")
    assert entry.actor == f"person:user-{desk.users['ada'].pk}"
    assert "kim@" not in str(entry.about)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "kim"}, "no e-mail address"),
        ({"email": "ann@desk.example"}, "already"),
        ({"name": "  "}, "name is empty"),
        ({"roles": ["KING"]}, "no role"),
        ({"rep": "nobody"}, "no rep"),
        ({"rep": "ann"}, "another user already"),
    ],
)
def test_what_cannot_be_a_user_is_refused_in_words_and_the_form_keeps_the_rest(
    desk: Desk, wrong: dict[str, Any], words: str
) -> None:
    answer = _add(desk.client("ada"), **wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert User.objects.count() == len(desk.users)


def test_a_change_of_roles_holds_at_once(desk: Desk) -> None:
    ann = desk.client("ann")
    assert ann.get("/queue").status_code == 200
    key = desk.users["ann"].pk
    form = {"name": "Ann", "roles": ["EXEC"], "rep": "ann", "is_active": "on"}
    assert desk.client("ada").post(f"/people/{key}/change", form).status_code == 302
    assert ann.get("/queue").status_code == 404
    about = AuditEntry.objects.get(act="user.changed").about
    assert (about["before"]["roles"], about["after"]["roles"]) == (["SDR"], ["EXEC"])


@pytest.mark.parametrize("path", ["sign-out", "password", "change"])
def test_sessions_end_when_an_administrator_says_so(desk: Desk, path: str) -> None:
    ann, bob = desk.client("ann"), desk.client("bob")
    user = desk.users["ann"]
    assert len(sessions_of([user])[user.pk]) == 1
    form = {"name": "Ann", "roles": ["SDR"], "rep": "ann"}  # no longer active
    assert desk.client("ada").post(f"/people/{user.pk}/{path}", form).status_code in (200, 302)
    assert ann.get("/queue")["Location"].startswith("/accounts/login/")
    assert bob.get("/queue").status_code == 200
    assert sessions_of([user])[user.pk] == []


def test_the_last_administrator_stays_one(desk: Desk) -> None:
    key = desk.users["ada"].pk
    ada = desk.client("ada")
    for form in (
        {"name": "Ada", "roles": ["SDR"], "is_active": "on"},
        {"name": "Ada", "roles": []},
    ):
        answer = ada.post(f"/people/{key}/change", form)
        assert answer.status_code == 422
        assert "Nobody would be left" in answer.content.decode()
    assert User.objects.get(pk=key).roles == ["ADMIN"]


def test_a_user_sets_their_time_zone_and_keys(desk: Desk) -> None:
    ann = desk.client("ann")
    assert ann.post("/profile", {"time_zone": "Mars/Base"}).status_code == 422
    assert ann.post("/profile", {"time_zone": "Europe/Berlin"}).status_code == 302
    user = User.objects.get(pk=desk.users["ann"].pk)
    assert (user.time_zone, user.uses_keys) == ("Europe/Berlin", False)
    assert "Europe/Berlin" in ann.get("/profile").content.decode()


def test_the_audit_is_filtered_paged_and_names_who_acted(desk: Desk) -> None:
    ada, rob = desk.client("ada"), desk.client("rob")
    for _ in range(60):
        ada.post(f"/people/{desk.users['ann'].pk}/sign-out", {})
    first = rob.get("/audit?act=user.signed_out&actor=Ada").content.decode()
    assert first.count("ended the sessions of a user") == 51  # fifty rows, and the filter
    older = first.split("before=")[1].split('"')[0]
    rest = rob.get(f"/audit?act=user.signed_out&actor=Ada&before={older}").content.decode()
    assert rest.count("ended the sessions of a user") == 11
    assert "Nothing here" in rob.get("/audit?actor=Eve").content.decode()
    assert desk.client("may").get("/audit").status_code == 404
    assert rob.get("/audit?before=" + "9" * 40).status_code == 200


def test_the_command_gives_a_new_password(desk: Desk) -> None:
    given = {"name": "Ann", "roles": ["SDR"], "rep_id": "ann"}
    assert save_user("ann@desk.example", **given) is None
    password = save_user("Ann@desk.example", new_password=True, **given)
    assert password is not None
    assert User.objects.get(email="ann@desk.example").check_password(password)
