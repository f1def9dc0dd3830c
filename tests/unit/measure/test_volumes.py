"""What came in each month, by the role of the rep who did it."""

from measured_company import AS_OF, at, fetch, table

from leadpact.measure.volumes import team, volumes

REPS = table(
    "reps",
    "rep_id role active_from active_to",
    ("ann", "SDR", None, None),
    ("bob", "AE", at("2026-02-01"), None),
    ("cid", "AE", at("2026-01-01"), at("2026-03-01")),
)


def found(**tables) -> set[tuple]:
    rows = fetch(volumes({"reps": REPS, **tables}, "America/New_York", as_of=AS_OF))
    return {(row["volume"], f"{row['month']:%Y-%m}", row["role"], row["n"]) for row in rows}


def test_touches_count_by_local_month_and_role_and_meetings_are_touches_too():
    touches = table(
        "touches",
        "touch_id lead_id rep_id kind occurred_at",
        ("1", "a", "ann", "CALL", at("2026-03-01T04:59:59")),  # February in New York
        ("2", "a", "ann", "CALL", at("2026-03-01T05:00:00")),
        ("3", "a", "bob", "MEETING", at("2026-03-02T12:00:00")),
        ("4", "a", None, "EMAIL", at("2026-03-02T12:00:00")),
        ("5", "a", "gone", "EMAIL", at("2026-03-02T12:00:00")),
        ("6", "a", "ann", "EMAIL", at("2026-08-01T12:00:00")),  # after the moment
    )
    assert found(touches=touches) == {
        ("TOUCHES", "2026-02", "SDR", 1),
        ("TOUCHES", "2026-03", "SDR", 1),
        ("TOUCHES", "2026-03", "AE", 1),
        ("TOUCHES", "2026-03", None, 2),
        ("MEETINGS_HELD", "2026-03", "AE", 1),
    }


def test_an_opportunity_counts_for_who_opened_it_and_a_won_deal_for_its_owner():
    deals = table(
        "opportunities",
        "opportunity_id lead_id rep_id opened_by_rep_id opened_at closed_at outcome",
        ("1", "a", "bob", "ann", at("2026-03-10"), at("2026-04-10"), "WON"),
        ("2", "b", "cid", None, at("2026-03-11"), at("2026-04-11"), "LOST"),
        ("3", "c", None, "ann", at("2026-04-11"), at("2026-04-12"), "WON"),
        ("4", "d", "bob", "ann", None, None, None),  # nobody knows when
        ("5", "e", "bob", "ann", at("2026-03-10"), at("2026-09-10"), "WON"),  # won later
    )
    assert found(opportunities=deals) == {
        ("OPPORTUNITIES_OPENED", "2026-03", "SDR", 2),
        ("OPPORTUNITIES_OPENED", "2026-03", "AE", 1),
        ("OPPORTUNITIES_OPENED", "2026-04", "SDR", 1),
        ("DEALS_WON", "2026-04", "AE", 1),
        ("DEALS_WON", "2026-04", "SDR", 1),
    }


def test_a_company_without_these_tables_has_no_volumes():
    assert found() == set()


def test_the_team_has_every_rep_with_the_time_they_are_in_the_company():
    rows = fetch(team({"reps": REPS}))
    known = {(row["role"], row["from_t"] is None, row["to_t"] is None) for row in rows}
    assert known == {("SDR", True, True), ("AE", False, True), ("AE", False, False)}
