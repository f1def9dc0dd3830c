"""What the data show agrees with the truth they were drawn from."""

import json
from dataclasses import asdict
from math import sqrt
from pathlib import Path

import pytest

from leadpact.simulate.truth import TRUTH

ASSIGNED = (
    "assigned AS (SELECT l.lead_id, source, created_at FROM leads AS l SEMI JOIN events AS e"
    " ON e.lead_id = l.lead_id AND e.kind = 'lead.assigned')"
)


def read_truth(company: Path) -> dict:
    return json.loads((company / "truth.json").read_text())


@pytest.mark.parametrize(
    ("rate", "ripens_days", "reached"),
    [
        ("p_conversation", 120, "SELECT lead_id FROM touches WHERE result = 'CONVERSATION'"),
        ("p_meeting_held", 150, "SELECT lead_id FROM events WHERE kind = 'meeting.held'"),
        ("p_opportunity", 210, "SELECT lead_id FROM opportunities WHERE is_accepted"),
        ("p_won", 365, "SELECT lead_id FROM opportunities WHERE outcome = 'WON'"),
    ],
)
def test_ripe_leads_convert_at_the_true_rate_of_their_source(
    ask, company: Path, rate: str, ripens_days: int, reached: str
) -> None:
    rows = ask(
        f"WITH {ASSIGNED} SELECT source, count(*), avg((r.lead_id IS NOT NULL)::INT)"
        f" FROM assigned AS a LEFT JOIN ({reached}) AS r USING (lead_id) WHERE source IS NOT NULL"
        f" AND created_at < TIMESTAMPTZ '2026-01-01 00:00Z' - INTERVAL {ripens_days} DAY"
        " GROUP BY ALL"
    )
    truth = read_truth(company)["by_source"]
    assert {source for source, _, _ in rows} == set(truth)
    for source, n_leads, found in rows:
        p = truth[source][rate]
        assert found == pytest.approx(p, abs=4 * sqrt(p * (1 - p) / n_leads)), source


def test_the_true_rates_tell_good_sources_from_bad_ones(company: Path) -> None:
    truth = read_truth(company)["by_source"]
    ranked = sorted(truth, key=lambda source: truth[source]["p_opportunity"])
    assert ranked[0] == "purchased_list"
    assert ranked[-1] == "demo_request"
    assert truth["purchased_list"]["p_opportunity"] < 0.03
    assert truth["demo_request"]["p_opportunity"] > 0.12


def test_the_truth_counts_the_leads_of_the_files(ask, company: Path) -> None:
    truth = read_truth(company)
    by_source = truth["by_source"].values()
    assert sum(entry["n_leads"] for entry in by_source) == truth["arguments"]["n_leads"] == 45_000
    assert [(sum(entry["n_assigned"] for entry in by_source),)] == ask(
        "SELECT count(DISTINCT lead_id) FROM events WHERE kind = 'lead.assigned'"
    )
    assert [(sum(entry["n_handed_over"] for entry in by_source),)] == ask(
        "SELECT count(*) FROM events WHERE kind = 'lead.stage.changed'"
        " AND payload->>'to' = 'CONVERSATION_LEAD'"
    )


def test_the_truth_file_tells_every_parameter(company: Path) -> None:
    assert read_truth(company)["parameters"] == json.loads(json.dumps(asdict(TRUTH)))


def test_shares_add_up_to_one() -> None:
    for categories in (
        TRUTH.sources,
        TRUTH.industries,
        TRUTH.size_bands,
        TRUTH.seniorities,
        TRUTH.job_functions,
    ):
        assert sum(category.share for category in categories) == pytest.approx(1)


def test_a_fast_first_touch_leads_to_more_conversations(ask) -> None:
    fast, slow = ask(
        "WITH first AS (SELECT lead_id, min(occurred_at) AS touched_at,"
        " max((result = 'CONVERSATION')::INT) AS talks FROM touches GROUP BY ALL)"
        " SELECT avg(talks) FILTER (touched_at < created_at + INTERVAL 8 HOUR),"
        " avg(talks) FILTER (touched_at > created_at + INTERVAL 72 HOUR)"
        " FROM first JOIN leads USING (lead_id) WHERE source IN ('webinar', 'organic_search')"
    )[0]
    assert fast > slow * 1.2


def test_buying_signals_foretell_opportunities_and_careers_pages_do_not(ask) -> None:
    some, none, seekers = ask(
        f"WITH {ASSIGNED}, signs AS (SELECT lead_id,"
        " count(*) FILTER (kind IN ('pricing_viewed', 'competitor_comparison_viewed')) AS n_signs,"
        " count(*) FILTER (kind = 'careers_viewed') AS n_careers FROM activities GROUP BY ALL)"
        " SELECT avg(good) FILTER (n_signs >= 3), avg(good) FILTER (n_signs = 0),"
        " avg(good) FILTER (n_careers >= 4) FROM (SELECT (o.is_accepted IS TRUE)::INT AS good,"
        " coalesce(n_signs, 0) AS n_signs, coalesce(n_careers, 0) AS n_careers FROM assigned"
        " LEFT JOIN signs USING (lead_id) LEFT JOIN opportunities AS o USING (lead_id))"
    )[0]
    assert some > none * 1.3
    assert seekers < none / 2
