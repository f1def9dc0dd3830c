"""A lead comes in, has an owner, a clock and a reason, and its SDR works it."""

from datetime import timedelta

from company import MONDAY, Desk

from leadpact.desk import clock
from leadpact.desk.leads.models import LeadCard, LeadClock, LeadTask


def test_lead_has_an_owner_a_clock_and_a_task_as_soon_as_it_came(desk: Desk) -> None:
    decision = desk.add_lead("pat")
    assert decision.refusal is None
    card = LeadCard.objects.get(lead_id="pat")
    assert (card.name, card.owner_rep_id, card.stage) == ("Pat Pat", "ann", "CONVERSATION_LEAD")
    assert {item.kind for item in LeadClock.objects.filter(lead_id="pat")} == {
        "FIRST_TOUCH",
        "RESOLVE",
    }
    assert [task.of for task in LeadTask.objects.filter(lead_id="pat")] == ["ann"]


def test_queue_shows_the_next_lead_and_a_touch_moves_on(desk: Desk) -> None:
    desk.add_lead("pat")
    client = desk.client("ann")
    page = client.get("/queue").content.decode()
    assert "Pat Pat" in page
    with clock.fixed(MONDAY + timedelta(minutes=5)):
        form = {"lead_id": "pat", "command_id": "touch-1", "outcome": "touch.CALL"}
        form["version"] = str(desk.state("pat").version)
        assert client.post("/queue/act", form).status_code == 302
        assert client.post("/queue/act", form).status_code == 302  # a double press is one
    assert len(desk.state("pat").touches) == 1


def test_lead_of_another_rep_is_not_there(desk: Desk) -> None:
    desk.add_lead("pat")
    assert desk.client("ann").get("/leads/pat").status_code == 200
    assert desk.client("bob").get("/leads/pat").status_code == 404
