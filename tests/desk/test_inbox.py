"""Commands that are put off: undone, decided on when they are due, refused or failing."""

from datetime import timedelta

import pytest
from company import MONDAY, Desk

from leadpact.desk import clock
from leadpact.desk.store import open_store
from leadpact.desk.work import inbox
from leadpact.desk.work.inbox import decide_pending, dismiss, put_off, try_again, undo
from leadpact.desk.work.models import PendingCommand
from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import Command, DisposeLead, RecordLead, RecordTouch
from leadpact.terms.actors import person_actor
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Channel, RepRole, TouchKind

DUE = MONDAY + timedelta(seconds=8)


def touch(name: str = "touch-1", channel: Channel = TouchKind.CALL) -> Command:
    return RecordTouch(name, MONDAY, "ann", channel, actor=person_actor("ann"))


def dispose(note: str = "Has Pat's word for it") -> Command:
    return DisposeLead(
        "gone", MONDAY, RepRole.SDR, "UNQUALIFIED", "ann", note=note, actor=person_actor("ann")
    )


def test_command_is_decided_on_when_it_is_due_and_not_before(desk: Desk) -> None:
    desk.add_lead("pat")
    assert put_off("pat", touch(), not_before=DUE) is None
    assert decide_pending(as_of=DUE - timedelta(seconds=1)) == 0
    assert len(desk.state("pat").touches) == 0
    with clock.fixed(DUE):
        assert decide_pending(as_of=DUE) == 1
    assert len(desk.state("pat").touches) == 1
    assert PendingCommand.objects.count() == 0


def test_command_that_was_undone_is_never_decided_on(desk: Desk) -> None:
    desk.add_lead("pat")
    put_off("pat", touch(), not_before=DUE)
    assert undo("pat", "touch-1") is True
    assert undo("pat", "touch-1") is False
    with clock.fixed(DUE):
        assert decide_pending(as_of=DUE) == 0
    assert len(desk.state("pat").touches) == 0


def test_command_that_was_decided_on_cannot_be_undone(desk: Desk) -> None:
    desk.add_lead("pat")
    put_off("pat", touch(), not_before=MONDAY)
    decide_pending(as_of=MONDAY)
    assert undo("pat", "touch-1") is False


def test_command_that_is_stored_twice_is_decided_on_once(desk: Desk) -> None:
    desk.add_lead("pat")
    assert put_off("pat", touch(), not_before=DUE) is None
    assert put_off("pat", touch(), not_before=DUE) is None
    with clock.fixed(DUE):
        decide_pending(as_of=DUE)
        assert put_off("pat", touch(), not_before=DUE) is None
        assert decide_pending(as_of=DUE) == 0
    assert len(desk.state("pat").touches) == 1


def test_another_command_under_a_known_id_is_refused_and_not_stored(desk: Desk) -> None:
    desk.add_lead("pat")
    put_off("pat", touch(), not_before=DUE)
    refusal = put_off("pat", touch(channel=TouchKind.EMAIL), not_before=DUE)
    assert refusal is not None
    assert refusal.code is RefusalCode.ID_TAKEN
    with clock.fixed(DUE):
        decide_pending(as_of=DUE)
        again = put_off("pat", touch(channel=TouchKind.EMAIL), not_before=DUE)
    assert again is not None
    assert [item.channel for item in desk.state("pat").touches] == [TouchKind.CALL]


def test_values_of_a_person_are_not_in_the_row(desk: Desk) -> None:
    desk.add_lead("pat")
    put_off("pat", dispose(), not_before=DUE)
    row = PendingCommand.objects.get()
    assert "Pat's word" not in row.body
    store = open_store()
    command = store.codec.decode_command(row.body, store.personal_of("pat"))
    assert command == dispose()


def test_refusal_is_kept_until_somebody_has_seen_it(desk: Desk) -> None:
    desk.add_lead("pat")
    put_off("pat", touch("t"), not_before=DUE)
    put_off("nobody", touch("t"), not_before=DUE)
    with clock.fixed(DUE):
        assert decide_pending(as_of=DUE) == 2
        row = PendingCommand.objects.get()
        assert (row.lead_id, row.refusal) == ("nobody", "LEAD_UNKNOWN")
        assert decide_pending(as_of=DUE + timedelta(days=1)) == 0
        assert undo("nobody", "t") is False
        assert try_again("nobody", "t") is True
        assert decide_pending(as_of=DUE) == 1
        assert dismiss("nobody", "t") is True
    assert PendingCommand.objects.count() == 0


def test_command_whose_decision_raises_comes_later_and_holds_up_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add_lead("pat")
    desk.add_lead("kim")
    put_off("pat", touch(), not_before=MONDAY)
    put_off("kim", touch(), not_before=MONDAY)
    real = inbox.record

    def failing(lead_id: str, command: Command, **values: object) -> object:
        decision = real(lead_id, command, **values)
        if lead_id == "pat":
            raise ZeroDivisionError("for Pat Pat")
        return decision

    monkeypatch.setattr(inbox, "record", failing)
    assert decide_pending(as_of=MONDAY) == 2
    row = PendingCommand.objects.get()
    assert (row.failure, row.n_failures) == ("ZeroDivisionError", 1)
    assert row.not_before == MONDAY + timedelta(minutes=1)
    assert (len(desk.state("pat").touches), len(desk.state("kim").touches)) == (0, 1)
    monkeypatch.undo()
    with clock.fixed(MONDAY + timedelta(minutes=1)):
        assert decide_pending(as_of=clock.now()) == 1
    assert len(desk.state("pat").touches) == 1


def test_new_lead_that_waits_in_the_inbox_comes_with_its_values(desk: Desk) -> None:
    lead = Lead("pat", {"first_name": "Pat", "email": "pat@customer.example"}, created_at=MONDAY)
    put_off("pat", RecordLead("came", MONDAY, lead, actor="system:form"), not_before=MONDAY)
    assert "customer.example" not in PendingCommand.objects.get().body
    assert decide_pending(as_of=MONDAY, lead_id="kim") == 0
    assert decide_pending(as_of=MONDAY, lead_id="pat") == 1
    state = desk.state("pat")
    assert state.lead is not None
    assert state.lead.attributes["email"] == "pat@customer.example"
