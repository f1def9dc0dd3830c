"""Days since and until a date: by the local day of the moment; worked by hand.

In New York, Monday 2 March 2026 begins at 05:00 UTC; clocks go forward on Sunday 8 March, and from
then on days begin at 04:00 UTC.
"""

from datetime import UTC, date, datetime

import pytest
from engine_world import acted
from follow_up_world import Life, company, june

from leadpact.conditions.parse import parse_condition
from leadpact.engine import Lead, score_lead
from leadpact.engine.gates import judge_lead
from leadpact.engine.lifecycle import RecordJudgement
from leadpact.engine.scoring import DatedFacts, KnownFacts, compile_condition
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.stages import Stage
from leadpact.terms.zone import load_zone_offsets


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def pact(when: str, *, gate: str = "s >= 1", zone: str = "America/New_York") -> Ruleset:
    return load_pact_text(
        f"""spec: 1
name: Renewals
time_zone: {zone}
attributes: {{renewal_on: {{type: date}}, seats: {{type: integer}}}}
activities: {{web: {{}}}}
scores:
  s:
    range: [-100, 100]
    rules:
      - {{id: soon, when: "{when}", points: 10}}
gates:
  conversation_lead: {{when: "{gate}"}}
"""
    )


def points(ruleset: Ruleset, moment: datetime, renewal_on: date | None) -> float:
    lead = Lead("l-1", {"renewal_on": renewal_on})
    return score_lead(lead, [], ruleset, as_of=moment)["s"].points


@pytest.mark.parametrize(
    ("when", "moment", "renewal_on", "expected"),
    [
        ("days_until(renewal_on) == 1", at(3, 2, 4, 59), date(2026, 3, 2), 10),
        ("days_until(renewal_on) == 0", at(3, 2, 4, 59), date(2026, 3, 2), 0),
        ("days_until(renewal_on) == 0", at(3, 2, 5, 0), date(2026, 3, 2), 10),
        ("days_since(renewal_on) == 0", at(3, 2, 5, 0), date(2026, 3, 2), 10),
        ("days_until(renewal_on) == 0", at(3, 3, 4, 59), date(2026, 3, 2), 10),
        ("days_since(renewal_on) == 1", at(3, 3, 5, 0), date(2026, 3, 2), 10),
        ("days_until(renewal_on) == -1", at(3, 3, 5, 0), date(2026, 3, 2), 10),
        # The day of 23 hours is a day.
        ("days_since(renewal_on) == 1", at(3, 9, 3, 59), date(2026, 3, 7), 10),
        ("days_since(renewal_on) == 2", at(3, 9, 4, 0), date(2026, 3, 7), 10),
        ("days_until(renewal_on) <= 100", at(3, 2, 12), date(2026, 6, 10), 10),
        ("days_until(renewal_on) <= 100", at(3, 2, 12), date(2026, 6, 11), 0),
        ("days_since(renewal_on) >= 20000", at(3, 2, 12), date(1969, 12, 31), 10),
        ("days_since(renewal_on) > 730000", at(3, 2, 12), date(1, 1, 1), 10),
        ("days_until(renewal_on) > 2900000", at(3, 2, 12), date(9999, 12, 31), 10),
        ("days_until(renewal_on) <= 100", at(3, 2, 12), None, 0),
        ("not days_until(renewal_on) <= 100", at(3, 2, 12), None, 0),
        ("not is_known(renewal_on) or days_until(renewal_on) < 3", at(3, 2, 12), None, 10),
    ],
)
def test_days_are_those_between_the_local_day_and_the_date(
    when: str, moment: datetime, renewal_on: date | None, expected: int
) -> None:
    assert points(pact(when), moment, renewal_on) == expected


def test_one_moment_lies_on_different_days_in_different_zones() -> None:
    when = "days_until(renewal_on) == 0"
    found = {
        zone: points(pact(when, zone=zone), at(3, 2, 11), date(2026, 3, 3))
        for zone in ("UTC", "Pacific/Auckland", "Pacific/Kiritimati", "America/New_York")
    }
    assert found == {
        "UTC": 0,
        "Pacific/Auckland": 10,
        "Pacific/Kiritimati": 10,
        "America/New_York": 0,
    }


def opened(ruleset: Ruleset, renewal_on: date, *moments: datetime) -> datetime | None:
    lead = Lead("l-1", {"renewal_on": renewal_on}, created_at=at(3, 1, 12))
    judged = judge_lead(lead, [acted(one) for one in moments], ruleset, as_of=at(12, 1, 0))
    return judged.opened_at["conversation_lead"]


@pytest.mark.parametrize(
    ("when", "gate"),
    [
        ("days_until(renewal_on) <= 100", "s >= 10"),
        ("true", "days_until(renewal_on) <= 100"),
        ("true", "s >= 10 and days_since(renewal_on) >= -100"),
        ("true", "at_least(2, days_until(renewal_on) <= 100, s >= 10, is_known(seats))"),
        ("days_until(renewal_on) > 100", "s <= 0"),
    ],
)
def test_a_gate_opens_at_the_first_activity_within_the_days_and_never_by_time_alone(
    when: str, gate: str
) -> None:
    ruleset, renewal_on = pact(when, gate=gate), date(2026, 7, 1)  # the 100th day before: 23 March
    assert opened(ruleset, renewal_on) is None
    assert opened(ruleset, renewal_on, at(3, 23, 3, 59)) is None
    assert opened(ruleset, renewal_on, at(3, 23, 3, 59), at(3, 23, 4)) == at(3, 23, 4)
    assert opened(ruleset, renewal_on, at(3, 2, 8), at(4, 9, 8), at(4, 10, 8)) == at(4, 9, 8)


def test_a_gate_that_closes_with_the_date_opens_only_at_activities_before_it() -> None:
    gate = "days_until(renewal_on) >= 0 and s >= 10 and days_until(renewal_on) <= 10"
    ruleset = pact("days_until(renewal_on) < 8", gate=gate)
    assert opened(ruleset, date(2026, 4, 10), at(4, 1, 8), at(4, 12, 8)) is None
    assert opened(ruleset, date(2026, 4, 10), at(4, 1, 8), at(4, 11, 3)) == at(4, 11, 3)


def test_facts_of_another_system_count_days_to_the_moment_of_the_decision() -> None:
    test = compile_condition(parse_condition("days_until(renewal_on) <= 1"))
    known = KnownFacts({"renewal_on": date(2026, 3, 3), "seats": 5}, (("web", None, 2),))
    zone = load_zone_offsets("America/New_York")
    found = [test(DatedFacts(known, now, zone)) for now in (at(3, 2, 4, 59), at(3, 2, 5))]
    assert found == [False, True]
    others = compile_condition(parse_condition("seats == 5 and count('web') == 2"))
    assert others(DatedFacts(known, at(3, 2, 5), zone)) is True
    with pytest.raises(AssertionError, match="without a moment"):
        test(known)


CLOCKS = """
  - {id: soon, kind: first_touch, when: "days_until(renewal_on) <= 18", within: {hours: 1}}
"""
ATTRIBUTES = "\n  renewal_on: {type: date}\n"
RENEWAL = date(2026, 6, 20)


def clock_names(life: Life) -> list[str]:
    return [clock.policy.name for clock in life.state.clocks]


def test_a_clock_begins_at_the_first_decision_within_the_days() -> None:
    life = Life(company(clocks=CLOCKS, attributes=ATTRIBUTES))
    life.qualify(june(1, 10), renewal_on=RENEWAL)
    assert clock_names(life) == []
    life.act(june(1, 23, 59, 59), "page_viewed")
    assert clock_names(life) == []
    life.act(june(2, 10), "page_viewed")
    assert clock_names(life) == ["soon"]
    assert life.clock("soon").started_at == june(2, 10)


def test_a_clock_of_a_lead_that_was_judged_elsewhere_looks_at_the_day_of_the_decision() -> None:
    life = Life(company(clocks=CLOCKS, attributes=ATTRIBUTES))
    judged = {
        "lead": Lead("l-1", created_at=june(1, 9)),
        "stage": Stage.CONVERSATION_LEAD,
        "facts": KnownFacts({"renewal_on": RENEWAL}),
    }
    life.submit(RecordJudgement, june(1, 10), **judged)
    assert clock_names(life) == []
    life.submit(RecordJudgement, june(2, 10), **judged)
    assert clock_names(life) == ["soon"]


ROUTING = """
  pools: {inbound: {roles: [SDR]}, renewals: {reps: [cid]}}
  routes:
    - id: renews
      when: "days_until(renewal_on) >= 0 and days_until(renewal_on) <= 18"
      pool: renewals
  default: inbound
"""


@pytest.mark.parametrize(
    ("day", "route"), [(1, "default"), (2, "renews"), (20, "renews"), (21, "default")]
)
def test_a_route_takes_a_lead_by_the_day_on_which_it_is_routed(day: int, route: str) -> None:
    life = Life(company(routing=ROUTING, attributes=ATTRIBUTES))
    life.qualify(june(day, 10), renewal_on=RENEWAL)
    assert life.state.route is not None
    assert life.state.route.route_id == route
