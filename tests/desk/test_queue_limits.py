"""The limit of touches a day, and what the queue asks of the database while nothing happens."""

from datetime import timedelta

from company import MONDAY, PACT, Desk
from django.db import connection
from django.test.utils import CaptureQueriesContext
from queue_pages import Sdr, heading
from test_queue_claims import news_of

from leadpact.desk.governance.actions import publish
from leadpact.desk.leads.models import LeadCard

LIMITED = PACT.replace("  window: office\n", "  window: office\n  throttle: {per_day: 2}\n")


def test_limit_of_touches_a_day_moves_the_rest_to_tomorrow(desk: Desk) -> None:
    publish(LIMITED, by="system:test", effective_at=MONDAY - timedelta(hours=1))
    for n in range(6):
        desk.add_lead(f"lead-{n}")
    mine = list(LeadCard.objects.filter(owner_rep_id="ann").values_list("lead_id", flat=True))
    assert len(mine) == 3
    ann = Sdr.of(desk)
    assert "2 to do now, 1 later." in ann.page()
    for lead_id in mine[:2]:
        ann.send("touch.CALL", lead_id)
    page = ann.page(MONDAY + timedelta(minutes=1))
    assert heading(page) == "Nothing to do now"
    assert "Next at tomorrow" in page


def test_news_cost_few_queries_while_there_are_none(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Sdr.of(desk)
    url = news_of(ann.page())
    with CaptureQueriesContext(connection) as found:
        assert ann.client.get(url).status_code == 204
    assert len(found) <= 5
