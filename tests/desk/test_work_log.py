"""What each rep did is kept by events: touches, and promises by who owed them then."""

from datetime import timedelta

import pytest
from company import MONDAY, Desk

from leadpact.desk import clock
from leadpact.desk.leads.models import RepWork
from leadpact.desk.leads.work_log import work_of
from leadpact.desk.store import open_store
from leadpact.desk.work.worker import work_once
from leadpact.engine.lifecycle import AssignToRep, RecordTouch, WithdrawReport
from leadpact.events import read_log
from leadpact.terms.stages import TouchKind


def touch(desk: Desk, lead_id: str, rep_id: str, press: str = "call") -> None:
    """Record a call of a rep."""
    command = RecordTouch(press, clock.now(), rep_id, TouchKind.CALL, actor=f"person:{rep_id}")
    assert desk.record(lead_id, command).refusal is None


def rows(lead_id: str = "pat") -> set[tuple[str, str, str]]:
    """Return rep, kind and what it is about."""
    found = RepWork.objects.filter(lead_id=lead_id)
    return set(found.values_list("rep_id", "kind", "about"))


def test_touch_and_kept_promise_are_the_rep_s(desk: Desk) -> None:
    desk.add_lead("pat")
    touch(desk, "pat", "ann")
    assert rows() == {("ann", "TOUCH", "CALL"), ("ann", "KEPT", "FIRST_TOUCH")}


def test_missed_promise_is_of_who_had_the_lead_then(desk: Desk) -> None:
    desk.add_lead("pat")
    with clock.fixed(MONDAY + timedelta(hours=5)):
        work_once(as_of=clock.now())
        desk.record("pat", AssignToRep("named", clock.now(), "bob", actor="person:may"))
    assert ("ann", "MISSED", "FIRST_TOUCH") in rows()
    assert not RepWork.objects.filter(rep_id="bob", kind="MISSED").exists()


def test_withdrawn_touch_and_the_promise_it_kept_are_gone(desk: Desk) -> None:
    desk.add_lead("pat")
    with clock.fixed(MONDAY + timedelta(minutes=5)):
        touch(desk, "pat", "ann")
    with clock.fixed(MONDAY + timedelta(minutes=6)):
        command = WithdrawReport("undo", clock.now(), "call", actor="person:ann")
        assert desk.record("pat", command).refusal is None
    assert rows() == set()


@pytest.mark.parametrize("withdraws", [False, True])
def test_work_folded_from_the_stored_events_is_the_work_kept(desk: Desk, withdraws: bool) -> None:
    desk.add_lead("pat")
    with clock.fixed(MONDAY + timedelta(hours=5)):
        work_once(as_of=clock.now())
        desk.record("pat", AssignToRep("named", clock.now(), "bob", actor="person:may"))
        touch(desk, "pat", "bob")
    if withdraws:
        with clock.fixed(MONDAY + timedelta(hours=6)):
            desk.record("pat", WithdrawReport("undo", clock.now(), "call", actor="person:bob"))
    store = open_store()
    log = read_log(
        store.events_of("pat"),
        store.codec,
        store.personal_of("pat"),
        lead_id="pat",
        version=desk.state("pat").version,
    )
    folded = {(item.rep_id, item.kind, item.about) for item in work_of(log.events)}
    assert rows() <= folded
    if not withdraws:
        assert rows() == folded
