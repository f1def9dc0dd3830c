"""How far a lead came and how it stands: each kind of evidence by itself."""

from measured_company import AS_OF, at, decisions, fetch_by, leads, table

from leadpact.terms.stages import FUNNEL, Stage

PASSED = at("2026-02-01T10:00")


def measure(judged, *, owner=None, opportunity=None, activity=None, as_of=AS_OF):
    """Measure one lead, `L`."""
    tables = {"leads": table("leads", "lead_id owner_rep_id", ("L", owner))}
    if opportunity:
        columns = "opportunity_id lead_id " + " ".join(opportunity)
        tables["opportunities"] = table("opportunities", columns, ("O", "L", *opportunity.values()))
    if activity:
        columns = "activity_id lead_id kind occurred_at"
        tables["activities"] = table("activities", columns, ("A", "L", *activity))
    row = fetch_by(leads(tables, decisions(("L", *judged)), as_of), "lead_id")["L"]
    return FUNNEL[row["reached"]], row["status"]


def test_a_decided_stage_is_reached_and_from_closed_won_on_it_is_won():
    names = [str(stage) for stage in FUNNEL]
    tables = {"leads": table("leads", "lead_id", *((name,) for name in names))}
    rows = fetch_by(leads(tables, decisions(*((name, name) for name in names))), "lead_id")
    assert [rows[name]["reached"] for name in names] == list(range(len(FUNNEL)))
    assert [rows[name]["status"] for name in names] == ["OPEN"] * 6 + ["WON"] * 2


def test_an_opportunity_lifts_a_lead_to_opportunity():
    opened = {"opened_at": at("2026-03-01")}
    assert measure(("TARGET",), opportunity=opened) == (Stage.OPPORTUNITY, "OPEN")


def test_an_amount_and_an_expected_close_make_pipeline():
    planned = {"amount": 100, "expected_close_on": at("2026-09-01").date()}
    assert measure(("TARGET",), opportunity=planned) == (Stage.PIPELINE, "OPEN")


def test_an_amount_alone_makes_no_pipeline():
    assert measure(("TARGET",), opportunity={"amount": 100}) == (Stage.OPPORTUNITY, "OPEN")


def test_a_rejected_opportunity_is_no_pipeline_and_its_lead_is_lost():
    rejected = {
        "amount": 100,
        "expected_close_on": at("2026-09-01").date(),
        "is_accepted": False,
        "decided_at": at("2026-04-01"),
    }
    assert measure(("TARGET",), opportunity=rejected) == (Stage.OPPORTUNITY, "LOST")


def test_a_won_opportunity_is_closed_won():
    won = {"outcome": "WON", "closed_at": at("2026-05-01")}
    assert measure(("TARGET",), opportunity=won) == (Stage.CLOSED_WON, "WON")


def test_a_win_after_the_moment_is_not_known_yet():
    won = {"outcome": "WON", "closed_at": at("2026-07-02"), "opened_at": at("2026-06-01")}
    assert measure(("TARGET",), opportunity=won) == (Stage.OPPORTUNITY, "OPEN")


def test_a_lead_with_a_lost_and_a_running_opportunity_is_open():
    columns = "opportunity_id lead_id outcome"
    tables = {
        "leads": table("leads", "lead_id", ("L",)),
        "opportunities": table("opportunities", columns, ("1", "L", "LOST"), ("2", "L", None)),
    }
    row = fetch_by(leads(tables, decisions(("L", "TARGET"))), "lead_id")["L"]
    assert row["status"] == "OPEN"


def test_a_disqualified_lead_keeps_the_stage_of_the_gate_it_passed():
    assert measure(("DISQUALIFIED", None, PASSED)) == (Stage.FIRST_MEETING, "DISQUALIFIED")


def test_a_recycled_lead_keeps_the_stage_of_its_opportunity():
    lost = {"outcome": "LOST"}
    assert measure(("RECYCLED",), opportunity=lost) == (Stage.OPPORTUNITY, "RECYCLED")


def test_a_disqualified_lead_with_an_owner_was_a_conversation_lead():
    assert measure(("DISQUALIFIED",), owner="R") == (Stage.CONVERSATION_LEAD, "DISQUALIFIED")


def test_a_disqualified_lead_without_any_evidence_stays_at_target():
    assert measure(("DISQUALIFIED",)) == (Stage.TARGET, "DISQUALIFIED")


def test_a_disqualified_lead_that_did_something_exchanged_something():
    seen = ("pricing_viewed", at("2026-03-01"))
    assert measure(("DISQUALIFIED",), activity=seen) == (Stage.EXCHANGE, "DISQUALIFIED")


def test_an_activity_that_the_pact_does_not_notice_is_no_exchange():
    seen = ("weather_viewed", at("2026-03-01"))
    assert measure(("DISQUALIFIED",), activity=seen) == (Stage.TARGET, "DISQUALIFIED")


def test_a_lead_created_after_the_moment_does_not_exist_yet():
    tables = {
        "leads": table(
            "leads",
            "lead_id created_at",
            ("old", at("2026-06-30T23:59")),
            ("new", at("2026-07-02")),
        )
    }
    rows = fetch_by(leads(tables, decisions(("old", "TARGET"), ("new", "TARGET"))), "lead_id")
    assert set(rows) == {"old"}


def test_months_are_those_of_the_pacts_zone():
    tables = {
        "leads": table(
            "leads",
            "lead_id created_at",
            ("before", at("2026-02-01T04:59:59")),  # 23:59:59 in New York
            ("after", at("2026-02-01T05:00:00")),
            ("undated", None),
        )
    }
    judged = decisions(*((name, "TARGET") for name in ("before", "after", "undated")))
    rows = fetch_by(leads(tables, judged), "lead_id")
    months = {name: row["created_month"] for name, row in rows.items()}
    assert months == {
        "before": at("2026-01-01").date(),
        "after": at("2026-02-01").date(),
        "undated": None,
    }
