"""What a replay says of reps and weeks: sums that add up, capacities of a usual working week."""

from pathlib import Path
from typing import Any

import pytest
from test_replay_odd_history import Company

PACT = """\
spec: 1
name: Capacities
time_zone: {zone}
calendars:
  four_days:
    windows: {{mon: [09:00-17:00], tue: [09:00-17:00], wed: [09:00-17:00], thu: [09:00-13:00]}}
routing:
  pools: {{sdr: {{reps: [ann, bob], hours: any, caps: {caps}}}}}
  default: sdr
  reps: {{bob: {{calendar: four_days}}}}
"""
# 2026-01-05 is a Monday.
LEADS = """\
lead_id,created_at,owner_rep_id
a,2026-01-05T05:00:00Z,ann
b,2026-01-05T10:00:00Z,zed
c,2026-01-05T11:00:00Z,zed
d,2026-01-05T12:00:00Z,
e,2026-01-12T04:00:00Z,ann
"""


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def replay(company: Company, caps: str, *, zone: str = "UTC") -> Any:
    pact = PACT.format(zone=zone, caps=caps)
    reps = "rep_id,role\nann,SDR\nbob,SDR\nzed,SDR\n"
    company.write(pact, leads=LEADS, reps=reps)
    return company.replay("--to", "2026-01-19T00:00:00Z")


@pytest.mark.parametrize(
    ("caps", "per_week", "spoken"),
    [
        # ann works five days a week, bob four.
        ("{per_day: 5}", {"ann": 25, "bob": 20}, "5 a working day"),
        ("{per_week: 12}", {"ann": 12, "bob": 12}, "12 a week"),
        ("{per_week: 12, per_day: 2}", {"ann": 10, "bob": 8}, "2 a working day"),
        # 9 x 7 / 30.44 = 2.07; 4.5 x 7 / 30.44 = 1.03.
        ("{per_month: 9}", {"ann": 2.1, "bob": 2.1}, "9 a month"),
        ("{per_month: 4.5}", {"ann": 1.0, "bob": 1.0}, "4.5 a month"),
        ("{open: 9}", {"ann": None, "bob": None}, None),
    ],
)
def test_what_a_rep_can_take_in_a_usual_week_is_what_the_caps_come_to(
    company: Company, caps: str, per_week: dict[str, Any], spoken: str | None
) -> None:
    reps = {rep["rep_id"]: rep for rep in replay(company, caps)["reps"]}
    assert {name: reps[name]["capacity_per_week"] for name in ("ann", "bob")} == per_week
    assert reps["ann"]["capacity_is"] == spoken


def test_weeks_are_full_by_caps_on_days_and_weeks_and_not_by_those_on_months(
    company: Company,
) -> None:
    # Five leads alternate between two reps, the fifth comes a week later: two each, then one.
    full = {rep["rep_id"]: rep["n_weeks_full"] for rep in replay(company, "{per_week: 2}")["reps"]}
    assert full == {"ann": 1, "bob": 1, "zed": None}
    full = {rep["rep_id"]: rep["n_weeks_full"] for rep in replay(company, "{per_month: 4}")["reps"]}
    assert full == {"ann": None, "bob": None, "zed": None}


def test_everybody_who_has_leads_or_had_some_is_listed_and_sums_add_up(company: Company) -> None:
    values = replay(company, "{per_day: 5}")
    had = {rep["rep_id"]: rep["n_leads_in_history"] for rep in values["reps"]}
    assert had == {"ann": 2, "bob": 0, "zed": 2}
    assert sum(rep["n_leads"] for rep in values["reps"]) == values["n_placed"] == 5
    assert values["reps"][2]["n_leads"] == 0
    assert values["reps"][2]["most_in_a_week"] == 0
    answer = company.run("--to", "2026-01-19T00:00:00Z").stdout
    assert "  zed: 0 leads (2 in history), 0.0 a week, 0 at most\n" in answer
    assert " 2 at most of 25 a week (5 a working day), full in 0 weeks\n" in answer


def test_weeks_begin_on_the_monday_of_the_pact(company: Company) -> None:
    weeks = {week["week"]: week["n_came"] for week in replay(company, "{open: 9}")["weeks"]}
    assert weeks == {"2026-W02": 4, "2026-W03": 1}
    # In Los Angeles it is Sunday evening when the first lead comes, and again at the fifth.
    weeks = replay(company, "{open: 9}", zone="America/Los_Angeles")["weeks"]
    assert {week["week"]: week["n_came"] for week in weeks} == {"2026-W01": 1, "2026-W02": 4}
