"""Must hold 18: a backup that is brought back does not undo an erasure."""

from pathlib import Path

import pytest
from company import MONDAY
from django.contrib.sessions.models import Session
from fresh import FreshDesk
from two_persons import VALUES, clean, in_files, in_tables, two_persons

from leadpact.desk.leads.erasure import erase
from leadpact.desk.leads.erasure_list import (
    ERASURES_FILE,
    UnableToReadErasures,
    add_to_list,
    read_list,
)
from leadpact.desk.leads.models import LeadCard, StoredLead
from leadpact.desk.privacy.suppression import SuppressionReason, suppression_of
from leadpact.desk.setup.backup import UnableToCopy, back_up, read_roots
from leadpact.desk.setup.doctor import examine
from leadpact.desk.setup.rebuild import compare_leads
from leadpact.desk.setup.restore import restore
from leadpact.desk.store import open_store
from leadpact.desk.work.seals import seal_events
from leadpact.desk.work.verifying import verify_seals
from leadpact.storage.lead_store import ErasedLead

BY = "person:user-9"


def seal_all() -> None:
    """Seal every event: the first time sees on PostgreSQL only what there is."""
    seal_events(as_of=MONDAY)
    seal_events(as_of=MONDAY)


def in_home(home: Path, *but: str) -> set[str]:
    """Return the values that any file of the installation has, but for some folders."""
    paths = [path for path in home.rglob("*") if path.is_file()]
    texts = [path.read_bytes() for path in paths if path.relative_to(home).parts[0] not in but]
    return {value for value in VALUES if any(value.encode() in text for text in texts)}


def test_person_erased_after_the_backup_is_in_no_table_and_no_file_after_the_restore(
    own_desk: FreshDesk,
) -> None:
    """Must hold 18."""
    gone, kept = two_persons(own_desk.desk)
    copy = back_up(own_desk.home / "copy", as_of=MONDAY)
    assert (copy.n_leads, copy.n_erasures) == (2, 0)
    assert erase(gone, by=BY) is None
    own_desk.desk.add_lead("zoe")
    Session.objects.create(session_key="k", session_data="", expire_date=MONDAY)
    with pytest.raises(UnableToCopy, match="leads"):
        restore(copy.folder, as_of=MONDAY)
    found = restore(copy.folder, as_of=MONDAY, replaces=True)
    assert (found.n_leads, found.n_erased) == (2, 1)
    assert Session.objects.count() == 0
    assert not StoredLead.objects.filter(lead_id="zoe").exists()
    assert LeadCard.objects.get(lead_id=kept).name == "Keepa Staywell"
    assert in_tables(VALUES) == set()
    clean()
    assert in_files(VALUES) == set()
    assert in_home(own_desk.home, "copy") == set()
    assert suppression_of("zyxanthe.quorl@erase-me.example") is SuppressionReason.ERASED
    assert [item for item in compare_leads(as_of=MONDAY, corrects=False) if item] == []
    assert restore(copy.folder, as_of=MONDAY, replaces=True).n_erased == 1


def test_seals_verify_after_an_erasure_and_after_the_restore_that_repeats_it(
    own_desk: FreshDesk,
) -> None:
    gone, _ = two_persons(own_desk.desk)
    seal_all()
    copy = back_up(own_desk.home / "copy", as_of=MONDAY)
    kept = read_roots(copy.folder / "seals.json")
    assert kept
    assert erase(gone, by=BY) is None
    seal_all()
    assert verify_seals(kept).fault == ""
    assert verify_seals().n_events == n_events()
    restore(copy.folder, as_of=MONDAY, replaces=True)
    assert verify_seals(kept).fault == ""
    seal_all()
    found = verify_seals(kept)
    assert (found.fault, found.n_events) == ("", n_events())
    done = own_desk.run("desk", "verify", "--against", str(copy.folder / "seals.json"))
    assert done.returncode == 0, done.stderr


def n_events() -> int:
    return open_store().statements.run("SELECT count(*) FROM event")[0][0]


def test_list_survives_the_restore_of_a_copy_that_does_not_know_the_person(
    own_desk: FreshDesk,
) -> None:
    first = back_up(own_desk.home / "first", as_of=MONDAY)
    gone, _ = two_persons(own_desk.desk)
    second = back_up(own_desk.home / "second", as_of=MONDAY)
    assert erase(gone, by=BY) is None
    assert restore(first.folder, as_of=MONDAY, replaces=True).n_erased == 0
    assert restore(second.folder, as_of=MONDAY, replaces=True).n_erased == 1
    assert in_tables(VALUES) == set()


def test_database_that_is_lost_is_restored_elsewhere_by_the_list_that_was_kept_apart(
    own_desk: FreshDesk,
) -> None:
    gone, _ = two_persons(own_desk.desk)
    older = back_up(own_desk.home / "older", as_of=MONDAY)
    assert erase(gone, by=BY) is None
    (own_desk.home / ERASURES_FILE).unlink()  # as if another machine had erased
    newer = back_up(own_desk.home / "newer", as_of=MONDAY)
    kept = newer.folder / ERASURES_FILE
    assert newer.n_erasures == 1
    assert list(read_list(kept)) == list(read_list(own_desk.home / ERASURES_FILE)) == [gone]
    own_desk.lose()
    with pytest.raises(UnableToReadErasures):
        restore(older.folder, as_of=MONDAY, erasures=own_desk.home / "none")
    found = restore(older.folder, as_of=MONDAY, erasures=kept)
    assert (found.n_leads, found.n_erased) == (2, 1)
    assert in_tables(VALUES) == set()
    assert list(read_list(own_desk.home / ERASURES_FILE)) == [gone]


def test_copy_brought_back_by_other_means_is_found_and_erased_by_clean(
    own_desk: FreshDesk,
) -> None:
    gone, _ = two_persons(own_desk.desk)
    path = own_desk.home / ERASURES_FILE
    add_to_list(path, [ErasedLead(gone, "e-1", MONDAY), ErasedLead("unknown", "e-2", MONDAY)])
    found = {issue.code: str(issue.place) for issue in examine(as_of=MONDAY)}
    assert found["erasures-undone"] == str(path)
    done = own_desk.run("desk", "clean")
    assert done.returncode == 0, done.stderr
    assert f"1 leads of {path} were erased again." in done.stderr
    assert in_tables(VALUES) == set()
    assert "erasures-undone" not in {issue.code for issue in examine(as_of=MONDAY)}
    path.write_text("cut off")
    assert "erasures-unreadable" in {issue.code for issue in examine(as_of=MONDAY)}
