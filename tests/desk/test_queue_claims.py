"""Claiming from the queues of pools, room for more, what is new on top, and leads beside it."""

import re
from datetime import datetime, timedelta

import pytest
from company import MONDAY, PACT, Desk
from django.db import connection
from django.test.utils import CaptureQueriesContext
from queue_pages import Sdr, heading

from leadpact.desk import clock
from leadpact.desk.governance.actions import publish
from leadpact.desk.people.models import User
from leadpact.desk.work.models import RetryRequest
from leadpact.engine.lifecycle import RecordReply, RecordTouch
from leadpact.terms.stages import TouchKind

CLAIMED = PACT.replace(
    "    inbound: {roles: [SDR]}\n",
    "    inbound: {roles: [SDR]}\n    large: {roles: [SDR], method: queue}\n",
).replace(
    "  default: inbound\n",
    '  routes:\n    - {id: large, when: "n_employees >= 5000", to: pool, pool: large}\n'
    "  default: inbound\n",
)


@pytest.fixture
def queued(desk: Desk) -> Desk:
    """A desk whose large leads wait in a queue until an SDR claims them."""
    publish(CLAIMED, by="system:test", effective_at=MONDAY - timedelta(hours=1))
    desk.add_lead("pat", n_employees=9000)
    return desk


def claim(desk: Desk, name: str, lead_id: str = "pat", pool: str = "large"):
    form = {"lead_id": lead_id, "pool": pool, "command_id": f"claim-{name}"}
    return desk.client(name).post("/queue/claim", form)


def test_lead_that_waits_in_a_queue_is_offered_and_goes_to_who_claims_it(queued: Desk) -> None:
    page = queued.client("ann").get("/queue").content.decode()
    assert "1 to claim" in page
    assert "Pat Pat" in page
    assert claim(queued, "ann").status_code == 302
    assert queued.state("pat").owner_rep_id == "ann"
    assert heading(queued.client("ann").get("/queue").content.decode()) == "Pat Pat"


def test_second_who_claims_is_refused_with_who_was_first(queued: Desk) -> None:
    claim(queued, "ann")
    answer = claim(queued, "bob")
    assert answer.status_code == 409
    assert "Ann claimed it first." in answer.content.decode()
    assert queued.state("pat").owner_rep_id == "ann"


def test_double_press_of_claim_is_one(queued: Desk) -> None:
    assert claim(queued, "ann").status_code == 302
    assert claim(queued, "ann").status_code == 302


def test_lead_of_no_queue_of_the_rep_is_not_there_to_claim(queued: Desk) -> None:
    queued.add_lead("kim")  # routed at once
    for lead_id, pool in [("kim", "large"), ("nobody", "large"), ("pat", "inbound"), ("pat", "no")]:
        assert claim(queued, "ann", lead_id, pool).status_code == 404
    assert claim(queued, "eve").status_code == 404  # an AE has no queue


def test_room_is_noted_once_for_the_worker(desk: Desk) -> None:
    client = desk.client("ann")
    assert "I have room" in client.get("/queue").content.decode()
    for _ in range(2):
        assert client.post("/queue/room").status_code == 302
    assert list(RetryRequest.objects.filter(kind="ROOM").values_list("rep_id", flat=True)) == [
        "ann"
    ]


def news_of(page: str) -> str:
    found = re.search(r'hx-get="(/queue/news[^"]*)"', page)
    assert found is not None
    return found.group(1).replace("&amp;", "&")


def test_news_are_nothing_until_a_lead_comes_on_top(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("touch.CALL", now=MONDAY)  # its next step is tomorrow: the queue is empty
    at = MONDAY + timedelta(minutes=1)
    url = news_of(ann.page(at))
    with clock.fixed(at):
        assert ann.client.get(url).status_code == 204
        desk.add_lead("kim")
        desk.add_lead("lou")
        answer = ann.client.get(url)
    assert answer.headers["HX-Retarget"] == "#desk"  # nothing is typed: the lead comes at once


def reply(at: datetime) -> RecordReply:
    return RecordReply(f"reply-{at:%H%M}", at, actor="prospect")


def touch(at: datetime) -> RecordTouch:
    return RecordTouch(f"touch-{at:%H%M}", at, "ann", TouchKind.EMAIL, actor="person:ann")


def test_new_lead_on_top_is_announced_beside_the_one_that_is_worked(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    url = news_of(ann.page())
    later = MONDAY + timedelta(minutes=30)
    with clock.fixed(later):
        assert ann.client.get(url).status_code == 204
        desk.record("pat", reply(later))  # it is first anyway
        assert "New on top" not in ann.client.get(url).content.decode()
        desk.add_lead("kim")
        desk.add_lead("lou")
        owner = {name: desk.state(name).owner_rep_id for name in ("kim", "lou")}
        mine = next(name for name, rep in owner.items() if rep == "ann")
        desk.record(mine, reply(later))
        desk.record("pat", touch(later))
        page = ann.client.get(url).content.decode()
    assert f"{mine.title()}" in page
    assert "New on top" in page


def test_callback_that_becomes_due_is_news_without_any_change(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("callback", at="2026-06-01T11:00")  # in New York
    ann.wait()
    url = news_of(ann.page(MONDAY + timedelta(minutes=1)))
    with clock.fixed(MONDAY + timedelta(minutes=59)):
        assert ann.client.get(url).status_code == 204
    with clock.fixed(MONDAY + timedelta(minutes=60)):
        assert ann.client.get(url).status_code == 200


def test_lead_for_which_nothing_is_planned_is_listed_and_can_be_worked(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    ann.send("spoke")
    ann.wait()
    page = ann.client.get("/queue/mine").content.decode()
    assert "/queue?lead=pat" in page
    opened = ann.client.get("/queue?lead=pat").content.decode()
    assert heading(opened) == "Pat Pat"
    assert "Nothing is planned for this lead" in opened


def test_recycled_lead_is_listed_with_why_and_when_it_returns(desk: Desk) -> None:
    desk.add_lead("pat", campaign="spring fair")
    ann = Sdr.of(desk)
    ann.send("dispose.no_need", choice="no_budget")
    ann.wait()
    page = ann.client.get("/queue/mine").content.decode()
    assert "No acknowledged need, No budget" in page
    assert "spring fair" in page
    assert "when it qualifies again" in page


def test_keys_are_chosen_and_switched_off(desk: Desk) -> None:
    desk.add_lead("pat")
    client = desk.client("ann")
    answer = client.post("/queue/keys", {"uses_keys": "on", "key-touch.CALL": "q"})
    assert answer.status_code == 302
    page = client.get("/queue").content.decode()
    assert 'value="touch.CALL" data-key="q"' in page
    assert 'data-keys="on"' in page
    client.post("/queue/keys", {})
    assert not User.objects.get(email="ann@desk.example").uses_keys
    assert 'data-keys="on"' not in client.get("/queue").content.decode()


def test_key_that_is_taken_is_refused_with_whose_it_is(desk: Desk) -> None:
    client = desk.client("ann")
    form = {"uses_keys": "on", "key-touch.CALL": "u", "key-replied": "z", "key-spoke": "z"}
    answer = client.post("/queue/keys", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“u” is the key of the page’s own “undo”" in page
    assert "“z” is the key of" in page
    assert User.objects.get(email="ann@desk.example").keys == {}


def test_channels_and_dispositions_of_the_company_have_keys_of_their_own(desk: Desk) -> None:
    own = PACT.replace(
        "  window: office\n", "  window: office\n  channels: {fair: {label: Met at a fair}}\n"
    ).replace(
        "feedback: {}",
        "feedback: {dispositions: {sdr: {too_early: {label: Too early, leads_to: recycled},"
        " unreachable: {leads_to: recycled}}}}",
    )
    publish(own, by="system:test", effective_at=MONDAY - timedelta(hours=1))
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    page = ann.page()
    assert 'value="touch.FAIR" data-key="6"' in page
    assert 'value="dispose.too_early" data-key="t"' in page
    assert ann.send("touch.FAIR").status_code == 302
    assert desk.state("pat").touches[0].channel == "FAIR"
    assert ann.send("dispose.too_early", now=MONDAY + timedelta(seconds=1)).status_code == 302


@pytest.mark.parametrize("n_leads", [1, 8])
def test_page_of_the_queue_asks_the_database_at_most_twenty_times(
    queued: Desk, n_leads: int
) -> None:
    for n in range(n_leads):
        queued.add_lead(f"lead-{n}", account_id="acme")
    client = queued.client("ann")
    client.get("/queue")
    with CaptureQueriesContext(connection) as found:
        client.get("/queue")
    assert len(found) <= 20, [item["sql"][:90] for item in found]
