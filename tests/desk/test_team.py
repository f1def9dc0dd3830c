"""A manager sees what is near, missed and waiting, and moves leads of their team."""

from datetime import timedelta

import pytest
from company import MONDAY, Desk
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadpact.desk import clock
from leadpact.desk.governance.models import AuditEntry
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.people.models import StoredRep
from leadpact.desk.team.words import HELPERS
from leadpact.desk.work.worker import work_once
from leadpact.engine.lifecycle import UnassignLead
from leadpact.engine.routing import Waiting


def page_of(desk: Desk, name: str = "may") -> str:
    """Return the page of a team as somebody sees it."""
    answer = desk.client(name).get("/team")
    assert answer.status_code == 200
    return answer.content.decode()


def move(desk: Desk, *lead_ids: str, act: str, command_id: str = "press", **form: str) -> str:
    """Press a button of the page of a team, and return the answer."""
    values = {"lead": lead_ids, "act": act, "command_id": command_id, **form}
    return desk.client("may").post("/team/move", values).content.decode()


def test_promise_due_by_the_next_business_day_is_near(desk: Desk) -> None:
    desk.add_lead("pat")
    page = page_of(desk)
    assert "<dt>Due soon</dt><dd>1</dd>" in page
    assert "the first touch" in page
    assert "a meeting or a disposition" not in page  # due in 15 days


def test_promise_that_was_missed_is_listed_until_it_is_kept(desk: Desk) -> None:
    desk.add_lead("pat")
    with clock.fixed(MONDAY + timedelta(hours=5)):
        assert "<dt>Missed</dt><dd>1</dd>" in page_of(desk)  # also before the worker looked
        work_once(as_of=clock.now())
        assert "<dt>Missed</dt><dd>1</dd>" in page_of(desk)
        form = {"lead_id": "pat", "command_id": "call", "outcome": "touch.CALL"}
        form["version"] = str(desk.state("pat").version)
        desk.client("ann").post("/queue/act", form)
        assert "<dt>Missed</dt><dd>0</dd>" in page_of(desk)


def test_leads_that_wait_are_grouped_by_reason_with_who_can_help(desk: Desk) -> None:
    desk.add_lead("pat")
    desk.record("pat", UnassignLead("taken", clock.now(), actor="person:may"))
    page = page_of(desk)
    assert "it was taken from its rep by hand" in page
    assert HELPERS[Waiting.UNASSIGNED] in page


def test_every_reason_to_wait_says_who_can_help() -> None:
    assert set(HELPERS) == set(Waiting)


def test_lead_given_to_a_named_rep_is_theirs_and_the_reason_is_audited(desk: Desk) -> None:
    desk.add_lead("pat")
    answer = move(desk, "pat", act="name", rep="bob", why="language")
    assert "Bob has it now." in answer
    assert desk.state("pat").owner_rep_id == "bob"
    entry = AuditEntry.objects.get(act="lead.moved")
    assert entry.actor == "person:may"
    assert entry.about == {"lead": "pat", "how": "name", "rep": "bob", "why": "language"}


def test_double_press_moves_a_lead_once(desk: Desk) -> None:
    desk.add_lead("pat")
    assert "Bob has it now." in move(desk, "pat", act="reassign")
    assert "Bob has it now." in move(desk, "pat", act="reassign")
    assert desk.state("pat").past_owners == ("ann", "bob")
    assert AuditEntry.objects.filter(act="lead.moved").count() == 1


def test_batch_says_for_each_lead_what_became_of_it(desk: Desk) -> None:
    desk.add_lead("pat")
    desk.add_lead("sam")
    desk.record("sam", UnassignLead("taken", clock.now(), actor="person:may"))
    answer = move(desk, "pat", "sam", "nobody", act="take")
    assert "it was taken from its rep by hand" in answer  # pat
    assert "The lead has no rep from whom it could be taken" in answer  # sam
    assert "It is not with your team any more" in answer  # nobody
    assert answer.count("Not done.") == 2


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"act": "fly"}, "Choose what to do"),
        ({"act": "name", "why": "language"}, "Choose the rep"),
        ({"act": "name", "rep": "eve", "why": "language"}, "one of your team"),
        ({"act": "name", "rep": "bob"}, "Choose why"),
    ],
)
def test_incomplete_request_is_answered_in_words_and_moves_nothing(
    desk: Desk, form: dict[str, str], words: str
) -> None:
    desk.add_lead("pat")
    assert words in move(desk, "pat", **form)
    assert desk.state("pat").owner_rep_id == "ann"


def test_request_without_a_lead_is_answered_in_words(desk: Desk) -> None:
    desk.add_lead("pat")
    assert "Tick at least one lead" in move(desk, act="take")


def test_manager_acts_only_on_their_team(desk: Desk) -> None:
    StoredRep.objects.filter(pk="may").update(team="closing")
    desk.users["may"].refresh_from_db()
    desk.add_lead("pat")
    assert "Pat Pat" not in page_of(desk)
    assert "It is not with your team any more" in move(desk, "pat", act="take")
    assert desk.state("pat").owner_rep_id == "ann"


def test_page_of_a_team_opens_for_managers_alone(desk: Desk) -> None:
    for name in ("ann", "eve", "max", "rob", "eli", "ada"):
        assert desk.client(name).get("/team").status_code == 404
        assert desk.client(name).post("/team/move", {}).status_code == 404


def test_load_counts_open_leads_against_caps(desk: Desk) -> None:
    desk.add_lead("pat")
    desk.add_lead("sam")
    desk.add_lead("kim")
    page = " ".join(page_of(desk).split())
    assert '<td data-label="Open leads">2 of 30</td> <td data-label="Today">2</td>' in page
    assert '<td data-label="Open leads">1 of 30</td> <td data-label="Today">1</td>' in page


def test_page_of_a_team_takes_at_most_20_queries(desk: Desk) -> None:
    for number in range(12):
        desk.add_lead(f"lead-{number}")
    desk.is_whole = False
    LeadCard.objects.filter(lead_id="lead-3").update(is_waiting=True, waits_for="BY_HAND")
    client = desk.client("may")
    with CaptureQueriesContext(connection) as queries:
        client.get("/team")
    assert len(queries) <= 20
