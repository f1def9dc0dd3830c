"""A manager sees what a rep did in the last 30 days: counts with limits, and no ranking."""

from datetime import timedelta

from company import MONDAY, Desk
from django.db import connection
from django.test.utils import CaptureQueriesContext
from test_work_log import touch

from leadpact.desk import clock
from leadpact.desk.leads.models import RepWork
from leadpact.desk.people.models import StoredRep
from leadpact.desk.store import rules_in_force
from leadpact.desk.team.coaching import PromiseCount, read_coaching
from leadpact.engine.lifecycle import BookMeeting, DisposeLead, MeetingStep, UpdateMeeting
from leadpact.terms.stages import RepRole


def page_of(desk: Desk, name: str = "may", rep: str = "ann") -> str:
    """Return the page of a rep as somebody sees it."""
    return desk.client(name).get(f"/coaching/{rep}").content.decode()


def test_touches_promises_and_outcomes_of_a_rep_are_counted(desk: Desk) -> None:
    desk.add_lead("pat")
    touch(desk, "pat", "ann")
    command = DisposeLead(
        "gave",
        clock.now(),
        RepRole.SDR,
        "other",
        by_rep_id="ann",
        note="Retires soon",
        actor="person:ann",
    )
    assert desk.record("pat", command).refusal is None
    page = page_of(desk)
    assert '<th scope="row">Call</th><td class="num">1</td>' in page
    assert "the first touch" in page
    assert "Retires soon" in page
    assert ">Other</th>" in page
    assert "Nobody" not in page
    assert "None was recorded" in page_of(desk, rep="bob")


def test_what_is_older_than_30_days_is_not_counted(desk: Desk) -> None:
    desk.add_lead("pat")
    touch(desk, "pat", "ann")
    with clock.fixed(MONDAY + timedelta(days=31)):
        assert "None was recorded" in page_of(desk)


def test_rates_are_given_from_twenty_on(desk: Desk) -> None:
    assert PromiseCount("x", 15, 4).share is None
    assert PromiseCount("x", 15, 5).share == 75
    rows = [
        RepWork(lead_id=f"l{n}", rep_id="ann", kind=kind, about="FIRST_TOUCH", key="c", at=MONDAY)
        for n, kind in enumerate(["KEPT"] * 15 + ["MISSED"] * 5)
    ]
    RepWork.objects.bulk_create(rows)
    assert "(75 %)" in page_of(desk)
    RepWork.objects.filter(lead_id="l0").delete()
    page = page_of(desk)
    assert "%)" not in page
    assert "counts and no rates" in page


def test_rebooked_meetings_are_counted_of_those_lost(desk: Desk) -> None:
    desk.add_lead("pat")
    by, first = "person:ann", MONDAY + timedelta(days=1)
    desk.record("pat", BookMeeting("m1", clock.now(), first, "eve", actor=by))
    with clock.fixed(first + timedelta(minutes=30)):
        missed = UpdateMeeting("u1", clock.now(), "m1", MeetingStep.MISSED, actor="person:eve")
        assert desk.record("pat", missed).refusal is None
        again = first + timedelta(days=1)
        rebook = BookMeeting("m2", clock.now(), again, "eve", rebooks="m1", actor=by)
        assert desk.record("pat", rebook).refusal is None
        rules, rep = rules_in_force(clock.now()), StoredRep.objects.get(pk="ann")
        found = read_coaching(rep, rules, as_of=clock.now()).meetings
    assert (found.n_booked, found.n_lost, found.n_rebooked) == (2, 1, 1)


def test_reps_are_listed_by_name_whatever_they_did(desk: Desk) -> None:
    StoredRep.objects.filter(pk="bob").update(name="Aaron")
    page = page_of(desk)
    assert page.index(">Aaron</a>") < page.index(">Ann</a>")
    assert desk.client("may").get("/coaching").headers["Location"] == "/coaching/bob"


def test_rep_sees_themselves_and_nobody_else(desk: Desk) -> None:
    assert "Ann: the last 30 days" in page_of(desk, "ann")
    assert desk.client("ann").get("/coaching/bob").status_code == 404
    assert desk.client("may").get("/coaching/eve").status_code == 404  # of another team
    assert desk.client("max").get("/coaching/ann").status_code == 404


def test_page_of_coaching_takes_at_most_20_queries(desk: Desk) -> None:
    desk.add_lead("pat")
    touch(desk, "pat", "ann")
    client = desk.client("may")
    with CaptureQueriesContext(connection) as queries:
        client.get("/coaching/ann")
    assert len(queries) <= 20
