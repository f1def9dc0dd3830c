"""Must hold 18: an erased value is in no table, no log and, after cleaning, in no file."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from company import MONDAY, Desk
from django.db import connection
from two_persons import GONE, VALUES, clean, in_files, in_tables, two_persons

from leadpact.desk import clock
from leadpact.desk.api.models import RequestKey
from leadpact.desk.capture.models import QuarantinedSubmission
from leadpact.desk.governance.models import AuditEntry
from leadpact.desk.leads.erasure import PERSONAL_TABLES, erase, erase_again
from leadpact.desk.leads.erasure_list import (
    ERASURES_FILE,
    UnableToReadErasures,
    add_to_list,
    path_of_list,
    read_list,
)
from leadpact.desk.leads.models import LeadCard, LeadTask
from leadpact.desk.privacy.suppression import SuppressionReason, suppression_of
from leadpact.desk.store import in_transaction, open_store, rules_in_force
from leadpact.desk.work.models import OutboxRow, PendingCommand
from leadpact.storage.lead_store import ErasedLead, rebuild_lead
from leadpact.terms.refusals import RefusalCode


@in_transaction
def _differs(lead_id: str) -> bool:
    return bool(rebuild_lead(open_store(), rules_in_force(clock.now()), lead_id).differed)


def test_an_erased_value_is_in_no_table_no_log_and_no_file(
    fresh_desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """Must hold 18."""
    gone, kept = two_persons(fresh_desk)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    assert in_tables(VALUES) >= set(VALUES) - {"212 555 0177"}
    assert erase(gone, by="person:user-9") is None
    assert in_tables(VALUES) == set()
    assert not any(value in caplog.text for value in VALUES)
    clean()
    assert in_files(VALUES) == set()
    assert in_tables(["Keepa", "keeper@stay.example"]) == {"Keepa", "keeper@stay.example"}
    assert LeadCard.objects.get(lead_id=kept).email == "keeper@stay.example"
    assert not _differs(gone)
    assert not _differs(kept)
    (row,) = read_list(path_of_list()).values()
    assert (row.lead_id, row.erased_at) == (gone, MONDAY)
    assert set(json.loads(path_of_list().read_text())) == {"lead_id", "command_id", "erased_at"}
    assert path_of_list().stat().st_mode & 0o077 == 0


def test_work_on_an_erased_person_ends_and_its_count_stays(desk: Desk) -> None:
    gone, kept = two_persons(desk)
    stage = LeadCard.objects.get(lead_id=gone).stage
    assert erase(gone, by="person:user-9") is None
    card = LeadCard.objects.get(lead_id=gone)
    assert (card.name, card.email, card.phone, card.title) == ("", "", "", "")
    assert card.stage == stage
    assert card.owner_rep_id == ""
    for model in (LeadTask, PendingCommand, OutboxRow):
        assert not model.objects.filter(lead_id=gone).exists()
    assert LeadTask.objects.filter(lead_id=kept).exists()
    assert suppression_of(GONE["email"]) is SuppressionReason.ERASED
    assert suppression_of(None, GONE["phone"]) is SuppressionReason.ERASED
    entry = AuditEntry.objects.get(act="person.erased")
    assert entry.about["lead_ids"] == [gone]
    assert not any(value in str(entry.about) for value in VALUES)


def test_a_rep_erases_nobody(desk: Desk) -> None:
    gone, _ = two_persons(desk)
    refusal = erase(gone, by="person:ann")
    assert refusal is not None
    assert refusal.code is RefusalCode.OTHER_ROLE_NEEDED
    assert LeadCard.objects.get(lead_id=gone).email == GONE["email"]
    assert not AuditEntry.objects.filter(act="person.erased").exists()


def test_quarantine_and_kept_answers_hold_nothing_of_an_erased_person(desk: Desk) -> None:
    gone, _ = two_persons(desk)
    desk.add_lead(f"{gone}0")
    other = RequestKey.objects.create(
        principal="system:site",
        key="other",
        digest="0",
        recorded_at=MONDAY,
        taken_at=MONDAY,
        body=json.dumps({"lead_id": f"{gone}0"}),
    )
    assert QuarantinedSubmission.objects.exclude(values={}).count() == 3
    assert erase(gone, by="person:user-9") is None
    for row in QuarantinedSubmission.objects.all():
        assert (row.values, row.network) == ({}, "")
    bodies = sorted(RequestKey.objects.exclude(pk=other.pk).values_list("body", flat=True))
    assert bodies[:2] == ["", ""]
    assert "keeper@stay.example" in bodies[2]
    other.refresh_from_db()
    assert other.body  # of a lead whose id only begins alike


def test_a_copy_that_is_brought_back_is_erased_again(desk: Desk) -> None:
    gone, kept = two_persons(desk)
    erased = [ErasedLead(gone, "erase/1", MONDAY), ErasedLead("unknown", "x", MONDAY)]
    assert in_tables(VALUES)
    assert erase_again(erased, as_of=MONDAY) == 1
    assert in_tables(VALUES) == set()
    assert desk.state(gone).erased_at == MONDAY
    assert LeadCard.objects.get(lead_id=kept).email == "keeper@stay.example"
    assert erase_again(erased, as_of=MONDAY) == 0  # again it changes nothing


def test_list_of_erasures_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "new" / ERASURES_FILE
    first, later = ErasedLead("L-1", "e-1", MONDAY), MONDAY + timedelta(days=1)
    add_to_list(path, [first])
    add_to_list(path, [ErasedLead("L-1", "e-2", later), ErasedLead("L-2", "e-3", later)])
    assert read_list(path) == {"L-1": first, "L-2": ErasedLead("L-2", "e-3", later)}
    assert len(path.read_text().splitlines()) == 2
    assert read_list(tmp_path / "none") == {}


def test_list_of_erasures_with_a_line_cut_off_is_refused_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / ERASURES_FILE
    add_to_list(path, [ErasedLead("L-1", "e-1", MONDAY)])
    path.write_text(path.read_text() + '{"lead_id": "L-')
    with pytest.raises(UnableToReadErasures) as failure:
        read_list(path)
    assert failure.value.issue.code == "erasures-unreadable"
    assert str(failure.value.issue.place).endswith(f"{ERASURES_FILE}:2")


def test_every_table_with_personal_columns_is_registered() -> None:
    assert {table.model for table in PERSONAL_TABLES} >= {
        "leads.LeadCard",
        "work.PendingCommand",
        "capture.CaptureEvidence",
        "capture.QuarantinedSubmission",
        "api.RequestKey",
    }
