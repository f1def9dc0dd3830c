"""Must hold 13: axe finds nothing serious on any page, light and dark, on phone and desktop."""

import re
from importlib import resources
from typing import Any

import pytest
from busy_week import live_through
from django.test import Client
from django.urls import reverse
from live import DESKTOP, PHONE, Live

from leadpact.desk import clock
from leadpact.desk.capture.form_actions import make_first_form
from leadpact.desk.people.models import User
from leadpact.desk.permissions import PAGES, Page
from leadpact.desk.roles_page import url_patterns
from leadpact.desk.store import rules_in_force

pytestmark = pytest.mark.browser

NAMES = {
    "SDR": "ann",
    "AE": "eve",
    "MANAGER": "may",
    "MARKETING": "max",
    "REVOPS": "rob",
    "EXEC": "eli",
    "ADMIN": "ada",
}
PATHS = dict(url_patterns())
SHOWN = frozenset(
    {
        "home",
        "account_login",
        "mfa_index",
        "mfa_list_webauthn",
        "profile",
        "queue",
        "queue-find",
        "queue-mine",
        "queue-keys",
        "lead",
        "form",
        "form-thanks",
        "forms",
        "form-versions",
        "form-new",
        "lists",
        "quarantine",
        "people",
        "person",
        "audit",
        "lead-privacy",
        "tokens",
        "connections",
        "team",
        "reviews",
        "pact",
        "operations",
        "marketing",
        "absences",
    }
)
"""Every page that the company has; what is left takes forms, leads on, or needs more."""

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LOOKS = [(width, scheme) for width in (PHONE, DESKTOP) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def axe() -> str:
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def company(live: Live) -> Live:
    """A desk on which every list has something."""
    live_through(live.desk, clock.now())
    make_first_form(rules_in_force(clock.now()).ruleset)
    return live


def address(page: Page) -> str:
    """Return the address of a page, with objects that there are."""
    given = {"lead_id": "pat", "provider_id": "company", "slug": "demo", "rep_id": "ann"}
    given["user_id"] = str(User.objects.get(name="Ann").pk)
    names = re.findall(r"<(?:\w+:)?(\w+)>", PATHS[page.name])
    return reverse(page.name, kwargs={name: given.get(name, "1") for name in names})


def reader(page: Page) -> str | None:
    """Return somebody who may open a page: RevOps has the fullest ones."""
    roles = sorted(page.roles, key=lambda role: (role != "REVOPS", role))
    return NAMES[str(roles[0])] if roles else None


def findings(page: Any, axe: str) -> list[str]:
    """Return what axe finds serious or critical on a page as it is now."""
    if not page.evaluate("typeof window.axe !== 'undefined'"):
        page.evaluate(axe)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", _TAGS)["violations"]
    return [
        f"{item['id']}: {node['html'][:160]}"
        for item in found
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"]
    ]


def looks_wrong(page: Any, axe: str) -> list[str]:
    """Return what is wrong with a page in every look, and where it is wider than the screen."""
    wrong = []
    for size, scheme in _LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        look = f"{size['width']} px, {scheme}"
        wrong += [f"{look}: {item}" for item in findings(page, axe)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wrong.append(f"{look}: the page is wider than the screen")
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_has_no_serious_finding_in_any_look(
    company: Live, open_page: Any, axe: str, page: Page
) -> None:
    """Must hold 13: no serious finding on any page of the desk."""
    name, path = reader(page), address(page)
    client = company.desk.client(name) if name else Client()
    answer = client.get(path, follow=True)
    is_page = answer.content.startswith(b"<!doctype html>")  # else a part of one, or a file
    is_shown = answer.status_code == 200 and is_page
    assert is_shown or page.name not in SHOWN, answer.status_code
    if is_shown:
        assert looks_wrong(open_page(name, path), axe) == []


@pytest.mark.parametrize("path", ["/nowhere", "/leads/nobody", "/queue/act"])
def test_page_of_a_failure_has_no_serious_finding(
    chromium: Any, company: Live, axe: str, path: str
) -> None:
    """Must hold 13: nor on the pages that say what failed."""
    page = chromium.new_context(viewport=DESKTOP).new_page()
    company.sign_in(page, "ann")
    page.goto(company.url + path)
    assert page.locator("h1").count() == 1
    assert looks_wrong(page, axe) == []
    page.context.close()


def test_axe_finds_what_it_is_to_find(open_page: Any, company: Live, axe: str) -> None:
    page = open_page("ann", "/queue")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert [item.split(":")[0] for item in findings(page, axe)] == ["button-name"]
