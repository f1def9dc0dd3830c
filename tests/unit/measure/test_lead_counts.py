"""Counts of leads: the funnel, months, sources, owners, gates, reasons."""

from datetime import date

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_company import AS_OF, PACT, at, decisions, fetch, fetch_by, leads, ruleset, table

from leadpact.measure.funnel import (
    cohorts,
    conversion_by,
    dispositions,
    funnel,
    unowned_by_month,
    unowned_by_stage,
)
from leadpact.measure.leads import LeadStatus, measured_leads, not_leads
from leadpact.measure.opportunities import known_opportunities
from leadpact.measure.rules import gate_paths, gates, gates_by_month
from leadpact.pact.check import load_pact_text
from leadpact.terms.stages import FUNNEL, FUNNEL_RANK

JANUARY, FEBRUARY = at("2026-01-10"), at("2026-02-10")


@pytest.fixture
def small():
    """Six leads: two sources and a missing one, two owners, one disqualified, one won."""
    tables = {
        "leads": table(
            "leads",
            "lead_id source created_at owner_rep_id disposition_reason",
            ("1", "web", JANUARY, "R", None),
            ("2", "web", JANUARY, None, None),
            ("3", "unknown", FEBRUARY, "R", "NO_BUDGET"),
            ("4", None, FEBRUARY, None, None),
            ("5", "web", FEBRUARY, "R", "BAD_DATA"),
            ("6", "web", None, "R", None),
        ),
        "opportunities": table(
            "opportunities",
            "opportunity_id lead_id outcome is_accepted",
            ("O1", "1", "WON", True),
            ("O5", "5", None, False),
        ),
    }
    judged = decisions(
        ("1", "TARGET", at("2026-01-12")),
        ("2", "EXCHANGE"),
        ("3", "DISQUALIFIED"),
        ("4", "CONVERSATION_LEAD"),
        ("5", "FIRST_MEETING", at("2026-02-12"), at("2026-03-01T03:00")),
        ("6", "TARGET"),
    )
    return leads(tables, judged)


def test_the_funnel_has_every_stage_and_counts_those_that_came_further(small):
    rows = fetch(funnel(small))
    assert [row["stage"] for row in rows] == [str(stage) for stage in FUNNEL]
    assert [row["n_reached"] for row in rows] == [6, 5, 4, 2, 2, 1, 1, 0]


def test_the_funnel_tells_how_those_are_that_came_no_further(small):
    rows = fetch_by(funnel(small), "stage")
    conversation = rows["CONVERSATION_LEAD"]
    assert (conversation["n_open"], conversation["n_disqualified"]) == (1, 1)
    assert rows["OPPORTUNITY"]["n_lost"] == 1
    assert rows["CLOSED_WON"]["n_won"] == 1
    assert sum(row[f"n_{s.lower()}"] for row in rows.values() for s in LeadStatus) == 6


def test_a_funnel_without_leads_has_every_stage_with_nobody_in_it():
    nobody = leads({"leads": table("leads", "lead_id")}, decisions())
    rows = fetch(funnel(nobody))
    assert [row["n_reached"] for row in rows] == [0] * len(FUNNEL)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(FUNNEL) - 1), st.sampled_from([str(s) for s in LeadStatus])),
        max_size=30,
    )
)
def test_counts_never_grow_down_the_funnel(pairs):
    judged = ibis.memtable(pairs, schema={"reached": "int64", "status": "string"})
    rows = fetch(funnel(judged))
    reached = [row["n_reached"] for row in rows]
    assert reached == sorted(reached, reverse=True)
    assert reached == [sum(rank >= FUNNEL_RANK[s] for rank, _ in pairs) for s in FUNNEL]


def test_cohorts_follow_the_leads_of_a_month_and_leave_out_the_undated(small):
    rows = fetch_by(cohorts(small), "month")
    january, february = rows[date(2026, 1, 1)], rows[date(2026, 2, 1)]
    assert (january["n_leads"], january["n_closed_won"], january["n_open"]) == (2, 1, 1)
    assert (february["n_leads"], february["n_opportunity"], february["n_open"]) == (3, 1, 1)
    assert len(rows) == 2


def test_a_missing_source_and_the_word_unknown_are_two_things(small):
    rows = fetch_by(conversion_by(small, "source"), "value")
    assert {value: row["n_leads"] for value, row in rows.items()} == {
        "web": 4,
        "unknown": 1,
        None: 1,
    }


def test_a_source_counts_what_became_of_its_leads(small):
    web = fetch_by(conversion_by(small, "source"), "value")["web"]
    assert web == {
        "value": "web",
        "n_values": 3,
        "n_leads": 4,
        "n_opportunities": 2,
        "n_decided": 2,
        "n_accepted": 1,
        "n_won": 1,
        "n_open": 2,
    }


def test_leads_without_an_owner_are_counted_by_month(small):
    rows = fetch_by(unowned_by_month(small), "month")
    counts = {month: (row["n_leads"], row["n_unowned"]) for month, row in rows.items()}
    assert counts == {date(2026, 1, 1): (2, 1), date(2026, 2, 1): (3, 1), None: (1, 0)}


def test_leads_without_an_owner_are_counted_where_they_are_kept(small):
    rows = fetch_by(unowned_by_stage(small), "rank", "status")
    assert rows[1, "OPEN"]["n_unowned"] == 1
    assert rows[2, "OPEN"]["n_unowned"] == 1
    assert sum(row["n_leads"] for row in rows.values()) == 6


def test_a_gate_counts_who_passed_it_and_how_long_after_creation(small):
    rows = fetch_by(gates(small, ruleset()), "gate")
    assert rows["conversation_lead"]["n_passed"] == 2
    assert rows["conversation_lead"]["median_days"] == 2.0
    assert rows["first_meeting"]["n_passed"] == 1


def test_a_gate_is_passed_in_the_month_of_the_pacts_zone(small):
    rows = fetch(gates_by_month(small, ruleset()))
    assert {"gate": "first_meeting", "month": date(2026, 2, 1), "n_passed": 1} in rows


def test_gate_times_may_be_epoch_seconds_as_they_are_judged():
    tables = {"leads": table("leads", "lead_id", ("1",))}
    judged = ibis.memtable(
        [("1", "TARGET", 1_770_000_000, None)],
        schema={
            "lead_id": "string",
            "stage": "string",
            "conversation_lead_at": "int64",
            "first_meeting_at": "int64",
        },
    )
    row = fetch(leads(tables, judged))[0]
    assert (row["conversation_lead_t"], row["first_meeting_t"]) == (1_770_000_000, None)


def test_only_leads_that_are_disqualified_count_for_reasons(small):
    assert fetch(dispositions(small)) == [
        {"reason": "NO_BUDGET", "source": "unknown", "n_leads": 1}
    ]


def test_leads_are_counted_by_the_path_by_which_they_came_in():
    with_paths = PACT.replace(
        '    when: "fit >= 30"',
        '    paths: [{id: large, when: "n_employees >= 900"}, {id: fitting, when: "fit >= 30"}]',
    )
    rules = load_pact_text(with_paths)
    tables = {"leads": table("leads", "lead_id", *((name,) for name in "1234"))}
    schema = {"lead_id": "string", "stage": "string", "conversation_lead_at": "int64"}
    judged = ibis.memtable(
        [
            ("1", "CONVERSATION_LEAD", 1_770_000_000, None, "large"),
            ("2", "CONVERSATION_LEAD", 1_770_000_000, None, "fitting"),
            ("3", "CONVERSATION_LEAD", 1_770_000_000, None, "fitting"),
            ("4", "TARGET", None, None, None),
        ],
        schema={**schema, "first_meeting_at": "int64", "conversation_lead_path": "string"},
    )
    made = known_opportunities(tables, rules.time_zone, as_of=AS_OF)
    counted = gate_paths(measured_leads(tables, judged, made, rules, as_of=AS_OF), rules)
    assert {(row["gate"], row["path"], row["n_passed"]) for row in fetch(counted)} == {
        ("conversation_lead", "large", 1),
        ("conversation_lead", "fitting", 2),
    }


def test_who_is_no_lead_is_counted_by_what_it_left_as_and_in_no_funnel():
    rules = load_pact_text(PACT + "not_leads: [{id: spam, when: \"title == 'x'\"}]\n")
    tables = {"leads": table("leads", "lead_id", *((name,) for name in "123"))}
    schema = {"lead_id": "string", "stage": "string", "not_lead": "string"}
    times = dict.fromkeys(("conversation_lead_at", "first_meeting_at", "not_lead_at"), "int64")
    judged = ibis.memtable(
        [
            ("1", "CONVERSATION_LEAD", None, 1_770_000_000, None, None),
            ("2", "CONVERSATION_LEAD", "spam", None, None, 1_770_000_000),
            ("3", "TARGET", "spam", None, None, 1_770_000_000),
        ],
        schema={**schema, **times},
    )
    made = known_opportunities(tables, rules.time_zone, as_of=AS_OF)
    counted = funnel(measured_leads(tables, judged, made, rules, as_of=AS_OF))
    assert {row["stage"]: row["n_reached"] for row in fetch(counted)}["TARGET"] == 1
    assert fetch(not_leads(tables, judged, rules, as_of=AS_OF)) == [
        {"not_lead": "spam", "n_leads": 2}
    ]
