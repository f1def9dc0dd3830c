"""Screens show times, spans and fields as people say them, without codes."""

import re
from datetime import timedelta

import pytest
from company import MONDAY, Desk
from queue_pages import Sdr

from leadpact.desk import clock
from leadpact.desk.leads.page import value_words
from leadpact.desk.queue.words import TITLES
from leadpact.desk.words import span
from leadpact.engine.lifecycle import TaskKind


@pytest.mark.parametrize(
    ("seconds", "day", "words"),
    [
        (None, 28_800, ""),
        (59, 28_800, "59 seconds"),
        (125, 28_800, "2 minutes"),
        (-5_430, 28_800, "1 hour 30 minutes"),
        (28_800 + 7_300, 28_800, "1 day 2 hours"),
        (1_676_031, 28_800, "58 days"),
        (1_676_031, 86_400, "19 days"),
    ],
)
def test_span_has_at_most_two_units(seconds: int | None, day: int, words: str) -> None:
    assert span(seconds, day) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(True, "yes"), (False, "no"), (683_369_000.0, "683,369,000"), (0.5, "0.5"), (0, "0")],
)
def test_field_of_a_lead_is_shown_as_people_write_it(value: object, words: str) -> None:
    assert value_words(value) == words


def test_lead_page_shows_fields_in_words(desk: Desk) -> None:
    desk.add_lead("pat", is_customer=True, revenue_amount=683_369_000.0)
    page = desk.client("ann").get("/leads/pat").content.decode()
    assert "<dt>is customer</dt><dd>yes</dd>" in page
    assert "683,369,000<" in page


def test_promise_missed_for_months_is_shown_in_business_days(desk: Desk) -> None:
    desk.add_lead("pat")
    late = MONDAY + timedelta(days=90, seconds=37)
    with clock.fixed(late):
        lead_page = desk.client("ann").get("/leads/pat").content.decode()
    queue = Sdr.of(desk).page(late)
    assert "It was missed by 6" in lead_page
    assert " business days, and nothing has stopped it yet" in lead_page
    assert re.search(r"\d{3,} (business )?hours", lead_page + queue) is None
    assert " seconds" not in lead_page + queue


def test_role_that_a_breach_goes_to_is_named_in_words(desk: Desk) -> None:
    desk.add_lead("pat")
    page = desk.client("ann").get("/leads/pat").content.decode()
    assert "escalate to the sales manager" in page
    assert "MANAGER" not in page


def test_reply_is_to_be_answered() -> None:
    assert TITLES[TaskKind.ANSWER_REPLY] == "Answer their reply"


@pytest.mark.parametrize("version", ["9" * 30, "-1", "²", "x", "", "1.5"])
def test_outcome_with_a_damaged_version_is_refused_with_the_way_out(
    desk: Desk, version: str
) -> None:
    desk.add_lead("pat")
    answer = Sdr.of(desk).send("touch.CALL", version=version)
    assert answer.status_code == 422
    assert "Reload it, then send it again." in answer.content.decode()
