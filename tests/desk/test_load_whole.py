"""Histories in which leads wait, or time passes after the load; and what is not loaded."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from loaded_company import (
    END,
    PACT,
    TIGHT,
    empty_desk,
    history_of,
    hold_equal,
    make_company,
    replay_of,
    stored_states,
)

from leadpact.desk import clock
from leadpact.desk.leads.actions import record
from leadpact.desk.leads.models import StoredLead
from leadpact.desk.setup.load import UnableToLoad, load_history
from leadpact.desk.store import open_store
from leadpact.engine.replay import replay_history
from leadpact.engine.scheduling import wake_command
from leadpact.storage.lead_store import leads_due
from leadpact.storage.whole_history import CAME_ID


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated company of 150 leads."""
    return make_company(tmp_path_factory.mktemp("company") / "data", 150)


@pytest.fixture(scope="module")
def large_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated company of 1,000 leads."""
    return make_company(tmp_path_factory.mktemp("company") / "data", 1_000)


@pytest.fixture(autouse=True)
def _empty_desk(database: str) -> Iterator[None]:
    """Let every test begin with a desk without a pact, reps or leads."""
    del database
    with empty_desk():
        yield


def test_history_in_which_leads_wait_equals_its_replay_state_by_state(company: Path) -> None:
    loaded = load_history(company, pact_text=TIGHT, until=END)
    assert StoredLead.objects.exclude(waiting_group=None).exists()
    hold_equal(replay_of(company, TIGHT), loaded)


@pytest.mark.long
def test_history_of_1000_leads_equals_its_replay_state_by_state(large_company: Path) -> None:
    """Must hold 1: a desk fed a simulated history of 1,000 leads has the states of the replay."""
    loaded = load_history(large_company, pact_text=TIGHT, until=END)
    assert loaded.n_leads == 1_000
    assert StoredLead.objects.exclude(waiting_group=None).exists()
    hold_equal(replay_of(large_company, TIGHT), loaded)


def test_time_after_the_load_passes_as_in_a_longer_replay(company: Path) -> None:
    routed = replay_of(company, PACT).first_routes
    came, _ = history_of(company, PACT, END)
    last = max(
        item.occurred_at for name, item in came.commands if name in routed and item.id == CAME_ID
    )
    middle, end = last + timedelta(hours=1), last + timedelta(days=12)
    found, rules = history_of(company, PACT, middle)
    longer = replay_history(
        found.commands, {}, rules, until=end, usually_open=None, arrivals=found.arrivals
    )
    load_history(company, pact_text=PACT, until=middle)
    before = {name: one.version for name, one in stored_states().items()}
    while due := leads_due(open_store().statements, as_of=end, limit=1):
        ((lead_id, at),) = due
        with clock.fixed(at):
            record(lead_id, wake_command(at, retry_at=None), as_of=at)
    after = stored_states()
    assert after == {name: one for name, one in longer.states.items() if one.lead is not None}
    assert any(one.version > before[name] for name, one in after.items())


def _code(folder: Path, **how: Any) -> str:
    with pytest.raises(UnableToLoad) as raised:
        load_history(folder, **how)
    return raised.value.code


def test_history_is_not_loaded_without_a_pact(company: Path) -> None:
    assert _code(company, until=END) == "pact-missing"


def test_history_does_not_end_in_the_future(company: Path) -> None:
    later = END + timedelta(seconds=1)
    assert _code(company, pact_text=PACT, until=later) == "until-ahead"


def test_history_without_leads_is_not_loaded(tmp_path: Path) -> None:
    assert _code(tmp_path, pact_text=PACT) == "leads-none"


def test_history_is_not_loaded_by_another_pact_than_the_one_in_force(company: Path) -> None:
    load_history(company, pact_text=PACT, until=END)
    assert _code(company, pact_text=TIGHT, until=END) == "pact-differs"
