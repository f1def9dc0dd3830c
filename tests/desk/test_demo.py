"""The demo opens on an SDR with leads to work, whatever the hour."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from loaded_company import PACT, empty_desk

from leadpact.desk.demo.actions import DemoUser, demo_users, make_demo
from leadpact.desk.people.roles import Role
from leadpact.simulate import simulate_company

ROOT = Path(__file__).parents[2]
_ARGUMENTS = re.search(
    r"simulate --leads (\d+) --months (\d+) --until today --leads-per-sdr (\d+) --seed (\d+)",
    (ROOT / "Makefile").read_text(encoding="utf-8"),
)
assert _ARGUMENTS is not None
N_LEADS, N_MONTHS, PER_SDR, SEED = map(int, _ARGUMENTS.groups())

CLOCKS = {
    "weekday morning": datetime(2026, 11, 30, 15, tzinfo=UTC),
    "night": datetime(2026, 11, 25, 7, tzinfo=UTC),
    "Saturday": datetime(2026, 11, 28, 20, tzinfo=UTC),
    "Thanksgiving": datetime(2026, 11, 26, 16, tzinfo=UTC),
    "summer time begins": datetime(2026, 3, 8, 7, 30, tzinfo=UTC),
    "summer time ends": datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    "New Year": datetime(2027, 1, 1, 5, tzinfo=UTC),
}
"""Of New York, where most of the company works."""

MOMENT = CLOCKS["weekday morning"]


def _demo_at(at: datetime, folder: Path, *, n_leads: int) -> list[DemoUser]:
    """Make the demo of a moment, and return its users."""
    simulate_company(
        n_leads=n_leads,
        n_months=N_MONTHS,
        seed=SEED,
        out=folder,
        until=at.date(),
        leads_per_sdr=PER_SDR,
    )
    make_demo(folder, PACT)
    return demo_users(as_of=at)


@pytest.mark.long
@pytest.mark.parametrize("name", CLOCKS)
def test_sdr_of_the_demo_has_20_leads_due_whatever_the_hour(
    name: str, database: str, tmp_path: Path
) -> None:
    del database
    with empty_desk(CLOCKS[name]):
        sdr, *_ = _demo_at(CLOCKS[name], tmp_path / "company", n_leads=N_LEADS)
        assert (sdr.n_due or 0) >= 20


def test_demo_has_a_user_of_each_role_and_an_sdr_with_20_leads_due(
    database: str, tmp_path: Path
) -> None:
    """The same with a sixth of the leads, on a weekday morning."""
    del database
    with empty_desk(MOMENT):
        found = _demo_at(MOMENT, tmp_path / "company", n_leads=N_LEADS // 6)
        others = [role for role in Role if role is not Role.SDR]
        assert [item.role for item in found] == [Role.SDR, *others]
        assert (found[0].n_due or 0) >= 20
