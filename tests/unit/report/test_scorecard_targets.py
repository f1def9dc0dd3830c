"""What the scorecard says of targets, and which columns it shows of sources, at their edges."""

from datetime import date

import pytest
from scorecard_rows import PACT, rows, scorecard, without

from leadpact.report.section import Rate

TWO_GATES = PACT.replace(
    "targets:",
    """  first_meeting:
    must_have: [phone]
    when: "fit >= 38"
targets:""",
)


def per_month(pact: str = PACT, **changes):
    found = {row.code: row for row in scorecard(pact, **changes).targets.rows}
    return found["conversation_leads_per_month"]


def month(gate: str, number: int, n_passed: int) -> dict:
    return {"gate": gate, "month": date(2026, number, 1), "n_passed": n_passed}


def test_a_second_gate_is_not_counted_in_the_months_of_the_first():
    other = [month("first_meeting", number, 50) for number in (3, 4, 5, 6)]
    found = per_month(
        TWO_GATES,
        gates=[*rows()["gates"], {"gate": "first_meeting", "n_passed": 200, "median_days": 1.0}],
        gates_by_month=[*rows()["gates_by_month"], *other],
    )
    assert (found.number, found.verdict) == (60.0, "REACHED")  # (100 + 60 + 0 + 80) / 4


def test_a_month_that_is_not_over_is_not_counted():
    running = month("conversation_lead", 7, 4_000)
    cohort = rows()["cohorts"][0] | {"month": date(2026, 7, 1)}
    found = per_month(
        cohorts=[*rows()["cohorts"], cohort],
        gates_by_month=[*rows()["gates_by_month"], running],
    )
    assert found.number == 60.0


@pytest.mark.parametrize(
    ("n_passed", "number", "verdict"), [(240, 60.0, "REACHED"), (236, 59.0, "MISSED")]
)
def test_a_monthly_target_that_is_just_met_is_reached(n_passed, number, verdict):
    only = [month("conversation_lead", 3, n_passed)]
    found = per_month(gates_by_month=only)
    assert (found.number, found.verdict) == (number, verdict)


def at_target(asked: float) -> str:
    pact = PACT.split("targets:")[0] + f"targets: {{acceptance_rate: {asked}}}\n"
    [row] = scorecard(pact).targets.rows
    return row.verdict


def reached() -> Rate:
    """Return the acceptance of the company: 60 of 110, 45.2 to 63.5 %."""
    [row] = [row for row in scorecard().targets.rows if row.code == "acceptance_rate"]
    assert row.reached is not None
    assert (row.reached.n, row.reached.of) == (60, 110)
    return row.reached


def test_a_target_at_the_lower_bound_of_the_interval_is_reached():
    low = reached().low
    assert low is not None
    assert at_target(low) == "REACHED"
    assert at_target(round(low + 0.000001, 6)) == "TOO_CLOSE"


def test_a_target_at_the_upper_bound_of_the_interval_is_too_close():
    high = reached().high
    assert high is not None
    assert at_target(high) == "TOO_CLOSE"
    assert at_target(round(high + 0.000001, 6)) == "MISSED"


def source(value: str, n_decided: int) -> dict:
    return rows()["sources"][0] | {"value": value, "n_decided": n_decided, "n_accepted": 0}


@pytest.mark.parametrize(
    ("decided", "is_shown"), [((5, 0), True), ((0, 5), True), ((5, 5), True), ((0, 0), False)]
)
def test_verdicts_are_shown_where_sales_decided_on_leads_of_one_source(decided, is_shown):
    found = [source(f"s{n}", n_decided) for n, n_decided in enumerate(decided)]
    assert scorecard(sources=found).sources.has_verdicts is is_shown


def test_wins_have_a_column_of_their_own_unless_they_are_the_outcome():
    usual = scorecard().sources
    assert (usual.outcome_label, usual.has_wins) == ("SQL", True)
    funnel = rows()["funnel"]
    for row in funnel:
        if row["stage"] == "OPPORTUNITY":
            row |= {name: 0 for name in row if name.startswith("n_") and name != "n_reached"}
    by_wins = scorecard(columns=without("opportunities.opened_at"), funnel=funnel).sources
    assert by_wins.outcome_label != "SQL"
    assert by_wins.has_wins is False
    assert [row.outcome.n for row in by_wins.rows] == [row.won.n for row in by_wins.rows]


def test_without_wins_in_the_data_there_is_no_column_of_wins():
    funnel = rows()["funnel"]
    for row in funnel:
        if row["stage"] == "CLOSED_WON":
            row |= {name: 0 for name in row if name.startswith("n_") and name != "n_reached"}
    built = scorecard(columns=without("opportunities.outcome"), funnel=funnel).sources
    assert (built.outcome_label, built.has_wins) == ("SQL", False)
