"""What the sections `calendars` and `routing` become, and that a pact routes leads end to end."""

import sys
from collections import Counter
from dataclasses import fields
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from pact_tables import BASE, ROUTING

from leadpact.engine import Activity, Lead
from leadpact.engine.routing import (
    RoutedLead,
    RoutingState,
    apply_change,
    make_roster,
    make_router,
    route_lead,
)
from leadpact.engine.scoring import make_program, moment_of
from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.sections.calendars.holidays import HOLIDAY_YEARS, holiday_dates
from leadpact.pact.sections.routing.policy import (
    DEFAULT_ROUTE,
    Caps,
    Direction,
    EveryoneAway,
    Hours,
    Leave,
    Newcomers,
    OnReturn,
    Otherwise,
    PeriodKind,
    Pool,
    ReassignmentCredit,
    RepTerms,
    Rotation,
    RotationPeriod,
    RouteTarget,
    RoutingPolicy,
    SelectionMethod,
    Spread,
    Territory,
)
from leadpact.terms.zone import epoch_seconds

RULESET = load_pact_text(ROUTING)
HEAD = "spec: 1\nname: x\ngates: {conversation_lead: {must_have: [email]}}\n"
MONDAY = datetime(2026, 6, 1, 15, tzinfo=UTC)


def policy_of(text: str) -> RoutingPolicy:
    policy = load_pact_text(HEAD + text).routing
    assert policy is not None
    return policy


def test_a_pact_without_the_sections_gives_leads_to_nobody():
    ruleset = load_pact_text(BASE)
    assert (ruleset.calendars, ruleset.routing) == (None, None)


def test_every_switch_of_a_pool_is_compiled():
    inbound = RULESET.routing.pools[0]
    assert inbound == Pool(
        name="inbound",
        roles=("SDR",),
        teams=("Inbound",),
        territories=("east",),
        direction=Direction.INBOUND,
        calendar="office",
        hours=Hours.OPEN_NOW,
        caps=Caps(8, 25, Fraction(19, 2), 120, Spread.EVEN),
        period=RotationPeriod(PeriodKind.ROLLING_DAYS, 30),
        rotation=Rotation.STRICT,
        on_return=OnReturn.CATCH_UP,
        everyone_away=EveryoneAway.ASSIGN_ANYWAY,
        newcomers=Newcomers.ZERO,
        credits_no_shows=False,
        credits_cancelled=False,
        reassignment_credit=ReassignmentCredit.NONE,
        salt="inbound",
    )
    everyone = RULESET.routing.pools[1]
    assert everyone.weights == {"ann": 200, "bob": Fraction(1, 2)}
    assert (everyone.method, everyone.salt) == (SelectionMethod.RANDOM, "2026")


def test_what_a_pool_does_not_say_is_as_the_engine_has_it():
    (pool,) = policy_of("routing: {pools: {all: {reps: [a]}}, default: all}\n").pools
    default = Pool("all", reps=("a",), salt="all")
    for item in fields(Pool):
        assert getattr(pool, item.name) == getattr(default, item.name), item.name


def test_routes_are_in_order_with_the_default_last():
    routes = RULESET.routing.routes
    assert [route.route_id for route in routes] == ["owner", "small", "where", "in", DEFAULT_ROUTE]
    assert [route.otherwise for route in routes] == [
        Otherwise.NEXT_ROUTE,
        Otherwise.WAIT,
        Otherwise.NEXT_ROUTE,
        Otherwise.WAIT,
        Otherwise.WAIT,
    ]
    assert routes[-1].target is RouteTarget.POOL
    assert routes[2].opens.right.value == 10_000  # a score, in millipoints
    assert routes[2].when.right.value == 10


def test_territories_and_reps_are_compiled():
    assert RULESET.routing.territories[1] == Territory(
        "west",
        regions=("West",),
        time_zones=("America/Denver",),
        employees_from=200,
        employees_to=999,
    )
    ann, kim = RULESET.routing.reps
    assert ann == RepTerms(
        "ann",
        weight=Fraction(1, 2),
        priority=1,
        calendar="west",
        time_zone="America/Chicago",
        territory="west",
        paired_rep_id="kim",
    )
    assert kim.away == (
        Leave(datetime(2026, 7, 1, 4, tzinfo=UTC), datetime(2026, 7, 15, 4, tzinfo=UTC)),
        Leave(datetime(2026, 8, 3, 17, tzinfo=UTC), datetime(2026, 8, 4, 4, tzinfo=UTC)),
    )


def test_what_territories_and_routes_ask_about_is_among_the_attributes():
    asked = {"country", "region", "time_zone", "industry", "n_employees", "website", "source"}
    assert asked <= RULESET.attributes.keys()


# Calendars


def test_a_calendar_has_its_windows_its_holidays_and_its_exceptions():
    office = RULESET.calendars.named["office"]
    assert office.windows == {
        "MON": (("09:00", "12:00"), ("13:00", "17:00")),
        "TUE": (("09:00", "17:00"),),
    }
    assert date(2026, 12, 24) in office.holidays
    assert date(2026, 7, 3) in office.holidays
    assert office.exceptions == {date(2026, 12, 31): (("09:00", "12:00"),)}


def test_a_calendar_is_as_the_one_it_is_based_on_but_for_what_it_says():
    text = """
calendars:
  a: {windows: {fri: ["08:00-12:00"]}, closed_on: [2026-01-02], time_zone: Asia/Tokyo}
  b: {based_on: a, closed_on: [2026-01-09], exceptions: {2026-01-02: ["10:00-11:00"]}}
  c: {based_on: b, windows: {mon: ["09:00-24:00"]}, time_zone: Europe/Rome}
"""
    named = load_pact_text(HEAD + text).calendars.named
    assert (named["b"].zone, named["b"].windows) == ("Asia/Tokyo", named["a"].windows)
    assert set(named["c"].holidays) == {date(2026, 1, 2), date(2026, 1, 9)}
    assert named["c"].exceptions == named["b"].exceptions
    assert (named["c"].zone, list(named["c"].windows)) == ("Europe/Rome", ["MON"])


def test_a_calendar_without_words_is_monday_to_friday_in_the_zone_of_the_pact():
    text = f"{HEAD}time_zone: Asia/Tokyo\ncalendars: {{a: {{}}}}\n"
    calendar = load_pact_text(text).calendars.named["a"]
    assert calendar.is_open(datetime(2026, 6, 5, 7, 59, tzinfo=UTC))  # Friday 16:59
    assert not calendar.is_open(datetime(2026, 6, 5, 8, tzinfo=UTC))
    assert not calendar.is_open(datetime(2026, 6, 6, 3, tzinfo=UTC))


def test_a_calendar_is_closed_on_the_holidays_of_a_country():
    pytest.importorskip("holidays")
    text = f"{HEAD}calendars: {{a: {{holidays: [{{country: US, subdivision: NY}}]}}}}\n"
    days_off = load_pact_text(text).calendars.named["a"].holidays
    assert {date(2026, 7, 3), date(2026, 2, 12), date(2026, 12, 25)} <= set(days_off)
    other = load_pact_text(text.replace("NY", "CA"))
    assert other.fingerprint != load_pact_text(text).fingerprint
    assert len(list(diff_rulesets(other, load_pact_text(text)))) == 1


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("{country: USA}", "The holidays of `USA` are not known."),
        (
            "{country: US, subdivision: ON}",
            "`ON` is no part of US with holidays of its own.",
        ),
    ],
)
def test_holidays_that_are_not_known_are_an_error_at_their_place(asked, message):
    pytest.importorskip("holidays")
    (issue,) = check_pact_text(f"{HEAD}calendars: {{a: {{holidays: [{asked}]}}}}\n").issues
    assert (issue.code, issue.fact) == ("holidays-unknown", message)
    assert (issue.place.line, issue.place.column) == (4, 28)


def test_holidays_are_those_of_the_part_of_the_country_for_all_years():
    pytest.importorskip("holidays")
    new_york, whole = holiday_dates("US", "NY"), holiday_dates("US")
    assert set(whole) < set(new_york)
    years = {day.year for day in whole}
    assert years == set(range(*HOLIDAY_YEARS))


def test_without_the_package_holidays_are_an_error_with_a_way_out(monkeypatch):
    monkeypatch.setitem(sys.modules, "holidays", None)  # as where it is not installed
    holiday_dates.cache_clear()
    text = f"{HEAD}calendars: {{a: {{holidays: [{{country: US}}]}}}}\n"
    (issue,) = check_pact_text(text).issues
    assert issue.code == "holidays-missing"
    assert "closed_on" in issue.fix
    holiday_dates.cache_clear()


def test_without_the_package_a_calendar_with_dates_of_its_own_works(monkeypatch):
    monkeypatch.setitem(sys.modules, "holidays", None)
    text = f"{HEAD}calendars: {{a: {{closed_on: [2026-12-24]}}}}\n"
    assert check_pact_text(text).issues == ()


# End to end


def test_leads_are_routed_as_the_pact_says():
    text = """
attributes: {n_employees: {type: integer}}
activities: {demo: {intent: true}}
scores: {interest: {rules: [{id: demo, on: demo, points: 40}]}}
routing:
  pools:
    inbound: {roles: [SDR], hours: any}
    large: {reps: [kim], hours: any, caps: {per_day: 2}}
    hot: {reps: [pat], hours: any}
  routes:
    - {id: hot, when: "interest >= 40", pool: hot}
    - {id: large, when: "n_employees >= 1000", pool: large, otherwise: next_route}
  default: inbound
  reps: {ann: {weight: 200}, bob: {weight: 100}}
"""
    ruleset = load_pact_text(HEAD + text)
    rows = [{"rep_id": name, "role": "SDR", "weight": 100.0} for name in ("ann", "bob", "cid")]
    rows += [{"rep_id": "kim", "role": "AE"}, {"rep_id": "pat", "role": "AE"}]
    router = make_router(
        ruleset.routing,
        make_roster(rows, [], ruleset.routing.reps),
        calendars=ruleset.calendars,
        time_zone=ruleset.time_zone,
        fingerprint=ruleset.fingerprint,
    )
    leads = []
    for i in range(64):
        record = Lead(f"lead-{i:02}", {"n_employees": 5000 if i < 3 else 50})
        acts = [Activity("a", "demo", MONDAY)] if i == 63 else []
        facts = moment_of(make_program(ruleset), record, acts, epoch_seconds(MONDAY))
        leads.append(RoutedLead(record.lead_id, facts))
    state, decisions = RoutingState(), []
    for item in leads:
        decisions.append(route_lead(item, state, router, as_of=MONDAY))
        state = apply_change(state, decisions[-1].change)
    got = Counter(decision.rep_id for decision in decisions)
    assert got == {"kim": 2, "pat": 1, "ann": 31, "bob": 15, "cid": 15}
    assert decisions[2].passed[0].route_id == "large"
    assert {decision.fingerprint for decision in decisions} == {ruleset.fingerprint}


@pytest.mark.parametrize("part", ["pools", "routes", "territories", "reps", "default"])
def test_a_pact_with_a_fault_of_shape_in_routing_says_nothing_that_only_follows(part):
    text = ROUTING.replace(f"  {part}:", f"  {part}: [{{}}]\n  x_{part}:", 1)
    issues = check_pact_text(text).issues
    assert {issue.code for issue in issues} <= {
        *("value-type", "key-unknown", "key-missing", "yaml-syntax", "value-out-of-range"),
    }
    assert issues


def test_values_of_a_category_that_no_territory_has_are_a_gap():
    text = """
attributes: {region: {type: category, values: [West, East, South]}}
routing:
  pools: {all: {roles: [SDR]}}
  routes: [{id: where, to: territory, pool: all}]
  default: all
  territories:
    - {id: west, regions: [West]}
    - {id: east, regions: [East]}
"""
    (issue,) = check_pact_text(HEAD + text).issues
    assert (issue.code, issue.place.line) == ("territory-gap", 10)
    assert issue.fact == "No territory has the region `South`."
    whole = text.replace("[East]", "[East, South]")
    assert check_pact_text(HEAD + whole).issues == ()
    other = text.replace("regions: [East]", "industries: [media]")
    assert check_pact_text(HEAD + other).issues == ()


def test_a_territory_from_no_employees_has_no_lead_of_unknown_size():
    text = """
routing:
  pools: {all: {roles: [SDR]}}
  routes: [{id: where, to: territory, pool: all, otherwise: wait}]
  default: all
  territories:
    - {id: known, employees_from: 0}
    - {id: named, accounts: [acme.example]}
"""
    (issue,) = check_pact_text(HEAD + text).issues
    assert (issue.code, issue.place.line) == ("territory-gap", 7)
    assert "`where` for ever" in issue.fact
    (shadowed,) = check_pact_text(HEAD + text.replace("employees_from: 0", "regions: []")).issues
    assert shadowed.code == "territory-shadowed"


@pytest.mark.parametrize(
    ("route", "n_issues"),
    [
        ("to: rep, rep: annna", 1),
        ("to: by_hand, who: annna", 1),
        ("to: rep, rep: anna", 0),
        ("to: by_hand, who: MANAGER", 0),
        ("to: rep, rep: zed", 0),
    ],
)
def test_a_route_spells_a_rep_as_the_terms_of_reps_do(route: str, n_issues: int):
    text = (
        "routing: {pools: {all: {roles: [SDR]}}, default: all, reps: {anna: {weight: 2}},"
        f' routes: [{{id: one, when: "is_known(email)", {route}}}]}}\n'
    )
    found = check_pact_text(HEAD + text).issues
    assert [issue.code for issue in found] == ["rep-unknown"] * n_issues
