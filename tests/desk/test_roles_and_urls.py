"""Who may open what: every role, every URL, own and foreign objects."""

import re

import pytest
from company import Desk
from django.test import Client
from django.urls import reverse

from leadpact.desk.people.actions import save_reps
from leadpact.desk.people.roles import Role
from leadpact.desk.permissions import CLOSED, PAGES, Page, may_open
from leadpact.desk.roles_page import url_patterns
from vacuous import some

NAMES = ("ann", "eve", "may", "max", "rob", "eli", "ada")
"""One user of each role."""

OPENED = frozenset({200, 302, 303, 400, 404, 405, 409, 422})
"""What a page may answer that is open: it shows, leads on, lacks values, or has no such object."""


PATHS = dict(url_patterns())
_ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")


def _url(page: Page, **known: str) -> str:
    """Return the address of a page; what is not known is an object that there is not."""
    path = PATHS[page.name]
    if "(?P" in path:
        return reverse(page.name, kwargs={"provider_id": "company"})
    given = {
        name: known.get(name, "1234567" if kind == "int" else "nothing")
        for kind, name in _ARGUMENT.findall(path)
    }
    return reverse(page.name, kwargs=given)


def _guarded() -> list[Page]:
    return some([page for page in PAGES if not page.is_public])


def _browser(desk: Desk, name: str) -> Client:
    client = desk.client(name)
    client.raise_request_exception = False
    return client


def test_every_url_is_in_the_list() -> None:
    named = {name for name, _ in url_patterns()}
    listed = {page.name for page in PAGES}
    assert named - listed - CLOSED == set()
    assert len(some(PAGES)) == len(listed)


def test_every_entry_of_the_list_has_a_url() -> None:
    named = {name for name, _ in url_patterns()}
    assert {page.name for page in PAGES} | CLOSED <= named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_says_who_opens_it(page: Page) -> None:
    assert page.what.endswith(".")
    assert page.roles or page.is_public


def test_each_role_opens_what_the_list_names_and_nothing_else(desk: Desk) -> None:
    """Must hold 11: every role on every URL, by GET and by POST."""
    desk.add_lead("pat")
    wrong = []
    for name in NAMES:
        roles = desk.users[name].roles
        for page in _guarded():
            url = _url(page, lead_id="pat")
            for method in ("get", "post"):
                status = getattr(_browser(desk, name), method)(url).status_code
                is_open = may_open(roles, page.name)
                is_asked_again = page.is_own and status == 403  # the password, before it changes
                if not is_asked_again and status not in (OPENED if is_open else {404}):
                    wrong.append(f"{name} {method} {url}: {status}, is open: {is_open}")
    assert wrong == []


def test_a_lead_of_somebody_else_is_not_there_on_any_page_of_a_lead(desk: Desk) -> None:
    """Must hold 11: a foreign lead is 404 on every URL that names a lead, by GET and by POST."""
    save_reps([{"rep_id": "may", "name": "May", "role": "MANAGER", "team": "elsewhere"}])
    desk.add_lead("pat")
    assert desk.state("pat").owner_rep_id == "ann"
    pages = some([page for page in PAGES if "lead_id" in PATHS[page.name]])
    for page in pages:
        for name in ("bob", "eve", "may", "eli", "ada"):
            for method in ("get", "post"):
                status = getattr(_browser(desk, name), method)(_url(page, lead_id="pat"))
                assert status.status_code in (404, 405), (name, method, page.name)


def test_somebody_who_has_not_signed_in_is_led_to_it(desk: Desk) -> None:
    desk.add_lead("pat")
    for page in _guarded():
        url = _url(page, lead_id="pat")
        for method in ("get", "post"):
            answer = getattr(Client(), method)(url)
            assert answer.status_code == 302, (method, url)
            assert answer["Location"].startswith(reverse("account_login")), (method, url)


def test_pages_that_are_closed_open_for_nobody(desk: Desk) -> None:
    for name in ("rob", "ada"):
        for closed in ("account_signup", "account_reset_password", "account_email"):
            assert desk.client(name).get(reverse(closed)).status_code == 404
    assert Client().get(reverse("account_signup")).status_code == 302


def test_somebody_without_a_role_opens_their_own_pages_only(desk: Desk) -> None:
    user = desk.users["ann"]
    user.roles = []
    user.save()
    for page in _guarded():
        if page.is_own:
            continue
        url = _url(page, lead_id="pat")
        assert desk.client("ann").get(url).status_code == 404, url
    assert desk.client("ann").get("/").status_code == 200


@pytest.mark.parametrize(
    ("name", "first"),
    [
        *(("ann", "queue"), ("eve", "reviews"), ("may", "team"), ("max", "marketing")),
        *(("rob", "operations"), ("eli", "pact"), ("ada", "people")),
    ],
)
def test_everybody_begins_where_their_work_is(desk: Desk, name: str, first: str) -> None:
    assert desk.client(name).get("/").url == reverse(first)


@pytest.mark.parametrize("role", list(Role))
def test_an_unknown_page_opens_for_no_role(role: Role) -> None:
    assert not may_open([str(role)], "no-such-page")
