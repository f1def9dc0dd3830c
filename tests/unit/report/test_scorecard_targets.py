"""What the scorecard says of targets, and which columns it shows of sources, at their edges."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from scorecard_rows import PACT, rows, scorecard, without

from leadpact.report.section import Rate
from leadpact.report.words import format_percent

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


def results(targets: str, **changes):
    pact = f"{PACT.split('targets:')[0]}{CLOCKS}targets: {targets}\n"
    return {row.code: row for row in scorecard(pact, **changes).targets.rows}


CLOCKS = """routing: {pools: {inbound: {roles: [SDR]}}, default: inbound}
clocks: [{kind: first_touch}]
"""


def held(number: int, n: int, role: str | None = "AE") -> dict:
    return {"volume": "MEETINGS_HELD", "month": date(2026, number, 1), "role": role, "n": n}


def rep(role: str, from_t: int | None = None, to_t: int | None = None) -> dict:
    return {"role": role, "from_t": from_t, "to_t": to_t}


def seconds(month: int, day: int = 1, hour: int = 0) -> int:
    return int(datetime(2026, month, day, hour, tzinfo=ZoneInfo("America/New_York")).timestamp())


@pytest.mark.parametrize(
    ("asked", "verdict"), [(0.1, "REACHED"), (0.12, "TOO_CLOSE"), (0.9, "MISSED")]
)
def test_a_rate_between_two_stages_is_judged_by_its_interval(asked, verdict):
    found = results(f"{{rates: [{{from: TARGET, to: OPPORTUNITY, at_least: {asked}}}]}}")
    row = found["rate_target_opportunity"]
    n_reached = {item["stage"]: item["n_reached"] for item in rows()["funnel"]}
    assert (row.reached.n, row.reached.of) == (n_reached["OPPORTUNITY"], n_reached["TARGET"])
    assert row.verdict == verdict


def test_a_rate_to_a_stage_that_the_data_never_record_is_not_known():
    statuses = dict.fromkeys(("n_open", "n_won", "n_lost", "n_recycled", "n_disqualified"), 0)
    unseen = [row | (statuses if row["stage"] == "NEXT_SALE" else {}) for row in rows()["funnel"]]
    row = results("{rates: [{from: OPPORTUNITY, to: NEXT_SALE, at_least: 0.1}]}", funnel=unseen)
    assert row["rate_opportunity_next_sale"].verdict == "NOT_KNOWN"


def test_a_volume_of_the_company_is_the_average_of_the_months_that_are_over():
    found = results(
        "{volumes: [{count: meetings_held, per_month: 4}]}",
        volumes=[held(3, 3), held(3, 3, None), held(5, 3, "SDR"), held(7, 90)],
    )["volume_meetings_held"]  # March 6, April 0, May 3, June 0; July is not over
    assert (found.number, found.verdict) == (2.2, "MISSED")


def test_a_volume_of_each_rep_is_divided_by_the_reps_of_the_month():
    found = results(
        "{volumes: [{count: meetings_held, of_each: AE, per_month: 4}]}",
        volumes=[held(4, 4), held(4, 50, "SDR"), held(5, 8), held(6, 12)],
        team=[
            rep("AE"),
            rep("AE", seconds(5), seconds(6)),  # from the first to the last second of May
            rep("AE", seconds(6, 30, 23)),
            rep("SDR"),
        ],
    )["volume_meetings_held_ae"]  # 4 of 1, 8 of 2, 12 of 2
    assert (found.number, found.verdict) == (4.7, "REACHED")
    assert found.label == "Meetings held a month for each AE"


def test_a_volume_of_a_role_that_nobody_has_is_not_known():
    found = results(
        "{volumes: [{count: meetings_held, of_each: AE, per_month: 4}]}", volumes=[held(4, 4)]
    )["volume_meetings_held_ae"]
    assert (found.number, found.verdict) == (None, "NOT_KNOWN")


def test_a_volume_of_conversation_leads_is_that_of_the_gate():
    found = results("{volumes: [{count: conversation_leads, per_month: 60}]}")
    row = found["volume_conversation_leads"]
    assert (row.number, row.verdict) == (per_month().number, "REACHED")


def test_promises_are_left_to_the_replay():
    row = results("{promises: {first-touch: 0.9}}")["promise_first-touch"]
    assert row.verdict == "NOT_KNOWN"
    asked = f"{format_percent(0.9)} was agreed; `leadpact replay` measures it."
    assert row.reading == f"Promises of the clock first-touch that are kept: {asked}"
