"""Keep a desk in order: doctor, rebuild, backup and restore."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from company import MONDAY, Desk
from django.conf import settings
from fresh import FreshDesk

from leadpact.desk import clock
from leadpact.desk.leads.models import LeadCard, StoredLead
from leadpact.desk.setup.backup import UnableToCopy, back_up
from leadpact.desk.setup.doctor import examine
from leadpact.desk.setup.rebuild import compare_leads
from leadpact.desk.setup.restore import restore
from leadpact.desk.work import attempts
from leadpact.desk.work.models import OutboxRow, PendingCommand
from leadpact.desk.work.worker import work_once


def codes() -> set[str]:
    return {issue.code for issue in examine(as_of=clock.now())}


def test_doctor_finds_nothing_at_a_desk_that_works(desk: Desk) -> None:
    desk.add_lead("pat")
    work_once(as_of=MONDAY)
    assert codes() == set()


def test_doctor_finds_that_no_worker_works(desk: Desk) -> None:
    assert codes() == {"worker-silent"}
    work_once(as_of=MONDAY)
    with clock.fixed(MONDAY + timedelta(minutes=2)):
        assert codes() == {"worker-silent"}


def test_doctor_finds_what_is_stuck(desk: Desk) -> None:
    desk.add_lead("pat")
    work_once(as_of=MONDAY)
    attempts.note_failure("pat", ZeroDivisionError(), MONDAY)
    assert codes() == {"leads-stuck"}
    PendingCommand.objects.create(
        lead_id="pat", command_id="c", body="", actor="system:form", recorded_at=MONDAY
    )
    OutboxRow.objects.create(kind="x", dedupe_key="x", is_dead=True, recorded_at=MONDAY)
    assert codes() == {"leads-stuck", "commands-stuck", "messages-dead"}


def test_doctor_finds_rows_that_differ_and_rebuild_writes_them_again(desk: Desk) -> None:
    desk.add_lead("pat")
    work_once(as_of=MONDAY)
    LeadCard.objects.filter(lead_id="pat").update(owner_rep_id="bob")
    StoredLead.objects.filter(lead_id="pat").update(owner_rep_id="bob")
    assert codes() == {"rows-differ"}
    (found,) = compare_leads(as_of=MONDAY, corrects=False)
    assert found is not None
    assert found.tables == ("lead", "lead_card")
    assert codes() == {"rows-differ"}
    list(compare_leads(as_of=MONDAY))
    assert codes() == set()
    assert LeadCard.objects.get(lead_id="pat").owner_rep_id == "ann"


def test_doctor_finds_a_key_that_others_can_read(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_once(as_of=MONDAY)
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.delenv("LEADPACT_SECRET_KEY", raising=False)
    (tmp_path / "secret-key").write_text("x" * 50)
    os.chmod(tmp_path / "secret-key", 0o644)
    assert codes() == {"secret-key-open"}
    monkeypatch.setenv("LEADPACT_SECRET_KEY", "short")
    assert codes() == {"secret-key-short"}


def test_backup_is_complete_or_not_there(own_desk: FreshDesk) -> None:
    folder = own_desk.home / "copy"
    back_up(folder, as_of=MONDAY)
    assert sorted(item.name for item in folder.iterdir())[0] == "backup.json"
    assert folder.stat().st_mode & 0o077 == 0
    with pytest.raises(UnableToCopy) as failure:
        back_up(folder, as_of=MONDAY)
    assert failure.value.issue.code == "backup-exists"
    (folder / "backup.json").write_text("{}")
    with pytest.raises(UnableToCopy) as failure:
        restore(folder, as_of=MONDAY, replaces=True)
    assert failure.value.issue.code == "backup-unreadable"
    (folder / "backup.json").write_text(json.dumps({"database": "other"}))
    with pytest.raises(UnableToCopy) as failure:
        restore(folder, as_of=MONDAY, replaces=True)
    assert failure.value.issue.code == "backup-of-other-database"


@pytest.mark.long
def test_commands_of_care_print_what_they_find(own_desk: FreshDesk) -> None:
    own_desk.desk.add_lead("pat")
    done = own_desk.run("desk", "doctor")
    assert done.returncode == 1
    assert "worker error worker-silent: " in done.stderr
    done = own_desk.run("desk", "rebuild", "--check")
    assert (done.returncode, done.stdout) == (0, "1 leads: 0 differ.\n")
    LeadCard.objects.update(name="Other")
    done = own_desk.run("desk", "rebuild", "--check")
    assert (done.returncode, done.stdout) == (1, "1 leads: 1 differ.\n")
    assert "lead pat: lead_card" in done.stderr
    done = own_desk.run("desk", "rebuild")
    assert (done.returncode, done.stdout) == (0, "1 leads: 1 differ.\n1 were written again.\n")
    done = own_desk.run("desk", "verify")
    assert (done.returncode, done.stdout) == (
        0,
        "0 events under 0 seals are as they were sealed.\n",
    )
    copy = own_desk.home / "copy"
    done = own_desk.run("desk", "backup", str(copy))
    assert done.returncode == 0, done.stderr
    done = own_desk.run("desk", "verify", "--against", str(copy / "seals.json"))
    assert done.returncode == 0, done.stderr
    done = own_desk.run("desk", "restore", str(copy))
    assert done.returncode == 1
    assert "error desk-not-empty: " in done.stderr
    done = own_desk.run("desk", "restore", str(copy), "--replace")
    assert done.returncode == 0, done.stderr
    assert "1 leads are back" in done.stdout
