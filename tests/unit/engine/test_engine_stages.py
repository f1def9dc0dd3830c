"""How a lead moves: gates in order, at commands only; the record; recycled leads."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from engine_world import DAY, NOON, SECOND, acted, days_ago, pact

from leadpact.engine import Activity, Lead, judge_lead
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.stages import FUNNEL, Stage
from leadpact.terms.zone import OutsideHorizon

GATES = '{conversation_lead: {when: "s >= 10"}, first_meeting: {when: "s >= 20"}}'
TEN = pact("on: web, points: 10, fades: {shape: window, days: 30}", gates=GATES)
NEW = Lead("L1", created_at=NOON - 100 * DAY)


def stage_of(ruleset: Ruleset, lead: Lead, *activities: Activity, as_of: datetime = NOON) -> Stage:
    return judge_lead(lead, activities, ruleset, as_of=as_of).stage


def test_a_lead_moves_as_its_gates_open_one_after_another() -> None:
    first, second = days_ago(3), days_ago(2)
    assert stage_of(TEN, NEW) is Stage.TARGET
    assert stage_of(TEN, NEW, days_ago(1, "demo")) is Stage.EXCHANGE
    assert stage_of(TEN, NEW, first) is Stage.CONVERSATION_LEAD
    decision = judge_lead(NEW, [first, second], TEN, as_of=NOON)
    assert decision.stage is Stage.FIRST_MEETING
    assert decision.opened_at == {
        "conversation_lead": first.occurred_at,
        "first_meeting": second.occurred_at,
    }


def test_both_gates_can_open_at_one_moment() -> None:
    together = [acted(NOON - DAY), acted(NOON - DAY)]
    opened = judge_lead(NEW, together, TEN, as_of=NOON).opened_at
    assert list(opened.values()) == [NOON - DAY, NOON - DAY]


def test_the_second_gate_waits_for_the_first() -> None:
    gates = '{conversation_lead: {when: "s >= 30"}, first_meeting: {when: "s >= 10"}}'
    decision = judge_lead(NEW, [days_ago(1)], pact("on: web, points: 10", gates=gates), as_of=NOON)
    assert decision.opened_at == {"conversation_lead": None, "first_meeting": None}


def test_a_lead_keeps_its_stage_when_its_points_fade() -> None:
    assert stage_of(TEN, NEW, days_ago(40)) is Stage.CONVERSATION_LEAD


def test_time_alone_qualifies_nobody() -> None:
    ruleset = pact(
        "on: web, points: 10",
        "on: demo, points: -10, fades: {shape: window, days: 30}",
        gates='{conversation_lead: {when: "s >= 10"}}',
    )
    history = [days_ago(40), days_ago(40, "demo")]
    decision = judge_lead(NEW, history, ruleset, as_of=NOON)
    assert decision.gates[0].is_open
    assert decision.stage is Stage.EXCHANGE
    asked_again = [*history, days_ago(1, "demo"), days_ago(0, "web")]
    assert judge_lead(NEW, asked_again, ruleset, as_of=NOON).opened_at == {
        "conversation_lead": NOON
    }


def test_a_lead_does_not_qualify_before_it_was_created() -> None:
    lead = replace(NEW, created_at=NOON - 5 * DAY)
    decision = judge_lead(lead, [days_ago(8)], TEN, as_of=NOON)
    assert decision.opened_at["conversation_lead"] == NOON - 5 * DAY
    assert stage_of(TEN, lead, days_ago(8), as_of=NOON - 6 * DAY) is Stage.EXCHANGE


def test_a_lead_without_a_creation_qualifies_by_its_activities_only() -> None:
    ruleset = pact("on: web, points: 10", gates='{conversation_lead: {when: "s < 10"}}')
    assert stage_of(ruleset, Lead("L1")) is Stage.TARGET
    assert stage_of(ruleset, NEW) is Stage.CONVERSATION_LEAD


def test_must_haves_are_asked_next_to_the_condition() -> None:
    gates = '{conversation_lead: {must_have: [email, company], when: "s >= 10"}}'
    ruleset = pact("on: web, points: 10", gates=gates)
    with_email = replace(NEW, attributes={"email": "a@b.example"})
    with_both = replace(NEW, attributes={"email": "a@b.example", "company": "B"})
    assert stage_of(ruleset, with_email, days_ago(1)) is Stage.EXCHANGE
    assert stage_of(ruleset, with_both, days_ago(1)) is Stage.CONVERSATION_LEAD


@pytest.mark.parametrize("recorded", FUNNEL)
def test_a_young_stage_on_record_never_moves_a_lead_back(recorded: Stage) -> None:
    lead = replace(NEW, stage=recorded)
    reached = stage_of(TEN, lead, days_ago(1))
    assert FUNNEL.index(reached) == max(
        FUNNEL.index(recorded), FUNNEL.index(Stage.CONVERSATION_LEAD)
    )


def test_a_disqualified_lead_stays_so() -> None:
    lead = replace(NEW, stage=Stage.DISQUALIFIED)
    assert stage_of(TEN, lead, days_ago(1), days_ago(1)) is Stage.DISQUALIFIED


RECYCLED = replace(NEW, stage=Stage.RECYCLED, stage_at=NOON - 10 * DAY)


def test_a_recycled_lead_does_not_qualify_by_what_it_did_before() -> None:
    before = [acted(NOON - 12 * DAY), acted(NOON - 10 * DAY)]
    assert stage_of(TEN, RECYCLED, *before) is Stage.RECYCLED


def test_a_recycled_lead_qualifies_again_by_new_activity() -> None:
    new = acted(NOON - 10 * DAY + SECOND)
    decision = judge_lead(RECYCLED, [new], TEN, as_of=NOON)
    assert decision.stage is Stage.CONVERSATION_LEAD
    assert decision.opened_at["conversation_lead"] == new.occurred_at


def test_old_activity_counts_next_to_the_new_one_that_a_recycled_lead_needs() -> None:
    old, new = acted(NOON - 12 * DAY), acted(NOON - 9 * DAY, "demo")
    decision = judge_lead(RECYCLED, [old, new], TEN, as_of=NOON)
    assert decision.opened_at["conversation_lead"] == new.occurred_at


def test_a_recycled_lead_of_unknown_moment_stays_recycled() -> None:
    lead = replace(RECYCLED, stage_at=None)
    assert stage_of(TEN, lead, days_ago(1), days_ago(1)) is Stage.RECYCLED


def test_a_stage_entered_later_is_not_known_yet() -> None:
    lead = replace(NEW, stage=Stage.DISQUALIFIED, stage_at=NOON)
    assert stage_of(TEN, lead, days_ago(3), as_of=NOON - SECOND) is Stage.CONVERSATION_LEAD
    assert stage_of(TEN, lead, days_ago(3)) is Stage.DISQUALIFIED


def test_points_for_behaviour_open_a_gate_that_was_asked_before() -> None:
    ruleset = pact(
        "on: web, points: 20, fades: {shape: window, days: 30}",
        "when: \"count('web') >= 2\", points: 20",
        gates='{conversation_lead: {when: "s >= 60"}}',
    )
    # 20 points; the first has faded: 20 and 20 for the count; 40 and 20.
    history = [days_ago(50), days_ago(10), days_ago(9)]
    assert judge_lead(NEW, history[:2], ruleset, as_of=NOON).opened_at == {
        "conversation_lead": None
    }
    assert judge_lead(NEW, history, ruleset, as_of=NOON).opened_at == {
        "conversation_lead": NOON - 9 * DAY
    }


def test_what_happens_in_the_second_of_the_moment_has_happened() -> None:
    seen = acted(NOON, "demo")
    assert stage_of(TEN, NEW, seen, as_of=NOON) is Stage.EXCHANGE
    assert stage_of(TEN, NEW, seen, as_of=NOON - SECOND) is Stage.TARGET
    early = pact("on: web, points: 10", gates='{conversation_lead: {when: "s < 10"}}')
    lead = replace(NEW, created_at=NOON)
    assert stage_of(early, lead, as_of=NOON) is Stage.CONVERSATION_LEAD
    assert stage_of(early, lead, as_of=NOON - SECOND) is Stage.TARGET


@pytest.mark.parametrize(
    "moment", [datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)]
)
def test_an_activity_outside_the_years_of_calendars_is_no_moment(moment: datetime) -> None:
    with pytest.raises(OutsideHorizon):
        stage_of(TEN, NEW, acted(moment), acted(NOON))


def reasons_of(ruleset: Ruleset, lead: Lead, *activities: Activity) -> list[tuple[str, str, str]]:
    checks = judge_lead(lead, activities, ruleset, as_of=NOON).gates
    return [(str(r.code), r.rule_id, r.field) for check in checks for r in check.reasons]


def test_a_gate_tells_what_it_lacks_and_what_would_be_nice() -> None:
    gates = (
        '{conversation_lead: {must_have: [email, phone], nice_to_have: [title], when: "s >= 10"}}'
    )
    ruleset = pact("on: web, points: 10", gates=gates)
    name = "conversation_lead"
    assert reasons_of(ruleset, replace(NEW, attributes={"email": "a@b.example"})) == [
        ("MUST_HAVE_MISSING", name, "phone"),
        ("NICE_TO_HAVE_MISSING", name, "title"),
        ("GATE_CONDITION_FALSE", name, ""),
    ]
    known = {"email": "a@b.example", "phone": "1", "title": "VP"}
    assert reasons_of(ruleset, replace(NEW, attributes=known), days_ago(1)) == []


def test_a_gate_that_is_open_now_tells_why_it_let_nobody_in() -> None:
    rules = ("on: web, points: 10", "on: demo, points: -10, fades: {shape: window, days: 30}")
    gates = '{conversation_lead: {when: "s >= 10"}, first_meeting: {when: "s >= 5"}}'
    history = [days_ago(40), days_ago(40, "demo")]
    assert reasons_of(pact(*rules, gates=gates), NEW, *history) == [
        ("NOT_WHEN_ASKED", "conversation_lead", ""),
        ("GATE_BEFORE_CLOSED", "first_meeting", ""),
    ]
