import pytest
from message_tables import read_messages

from leadpact.conditions.normal import MAX_CLAUSES, list_clauses, normalise_negations
from leadpact.conditions.parse import parse_condition
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.conditions.typecheck import Scope, check_condition
from leadpact.terms.attributes import AttributeType, NameType

NAMES = {
    "industry": NameType(AttributeType.CATEGORY, ("software", "fintech")),
    "title": NameType(AttributeType.TEXT),
    "n": NameType(AttributeType.INTEGER),
    "rate": NameType(AttributeType.NUMBER),
    "is_customer": NameType(AttributeType.BOOLEAN),
    "renewal_on": NameType(AttributeType.DATE),
    "fit": NameType(AttributeType.SCORE, can_be_missing=False),
}
BOUNDS = {"fit": (0.0, 100.0)}


def contradiction_in(text, bounds=BOUNDS):
    tree, _ = check_condition(parse_condition(text), Scope(NAMES, {"web", "demo"}))
    return find_contradiction(tree, bounds, names=NAMES)


@pytest.mark.parametrize(("text", "facts"), read_messages("contradictions.txt"))
def test_a_contradiction_names_the_clashing_parts(text, facts):
    contradiction = contradiction_in(text)
    assert contradiction is not None
    assert [contradiction.fact] == facts


@pytest.mark.parametrize(
    "text",
    [
        "true",
        "n >= 3 and n <= 3",
        "rate > 3 and rate < 4",
        "n > 2.5 and n < 3.5",
        "n > 2 and n < 4",
        "renewal_on > '2026-01-30' and renewal_on < '2026-02-01'",
        "days_since('web') >= 0 and count('web') == 1",
        "count('web', days=7) == 3 and count('web', days=30) == 3",
        "fit >= 0 and fit <= 0",
        "fit >= 100",
        "n > 5 or n < 3",
        "not is_known(n) or n > 5",
        "is_known(n) and n > 5",
        "industry != 'software'",
        "title != 'CEO' and title != 'CFO'",
        "title contains 'a' and not title contains 'b'",
        "n > fit and n < fit",
        "1 == 2",
        "count('web', days=30) >= 3 and count('web', days=7) == 0",
        "count('web') == 0 and days_since('demo') < 3",
        "undeclared > 5",
        "days_since(renewal_on) < 0 and days_until(renewal_on) > 3",
        "days_since(renewal_on) == 3 and days_until(renewal_on) == -3",
        "days_since(renewal_on) in (1, 5) and days_until(renewal_on) in (-5, -2)",
        "not at_least(2, n <= 5, n >= 3, n == 4)",
        "at_least(2, n > 5, n < 3, title == 'CEO')",
        "at_least(2, n == 1, n == 2, n <= 2)",
    ],
)
def test_what_can_be_true_or_is_not_seen_through_passes(text):
    assert contradiction_in(text) is None


def test_a_score_is_unreachable_only_within_its_bounds():
    text = "n > 3 and fit >= 80"
    assert contradiction_in(text, {}) is None
    contradiction = contradiction_in(text, {"fit": (0.0, 62.5)})
    assert contradiction.fact == ("`fit >= 80` can never be true: `fit` is between 0 and 62.5.")
    assert contradiction.position.column == 11
    assert contradiction.parts == (parse_condition("fit >= 80"),)


def test_scores_without_an_upper_bound_are_allowed_for():
    assert contradiction_in("fit > 1000000", {"fit": (0.0, float("inf"))}) is None
    assert contradiction_in("fit < 0", {"fit": (0.0, float("inf"))}).fact == (
        "`fit < 0` can never be true: `fit` is between 0 and inf."
    )


def test_more_alternatives_than_the_limit_leave_the_plain_clash_visible():
    many = " and ".join(f"(rate > {i} or title == '{i}')" for i in range(40))
    tree = normalise_negations(parse_condition(many))
    assert len(list_clauses(tree)) <= MAX_CLAUSES
    assert contradiction_in(many) is None
    assert contradiction_in(f"{many} and n > 5 and n < 5").parts == (
        parse_condition("n > 5"),
        parse_condition("n < 5"),
    )


def test_an_alternative_of_too_many_alternatives_counts_as_possible():
    of_n = " or ".join(f"(n == {i} and n == {i + 1})" for i in range(25))
    of_rate = of_n.replace("n ==", "rate ==")
    crossed = normalise_negations(parse_condition(f"({of_n}) and ({of_rate})"))
    assert len(list_clauses(crossed)) == 25
    assert contradiction_in(f"({of_n}) and ({of_rate})") is not None
    either = f"(({of_n}) and ({of_rate.replace('rate', 'fit')})) or n > 5 and n < 3"
    assert contradiction_in(either) is not None


def test_an_or_of_more_alternatives_than_the_limit_counts_as_possible():
    pairs = " and ".join(f"(n == {i} or n == {i + 1})" for i in range(9))
    tree = normalise_negations(parse_condition(f"({pairs}) or n > 5 and n < 3"))
    assert list_clauses(tree) == [()]


def test_of_more_choices_than_the_limit_one_condition_is_at_least_true():
    never = ", ".join(f"n == {i} and n == {i + 1}" for i in range(19))
    assert contradiction_in(f"at_least(10, {never}, n < 3 and n > 4)") is not None
    assert contradiction_in(f"at_least(10, {never}, n < 3)") is None
