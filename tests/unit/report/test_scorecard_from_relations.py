"""From tables to the page: what `measure` gives is what `report` takes."""

from datetime import datetime

import ibis
import pytest
from scorecard_rows import AS_OF, PACT, ruleset

from leadpact.measure import scorecard_relations
from leadpact.report import build_scorecard, scorecard_html, summary_lines

TIME = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - tables hold UTC without a zone

LEADS = {
    "lead_id": "string",
    "source": "string",
    "created_at": "timestamp",
    "owner_rep_id": "string",
}
OPPORTUNITIES = {
    "opportunity_id": "string",
    "lead_id": "string",
    "opened_at": "timestamp",
    "is_accepted": "boolean",
    "decided_at": "timestamp",
}


@pytest.fixture(scope="module")
def built():
    tables = {
        "leads": ibis.memtable(
            [("1", "Web", TIME, "R"), ("2", "Web", TIME, None), ("3", None, TIME, "R")],
            schema=LEADS,
        ),
        "opportunities": ibis.memtable(
            [("O", "1", datetime(2026, 3, 5, 12), True, datetime(2026, 3, 9, 12))],  # noqa: DTZ001
            schema=OPPORTUNITIES,
        ),
    }
    decisions = ibis.memtable(
        [("1", "TARGET", None), ("2", "CONVERSATION_LEAD", TIME), ("3", "DISQUALIFIED", None)],
        schema={"lead_id": "string", "stage": "string", "conversation_lead_at": "timestamp"},
    )
    ledger = ibis.memtable(
        [("2", "fit", "pricing", "ACTIVITY_COUNTED", 1, 8000)],
        schema={
            "lead_id": "string",
            "score": "string",
            "rule_id": "string",
            "code": "string",
            "n_counted": "int64",
            "millipoints": "int64",
        },
    )
    attributes = dict.fromkeys(ruleset(PACT).attributes, "string")
    facts = ibis.memtable(
        [(lead, 0, *(["known"] * len(attributes))) for lead in "123"],
        schema={"lead_id": "string", "_created_t": "int64", **attributes},
    )
    backend = ibis.duckdb.connect()
    relations = scorecard_relations(
        tables,
        decisions=decisions,
        ledger=ledger,
        facts=facts,
        ruleset=ruleset(PACT),
        as_of=AS_OF,
        keep=lambda relation, _name: ibis.memtable(backend.to_pyarrow(relation)),
    )
    rows = {name: backend.to_pyarrow(table).to_pylist() for name, table in relations.items()}
    backend.disconnect()
    return build_scorecard(rows, ruleset(PACT), as_of=AS_OF)


def test_the_numbers_of_small_tables_come_out(built):
    reached = {stage.stage: stage.n_reached for stage in built.funnel.stages}
    assert (reached["TARGET"], reached["CONVERSATION_LEAD"], reached["OPPORTUNITY"]) == (3, 3, 1)
    assert (built.ownership.unowned.n, built.acceptance.accepted.n) == (1, 1)
    assert {row.label: row.outcome.n for row in built.sources.rows} == {"Web": 1, "Not known": 0}
    assert built.acceptance.delays[0].median_days == 3.0
    assert built.points.rows[0].points == 8.0


def test_the_page_of_small_tables_is_whole(built):
    text = scorecard_html(built)
    assert text.startswith("<!doctype html>")
    assert text.rstrip().endswith("</html>")
    assert "1 of 3 leads" in text


def test_the_summary_of_small_tables_reads(built):
    assert "1 of 3 leads (33.3 %) have no owner." in summary_lines(built)
