"""Points by rule, must-haves, and the facts about what the data lack."""

import ibis
import pytest
from measured_company import (
    AS_OF,
    at,
    decisions,
    fetch,
    fetch_arrow,
    fetch_by,
    leads,
    opportunities,
    ruleset,
    table,
)

from leadpact.measure.gaps import contradictions, known_columns, periods
from leadpact.measure.rules import (
    known_attributes,
    leads_that_miss,
    points_by_rule,
)
from leadpact.measure.scorecard import scorecard_relations
from leadpact.pact.check import load_pact_text

LEDGER = {
    "lead_id": "string",
    "score": "string",
    "rule_id": "string",
    "code": "string",
    "n_counted": "int64",
    "millipoints": "int64",
}
FACTS = {
    "lead_id": "string",
    "_created_t": "int64",
    "email": "string",
    "phone": "string",
    "n_employees": "int64",
}


def facts(*rows):
    return ibis.memtable(list(rows), schema=FACTS)


def test_points_add_up_by_rule_and_leave_out_leads_that_do_not_exist_yet():
    tables = {"leads": table("leads", "lead_id created_at", ("1", None), ("2", at("2026-08-01")))}
    entries = ibis.memtable(
        [
            ("1", "fit", "big", "CONDITION_TRUE", 0, 30_000),
            ("2", "fit", "big", "CONDITION_TRUE", 0, 30_000),
            ("1", "fit", "", "RANGE_LIMIT", 0, -5_000),
        ],
        schema=LEDGER,
    )
    judged = decisions(("1", "TARGET"), ("2", "TARGET"))
    rows = fetch_by(points_by_rule(leads(tables, judged), entries), "code")
    assert (rows["CONDITION_TRUE"]["n_leads"], rows["CONDITION_TRUE"]["millipoints"]) == (1, 30_000)
    assert rows["RANGE_LIMIT"]["millipoints"] == -5_000


def test_known_attributes_are_counted_among_the_leads_of_the_moment():
    found = facts(("1", 0, "a", None, 5), ("2", 0, "b", "p", None), ("3", 2**33, "c", "p", 1))
    rows = fetch_by(known_attributes(found, ruleset(), as_of=AS_OF), "attribute")
    counts = {name: (row["n_known"], row["n_leads"]) for name, row in rows.items()}
    assert counts == {"email": (2, 2), "phone": (1, 2), "n_employees": (1, 2)}


def test_a_few_leads_that_miss_a_must_have_are_named():
    found = facts(*((f"L{n}", None, None, "p", None) for n in range(9)))
    rows = fetch(leads_that_miss(found, ruleset(), as_of=AS_OF))
    assert {row["attribute"] for row in rows} == {"email"}
    assert sorted(row["lead_id"] for row in rows) == [f"L{n}" for n in range(5)]


def test_known_columns_tell_an_absent_table_from_an_empty_column():
    tables = {"leads": table("leads", "lead_id source", ("1", "web"), ("2", None))}
    known = {row["place"]: row["n_known"] for row in fetch(known_columns(tables))}
    assert known["leads"] == 2
    assert known["leads.source"] == 1
    assert known["leads.owner_rep_id"] == 0
    assert known["opportunities"] == 0


def test_periods_are_the_first_and_the_last_moment():
    columns = "lead_id created_at"
    tables = {"leads": table("leads", columns, ("1", at("1970-01-02")), ("2", at("1970-01-03")))}
    rows = fetch_by(periods(tables), "moment")
    assert (rows["LEAD_CREATED"]["first_t"], rows["LEAD_CREATED"]["last_t"]) == (86_400, 172_800)
    assert rows["ACTIVITY"]["first_t"] is None


@pytest.fixture
def faulty():
    return {
        "leads": table(
            "leads", "lead_id created_at", ("1", at("2026-03-01")), ("2", at("2026-08-01"))
        ),
        "opportunities": table(
            "opportunities",
            "opportunity_id lead_id opened_at decided_at closed_at amount",
            ("early", "1", at("2026-02-01"), at("2026-01-01"), at("2026-02-02"), -1),
            ("late", "1", at("2026-08-01"), None, None, 1),
            ("stray", "nobody", at("2026-04-01"), None, None, 1),
            ("loose", None, at("2026-04-01"), None, None, None),
        ),
    }


def test_what_cannot_be_is_counted(faulty):
    judged = decisions(("1", "RECYCLED"), ("2", "TARGET"))
    made = opportunities(faulty)
    rows = fetch(contradictions(faulty, leads(faulty, judged), made, as_of=AS_OF))
    assert {row["code"]: row["n"] for row in rows} == {
        "LEADS_AFTER_AS_OF": 1,
        "LEADS_NOT_TRACED": 0,
        "OPPORTUNITIES_AFTER_AS_OF": 1,
        "OPPORTUNITIES_WITHOUT_LEAD": 2,
        "OPENED_BEFORE_CREATED": 1,
        "DECIDED_BEFORE_OPENED": 1,
        "CLOSED_BEFORE_CREATED": 1,
        "NEGATIVE_AMOUNTS": 1,
    }


def test_a_lead_that_left_without_gate_and_opportunity_is_not_traced():
    tables = {"leads": table("leads", "lead_id", ("1",), ("2",), ("3",))}
    judged = decisions(("1", "DISQUALIFIED"), ("2", "RECYCLED", at("2026-01-01")), ("3", "TARGET"))
    rows = fetch_by(leads(tables, judged), "lead_id")
    assert {name for name, row in rows.items() if not row["is_traced"]} == {"1"}


def test_every_relation_runs_on_leads_that_have_nothing_but_an_id():
    kept = []
    relations = scorecard_relations(
        {"leads": table("leads", "lead_id", ("1",))},
        decisions=ibis.memtable([("1", "TARGET")], schema={"lead_id": "string", "stage": "string"}),
        ledger=ibis.memtable([], schema=LEDGER),
        facts=ibis.memtable([("1", None)], schema={"lead_id": "string", "_created_t": "int64"}),
        ruleset=load_pact_text("spec: 1\nname: Nothing\ntime_zone: UTC\n"),
        as_of=AS_OF,
        keep=lambda relation, name: kept.append(name) or ibis.memtable(fetch_arrow(relation)),
    )
    rows = {name: fetch(relation) for name, relation in relations.items()}
    assert kept == ["measured_leads"]
    assert rows["funnel"][0]["n_reached"] == 1
    assert rows["cohorts"] == []
