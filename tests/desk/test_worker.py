"""What the worker does without anybody: time, leads that wait, leave, and leads that fail."""

import logging
from datetime import timedelta

import pytest
from company import MONDAY, PACT, REPS, Desk
from whole import differences

from leadpact.desk import clock
from leadpact.desk.governance.actions import publish
from leadpact.desk.leads.actions import record
from leadpact.desk.leads.models import LeadClock, StoredLead
from leadpact.desk.people.actions import add_absence, save_reps
from leadpact.desk.people.models import StoredAbsence, StoredRep
from leadpact.desk.setup.rebuild import compare_leads
from leadpact.desk.store import open_store
from leadpact.desk.work import attempts, marks
from leadpact.desk.work.models import PendingCommand, RetryRequest, WorkerMark
from leadpact.desk.work.worker import work_off, work_once
from leadpact.engine.lifecycle import Command, EndLead
from leadpact.terms.actors import person_actor

HOUR = timedelta(hours=1)


def later(desk: Desk, by: timedelta) -> int:
    """Let the worker do all that is due some time after the beginning."""
    with clock.fixed(MONDAY + by):
        return work_off(as_of=clock.now())


def let_go(lead_id: str) -> None:
    record(lead_id, EndLead("over", clock.now(), actor=person_actor("may")))


def with_caps(open_cap: int) -> None:
    save_reps({"time_zone": "America/New_York", **row, "open_cap": open_cap} for row in REPS)


def rests(desk: Desk, lead_id: str) -> bool:
    return [str(run.state) for run in desk.state(lead_id).runs] == ["PAUSED"]


def test_deadline_that_passed_while_no_worker_lived_is_breached_at_its_due_moment(
    desk: Desk,
) -> None:
    """Must hold 6: the worker is dead for 3 h and more, and the breach has its own moment."""
    desk.add_lead("pat")
    due_at = LeadClock.objects.get(lead_id="pat", kind="FIRST_TOUCH").due_at
    later(desk, due_at - MONDAY + 3 * HOUR)
    missed = LeadClock.objects.get(lead_id="pat", kind="FIRST_TOUCH")
    assert (missed.state, missed.breached_at) == ("BREACHED", due_at)
    breaches = [row for row in open_store().events_of("pat") if row.kind == "clock.breached"]
    assert [(row.occurred_at, row.recorded_at) for row in breaches] == [(due_at, due_at + 3 * HOUR)]
    assert later(desk, due_at - MONDAY + 3 * HOUR) == 0


def test_leads_that_wait_get_a_rep_in_the_order_in_which_they_came(desk: Desk) -> None:
    with_caps(1)
    for number, name in enumerate(("pat", "kim", "zoe", "abe")):
        with clock.fixed(MONDAY + timedelta(minutes=number)):
            desk.add_lead(name)
    assert [desk.state(name).owner_rep_id for name in ("pat", "kim", "zoe", "abe")] == [
        *("ann", "bob"),
        *(None, None),
    ]
    before = StoredLead.objects.get(lead_id="abe").version
    with clock.fixed(MONDAY + HOUR):
        let_go("kim")
        work_off(as_of=clock.now())
    assert desk.state("zoe").owner_rep_id == "bob"
    assert desk.state("abe").owner_rep_id is None
    assert RetryRequest.objects.count() == 0
    # Where one of the group finds nobody, those behind it are not tried.
    with clock.fixed(MONDAY + 2 * HOUR):
        desk.add_lead("eva")
        version = StoredLead.objects.get(lead_id="eva").version
        RetryRequest.objects.create(kind="ROSTER", happened_at=clock.now())
        work_off(as_of=clock.now())
    assert StoredLead.objects.get(lead_id="abe").version > before
    assert StoredLead.objects.get(lead_id="eva").version == version


def test_lead_that_waits_for_the_next_day_is_routed_at_that_moment(desk: Desk) -> None:
    save_reps({"time_zone": "America/New_York", **row, "daily_cap": 1} for row in REPS)
    for name in ("pat", "kim", "zoe"):
        desk.add_lead(name)
    retry_at = StoredLead.objects.get(lead_id="zoe").retry_at
    assert retry_at is not None
    seconds = retry_at - int(MONDAY.timestamp())
    later(desk, timedelta(seconds=seconds - 1))
    assert desk.state("zoe").owner_rep_id is None
    later(desk, timedelta(seconds=seconds))
    assert desk.state("zoe").owner_rep_id in ("ann", "bob")


def test_room_given_by_a_new_pact_or_roster_is_used_at_once(desk: Desk) -> None:
    with_caps(1)
    for name in ("pat", "kim", "zoe", "abe"):
        desk.add_lead(name)
    later(desk, HOUR)
    assert StoredLead.objects.filter(owner_rep_id=None).count() == 2
    with clock.fixed(MONDAY + 2 * HOUR):
        with_caps(2)
        work_off(as_of=clock.now())
    assert StoredLead.objects.filter(owner_rep_id=None).count() == 0


def test_pact_that_begins_later_is_waited_for(desk: Desk) -> None:
    publish(PACT, by="system:test", effective_at=MONDAY + 2 * HOUR)
    later(desk, HOUR)
    assert RetryRequest.objects.filter(happened_at__gt=MONDAY + HOUR).count() == 1
    later(desk, 2 * HOUR)
    assert RetryRequest.objects.count() == 0


def add_leave(name: str, rep_id: str, starts: timedelta, ends: timedelta) -> StoredAbsence:
    rep = StoredRep.objects.get(pk=rep_id)
    return add_absence(name, rep, starts_at=MONDAY + starts, ends_at=MONDAY + ends)


def test_leave_lets_the_cadence_of_every_held_lead_rest_once(desk: Desk) -> None:
    for name in ("pat", "kim", "zoe"):
        desk.add_lead(name)
    later(desk, timedelta(0))
    add_leave("a1", "ann", HOUR, 30 * HOUR)
    later(desk, HOUR)
    later(desk, 2 * HOUR)
    held = StoredLead.objects.filter(owner_rep_id="ann").values_list("lead_id", flat=True)
    assert sorted(held) == ["pat", "zoe"]
    for name in ("pat", "zoe"):
        taken = open_store().taken_commands(name)
        assert len([key for key in taken if key.startswith("leave/ann/")]) == 1
        assert rests(desk, name)
    assert not rests(desk, "kim")
    assert PendingCommand.objects.count() == 0


def test_leave_that_is_entered_late_is_noticed(desk: Desk) -> None:
    desk.add_lead("pat")
    later(desk, 2 * HOUR)
    add_leave("a1", "ann", HOUR, 30 * HOUR)  # ill since an hour ago
    later(desk, 2 * HOUR)
    assert rests(desk, "pat")


def test_rep_who_is_back_gets_a_lead_that_waits(desk: Desk) -> None:
    add_leave("a1", "ann", -HOUR, 3 * HOUR)
    add_leave("b1", "bob", -HOUR, 50 * HOUR)
    desk.add_lead("pat")
    later(desk, 2 * HOUR)
    assert desk.state("pat").owner_rep_id is None
    later(desk, 3 * HOUR)
    assert desk.state("pat").owner_rep_id == "ann"


def test_lead_whose_decision_raises_backs_off_and_holds_up_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk.add_lead("pat")
    desk.add_lead("kim")
    due_at = LeadClock.objects.get(lead_id="pat", kind="FIRST_TOUCH").due_at
    real = attempts.record

    def failing(lead_id: str, command: Command, **values: object) -> object:
        decision = real(lead_id, command, **values)
        if lead_id == "pat":
            raise ZeroDivisionError("Pat Pat has no phone")
        return decision

    monkeypatch.setattr(attempts, "record", failing)
    with caplog.at_level(logging.ERROR):
        later(desk, due_at - MONDAY + HOUR)
    row = StoredLead.objects.get(lead_id="pat")
    assert row.failures == 1
    assert row.wake_at == int((due_at + HOUR + timedelta(minutes=1)).timestamp())
    assert LeadClock.objects.get(lead_id="kim", kind="FIRST_TOUCH").state == "BREACHED"
    assert "lead pat" in caplog.text
    assert "phone" not in caplog.text
    monkeypatch.undo()
    later(desk, due_at - MONDAY + HOUR + timedelta(minutes=1))
    assert LeadClock.objects.get(lead_id="pat", kind="FIRST_TOUCH").breached_at == due_at
    assert StoredLead.objects.get(lead_id="pat").failures == 0


def test_lead_that_backs_off_differs_in_nothing_from_its_events(desk: Desk) -> None:
    desk.add_lead("pat")
    attempts.note_failure("pat", ZeroDivisionError(), MONDAY)
    assert differences() == []
    assert StoredLead.objects.get(lead_id="pat").failures == 1
    StoredLead.objects.filter(lead_id="pat").update(stage=None)
    assert [item.tables for item in compare_leads(as_of=MONDAY)] == [("lead",)]
    row = StoredLead.objects.get(lead_id="pat")
    assert (row.stage, row.failures) == ("CONVERSATION_LEAD", 1)


def test_only_one_worker_leads_until_its_lease_ends(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    if desk.database == "sqlite":
        assert marks.is_leader(MONDAY)  # there is only one worker
        return
    assert marks.is_leader(MONDAY)
    monkeypatch.setattr(marks, "_ME", "another")
    assert not marks.is_leader(MONDAY + timedelta(seconds=20))
    assert marks.is_leader(MONDAY + timedelta(seconds=31))
    monkeypatch.undo()
    assert not marks.is_leader(MONDAY + timedelta(seconds=32))
    marks.give_up_lead()  # of another: that one keeps it
    assert WorkerMark.objects.filter(name="leader").exists()


def test_worker_notes_that_it_is_alive(desk: Desk) -> None:
    with clock.fixed(MONDAY + HOUR):
        work_once(as_of=clock.now())
    assert WorkerMark.objects.get(name="worker").reached_at == MONDAY + HOUR
