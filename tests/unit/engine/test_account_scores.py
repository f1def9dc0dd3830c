"""The scores of an account, for one lead: who has one, and whom it counts; worked by hand."""

from datetime import timedelta

import pytest
from engine_world import DAY, NOON, days_ago

from leadpact.engine import Lead, judge_lead, score_lead
from leadpact.engine.lead import Person
from leadpact.pact.check import load_pact_text
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode
from leadpact.terms.stages import Stage

PACT = load_pact_text(
    """spec: 1
name: A pact
activities: {web: {}}
scores:
  s:
    range: [0, 100]
    rules: [{id: web, on: web, points: 5}]
  account: {combine: {from: s, method: sum_of_top, n: 2}}
gates:
  conversation_lead: {when: "account >= 5"}
"""
)


def lead(lead_id: str = "L1", account_id: str | None = "A1", **known: object) -> Lead:
    return Lead(lead_id, account_id=account_id, **known)  # type: ignore[arg-type]


def test_a_lead_without_an_account_has_no_account_score() -> None:
    acted = [days_ago(1)]
    alone = score_lead(lead(account_id=None), acted, PACT, as_of=NOON)
    assert list(alone) == ["s"]
    assert list(score_lead(lead(), acted, PACT, as_of=NOON)) == ["s", "account"]


def test_a_lead_without_an_account_does_not_pass_a_gate_that_asks_for_the_account_s_score() -> None:
    acted = [days_ago(1)]
    alone = judge_lead(lead(account_id=None), acted, PACT, as_of=NOON)
    assert (alone.stage, alone.opened_at) == (Stage.EXCHANGE, {"conversation_lead": None})
    assert [score.name for score in alone.scores] == ["s"]
    there = judge_lead(lead(), acted, PACT, as_of=NOON)
    assert there.stage is Stage.CONVERSATION_LEAD


def test_the_highest_scores_of_the_people_are_added() -> None:
    people = [
        Person(lead(f"L{n}"), tuple(days_ago(1 + i / 10) for i in range(n))) for n in (2, 3, 4)
    ]
    scores = score_lead(lead(), [days_ago(1)], PACT, as_of=NOON, colleagues=people)
    assert (scores["s"].points, scores["account"].points) == (5, 35)
    counted = [(r.field, r.millipoints) for r in scores["account"].reasons]
    assert counted == [("L4", 20_000), ("L3", 15_000)]


@pytest.mark.parametrize(
    ("created", "points"),
    [(NOON - DAY, 15), (NOON, 15), (NOON + timedelta(seconds=1), 5)],
)
def test_who_is_not_yet_a_lead_does_not_count(created, points) -> None:
    colleague = Person(lead("L2", created_at=created), (days_ago(2), days_ago(1)))
    scores = score_lead(lead(), [days_ago(1)], PACT, as_of=NOON, colleagues=[colleague])
    assert scores["account"].points == points


def test_of_people_with_equal_scores_the_first_by_id_counts_once() -> None:
    people = [Person(lead(f"L{n}"), (days_ago(1),)) for n in (3, 2)]
    scores = score_lead(lead("L4"), [days_ago(1)], PACT, as_of=NOON, colleagues=people)
    assert scores["account"].reasons == tuple(
        JudgementReason(JudgementReasonCode.PERSON_COUNTED, "s", name, 1, 5_000)
        for name in ("L2", "L3")
    )


def test_what_a_score_is_made_of_is_reported_rule_by_rule() -> None:
    acted = [days_ago(1), days_ago(2)]
    scores = score_lead(lead(), acted, PACT, as_of=NOON)
    assert scores["s"].reasons == (
        JudgementReason(JudgementReasonCode.ACTIVITY_COUNTED, "web", "web", 2, 10_000),
    )
    many = [days_ago(n / 10) for n in range(30)]
    assert score_lead(lead(), many, PACT, as_of=NOON)["s"].reasons == (
        JudgementReason(JudgementReasonCode.ACTIVITY_COUNTED, "web", "web", 30, 150_000),
        JudgementReason(JudgementReasonCode.RANGE_LIMIT, field="s", millipoints=-50_000),
    )
    later = score_lead(lead(), acted, PACT, as_of=NOON - 2 * DAY - timedelta(seconds=1))
    assert later["s"].reasons == ()
