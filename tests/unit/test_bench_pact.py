"""The pacts of the measurements are what RESULTS.md says they are."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from leadpact.pact.check import check_pact, check_pact_text
from leadpact.pact.ruleset import ActivityRule, Per, Ruleset

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture(scope="module")
def pacts() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_pacts", BENCH / "pacts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def ruleset_30(pacts: ModuleType) -> Ruleset:
    checked = check_pact(pacts.PACT_30)
    assert checked.issues == ()
    assert checked.ruleset is not None
    return checked.ruleset


def n_rules(ruleset: Ruleset) -> int:
    return sum(len(item.condition_rules) + len(item.activity_rules) for item in ruleset.scores)


def activity_rules(ruleset: Ruleset) -> list[ActivityRule]:
    return [rule for score in ruleset.scores for rule in score.activity_rules]


def test_the_pact_of_thirty_rules_has_thirty_rules(ruleset_30: Ruleset) -> None:
    assert n_rules(ruleset_30) == 30


def test_the_pact_of_thirty_rules_fades_in_every_shape(ruleset_30: Ruleset) -> None:
    rules = activity_rules(ruleset_30)
    assert any(rule.life_seconds is None for rule in rules)
    assert any(rule.pieces[0].slope for rule in rules)
    assert any(len(rule.pieces) > 1 for rule in rules)
    assert any(
        rule.life_seconds and len(rule.pieces) == 1 and not rule.pieces[0].slope for rule in rules
    )


def test_the_pact_of_thirty_rules_limits_by_day_by_week_and_by_points(ruleset_30: Ruleset) -> None:
    rules = activity_rules(ruleset_30)
    assert {rule.count_limit.per for rule in rules if rule.count_limit} == {Per.DAY, Per.WEEK}
    assert any(rule.limit_millipoints for rule in rules)


@pytest.mark.parametrize("wanted", [200, 201, 500])
def test_the_generator_writes_as_many_rules_as_asked_for(pacts: ModuleType, wanted: int) -> None:
    checked = check_pact_text(pacts.write_pact(wanted))
    assert checked.issues == ()
    assert checked.ruleset is not None
    assert n_rules(checked.ruleset) == wanted


def test_no_two_generated_rules_are_alike(pacts: ModuleType) -> None:
    lines = [line for line in pacts.write_pact(200).splitlines() if "- {id:" in line]
    assert len({line.split(",", 1)[1] for line in lines}) == len(lines) == 200


@pytest.mark.parametrize("wanted", [200, 500])
def test_the_pact_that_uses_everything_has_as_many_rules_as_asked_for(
    pacts: ModuleType, wanted: int
) -> None:
    checked = check_pact_text(pacts.write_full_pact(wanted))
    assert checked.issues == ()
    assert checked.ruleset is not None
    n_silences = sum(len(score.silence_rules) for score in checked.ruleset.scores)
    assert n_rules(checked.ruleset) + n_silences == wanted
