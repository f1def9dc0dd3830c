"""What of reps and absences does not fit the pact is told, and routing works all the same."""

from datetime import timedelta
from fractions import Fraction

import pytest
from routing_world import DEFAULT, MONDAY, away, row, sdr_pool

from leadpact.engine.routing import make_roster, make_router, roster_notes, row_notes
from leadpact.pact.sections.calendars.policy import CalendarPolicy, standard_calendar
from leadpact.pact.sections.routing.policy import (
    Caps,
    NewcomersWeight,
    Otherwise,
    Pool,
    RepTerms,
    Route,
    RouteTarget,
    RoutingPolicy,
    Territory,
)

DAY = timedelta(days=1)
ANN = row("ann")


def policy(*pools: Pool, **parts) -> RoutingPolicy:
    return RoutingPolicy((sdr_pool(), *pools), (*parts.pop("routes", ()), DEFAULT), **parts)


NEW = Pool("new", roles=("SDR",), newcomers_weight=NewcomersWeight(Fraction(1, 2), 30))
FIELD = Route("field", RouteTarget.TERRITORY, pool="sdr")

CASES = [
    (policy(), [ANN], [], {}, []),
    (policy(Pool("x", reps=("ann", "zed"))), [ANN], [], {}, ["rep-missing: x zed"]),
    (policy(Pool("x", reps=("zed",)), reps=(RepTerms("zed"),)), [ANN], [], {}, []),
    (policy(reps=(RepTerms("ann", paired_rep_id="zed"),)), [ANN], [], {}, ["rep-missing: ann zed"]),
    (policy(), [row("ann", role="AE")], [], {}, ["pool-without-reps: sdr"]),
    (policy(), [row("ann", weight=0)], [], {}, ["pool-without-weight: sdr"]),
    (policy(), [row("ann", open_cap=0)], [], {}, ["rep-cap-zero: ann sdr"]),
    (policy(NEW), [ANN], [], {}, ["newcomers-unknown: new"]),
    (policy(NEW), [row("ann", hired_on=MONDAY.date())], [], {}, []),
    (policy(NEW), [row("ann", active_from=MONDAY)], [], {}, []),
    (
        policy(routes=[FIELD], territories=(Territory("west"), Territory("east", pool="sdr"))),
        [ANN],
        [],
        {},
        ["territory-without-rep: sdr west"],
    ),
    (
        policy(routes=[FIELD], territories=(Territory("west"),)),
        [row("ann", territory="west")],
        [],
        {},
        [],
    ),
    (policy(), [row("ann", calendar="x")], [], {}, ["rep-calendar-unknown: ann x"]),
    (policy(), [row("ann", calendar="x")], [], {"x": standard_calendar("UTC")}, []),
    (policy(), [row("ann", time_zone="Mars/X")], [], {}, ["rep-zone-unknown: ann Mars/X"]),
    (policy(), [ANN], [away("zed", MONDAY, MONDAY + DAY)], {}, ["rep-missing: zed"]),
    (policy(), [ANN], [away("ann", MONDAY, MONDAY)], {}, ["absence-empty: ann"]),
    (
        policy(),
        [ANN],
        [
            away("ann", MONDAY, MONDAY + 9 * DAY),
            away("ann", MONDAY + DAY, MONDAY + 2 * DAY),
            away("ann", MONDAY + 3 * DAY, MONDAY + 4 * DAY),
        ],
        {},
        ["absence-overlap: ann 2026-06-02", "absence-overlap: ann 2026-06-04"],
    ),
    (
        policy(),
        [ANN],
        [away("ann", MONDAY, MONDAY + DAY), away("ann", MONDAY + DAY, MONDAY + 2 * DAY)],
        {},
        [],
    ),
]


@pytest.mark.parametrize(("rules", "reps", "absences", "calendars", "message"), CASES)
def test_what_does_not_fit_is_reported_and_nothing_else(rules, reps, absences, calendars, message):
    found = roster_notes(rules, reps, absences, calendars=CalendarPolicy(calendars))
    assert [note.code for note in found] == [item.split(":")[0] for item in message]
    for note, expected in zip(found, message, strict=True):
        assert all(word in note.fact for word in expected.split(": ")[1].split())
        assert note.fact.endswith(".")
        assert note.fix.endswith(".")


@pytest.mark.parametrize(
    ("n", "who"), [(1, "r0 works"), (2, "r0 and 1 others work"), (1201, "r0 and 1,200 others work")]
)
def test_those_who_work_by_an_unknown_calendar_are_counted(n, who):
    reps = [row(f"r{i}", calendar="x") for i in range(n)]
    [note] = roster_notes(policy(), reps, [], calendars=CalendarPolicy())
    assert note.fact == f"{who} by the calendar x, which the pact does not have."


def test_a_zone_that_there_is_not_counts_as_none():
    router = make_router(policy(), make_roster([row("ann", time_zone="Mars/X")]), time_zone="UTC")
    (member,) = router.pools["sdr"].members
    assert (member.day_zone.zone, member.rep.weight) == ("UTC", Fraction(1))


# What a row says


def test_a_row_that_says_nothing_more_is_a_rep_without_terms():
    [bare] = make_roster([{"rep_id": 7}]).reps.values()
    assert (bare.rep_id, bare.weight, bare.priority, bare.caps) == ("7", 1, 0, Caps())
    assert bare.role is bare.team is bare.territory is bare.calendar is None
    assert bare.time_zone is bare.paired_rep_id is bare.active_from is bare.active_to is None
    blank = dict.fromkeys(("role", "team", "territory", "calendar", "paired_rep_id"), "")
    missing = {"time_zone": "Mars/Olympus", "weight": float("nan"), "daily_cap": float("nan")}
    assert make_roster([{"rep_id": 7, **blank, **missing}]).reps == {"7": bare}


def test_numbers_of_a_row_are_exact_and_at_least_nothing():
    rows = [row("a", weight=0.1, daily_cap=2.0, open_cap=3), row("b", weight=-1, daily_cap=-2)]
    reps = make_roster(rows).reps
    assert (reps["a"].weight, reps["a"].caps) == (Fraction(1, 10), Caps(per_day=2, open=3))
    assert (reps["b"].weight, reps["b"].caps) == (0, Caps(per_day=0))


def test_a_cap_of_nothing_a_day_is_reported_as_one_of_nothing_open_is():
    for column in ("daily_cap", "open_cap"):
        assert [note.code for note in roster_notes(policy(), [row("ann", **{column: 0})])] == [
            "rep-cap-zero"
        ]
    assert roster_notes(policy(), [row("ann", daily_cap=1, open_cap=1)]) == ()


def test_a_rep_whom_only_a_route_names_is_noted_where_there_is_none():
    routes = (
        Route("large", RouteTarget.REP, rep="kim", otherwise=Otherwise.NEXT_ROUTE),
        Route("odd", RouteTarget.BY_HAND, who="max"),
        Route("even", RouteTarget.BY_HAND, who="MANAGER"),
    )
    found = roster_notes(policy(routes=routes), [row("ann")])
    assert [(note.code, note.fact) for note in found] == [
        ("rep-missing", "The route large names the rep kim, who is not among the reps."),
        ("rep-missing", "The route odd names the rep max, who is not among the reps."),
    ]


# Which row a note is about


def test_weights_and_caps_below_zero_are_noted_at_their_cells():
    rows = [row("ann"), row("bob", weight=-1), row("cid", daily_cap=-2, open_cap=3)]
    found = [note for note in roster_notes(policy(), rows) if note.code == "rep-below-zero"]
    assert [(note.fact, note.cell) for note in found] == [
        ("The weight of bob, -1, is below zero: it counts as 0.", ("reps", 1, "weight")),
        ("The daily_cap of cid, -2, is below zero: it counts as 0.", ("reps", 2, "daily_cap")),
    ]


def test_a_territory_that_a_pact_with_territories_does_not_have_is_noted():
    rows = [row("ann", territory="DACH"), row("bob", territory="dach"), row("cid")]
    [note] = row_notes(policy(territories=(Territory("dach"),)), rows)
    assert (note.code, note.cell) == ("rep-territory-unknown", ("reps", 0, "territory"))
    assert row_notes(policy(), rows) == ()


def test_notes_of_absences_name_their_rows():
    days = [
        away("ann", MONDAY, MONDAY + DAY),
        away("ghost", MONDAY, MONDAY + DAY),
        away("ann", MONDAY + 9 * DAY, MONDAY + 8 * DAY),
    ]
    found = [(note.code, note.cell) for note in row_notes(policy(), [ANN], days)]
    assert found == [
        ("rep-missing", ("absences", 1, "rep_id")),
        ("absence-empty", ("absences", 2, "ends_at")),
    ]
