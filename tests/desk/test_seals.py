"""Seals of events: what was recorded stays as it was, or it is named."""

from datetime import timedelta

import pytest
from company import MONDAY, Desk
from django.db import connection

from leadpact.desk.leads.actions import record
from leadpact.desk.work.models import EventDigest, Seal, WorkerMark
from leadpact.desk.work.seals import seal_events, seal_when_due
from leadpact.desk.work.verifying import verify_seals
from leadpact.engine.lifecycle import ErasePerson
from leadpact.terms.actors import person_actor


def seal_all() -> int:
    """Seal every event; on PostgreSQL no other transaction is open, but the test's own."""
    if connection.vendor == "postgresql":
        about = "1000000000/0"  # as if all transactions of now had ended
        WorkerMark.objects.update_or_create(
            name="seal", defaults={"reached_at": MONDAY, "about": about}
        )
    return seal_events(as_of=MONDAY)


def n_events() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM event")
        return cursor.fetchone()[0]


def tamper(sql: str) -> None:
    """Change an event as only somebody can who owns the database."""
    with connection.cursor() as cursor:
        for act in ("update", "delete"):
            on = " ON event" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER event_{act}{on}")
        cursor.execute(sql)


def test_every_event_is_sealed_once_and_verifies(desk: Desk) -> None:
    desk.add_lead("pat")
    assert seal_all() == n_events()
    desk.add_lead("kim")
    seal_all()
    assert seal_all() == 0
    found = verify_seals()
    assert (found.fault, found.n_events, found.n_seals) == ("", n_events(), 2)


def test_event_with_one_byte_changed_is_named(desk: Desk) -> None:
    """Must hold 19: one event byte changed, and verify names it."""
    desk.add_lead("pat")
    desk.add_lead("kim")
    seal_all()
    desk.is_whole = False
    tamper("UPDATE event SET payload = replace(payload, '300', '301') WHERE lead_id = 'kim'")
    found = verify_seals()
    assert found.fault == "The event kim/1 of lead kim is not as it was sealed."


@pytest.mark.parametrize("column", ["actor", "occurred_at", "recorded_at", "command_id"])
def test_no_column_of_an_event_can_change_unseen(desk: Desk, column: str) -> None:
    desk.add_lead("pat")
    seal_all()
    desk.is_whole = False
    value = "occurred_at + 1" if column.endswith("_at") else "'other'"
    tamper(f"UPDATE event SET {column} = {value} WHERE lead_id = 'pat' AND n = 3")
    assert verify_seals().fault == "The event pat/3 of lead pat is not as it was sealed."


def test_event_that_is_gone_is_named(desk: Desk) -> None:
    desk.add_lead("pat")
    seal_all()
    desk.is_whole = False
    seq = EventDigest.objects.order_by("seq").last().seq
    tamper(f"DELETE FROM event WHERE seq = {seq}")
    assert verify_seals().fault == f"The event of number {seq} is gone."


def test_digest_changed_with_its_event_is_found_by_the_root(desk: Desk) -> None:
    desk.add_lead("pat")
    seal_all()
    last = EventDigest.objects.order_by("seq").last()
    EventDigest.objects.filter(seq=last.seq).update(digest=b"other")
    assert "is not as it was sealed" in verify_seals().fault
    EventDigest.objects.filter(seq=last.seq).delete()
    assert "was added after" in verify_seals().fault
    Seal.objects.update(root="other")
    EventDigest.objects.create(seq=last.seq, digest=last.digest)
    assert "are not those that were sealed" in verify_seals().fault


def test_root_that_was_kept_outside_finds_what_was_sealed_again(desk: Desk) -> None:
    desk.add_lead("pat")
    seal_all()
    kept = {seal.until_seq: seal.root for seal in Seal.objects.all()}
    assert verify_seals(kept).fault == ""
    Seal.objects.all().delete()
    EventDigest.objects.all().delete()
    assert "is gone" in verify_seals(kept).fault
    desk.is_whole = False
    tamper("UPDATE event SET actor = 'system:other' WHERE lead_id = 'pat' AND n = 1")
    seal_all()
    assert verify_seals().fault == ""
    assert "has another root than exported" in verify_seals(kept).fault


def test_seals_verify_after_an_erasure(desk: Desk) -> None:
    desk.add_lead("pat")
    seal_all()
    record("pat", ErasePerson("forget", MONDAY, actor=person_actor("may")))
    seal_all()
    assert verify_seals().fault == ""
    assert verify_seals().n_events == n_events()


def test_events_are_sealed_once_an_hour(desk: Desk) -> None:
    desk.add_lead("pat")
    seal_all()
    desk.add_lead("kim")
    assert seal_when_due(as_of=MONDAY + timedelta(minutes=59)) == 0
    n_sealed = seal_when_due(as_of=MONDAY + timedelta(hours=1))
    # On PostgreSQL the transaction of the test is open still, so its events are not settled.
    assert (n_sealed > 0) == (desk.database == "sqlite")
