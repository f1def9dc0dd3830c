"""Counts of opportunities: verdicts, delays, quotas."""

from datetime import UTC, date, datetime, timedelta

import pytest
from measured_company import at, decisions, fetch, fetch_by, leads, opportunities, table

from leadpact.measure.sales import acceptance, delays, quotas


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


def lives(*rows):
    """Return tables and decisions of leads created on day 0, from `(opened, closed, outcome)`.

    Opened and closed are hours after the creation, or missing.
    """
    created = at("2026-01-01")

    def after(hours):
        return None if hours is None else created + timedelta(hours=hours)

    tables = {
        "leads": table(
            "leads", "lead_id created_at", *((str(n), created) for n in range(len(rows)))
        ),
        "opportunities": table(
            "opportunities",
            "opportunity_id lead_id opened_at closed_at outcome",
            *(
                (f"O{n}", str(n), after(opened), after(closed), outcome)
                for n, (opened, closed, outcome) in enumerate(rows)
            ),
        ),
    }
    return tables, decisions(*((str(n), "TARGET") for n in range(len(rows))))


def delays_of(*rows):
    tables, judged = lives(*rows)
    return fetch_by(delays(leads(tables, judged), opportunities(tables)), "step")


def test_the_time_to_win_is_of_those_won_and_counts_from_the_creation():
    row = delays_of((24, 240, "WON"), (24, 480, "LOST"), (24, 360, None))["CREATED_TO_WON"]
    assert (row["n"], row["n_negative"]) == (1, 0)
    assert (row["shortest_days"], row["median_days"], row["longest_days"]) == (10.0, 10.0, 10.0)


@pytest.mark.parametrize(
    ("outcomes", "n_won", "n_lost"),
    [
        (("WON", "WON", "LOST"), 2, 1),
        (("WON", "LOST", "LOST", "REJECTED", None), 1, 2),
        (("REJECTED", None), 0, 0),
    ],
)
def test_won_and_lost_are_counted_as_such(outcomes, n_won, n_lost):
    tables, _ = lives(*((24, 240, outcome) for outcome in outcomes))
    row = fetch(acceptance(opportunities(tables)))[0]
    assert (row["n_won"], row["n_lost"], row["n_opportunities"]) == (n_won, n_lost, len(outcomes))


def test_what_was_won_after_the_moment_is_not_won_yet():
    tables, judged = lives((24, 240, "WON"))
    on_day_5 = datetime(2026, 1, 6, tzinfo=UTC)
    found = opportunities(tables, on_day_5)
    assert fetch(acceptance(found))[0]["n_won"] == 0
    steps = fetch_by(delays(leads(tables, judged, on_day_5), found), "step")
    assert steps["CREATED_TO_WON"]["n"] == 0
    assert steps["CREATED_TO_OPENED"]["n"] == 1


@pytest.mark.parametrize(
    ("hours", "n", "n_negative", "days"),
    [
        (2, 1, 0, 2 / 24),  # within the first day: counted
        (0, 1, 0, 0.0),  # no delay is none that is impossible
        (-12, 0, 1, None),  # half a day before the lead was there
        (None, 0, 0, None),
    ],
)
def test_a_delay_of_less_than_a_day_counts_and_one_below_zero_is_impossible(
    hours, n, n_negative, days
):
    row = delays_of((hours, 240, "WON"))["CREATED_TO_OPENED"]
    assert (row["n"], row["n_negative"]) == (n, n_negative)
    assert row["median_days"] == (days if days is None else pytest.approx(days))
    assert row["shortest_days"] == row["longest_days"] == row["median_days"]


def test_a_verdict_is_as_long_after_the_opening_as_it_was_given():
    created = at("2026-01-01")
    tables = {
        "leads": table("leads", "lead_id created_at", ("1", created), ("2", created)),
        "opportunities": table(
            "opportunities",
            "opportunity_id lead_id opened_at decided_at is_accepted",
            ("a", "1", at("2026-01-03"), at("2026-01-07"), True),
            ("b", "2", at("2026-01-03"), at("2026-01-05"), False),
            ("c", "2", at("2026-01-03"), None, None),
        ),
    }
    judged = decisions(("1", "TARGET"), ("2", "TARGET"))
    row = fetch_by(delays(leads(tables, judged), opportunities(tables)), "step")[
        "OPENED_TO_DECIDED"
    ]
    assert (row["n"], row["shortest_days"], row["longest_days"]) == (2, 2.0, 4.0)


def test_accepted_and_rejected_are_not_each_other():
    opened, decided = at("2026-06-01"), at("2026-06-02")
    verdict = [True, True, True, False]
    tables = verdicts(
        *((str(n), is_accepted, opened, decided) for n, is_accepted in enumerate(verdict))
    )
    row = fetch(acceptance(opportunities(tables)))[0]
    assert (row["n_accepted"], row["n_rejected"], row["n_undecided"]) == (3, 1, 0)


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


def test_an_amount_without_a_verdict_is_not_accepted_although_it_has_a_day_of_one():
    row = quota_of(
        [
            ("1", at("2026-02-01"), None, 100, "EUR", None, at("2026-02-02")),
            ("2", at("2026-02-01"), None, 10, "EUR", True, at("2026-02-02")),
        ]
    )
    assert (row["n_opened"], row["amount_accepted"]) == (2, 10.0)


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


def test_a_quota_that_nobody_worked_for_is_with_nothing():
    row = quota_of()
    assert (row["n_opened"], row["amount_accepted"], row["n_asked"]) == (0, 0.0, 10)
