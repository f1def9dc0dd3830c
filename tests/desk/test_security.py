"""What an attacker may try by a browser: forged forms, frames, hosts, headers, redirects."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from company import Desk
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from leadpact.desk.csv_files import csv_response
from leadpact.desk.permissions import PAGES
from leadpact.desk.roles_page import url_patterns
from vacuous import some

WITHOUT_CSRF = {"form", "form-touched"}
"""Pages that set no cookie, so that there is nothing to misuse: the public form."""

_ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")


def _views(resolver: Any, prefix: str = "") -> Iterator[tuple[str, str, Any]]:
    for item in resolver.url_patterns:
        path = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from _views(item, path)
        elif isinstance(item, URLPattern):
            yield item.name or "", path, item.callback


def _urls() -> list[tuple[str, str]]:
    """Return every page that needs a sign-in: its name and an address of it."""
    guarded = {page.name for page in PAGES if not page.is_public}
    found = []
    for name, path in url_patterns():
        if name in guarded:
            kinds = _ARGUMENT.findall(path)
            given = {one: "1" if kind == "int" else "pat" for kind, one in kinds}
            found.append((name, reverse(name, kwargs=given)))
    return some(found)


def test_only_pages_without_cookies_take_a_form_of_another_site() -> None:
    exempt = {
        name
        for name, path, view in _views(get_resolver())
        if getattr(view, "csrf_exempt", False) and not path.startswith("api/")
    }
    assert exempt <= WITHOUT_CSRF


def test_every_form_of_another_site_is_refused(desk: Desk) -> None:
    for name, url in _urls():
        role = next(page for page in PAGES if page.name == name).roles
        user = next(user for user in desk.users.values() if user.has(*role))
        client = Client(enforce_csrf_checks=True)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.post(url, {}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403, url


@pytest.mark.parametrize("path", ["/accounts/login/", "/queue", "/health", "/nothing"])
def test_every_answer_has_the_headers_of_security(desk: Desk, path: str) -> None:
    headers = desk.client("ann").get(path, follow=True).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]
    assert "Server" not in headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:80\r\nX: y"])
def test_another_host_is_not_answered(desk: Desk, host: str) -> None:
    answer = Client().get("/accounts/login/", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.parametrize("target", ["//evil.example/x", "https://evil.example", "/\t/evil.example"])
def test_no_sign_in_leads_elsewhere(desk: Desk, target: str) -> None:
    ann = desk.users["ann"]
    ann.set_password("correct horse battery")
    ann.save()
    form = {"login": ann.email, "password": "correct horse battery", "next": target}
    assert Client().post("/accounts/login/", form)["Location"] == "/"
    page = Client().get("/queue", headers={"Referer": target})
    assert page["Location"].startswith("/accounts/login/")


def test_a_line_break_in_an_address_begins_no_header(desk: Desk) -> None:
    client = Client()
    for path in ("/queue?x=%0d%0aSet-Cookie:%20a=b", "/leads/a%0d%0aX-Injected:%20b"):
        answer = client.get(path)
        assert "X-Injected" not in answer.headers
        assert "\r" not in answer["Location"]
        assert "\n" not in answer["Location"]
        assert "a" not in answer.cookies


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(cell: str) -> None:
    answer = csv_response("x.csv", ["name"], [[cell]])
    assert answer.content.decode().splitlines()[1].startswith("\"'")


def test_a_name_with_markup_is_shown_as_it_is_and_runs_nothing(desk: Desk) -> None:
    desk.add_lead("pat", first_name="<script>alert(1)</script>", last_name='"onload="x')
    for name in ("ann", "may", "rob"):
        page = desk.client(name).get("/leads/pat").content.decode()
        assert "<script>alert" not in page
        assert '"onload="' not in page


def test_cookies_are_sent_to_this_site_alone_and_not_read_by_scripts(desk: Desk) -> None:
    del desk
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_AGE == 12 * 3600
