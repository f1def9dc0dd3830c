"""A history that is loaded gives the states of its replay, and the desk goes on from there."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from loaded_company import END, PACT, empty_desk, history_of, hold_equal, make_company, replay_of

from leadpact.desk.capture.actions import capture
from leadpact.desk.leads.actions import record
from leadpact.desk.leads.models import LeadCard, RepWork, StoredLead
from leadpact.desk.leads.queries import read_lead
from leadpact.desk.leads.work_log import work_of
from leadpact.desk.people.models import StoredAbsence
from leadpact.desk.setup.load import LoadedHistory, UnableToLoad, load_history
from leadpact.desk.store import open_store
from leadpact.desk.work.leaves import note_leaves
from leadpact.desk.work.models import OutboxRow, PendingCommand
from leadpact.engine.lifecycle import EndLead, RecordActivity, RecordLead
from leadpact.events import read_log


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated company of 200 leads, of whom some twenty qualify."""
    return make_company(tmp_path_factory.mktemp("company") / "data", 200)


@pytest.fixture(scope="module")
def desk_with_history(database: str, company: Path) -> Iterator[LoadedHistory]:
    """A desk into which the history of the company was loaded; rolled back after these tests."""
    del database
    with empty_desk():
        yield load_history(company, pact_text=PACT, until=END)


@pytest.fixture
def loaded(desk_with_history: LoadedHistory) -> Iterator[LoadedHistory]:
    """What was loaded; what a test changes is rolled back."""
    with transaction.atomic():
        yield desk_with_history
        transaction.set_rollback(True)


def test_loaded_history_equals_its_replay_state_by_state(
    loaded: LoadedHistory, company: Path
) -> None:
    assert (loaded.n_leads, loaded.until) == (200, END)
    assert 10 < loaded.n_qualified < 60
    hold_equal(replay_of(company, PACT), loaded)


def test_nothing_is_sent_for_the_past(loaded: LoadedHistory, company: Path) -> None:
    assert not OutboxRow.objects.exists()
    assert not PendingCommand.objects.exists()


def test_work_of_reps_in_the_past_is_what_the_events_of_each_lead_say(
    loaded: LoadedHistory, company: Path
) -> None:
    store, touched = open_store(), set(RepWork.objects.values_list("lead_id", flat=True))
    assert len(touched) > 5
    for lead_id in touched:
        version = StoredLead.objects.get(pk=lead_id).version
        rows, personal = store.events_of(lead_id), store.personal_of(lead_id)
        log = read_log(rows, store.codec, personal, lead_id=lead_id, version=version)
        kept = RepWork.objects.filter(lead_id=lead_id).values_list("rep_id", "kind", "key", "at")
        folded = {(item.rep_id, item.kind, item.key, item.at) for item in work_of(log.events)}
        assert set(kept) == folded


def test_no_end_is_assumed_that_history_does_not_show(loaded: LoadedHistory, company: Path) -> None:
    found, _ = history_of(company, PACT, END)
    ended = {lead_id for lead_id, item in found.commands if isinstance(item, EndLead)}
    assert ended
    open_leads = StoredLead.objects.exclude(owner_rep_id=None)
    assert open_leads.count() == loaded.n_open > 0
    assert not open_leads.filter(lead_id__in=ended).exists()


def test_lead_that_did_not_qualify_is_there_and_qualifies_by_what_it_does_later(
    loaded: LoadedHistory, company: Path
) -> None:
    found, _ = history_of(company, PACT, END)
    qualified = _ids_with_owners()
    fits = next(
        (lead_id, item)
        for lead_id, item in found.commands
        if isinstance(item, RecordLead) and lead_id not in qualified and _fits(item)
    )
    lead_id, recorded = fits
    assert LeadCard.objects.get(lead_id=lead_id).email == recorded.lead.attributes["email"]
    state = read_lead(lead_id, as_of=END).state
    assert len(state.activities) == len(recorded.activities)
    demo = recorded.activities[0].__class__("demo", "demo_requested", END)
    decision = record(lead_id, RecordActivity("demo", END, demo, actor="prospect"))
    assert decision.new_state.stage == "CONVERSATION_LEAD"
    assert decision.new_state.owner_rep_id


def test_known_person_who_comes_again_is_the_lead_that_was_loaded(loaded: LoadedHistory) -> None:
    card = LeadCard.objects.exclude(phone="").exclude(email="").order_by("lead_id")[0]
    first, _, last = card.name.partition(" ")
    values = {"email": card.email, "phone": card.phone, "first_name": first, "last_name": last}
    again = capture(values, source="form demo", command_id="again", actor="prospect")
    assert (again.lead_id, again.is_new) == (card.lead_id, False)


def test_leave_of_the_past_is_not_noticed_again(loaded: LoadedHistory) -> None:
    assert StoredAbsence.objects.filter(starts_at__lt=loaded.until).exists()
    assert note_leaves(as_of=loaded.until) == 0
    assert not PendingCommand.objects.exists()


def _ids_with_owners() -> set[str]:
    return set(StoredLead.objects.exclude(stage="EXCHANGE").values_list("lead_id", flat=True))


def _fits(command: RecordLead) -> bool:
    known: Mapping[str, Any] = command.lead.attributes
    is_known = all(known.get(name) for name in ("first_name", "last_name", "email", "company"))
    in_size = 200 <= (known.get("n_employees") or 0) <= 5000
    return bool(is_known and in_size and known.get("seniority") and command.activities)


def test_history_is_not_loaded_twice(loaded: LoadedHistory, company: Path) -> None:
    with pytest.raises(UnableToLoad) as raised:
        load_history(company, until=END)
    assert raised.value.code == "desk-not-empty"
