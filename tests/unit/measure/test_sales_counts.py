"""Counts of opportunities: verdicts, delays, quotas."""

from datetime import UTC, date, datetime, timedelta

import pytest
from small_company import at, decisions, fetch, fetch_by, leads, opportunities, table

from leadpact.measure.acceptance import acceptance, delays
from leadpact.measure.quotas import quotas


def verdicts(*rows):
    return {
        "opportunities": table(
            "opportunities", "opportunity_id is_accepted opened_at decided_at", *rows
        )
    }


def test_verdicts_are_counted_as_they_were_known_at_the_moment():
    opened = at("2026-06-01")
    tables = verdicts(
        ("1", True, opened, at("2026-06-02")),
        ("2", False, opened, at("2026-06-03")),
        ("3", True, opened, at("2026-07-02")),
        ("4", None, opened, None),
        ("5", True, at("2026-07-02"), at("2026-07-03")),
    )
    row = fetch(acceptance(opportunities(tables)))[0]
    assert row == {
        "n_opportunities": 4,
        "n_accepted": 1,
        "n_rejected": 1,
        "n_undecided": 2,
        "n_won": 0,
        "n_lost": 0,
    }


def test_without_opportunities_the_counts_are_zero():
    row = fetch(acceptance(opportunities({})))[0]
    assert set(row.values()) == {0}


def test_delays_are_quartiles_of_the_possible_ones_and_the_impossible_are_counted():
    created = at("2026-01-01")
    days = [1, 2, 3, 4, -5]
    tables = {
        "leads": table("leads", "lead_id created_at", *((str(n), created) for n in days)),
        "opportunities": table(
            "opportunities",
            "opportunity_id lead_id opened_at",
            *((f"O{n}", str(n), created + timedelta(days=n)) for n in days),
        ),
    }
    judged = decisions(*((str(n), "TARGET") for n in days))
    rows = fetch_by(delays(leads(tables, judged), opportunities(tables)), "step")
    assert rows["CREATED_TO_OPENED"] == {
        "step": "CREATED_TO_OPENED",
        "n": 4,
        "n_negative": 1,
        "shortest_days": 1.0,
        "first_quartile_days": 1.75,
        "median_days": 2.5,
        "third_quartile_days": 3.25,
        "longest_days": 4.0,
    }
    assert rows["CREATED_TO_WON"]["n"] == 0
    assert rows["CREATED_TO_WON"]["median_days"] is None


def quota_of(
    opened=(), *, team=None, currency="EUR", reps=(), as_of=datetime(2027, 1, 1, tzinfo=UTC)
):
    tables = {
        "quotas": table(
            "quotas",
            "quota_id team starts_on ends_on n_opportunities amount currency",
            ("Q", team, date(2026, 1, 1), date(2026, 4, 1), 10, 1000, currency),
        ),
        "opportunities": table(
            "opportunities",
            "opportunity_id opened_at opened_by_rep_id amount currency is_accepted decided_at",
            *opened,
        ),
        "reps": table("reps", "rep_id team", *reps),
    }
    return fetch(quotas(tables, opportunities(tables, as_of)))[0]


@pytest.mark.parametrize(
    ("opened_at", "n_opened"),
    [
        ("2026-01-01T04:59:59", 0),  # still December in New York
        ("2026-01-01T05:00:00", 1),
        ("2026-04-01T03:59:59", 1),
        ("2026-04-01T04:00:00", 0),  # the period ends before this day
    ],
)
def test_a_quota_counts_from_its_first_day_to_the_day_before_its_end(opened_at, n_opened):
    row = quota_of([("1", at(opened_at), None, 5, "EUR", None, None)])
    assert row["n_opened"] == n_opened


def test_amounts_count_on_the_day_they_were_accepted():
    row = quota_of(
        [
            ("1", at("2025-12-01"), None, 100, "EUR", True, at("2026-02-01")),
            ("2", at("2026-02-01"), None, 100, "EUR", False, at("2026-02-02")),
            ("3", at("2026-03-31"), None, 100, "EUR", True, at("2026-04-02")),
        ]
    )
    assert (row["n_opened"], row["amount_accepted"]) == (2, 100.0)


def test_amounts_in_another_currency_do_not_count_for_a_quota():
    accepted = (True, at("2026-02-01"))
    row = quota_of(
        [
            ("1", at("2026-02-01"), None, 100, "EUR", *accepted),
            ("2", at("2026-02-01"), None, 100, "JPY", *accepted),
            ("3", at("2026-02-01"), None, 100, None, *accepted),
        ]
    )
    assert row["amount_accepted"] == 200.0


def test_a_teams_quota_counts_what_its_reps_opened():
    opened = [(n, at("2026-02-01"), rep, 1, "EUR", None, None) for n, rep in ("1a", "2b", "3c")]
    row = quota_of(opened, team="north", reps=[("a", "north"), ("b", "south")])
    assert row["n_opened"] == 1


def test_a_quota_that_nobody_worked_for_stands_with_nothing():
    row = quota_of()
    assert (row["n_opened"], row["amount_accepted"], row["n_asked"]) == (0, 0.0, 10)
