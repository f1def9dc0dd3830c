"""The page of a lead explains it: ledger, gates, owner, clocks, and the pacts of then and now."""

import re
from datetime import timedelta

import pytest
from company import MONDAY, PACT, Desk
from django.db import connection
from django.test.utils import CaptureQueriesContext
from queue_pages import Sdr

from leadpact.desk import clock
from leadpact.desk.capture.models import Consent
from leadpact.desk.governance.actions import publish
from leadpact.desk.leads.ledger import ledger_of
from leadpact.desk.leads.queries import read_lead
from leadpact.engine.lead import Activity


def page_of(desk: Desk, name: str = "ann", lead_id: str = "pat") -> str:
    return desk.client(name).get(f"/leads/{lead_id}").content.decode()


def test_parts_of_the_ledger_add_up_to_each_total(desk: Desk) -> None:
    done = [Activity("pat/demo", "demo_requested", MONDAY)]
    done += [Activity(f"pat/{n}", "content_downloaded", MONDAY - timedelta(days=n)) for n in (1, 9)]
    desk.add_lead("pat", *done)
    view = read_lead("pat", as_of=MONDAY)
    ledger = ledger_of(view.state, view.rules.ruleset, as_of=MONDAY + timedelta(days=20))
    assert ledger is not None
    totals = {score.label: score.total for score in ledger.scores}
    assert set(totals) == {"Fit", "Intent"}
    assert totals["Intent"] > 0
    for score in ledger.scores:
        assert sum(part.points for part in score.parts) == pytest.approx(score.total, abs=1e-9)


def test_page_shows_the_story_and_the_reasons_in_words(desk: Desk) -> None:
    desk.add_lead("pat")
    Sdr.of(desk).send("touch.CALL")
    page = page_of(desk)
    for words in (
        "Ann called.",
        "The prospect asked for a demo.",
        "It became MQL",
        "Kept in time: the first touch.",
        "Ann has the lead since",
        "Considered too: Bob",
        "first name is known",
        "intent &gt;= 20",
        "4 business hours from",
    ):
        assert words in page, words


def test_gate_says_which_criterion_is_missing(desk: Desk) -> None:
    desk.add_lead("pat", company=None)
    page = page_of(desk, "rob")
    assert re.search(r"missing</span> company is known", page)
    assert re.search(r"met</span> first name is known", page)
    assert "Never met so far." in page


def test_touch_that_was_undone_is_no_part_of_the_story(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("touch.CALL")
    ann.undo(MONDAY + timedelta(seconds=4))
    page = page_of(desk)
    assert "Ann called." not in page
    assert "Ann withdrew a report" in page


def test_pact_of_that_day_is_compared_with_that_of_today(desk: Desk) -> None:
    desk.add_lead("pat")
    assert "The pact of that day" not in page_of(desk)  # it is that of today
    stricter = PACT.replace('"intent >= 20"', '"intent >= 60"').replace(
        "desk of the tests", "second"
    )
    with clock.fixed(MONDAY + timedelta(hours=1)):
        publish(stricter, by="system:test", effective_at=MONDAY + timedelta(hours=1))
        page = page_of(desk)
    assert "The pact of that day, and today’s" in page
    assert '<td data-label="The pact of that day">MQL</td>' in page
    assert '<td data-label="Today’s pact">exchange</td>' in page


def test_marketing_sees_why_but_not_who(desk: Desk) -> None:
    desk.add_lead("pat", phone="+1 212 555 0123", campaign="spring")
    ann = Sdr.of(desk)
    ann.send("dispose.other", note="Pat Pat moved abroad")
    ann.wait()
    page = page_of(desk, "max")
    for value in ("Pat Pat", "pat@customer.example", "555 0123", "moved abroad"):
        assert value not in page, value
    assert "spring" in page
    assert "Ann reported “Other”" in page
    assert "moved abroad" in page_of(desk, "ann")


def test_consent_and_its_wording_are_shown(desk: Desk) -> None:
    desk.add_lead("pat")
    Consent.objects.create(
        lead_id="pat",
        command_id="c",
        purpose="offers by e-mail",
        wording="Yes, write to me.",
        wording_version="3",
        given_at=MONDAY,
    )
    page = page_of(desk)
    assert "Yes, write to me." in page
    assert "offers by e-mail" in page


def test_page_of_a_lead_asks_the_database_at_most_twenty_times(desk: Desk) -> None:
    desk.add_lead("pat")
    Sdr.of(desk).send("touch.CALL")
    client = desk.client("ann")
    client.get("/leads/pat")
    with CaptureQueriesContext(connection) as found:
        client.get("/leads/pat")
    assert len(found) <= 20, [item["sql"][:90] for item in found]
