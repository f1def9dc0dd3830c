"""What a page says where a request fails: words, what to do, and nothing lost."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from company import MONDAY, Desk
from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.test import Client
from django.utils.datastructures import MultiValueDictKeyError

from leadpact.desk import clock, failure_pages
from leadpact.desk.failure_pages import FailurePage, kind_of
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.queue import views
from leadpact.storage.lead_store import UnableToUseStore

FORM = {
    "lead_id": "pat",
    "command_id": "touch-1",
    "outcome": "touch.CALL",
    "note": "two\nlines & more",
}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OperationalError("database is locked"), "desk-busy"),
        (OperationalError("deadlock detected"), "desk-busy"),
        (OperationalError("canceling statement due to lock timeout"), "desk-busy"),
        (OperationalError("database or disk is full"), "database-full"),
        (OperationalError("could not extend file: No space left on device"), "database-full"),
        (OperationalError("attempt to write a readonly database"), "database-full"),
        (OperationalError("unable to open database file"), "database-gone"),
        (OperationalError("connection to server failed: refused"), "database-gone"),
        (InterfaceError("connection already closed"), "database-gone"),
        (OperationalError("no such table: lead"), "tables-missing"),
        (ProgrammingError('relation "lead" does not exist'), "tables-missing"),
        (IntegrityError("UNIQUE constraint failed"), "changed-meanwhile"),
        (DataError("value too long for type character varying(100)"), "request-unreadable"),
        (MultiValueDictKeyError("lead_id"), "request-unreadable"),
        (
            ValueError("A string literal cannot contain NUL (0x00) characters."),
            "request-unreadable",
        ),
        (UnableToUseStore("pact-missing", "table pact", "None.", "Publish."), "pact-missing"),
        (UnableToUseStore("clock-ahead", "as_of", "It is ahead.", "Wait."), "clock-ahead"),
    ],
)
def test_exception_is_known_by_its_code(error: Exception, code: str) -> None:
    page = kind_of(error)
    assert page is not None
    assert page.code == code


def test_exception_that_is_a_fault_of_the_desk_is_no_known_one() -> None:
    assert kind_of(ValueError("invalid literal")) is None
    assert kind_of(ProgrammingError("syntax error")) is None


def raising(error: Exception) -> Callable:
    def act(*args, **kwargs):
        raise error

    return act


@pytest.mark.parametrize(
    "text", ["database is locked", "database or disk is full", "connection refused"]
)
def test_form_that_the_database_did_not_take_is_offered_to_be_sent_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    desk.add_lead("pat")
    client, form = desk.client("ann"), {**FORM, "version": str(desk.state("pat").version)}
    with monkeypatch.context() as patched:
        patched.setattr(views, "report_form", raising(OperationalError(text)))
        answer = client.post("/queue/act", form)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert "Nothing of what you sent was saved." in page
    for name, value in {**form, "note": "two\nlines &amp; more"}.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert "Send it again</button>" in page
    assert client.post("/queue/act", form).status_code == 302
    assert len(desk.state("pat").touches) == 1


def test_page_without_a_database_at_all_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk.client("ann")
    client.raise_request_exception = False
    error = OperationalError("unable to open database file")
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", raising(error))
    answer = client.get("/queue")
    assert answer.status_code == 503
    assert "cannot reach its database" in answer.content.decode()


def test_password_is_never_written_into_a_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    error = OperationalError("database is locked")
    monkeypatch.setattr("django.contrib.auth.backends.ModelBackend.authenticate", raising(error))
    form = {"login": "ann@desk.example", "password": "correct horse battery"}
    answer = client.post("/accounts/login/", form)
    assert answer.status_code == 503
    assert "battery" not in answer.content.decode()


def test_part_of_a_page_that_fails_leaves_the_form_where_it_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add_lead("pat")
    monkeypatch.setattr(views, "report_form", raising(OperationalError("database is locked")))
    form = {**FORM, "version": str(desk.state("pat").version)}
    answer = desk.client("ann").post("/queue/act", form, headers={"HX-Request": "true"})
    assert answer.status_code == 503
    assert answer.headers["HX-Retarget"] == "#failure"
    assert answer.content.decode().startswith('<div class="notice error" role="alert">')


def test_desk_without_a_pact_says_that_one_is_to_be_published(desk: Desk) -> None:
    with clock.fixed(MONDAY - timedelta(days=2)):  # the pact of the tests begins a day later
        answer = desk.client("ann").get("/queue")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "No pact is in force yet" in page
    assert "RevOps publishes the first one" in page


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere", 404, "There is no such page"),
        ("/leads/nobody", 404, "There is no such lead for you."),
        ("/queue/act", 405, "This address takes a form"),
    ],
)
def test_address_that_shows_nothing_says_what_to_do(
    desk: Desk, path: str, status: int, words: str
) -> None:
    answer = desk.client("ann").get(path)
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert "Your first page</a>" in page


def test_form_without_a_field_is_unreadable_and_does_nothing(desk: Desk) -> None:
    desk.add_lead("pat")
    answer = desk.client("ann").post("/queue/act", {"lead_id": "pat", "outcome": "touch.CALL"})
    assert answer.status_code == 400
    assert "The field command_id is missing." in answer.content.decode()
    assert desk.state("pat").touches == ()


def test_form_without_its_token_is_not_taken(desk: Desk) -> None:
    desk.add_lead("pat")
    client = Client(enforce_csrf_checks=True)
    client.cookies = desk.client("ann").cookies
    answer = client.post("/queue/act", FORM)
    assert answer.status_code == 403
    assert "The form could not be checked" in answer.content.decode()


def test_what_is_not_allowed_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "screen_of", raising(PermissionDenied()))
    answer = desk.client("ann").get("/queue")
    assert answer.status_code == 403
    assert "You may not do this" in answer.content.decode()


def test_fault_of_the_desk_is_owned_and_not_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(views, "screen_of", raising(RuntimeError("a secret of the inside")))
    client = desk.client("ann")
    client.raise_request_exception = False
    answer = client.get("/queue")
    assert answer.status_code == 500
    assert "That is a fault of the desk" in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_form_of_somebody_signed_out_leads_back_to_its_page(desk: Desk) -> None:
    answer = Client().post("/queue/act", FORM, headers={"Referer": "http://testserver/queue?p=2"})
    assert answer.headers["Location"] == "/accounts/login/?next=/queue"
    answer = Client().post("/queue/act", FORM, headers={"Referer": "https://elsewhere.example/x"})
    assert answer.headers["Location"] == "/accounts/login/?next=/"


def test_part_of_a_page_for_somebody_signed_out_keeps_the_input(desk: Desk) -> None:
    answer = Client().post("/queue/act", FORM, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert "Your input is still on this page." in answer.content.decode()


def test_api_is_answered_in_json_also_where_no_route_is(desk: Desk) -> None:
    answer = desk.client("ann").get("/api/nowhere")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not-found"
    assert LeadCard.objects.count() == 0


def test_every_page_of_a_failure_is_documented() -> None:
    pages = [item for item in vars(failure_pages).values() if isinstance(item, FailurePage)]
    text = (Path(__file__).parents[2] / "docs/reference/desk-failures.md").read_text("utf-8")
    assert len(pages) >= 11
    rows = [f"| `{item.code}` | {item.status} | {item.title}. | {item.fix} |" for item in pages]
    assert [row for row in rows if row not in text] == []
