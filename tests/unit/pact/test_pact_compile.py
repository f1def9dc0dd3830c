"""The ruleset that a pact becomes."""

from datetime import date
from pathlib import Path

import pytest
from pact_tables import BASE

from leadpact.conditions.nodes import Compare, Constant, Name
from leadpact.conditions.parse import parse_condition
from leadpact.conditions.render import render_condition
from leadpact.pact.check import load_pact, load_pact_text
from leadpact.pact.draft import in_millipoints
from leadpact.pact.ruleset import CombineMethod, CountLimit, FadePiece, Per
from leadpact.terms.attributes import AttributeType
from leadpact.terms.stages import Stage

RULESET = load_pact_text(BASE)
EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/pact.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_is_without_errors(path):
    assert load_pact(path).fingerprint


def test_scores_are_in_millipoints_and_their_rules_apart_by_kind():
    fit, intent = RULESET.scores
    assert (fit.low, fit.high) == (-20_000, 30_000)
    assert [rule.rule_id for rule in fit.condition_rules] == ["size", "golden"]
    assert [rule.label for rule in fit.condition_rules] == ["size", "Gold"]
    assert [rule.rule_id for rule in intent.activity_rules] == ["demo", "webinar", "visit"]
    demo, webinar, visit = intent.activity_rules
    assert demo.where is not None
    assert (demo.limit_millipoints, demo.count_limit) == (80_000, None)
    assert (visit.limit_millipoints, visit.count_limit) == (20_000, CountLimit(2, Per.DAY))
    assert webinar.life_seconds == 30 * 86_400
    assert visit.pieces == (FadePiece(0, 604_800, 5000, 0), FadePiece(604_800, 2_592_000, 2500, 0))
    assert demo.life_seconds is None


def test_an_account_score_says_how_many_people_count():
    (account,) = RULESET.account_scores
    assert (account.source, account.method, account.n) == ("intent", CombineMethod.SUM_OF_TOP, 3)
    for method, n in (("max", 1), ("sum", None)):
        text = BASE.replace("method: sum_of_top, n: 3", f"method: {method}")
        (account,) = load_pact_text(text).account_scores
        assert account.n == n


def test_only_attributes_that_are_declared_or_asked_for_are_read():
    assert list(RULESET.attributes) == [
        "email",
        "n_employees",
        "phone",
        "renewal_on",
        "revenue_amount",
        "seats",
        "tier",
    ]
    tier = RULESET.attributes["tier"]
    assert (tier.type, tier.values) == (AttributeType.CATEGORY, ("gold", "silver"))
    assert (tier.table, tier.column) == ("leads", "plan")


def test_a_standard_attribute_keeps_its_column_when_it_is_narrowed():
    text = BASE.replace("  seats:", "  company: {type: category, values: [a]}\n  seats:")
    company = load_pact_text(text).attributes["company"]
    assert (company.table, company.column) == ("accounts", "name")


def test_a_gate_is_asked_in_millipoints_and_shown_in_points():
    gate, _ = RULESET.gates
    assert (gate.name, gate.stage) == ("conversation_lead", Stage.CONVERSATION_LEAD)
    assert render_condition(gate.when) == "fit >= 20 and intent >= 15"
    assert render_condition(gate.opens) == "fit >= 20000 and intent >= 15000"
    assert render_condition(gate.prefilter) == "fit >= 20000 and intent >= 15000"


def test_a_gate_without_a_condition_has_none():
    (gate,) = load_pact_text(
        "spec: 1\nname: x\ngates: {first_meeting: {must_have: [email]}}\n"
    ).gates
    assert (gate.when, gate.opens, gate.prefilter) == (None, None, None)


@pytest.mark.parametrize(
    ("condition", "opens"),
    [
        ("20 <= fit", "20000 <= fit"),
        ("fit >= 0.1 and not (fit > 6.667)", "fit >= 100 and not fit > 6667"),
        ("fit in (1, 2.5)", "fit in (1000, 2500)"),
        ("fit > intent or seats > 20", "fit > intent or seats > 20"),
        ("count('x') > 3 and is_known(fit)", "count('x') > 3 and is_known(fit)"),
        ("fit >= 1.001 or fit >= -0.029", "fit >= 1001 or fit >= -29"),
    ],
)
def test_points_in_a_condition_become_millipoints(condition, opens):
    tree = in_millipoints(parse_condition(condition), frozenset({"fit", "intent"}))
    assert render_condition(tree) == opens


def test_dates_are_dates():
    text = BASE.replace("n_employees >= 200", "renewal_on < '2026-02-28'")
    rule = load_pact_text(text).scores[0].condition_rules[0]
    assert rule.when == Compare("<", Name("renewal_on"), Constant(date(2026, 2, 28)))


def test_labels_default_to_codes():
    assert RULESET.activities == {"demo": "asked for a demo", "webinar": "webinar"}
    assert RULESET.intent_activities == {"demo"}
    assert RULESET.label(Stage.CONVERSATION_LEAD) == "MQL"
    assert RULESET.label(Stage.OPPORTUNITY) == "OPPORTUNITY"
    assert RULESET.score("fit").label == "fit"
    with pytest.raises(KeyError):
        RULESET.score("account")


def test_a_ruleset_is_frozen():
    with pytest.raises(AttributeError):
        RULESET.name = "other"
