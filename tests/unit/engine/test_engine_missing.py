"""What is missing never scores and never qualifies (three-valued logic)."""

import pytest
from engine_world import NOON, lead_with, pact, points_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadpact.conditions.nodes import IsKnown
from leadpact.conditions.walk import walk
from leadpact.engine import Lead, check_gate
from leadpact.engine.scoring import OnlyValues, compile_condition
from leadpact.testing.strategies.random_conditions import World, conditions
from leadpact.testing.strategies.random_values import NAMES, NUMBERS, TEXTS
from vacuous import at_least

UNKNOWN = (
    "n_employees >= 200",
    "not n_employees >= 200",
    "n_employees != 200",
    "n_employees not in (1, 2)",
    "not title contains 'intern'",
    "is_customer",
    "not is_customer",
    "n_employees >= 200 or n_employees < 200",
    "days_since('web') >= 0",
    "not days_since('web') >= 3",
    "title has_word 'vp'",
    "not title has_word 'vp'",
    "at_least(2, n_employees >= 200, is_customer, true)",
    "not at_least(2, n_employees >= 200, is_customer, true)",
)


@pytest.mark.parametrize("condition", UNKNOWN)
def test_a_condition_on_what_is_missing_gives_no_points(condition: str) -> None:
    assert points_of(pact(f'when: "{condition}", points: 5')) == 0


@pytest.mark.parametrize(
    ("condition", "points"),
    [
        ("n_employees >= 200 or is_known(title)", 5),
        ("n_employees >= 200 and is_known(title)", 0),
        ("not (n_employees >= 200 and is_known(email))", 5),
        ("not is_known(n_employees)", 5),
        ("count('web') == 0", 5),
        ("at_least(2, n_employees >= 200, title has_word 'vp', true)", 5),
        ("not at_least(2, n_employees >= 200, false, false)", 5),
    ],
)
def test_what_is_known_can_decide_where_something_is_missing(condition: str, points: int) -> None:
    assert points_of(pact(f'when: "{condition}", points: 5'), lead=lead_with(title="VP")) == points


@pytest.mark.parametrize("value", [None, float("nan")])
def test_no_value_and_no_number_are_missing(value: float | None) -> None:
    ruleset = pact('when: "revenue_amount < 5 or revenue_amount >= 5", points: 5')
    assert points_of(ruleset, lead=lead_with(revenue_amount=value)) == 0


def test_an_empty_text_is_a_value() -> None:
    ruleset = pact("when: \"title == ''\", points: 5")
    assert points_of(ruleset, lead=lead_with(title="")) == 5


def test_a_gate_on_what_is_missing_stays_shut_and_says_that_it_is_unknown() -> None:
    ruleset = pact(
        "on: web, points: 5", gates='{conversation_lead: {when: "not n_employees < 200"}}'
    )
    check = check_gate(Lead("L1"), [], ruleset, gate="conversation_lead", as_of=NOON)
    assert check.condition is None
    assert not check.is_open


class _Attributes(OnlyValues):
    """Facts of which attributes are asked, and nothing that the lead did."""

    def __init__(self, values: dict[str, object]) -> None:
        self._values = values

    def value(self, name: str) -> object:
        return self._values.get(name)


_ASKED = {name: NAMES[name] for name in ("n_employees", "growth", "title", "is_customer")}
_known = st.fixed_dictionaries(
    {
        "n_employees": st.sampled_from(NUMBERS),
        "growth": st.sampled_from(NUMBERS).map(float),
        "title": st.sampled_from(TEXTS),
        "is_customer": st.booleans(),
    }
)


@at_least(300)
@settings(max_examples=300, deadline=None)
@given(conditions(World(_ASKED)), _known, st.sets(st.sampled_from(sorted(_ASKED))))
def test_what_is_certain_without_a_value_stays_so_whatever_the_value(tree, values, missing) -> None:
    assume(missing and not any(isinstance(node, IsKnown) for node in walk(tree)))
    test = compile_condition(tree)
    less = {name: None if name in missing else value for name, value in values.items()}
    assert test(_Attributes(less)) in (None, test(_Attributes(values)))
