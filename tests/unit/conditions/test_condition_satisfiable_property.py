from hypothesis import assume, given, settings
from hypothesis import strategies as st
from kleene import Lead, evaluate
from trees import BOUNDS, NAMES, SCORES, leads, typed_trees

from leadpact.conditions.normal import normalise_negations
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.conditions.walk import changes_by_itself
from leadpact.conditions.weaken import weaken
from vacuous import at_least


@settings(max_examples=300, deadline=None)
@given(typed_trees, st.lists(leads, min_size=5, max_size=20))
def test_what_some_lead_makes_true_is_never_called_a_contradiction(tree, several):
    can_be_true = any(evaluate(tree, lead) for lead in several)
    for bounds in ({}, BOUNDS):
        contradiction = find_contradiction(tree, bounds, names=NAMES)
        assert not (can_be_true and contradiction)


@settings(max_examples=300, deadline=None)
@given(typed_trees, leads)
def test_normalising_negations_keeps_true_false_and_unknown(tree, lead):
    expected = evaluate(tree, lead)
    assert evaluate(normalise_negations(tree), lead) is expected
    opposite = evaluate(normalise_negations(tree, is_negated=True), lead)
    assert opposite is (None if expected is None else not expected)


@at_least(300)
@settings(max_examples=300, deadline=None)
@given(typed_trees, leads, st.integers(0, 8), st.integers(0, 8))
def test_the_weakened_condition_is_true_wherever_the_condition_is(tree, lead, fit, intent):
    assume(evaluate(tree, lead) is True)
    weakened = weaken(tree, SCORES)
    higher = {
        "fit": lead.values["fit"] + fit / 2,
        "intent": lead.values["intent"] + intent / 2,
    }
    assert weakened is None or evaluate(weakened, Lead(lead.values | higher)) is True


@settings(deadline=None)
@given(typed_trees)
def test_the_weakened_condition_asks_for_no_behaviour_and_no_day(tree):
    weakened = weaken(tree, SCORES)
    assert weakened is None or not changes_by_itself(weakened)
