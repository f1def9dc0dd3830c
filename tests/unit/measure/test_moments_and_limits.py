"""What counts at the very moment of measuring, and how many rows a column of free text gives."""

from datetime import timedelta

import ibis
import pytest
from measured_company import (
    AS_OF,
    at,
    decisions,
    fetch,
    fetch_by,
    leads,
    opportunities,
    ruleset,
    table,
)

from leadpact.measure.funnel import conversion_by, dispositions
from leadpact.measure.gaps import contradictions
from leadpact.measure.intervals import wilson_interval
from leadpact.measure.rules import gates, known_attributes
from leadpact.measure.sales import acceptance

NOW = at("2026-07-01")
"""The moment of measuring, as tables hold it."""

SECOND = timedelta(seconds=1)


def made(*rows):
    columns = "opportunity_id lead_id opened_at decided_at closed_at is_accepted outcome amount"
    return {
        "leads": table("leads", "lead_id created_at", ("L", NOW - 9 * SECOND)),
        "opportunities": table("opportunities", columns, *rows),
    }


@pytest.mark.parametrize(("late", "n"), [(timedelta(0), 1), (SECOND, 0)])
def test_what_happened_in_the_second_of_the_moment_has_happened(late, n):
    then = NOW + late
    tables = {
        "leads": table("leads", "lead_id created_at", ("L", then)),
        "activities": table(
            "activities", "activity_id lead_id kind occurred_at", ("A", "L", "pricing_viewed", then)
        ),
    }
    found = fetch(leads(tables, decisions(("L", "TARGET"))))
    assert [row["reached"] for row in found] == [1] * n  # by what it did: an exchange
    opened = fetch(acceptance(opportunities(made(("O", "L", then, None, None, None, None, 1)))))
    assert opened[0]["n_opportunities"] == n
    over = made(("O", "L", NOW - SECOND, then, then, True, "WON", 1))
    verdicts = fetch(acceptance(opportunities(over)))[0]
    assert (verdicts["n_accepted"], verdicts["n_won"]) == (n, n)
    assert verdicts["n_undecided"] == 1 - n


@pytest.mark.parametrize(("late", "n"), [(timedelta(0), 0), (SECOND, 1)])
def test_only_what_is_later_than_the_moment_is_after_it(late, n):
    tables = {
        "leads": table("leads", "lead_id created_at", ("L", NOW + late)),
        "opportunities": table(
            "opportunities", "opportunity_id lead_id opened_at", ("O", "L", NOW + late)
        ),
    }
    judged = leads(tables, decisions(("L", "TARGET")))
    rows = fetch(contradictions(tables, judged, opportunities(tables), as_of=AS_OF))
    counts = {row["code"]: row["n"] for row in rows}
    assert (counts["LEADS_AFTER_AS_OF"], counts["OPPORTUNITIES_AFTER_AS_OF"]) == (n, n)


@pytest.mark.parametrize(("early", "n"), [(timedelta(0), 0), (SECOND, 1)])
def test_what_happened_in_one_second_contradicts_nothing_and_an_amount_may_be_nothing(early, n):
    created = NOW - 9 * SECOND
    then = created - early
    before_opened = made(("a", "L", created, then, None, None, None, -n))
    before_created = made(("a", "L", then, None, then, None, None, 0))
    for tables, codes in (
        (before_opened, ("DECIDED_BEFORE_OPENED", "NEGATIVE_AMOUNTS")),
        (before_created, ("OPENED_BEFORE_CREATED", "CLOSED_BEFORE_CREATED")),
    ):
        judged = leads(tables, decisions(("L", "TARGET")))
        rows = fetch(contradictions(tables, judged, opportunities(tables), as_of=AS_OF))
        counts = {row["code"]: row["n"] for row in rows}
        assert [counts[code] for code in codes] == [n, n]
        assert sum(counts.values()) == 2 * n


def test_a_gate_that_opened_in_the_second_of_the_creation_took_no_days():
    created = at("2026-03-01")
    tables = {"leads": table("leads", "lead_id created_at", ("1", created), ("2", created))}
    judged = decisions(("1", "TARGET", created, created - SECOND), ("2", "TARGET"))
    rows = fetch_by(gates(leads(tables, judged), ruleset()), "gate")
    assert (rows["conversation_lead"]["n_passed"], rows["first_meeting"]["n_passed"]) == (1, 1)
    assert rows["conversation_lead"]["median_days"] == 0.0
    assert rows["first_meeting"]["median_days"] is None  # it cannot have taken less than nothing


def test_the_most_frequent_values_and_reasons_are_listed():
    names = [f"s{n:04}" for n in range(2003)]
    tables = {
        "leads": table(
            "leads",
            "lead_id source disposition_reason",
            *((name, name, name) for name in names),
            ("more", "s0700", "s0700"),
        )
    }
    judged = decisions(*((name, "DISQUALIFIED") for name in (*names, "more")))
    found = leads(tables, judged)
    sources = fetch(conversion_by(found, "source"))
    assert [row["value"] for row in sources] == ["s0700", *names[:199]]
    assert {row["n_values"] for row in sources} == {2003}
    reasons = fetch(dispositions(found))
    assert [row["reason"] for row in reasons] == [
        "s0700",
        *(name for name in names if name != "s0700"),
    ][:2000]


@pytest.mark.parametrize("n", [1, 2, 3, 7, 10, 29, 100, 1061])
def test_nothing_or_everything_is_an_exact_bound(n):
    nothing, everything = wilson_interval(0, n), wilson_interval(n, n)
    assert nothing is not None
    assert everything is not None
    assert (nothing.low, everything.high) == (0.0, 1.0)
    assert nothing.high == pytest.approx(1 - everything.low)


def test_attributes_are_counted_of_a_lead_created_at_the_moment():
    moment = int(AS_OF.timestamp())
    schema = {
        "lead_id": "string",
        "_created_t": "int64",
        "email": "string",
        "phone": "string",
        "n_employees": "int64",
    }
    rows = [("1", moment, "a", None, 1), ("2", moment + 1, "a", None, 1)]
    found = fetch_by(
        known_attributes(ibis.memtable(rows, schema=schema), ruleset(), as_of=AS_OF), "attribute"
    )
    assert (found["email"]["n_known"], found["email"]["n_leads"]) == (1, 1)
