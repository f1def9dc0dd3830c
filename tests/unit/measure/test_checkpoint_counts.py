"""Counts of leads by what their checkpoints answer."""

import ibis
from measured_company import AS_OF, PACT, at, fetch, table

from leadpact.measure.checkpoints import checkpoint_gaps, checkpoints
from leadpact.measure.leads import measured_leads
from leadpact.measure.opportunities import known_opportunities
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.expressions import Table

RULES = load_pact_text(
    PACT
    + "checkpoints:\n"
    + "  - {id: known, stage: OPPORTUNITY, must_have: [title, job_title],"
    + " when: \"title != 'x'\"}\n"
    + "attributes: {job_title: {type: text}}\n"
)
COLUMNS = {"lead_id": "string", "stage": "string", "checkpoint_known": "string"}


def measured(rules: Ruleset, *rows: tuple[str, str, str | None]) -> tuple[Table, Table]:
    """Return the measured leads of some decisions, and the decisions."""
    known = [(name, at("2026-01-10")) for name, _, _ in rows if name != "later"]
    leads = table("leads", "lead_id created_at", *known, ("later", at("2030-01-10")))
    gates = dict.fromkeys(("conversation_lead_at", "first_meeting_at"), "int64")
    judged = ibis.memtable([(*row, None, None) for row in rows], schema={**COLUMNS, **gates})
    made = known_opportunities({"leads": leads}, rules.time_zone, as_of=AS_OF)
    return measured_leads({"leads": leads}, judged, made, rules, as_of=AS_OF), judged


def test_leads_are_counted_in_their_stage_and_beyond_it_by_what_is_missing():
    found = measured(
        RULES,
        ("1", "FIRST_MEETING", None),
        ("2", "OPPORTUNITY", "met"),
        ("3", "OPPORTUNITY", "open: title"),
        ("4", "OPPORTUNITY", "open: title, when"),
        ("5", "PIPELINE", "met"),
        ("6", "CLOSED_WON", "open: job_title"),
        ("7", "NEXT_SALE", "met"),
        ("8", "RECYCLED", None),
        ("later", "PIPELINE", "open: when"),
    )
    assert fetch(checkpoints(*found, RULES)) == [
        {"n_met": 1, "n_open": 2, "n_met_before": 2, "n_moved_on": 1, "checkpoint": "known"}
    ]
    gaps = {row["missing"]: row["n_leads"] for row in fetch(checkpoint_gaps(*found, RULES))}
    assert gaps == {"title": 2, "job_title": 1, "when": 1}


def test_a_company_without_such_leads_has_counts_of_none():
    found = measured(RULES, ("1", "TARGET", None))
    assert fetch(checkpoints(*found, RULES)) == [
        {"n_met": 0, "n_open": 0, "n_met_before": 0, "n_moved_on": 0, "checkpoint": "known"}
    ]
    assert {row["n_leads"] for row in fetch(checkpoint_gaps(*found, RULES))} == {0}


def test_a_pact_without_checkpoints_has_no_rows():
    rules = load_pact_text(PACT)
    found = measured(rules, ("1", "TARGET", None))
    assert fetch(checkpoints(*found, rules)) == []
    assert fetch(checkpoint_gaps(*found, rules)) == []
