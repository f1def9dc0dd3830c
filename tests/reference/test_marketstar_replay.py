"""The MarketStar funnel replayed by capacity: a real history, nobody lost, nobody over the cap."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leadpact.connectors.files import import_folder, load_mapping
from leadpact.engine.lifecycle import Event
from leadpact.engine.replay import Replayed, logged_history
from leadpact.pact.check import load_pact
from leadpact.report.replay import replay_values
from leadpact.storage.dataset import open_dataset
from leadpact.storage.replay import replay_dataset
from leadpact.storage.store import open_duckdb
from leadpact.terms.zone import epoch_seconds

PACT = Path(__file__).parents[2] / "examples" / "marketstar-sdr-capacity" / "pact.yaml"
END = datetime(2022, 10, 13, tzinfo=UTC)
PER_WEEK = 80


@pytest.fixture(scope="module")
def data(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marketstar")
    mapping, _ = load_mapping("marketstar-sdr-funnel")
    import_folder(shared_data / "marketstar-sdr-funnel", mapping, folder)
    return folder


@pytest.fixture(scope="module")
def replayed(data: Path) -> Replayed:
    with open_duckdb() as store:
        dataset = open_dataset(store, data)
        to_at = epoch_seconds(END)
        return replay_dataset(store, dataset, load_pact(PACT), from_at=None, to_at=to_at)


def test_every_lead_has_exactly_one_owner_or_one_reason(replayed: Replayed) -> None:
    assert len(replayed.routes) == 43_033
    for lead_id, route in replayed.routes.items():
        if route is None:  # it waited until it was an opportunity, and is its AE's
            assert replayed.outcome.states[lead_id].opportunities
            continue
        assert (route.rep_id is None) != (route.waiting is None)


def test_the_report_says_how_many_never_worked_leads_would_have_been_placed(
    replayed: Replayed,
) -> None:
    values = replay_values(replayed, {})
    assert values["never_worked"]["n_leads"] == 10_466
    # 5 reps at 80 a week, from January 2021: 93 weeks begun by the end, fewer than the leads.
    assert values["n_placed"] <= 5 * PER_WEEK * 94
    assert 0 < values["never_worked"]["n_placed"] < 10_466
    assert 0 < values["n_opportunity_before"] < 1_000
    n_not_placed = values["n_opportunity_before"] + sum(values["waiting"].values())
    assert values["n_placed"] + n_not_placed == 43_033


def test_no_rep_has_more_than_the_agreed_leads_in_any_week(replayed: Replayed) -> None:
    denver_weeks = Counter()
    for route in replayed.routes.values():
        if route is not None and route.assignment is not None:
            day = route.assignment.load_day
            denver_weeks[route.rep_id, (day + 3) // 7] += 1
    assert max(denver_weeks.values()) <= PER_WEEK


def test_all_five_share_alike(replayed: Replayed) -> None:
    shares = Counter(route.rep_id for route in replayed.routes.values() if route and route.rep_id)
    assert len(shares) == 5
    assert max(shares.values()) - min(shares.values()) <= PER_WEEK


def test_the_events_of_three_months_give_the_same_events_when_they_are_replayed(data: Path) -> None:
    ruleset, from_at = load_pact(PACT), epoch_seconds(END - timedelta(days=92))
    first, second = list[Event](), list[Event]()
    with open_duckdb() as store:
        dataset = open_dataset(store, data)
        period = {"from_at": from_at, "to_at": epoch_seconds(END)}
        one = replay_dataset(store, dataset, ruleset, **period, record=first.extend)
        log = logged_history(first)
        other = replay_dataset(store, dataset, ruleset, **period, log=log, record=second.extend)
    assert len(first) > 20_000
    assert first == second
    assert one.outcome.states == other.outcome.states
    assert replay_values(one, {}) == replay_values(other, {})
