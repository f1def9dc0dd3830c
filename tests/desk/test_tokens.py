"""Tokens of the API: who makes one, what it opens, when it opens nothing."""

import re
from datetime import timedelta

import pytest
from company import MONDAY, Desk

from leadpact.desk import clock
from leadpact.desk.governance.models import AuditEntry
from leadpact.desk.people.models import ApiToken
from leadpact.desk.people.tokens import (
    UnableToIssueToken,
    actor_of,
    allows,
    count_request,
    issue_token,
    revoke_token,
    token_of,
)


def test_secret_of_a_new_token_is_shown_once_and_kept_only_as_a_hash(desk: Desk) -> None:
    client = desk.client("rob")
    form = {"name": "Website", "service": "website", "scopes": ["leads:write"], "days": "30"}
    page = client.post("/tokens/add", form).content.decode()
    (secret,) = re.findall(r"lp_[0-9a-f]{12}_[\w-]{43}", page)
    assert token_of(f"Bearer {secret}") == ApiToken.objects.get()
    assert secret not in client.get("/tokens").content.decode()
    assert not [value for value in ApiToken.objects.values_list() if secret in str(value)]


@pytest.mark.parametrize("name", ["ann", "eve", "may", "max", "eli"])
def test_page_of_tokens_is_not_there_for_other_roles(desk: Desk, name: str) -> None:
    assert desk.client(name).get("/tokens").status_code == 404
    assert desk.client(name).post("/tokens/add", {"name": "x"}).status_code == 404


def test_token_opens_nothing_once_it_is_revoked_over_or_its_user_shut_out(desk: Desk) -> None:
    until = MONDAY + timedelta(days=2)
    token, secret = issue_token(
        "Ann's script", scopes=["work:write"], by="system:test", user=desk.users["ann"],
        expires_at=until,
    )  # fmt: skip
    header = f"Bearer {secret}"
    assert token_of(header) == token
    with clock.fixed(until):
        assert token_of(header) is None
    desk.users["ann"].is_active = False
    desk.users["ann"].save()
    assert token_of(header) is None
    desk.users["ann"].is_active = True
    desk.users["ann"].save()
    assert token_of(header) == token
    assert desk.client("ada").post(f"/tokens/{token.pk}/revoke").status_code == 302
    assert token_of(header) is None
    assert [entry.act for entry in AuditEntry.objects.all()][:2] == [
        "token.revoked",
        "token.issued",
    ]


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Basic lp_x", "Bearer lp_0_0", "Bearer lp_" + "0" * 12 + "_"]
)
def test_header_without_a_token_finds_none(desk: Desk, header: str | None) -> None:
    assert token_of(header) is None


def test_wrong_secret_of_a_known_prefix_finds_none(desk: Desk) -> None:
    _, secret = issue_token("Site", scopes=["leads:read"], by="system:test", service="site")
    assert token_of(f"Bearer {secret[:-1]}{'a' if secret[-1] != 'a' else 'b'}") is None


@pytest.mark.parametrize(
    ("values", "fact"),
    [
        ({"scopes": ["leads:all"], "service": "site"}, "There is no scope"),
        ({"scopes": [], "service": "site"}, "It has no scope"),
        ({"scopes": ["leads:read"]}, "one user or as one service"),
        ({"scopes": ["leads:read"], "service": "time"}, "cannot be the name"),
        ({"scopes": ["leads:read"], "service": "Web Site"}, "cannot be the name"),
        ({"scopes": ["pact:write"], "user": "ann"}, "do not go as far"),
        ({"scopes": ["leads:read"], "service": "s", "expires_at": MONDAY}, "before it begins"),
    ],
)
def test_token_that_cannot_be_is_refused_in_words(desk: Desk, values: dict, fact: str) -> None:
    if "user" in values:
        values = {**values, "user": desk.users[values["user"]]}
    with pytest.raises(UnableToIssueToken, match=fact):
        issue_token("Test", by="system:test", **values)


def test_token_of_a_user_loses_what_the_user_loses(desk: Desk) -> None:
    rob = desk.users["rob"]
    token, _ = issue_token("Publish", scopes=["pact:write"], by="system:test", user=rob)
    assert allows(token, "pact:write")
    assert not allows(token, "leads:read")
    rob.roles = ["SDR"]
    assert not allows(token, "pact:write")
    assert actor_of(token) == f"person:user-{rob.pk}"


def test_requests_are_counted_by_the_minute(desk: Desk) -> None:
    token, _ = issue_token("Site", scopes=["leads:read"], by="system:test", service="site")
    assert [count_request(token, as_of=MONDAY) for _ in range(3)] == [1, 2, 3]
    assert count_request(token, as_of=MONDAY + timedelta(minutes=1)) == 1
    token.refresh_from_db()
    assert token.last_used_at == MONDAY + timedelta(minutes=1)
    revoke_token(token, by="system:test")
