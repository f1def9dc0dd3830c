"""Marketing sees what was given back and why, without the person, and plans what comes again."""

import csv
import io
from datetime import timedelta

from company import MONDAY, PACT, Desk
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadpact.desk import clock
from leadpact.desk.governance.actions import publish
from leadpact.desk.governance.models import AuditEntry
from leadpact.desk.leads.models import LeadDisposition, LeadReview
from leadpact.desk.people.actions import renew_roster
from leadpact.desk.people.models import StoredAbsence, StoredRep
from leadpact.desk.store import rules_in_force
from leadpact.desk.team.campaigns import CampaignFilter, rejections
from leadpact.desk.team.models import RecyclePlan
from leadpact.desk.team.recycling import PoolRoom, pool_room
from leadpact.engine.lifecycle import DisposeLead
from leadpact.terms.stages import RepRole


def give_back(desk: Desk, lead_id: str, code: str = "no_need", **more: str) -> None:
    """Add a lead, and dispose of it as its SDR."""
    if lead_id not in set(LeadDisposition.objects.values_list("lead_id", flat=True)):
        desk.add_lead(lead_id, campaign=more.pop("campaign", "spring"))
    by = desk.state(lead_id).owner_rep_id or ""
    command = DisposeLead(
        f"{lead_id}/{code}",
        clock.now(),
        RepRole.SDR,
        code,
        by_rep_id=by,
        actor=f"person:{by}",
        **more,  # type: ignore[arg-type]
    )
    assert desk.record(lead_id, command).refusal is None


def step_of(desk: Desk, step: str) -> None:
    """Take a step of the only review as the manager."""
    row = LeadReview.objects.get()
    form = {"step": step, "lead_id": row.lead_id, "review_id": row.review_id}
    answer = desk.client("may").post("/reviews/step", {**form, "command_id": f"press-{step}"})
    assert answer.status_code == 302


def page_of(desk: Desk, query: str = "", name: str = "max") -> str:
    """Return the page of marketing."""
    return desk.client(name).get(f"/marketing{query}").content.decode()


def test_leads_given_back_are_counted_by_campaign_and_reason(desk: Desk) -> None:
    give_back(desk, "pat", reason="no_budget")
    give_back(desk, "sam", reason="no_budget")
    give_back(desk, "kim", "other", note="nothing", campaign="autumn")
    page = page_of(desk)
    assert "spring: 2 leads" in page
    assert "autumn: 1 lead<" in page
    assert "No budget" in page
    assert "no_budget" not in page
    assert "Fewer than 20: counts, no rates." in page


def test_rates_are_given_from_twenty_leads_on(desk: Desk) -> None:
    for number in range(20):
        give_back(desk, f"lead-{number}", reason="no_budget" if number < 5 else "timing")
    wanted = CampaignFilter(30)
    (found,) = rejections(rules_in_force(clock.now()), wanted, as_of=clock.now())
    assert [(row.detail, row.n, row.share) for row in found.rows] == [
        ("Not now", 15, 75),
        ("No budget", 5, 25),
    ]


def test_campaign_and_period_filter_what_is_counted(desk: Desk) -> None:
    give_back(desk, "pat")
    give_back(desk, "sam", campaign="autumn")
    assert "autumn: 1" not in page_of(desk, "?campaign=spring")
    with clock.fixed(MONDAY + timedelta(days=10)):
        assert "Nothing was given back" in page_of(desk, "?days=7")
        assert "spring: 1" in page_of(desk, "?days=30")
        assert "spring: 1" in page_of(desk, "?days=nonsense")  # counts as 30


def test_overturned_disposition_is_not_counted(desk: Desk) -> None:
    give_back(desk, "pat", "other", note="no")
    step_of(desk, "OVERTURNED")
    assert "Nothing was given back" in page_of(desk)


def test_notes_are_shown_without_the_person(desk: Desk) -> None:
    give_back(desk, "pat", "other", note="Pat Pat, +1 212 555 0100, retires")
    page = page_of(desk)
    assert "retires" in page
    assert "555" not in page
    assert "Pat Pat" not in page


def test_upheld_disposition_is_disputed_from_the_page(desk: Desk) -> None:
    give_back(desk, "pat", "other", note="no")
    review = desk.state("pat").reviews[0].review_id
    assert review

    assert ">Dispute<" not in page_of(desk)
    step_of(desk, "UPHELD")
    assert ">Dispute<" in page_of(desk)


def test_csv_has_the_counts_with_cells_that_are_no_formulas(desk: Desk) -> None:
    give_back(desk, "pat", campaign="=HYPERLINK(1)")
    answer = desk.client("max").get("/marketing.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert rows[0] == ["campaign", "side", "disposition", "reason", "leads"]
    assert rows[1] == ["'=HYPERLINK(1)", "SDR", "No acknowledged need", "", "1"]
    assert AuditEntry.objects.filter(act="rejections.exported").count() == 1


def test_recycled_lead_has_a_reason_and_gets_somebody_and_a_day(desk: Desk) -> None:
    give_back(desk, "pat", reason="timing")
    client = desk.client("max")
    page = client.post("/marketing/leads/pat", {"return_on": "2026-09-01"}, follow=True)
    text = page.content.decode()
    assert "No acknowledged need: Not now" in text
    assert "Max" in text
    assert 'value="2026-09-01"' in text
    assert "Pat Pat" not in text
    with clock.fixed(MONDAY + timedelta(days=100)):
        assert ">due</span>" in page_of(desk)
    bad = client.post("/marketing/leads/pat", {"return_on": "soon"}, follow=True)
    assert "Write the day" in bad.content.decode()
    assert RecyclePlan.objects.get().return_on is not None


def test_room_of_a_pool_is_what_caps_leave_to_those_who_are_there(desk: Desk) -> None:
    StoredRep.objects.filter(pk="ann").update(open_cap=5)
    StoredRep.objects.filter(pk="bob").update(open_cap=None, daily_cap=2)
    publish(PACT, by="system:test", effective_at=MONDAY)  # reps are read again

    renew_roster()
    desk.add_lead("pat")  # ann's
    rules = rules_in_force(clock.now())
    assert pool_room(rules, as_of=clock.now()) == (PoolRoom("inbound", 2, 0, 4 + 5 * 2),)
    StoredAbsence.objects.create(
        absence_id="b", rep_id="bob", starts_at=MONDAY, ends_at=MONDAY + timedelta(days=30)
    )
    renew_roster()
    rules = rules_in_force(clock.now())
    assert pool_room(rules, as_of=clock.now()) == (PoolRoom("inbound", 2, 1, 4),)
    assert "inbound" in page_of(desk)


def test_pool_without_caps_takes_as_many_as_come(desk: Desk) -> None:

    StoredRep.objects.filter(role="SDR").update(open_cap=None)
    renew_roster()
    (room,) = pool_room(rules_in_force(clock.now()), as_of=clock.now())
    assert room.room is None
    assert "no cap" in page_of(desk)


def test_page_of_marketing_takes_at_most_20_queries(desk: Desk) -> None:
    for number in range(6):
        give_back(desk, f"lead-{number}", "other", note="no")
        give_back(desk, f"back-{number}")
    client = desk.client("max")
    with CaptureQueriesContext(connection) as queries:
        client.get("/marketing")
    assert len(queries) <= 20
