import pytest

from leadpact.conditions.nodes import (
    And,
    Compare,
    Constant,
    Contains,
    Count,
    DaysSince,
    HasWord,
    In,
    IsKnown,
    IsTrue,
    Name,
    Not,
    Or,
    Position,
    StartsWith,
)
from leadpact.conditions.parse import MAX_DEPTH, MAX_NODES, UnableToParse, parse_condition
from leadpact.conditions.tokens import MAX_CHARACTERS, is_name
from leadpact.conditions.walk import behaviours_of, names_of, walk

A, B, C, D = (IsTrue(Name(letter)) for letter in "abcd")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("true", IsTrue(Constant(True))),
        ("a and b and c", And((A, B, C))),
        ("a or b or c", Or((A, B, C))),
        ("a or b and c", Or((A, And((B, C))))),
        ("(a or b) and c", And((Or((A, B)), C))),
        ("(a and b) and c", And((And((A, B)), C))),
        ("not a and b", And((Not(A), B))),
        ("not a == 1", Not(Compare("==", Name("a"), Constant(1)))),
        ("not not a", Not(Not(A))),
        ("200 <= n", Compare("<=", Constant(200), Name("n"))),
        ("a != b", Compare("!=", Name("a"), Name("b"))),
        ("a == true", Compare("==", Name("a"), Constant(True))),
        ("n > -0.5", Compare(">", Name("n"), Constant(-0.5))),
        ("n > 3.0", Compare(">", Name("n"), Constant(3))),
        ("x in ('a', 2, true,)", In(Name("x"), (Constant("a"), Constant(2), Constant(True)))),
        ("x not in ('a')", Not(In(Name("x"), (Constant("a"),)))),
        ("count('a') not in (1)", Not(In(Count("a"), (Constant(1),)))),
        ("title contains 'VP'", Contains(Name("title"), "VP")),
        ("title has_word 'VP'", HasWord(Name("title"), "VP")),
        ('title starts_with "it\'s"', StartsWith(Name("title"), "it's")),
        ("x == 'it''s'", Compare("==", Name("x"), Constant("it's"))),
        (r"x == 'C:\n'", Compare("==", Name("x"), Constant("C:\\n"))),
        ("x == 'größe 😀'", Compare("==", Name("x"), Constant("größe 😀"))),
        ("is_known(phone)", IsKnown("phone")),
        ("count('a', days=30) >= 2", Compare(">=", Count("a", 30), Constant(2))),
        ("3 > days_since('a')", Compare(">", Constant(3), DaysSince("a"))),
        ("days > 3", Compare(">", Name("days"), Constant(3))),
    ],
)
def test_a_condition_becomes_a_tree(text, tree):
    assert parse_condition(text) == tree


def test_every_node_knows_where_it_starts():
    tree = parse_condition("a and\n  not (n >= 200\n  or x in ('v'))")
    assert [(type(node).__name__, node.position) for node in walk(tree)] == [
        ("And", Position(1, 1)),
        ("IsTrue", Position(1, 1)),
        ("Name", Position(1, 1)),
        ("Not", Position(2, 3)),
        ("Or", Position(2, 8)),
        ("Compare", Position(2, 8)),
        ("Name", Position(2, 8)),
        ("Constant", Position(2, 13)),
        ("In", Position(3, 6)),
        ("Name", Position(3, 6)),
        ("Constant", Position(3, 12)),
    ]


def test_positions_make_no_difference_to_equality():
    assert parse_condition("a  and(b)") == parse_condition("a and b")


def test_the_names_and_behaviours_of_a_tree_are_listed_once():
    tree = parse_condition(
        "is_known(phone) and fit >= 4 and not (fit > 9 or count('a') > 1 or count('a') > 2"
        " or days_since('b') in (1) or title contains 'x')"
    )
    assert names_of(tree) == {"phone", "fit", "title"}
    assert behaviours_of(tree) == {Count("a"), DaysSince("b")}


@pytest.mark.parametrize("name", ["fit", "_x", "n_employees2", "days", "Fit"])
def test_a_plain_word_can_be_a_name(name):
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "2x", "a-b", "a.b", "größe", "and", "IN", "count", "Null"])
def test_reserved_and_odd_words_cannot_be_names(name):
    assert not is_name(name)


def refusal(text: str) -> UnableToParse:
    with pytest.raises(UnableToParse) as caught:
        parse_condition(text)
    return caught.value


@pytest.mark.parametrize(
    "text", ["(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH, "not " * MAX_DEPTH + "a"]
)
def test_forty_levels_are_allowed(text):
    assert names_of(parse_condition(text)) == {"a"}


@pytest.mark.parametrize(
    ("text", "column"),
    [("(" * 100_000, 41), ("not " * 100_000, 161), ("not (" * 50_000 + "a", 101)],
)
def test_deeper_nesting_is_refused_however_deep(text, column):
    error = refusal(text)
    assert (error.code, error.position.column) == ("condition-too-large", column)
    assert error.fact == "The condition is nested more than 40 levels deep."


def test_depth_is_not_used_up_by_groups_side_by_side():
    assert parse_condition(" and ".join(["(a or b)"] * 60))


def test_four_thousand_characters_are_allowed_and_spaces_are_free():
    text = "x == '" + "a" * (MAX_CHARACTERS - 5) + "'"
    assert len(text.replace(" ", "")) == MAX_CHARACTERS
    assert parse_condition("  " * 3000 + text)
    error = refusal(text.replace("==", "== \n") + " or y")
    assert (error.code, error.position) == ("condition-too-large", Position(2, 4_000))
    assert error.fact == "The condition is longer than 4,000 characters."


def test_four_hundred_parts_are_allowed():
    text = "a in (" + "1," * (MAX_NODES - 2) + ")"
    assert len(list(walk(parse_condition(text)))) == MAX_NODES
    error = refusal(text.replace(")", "7)"))
    assert error.code == "condition-too-large"
    assert error.fact == "The condition has more than 400 parts."
    assert error.position.column == len(text)


def test_the_error_reads_as_place_fact_and_fix():
    assert str(refusal("a and\nb = 5")) == (
        "line 2, column 3: `=` does not compare. Did you mean `==`?"
    )


def test_long_words_are_cut_in_messages():
    assert len(str(refusal("a " + "b" * 3_000))) < 200
