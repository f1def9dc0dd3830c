"""Must hold 23: under a pact without clocks, routing, cadences or feedback every screen works."""

import pytest
from company import MONDAY, PACT, Desk
from django.urls import reverse

from leadpact.desk import clock
from leadpact.desk.governance.actions import publish
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.permissions import PAGES, Page, may_open
from leadpact.desk.roles_page import url_patterns
from leadpact.desk.work.worker import work_once
from leadpact.engine.lead import Activity
from leadpact.engine.lifecycle import AssignToRep, RecordReply, RecordTouch
from leadpact.terms.stages import TouchKind
from vacuous import some

BARE = """
spec: 1
name: Scores and a gate, nothing else
time_zone: America/New_York
activities:
  demo_requested: {intent: true}
scores:
  intent:
    label: Intent
    range: [0, 100]
    rules:
      - {id: demo, on: demo_requested, points: 50, at_most: {points: 50}}
gates:
  conversation_lead:
    must_have: [email]
    when: "intent >= 20"
"""

BARER = """
spec: 1
name: Next to nothing
time_zone: UTC
scores:
  fit:
    label: Fit
    range: [0, 100]
    rules:
      - {id: large, when: "n_employees >= 200", points: 40}
gates:
  conversation_lead:
    must_have: [email]
    when: "fit >= 20"
"""

GET_PAGES = [page for page in PAGES if not page.is_public and not page.is_own]
PATHS = dict(url_patterns())


@pytest.fixture(params=[BARE, BARER], ids=["without follow-up", "next to nothing"])
def bare(desk: Desk, request: pytest.FixtureRequest) -> Desk:
    """A desk under a pact that says nothing on follow-up, with leads in several states."""
    publish(request.param, by="system:test", effective_at=MONDAY)
    for number in range(4):
        desk.add_lead(f"lead-{number}")
    desk.add_lead("quiet", Activity("q/1", "demo_requested", clock.now()), n_employees=3)
    by = "person:ann"
    touch = RecordTouch("t", clock.now(), "ann", TouchKind.CALL, actor=by)
    for command in (
        AssignToRep("a", clock.now(), "ann", actor="person:may"),
        touch,
        RecordReply("r", clock.now(), actor="prospect"),
    ):
        assert desk.record("lead-0", command).refusal is None
    while work_once(as_of=clock.now()):
        pass
    return desk


def _url(page: Page) -> str | None:
    """Return the address of a page; None: it needs an object of which there is none here."""
    known = {"lead_id": "lead-0", "rep_id": "ann"}
    path = PATHS[page.name]
    names = [part.partition(">")[0].rpartition(":")[2] for part in path.split("<")[1:]]
    if any(name not in known for name in names):
        return None
    return reverse(page.name, kwargs={name: known[name] for name in names})


@pytest.mark.parametrize("name", ["ann", "eve", "may", "max", "rob", "eli", "ada"])
def test_every_page_of_a_role_works(bare: Desk, name: str) -> None:
    """Must hold 23: a pact without clocks or routing: every screen works."""
    client, broken = bare.client(name), {}
    roles = bare.users[name].roles
    urls = {page.name: _url(page) for page in GET_PAGES if may_open(roles, page.name)}
    for page, url in some(list(urls.items())):
        if url is not None:
            status = client.get(url).status_code
            if status not in (200, 302, 404, 405):
                broken[page] = status
    assert broken == {}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("ann", "/queue"),
        ("may", "/team"),
        ("may", "/reviews"),
        ("may", "/absences"),
        ("may", "/coaching/ann"),
        ("max", "/marketing"),
        ("rob", "/pact"),
        ("rob", "/operations"),
        ("ann", "/leads/lead-0"),
    ],
)
def test_main_page_says_what_the_pact_does_not_have_instead_of_failing(
    bare: Desk, name: str, path: str
) -> None:
    assert bare.client(name).get(path).status_code == 200


def test_manager_names_reps_although_the_pact_does_not_route(bare: Desk) -> None:
    page = bare.client("may").get("/team").content.decode()
    assert "The pact promises nothing with a deadline" in page
    assert "it has no section <code>routing</code>" in page
    form = {"lead": "lead-1", "act": "name", "rep": "bob", "why": "other", "command_id": "press"}
    answer = bare.client("may").post("/team/move", form).content.decode()
    assert "Bob has it now" in answer
    assert LeadCard.objects.get(pk="lead-1").owner_rep_id == "bob"


def test_reassigning_without_routes_is_refused_in_words(bare: Desk) -> None:
    form = {"lead": "lead-0", "act": "reassign", "command_id": "press"}
    answer = bare.client("may").post("/team/move", form).content.decode()
    assert "The pact does not say who gets a lead: name the rep." in answer
    assert bare.state("lead-0").owner_rep_id == "ann"


def test_pact_without_follow_up_is_compared_with_one_that_has_it(bare: Desk) -> None:
    client = bare.client("rob")
    page = client.post("/pact/check", {"text": PACT, "days": "30"}, follow=True)
    assert page.status_code == 200
    assert "go to pool inbound" in page.content.decode()
