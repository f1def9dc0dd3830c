import doctest
import importlib
import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from trees import parsed_trees, plain_trees

from leadpact.conditions.nodes import Constant, IsTrue, Name
from leadpact.conditions.parse import UnableToParse, parse_condition
from leadpact.conditions.render import render_condition
from leadpact.conditions.tokens import MAX_CHARACTERS
from vacuous import at_least

PIECES = """
and or not in contains starts_with has_word true false
is_known count days_since days_until days_until(x)
days_since(x) at_least at_least(2, days n x == != < <= > >=
( ) , = - + ! & | . ' " ; ≥ ‘ null AND 'a' "b" 'it''s' 5 0.5 -3 007 10k 2026-01-31
"""


@settings(deadline=None)
@given(parsed_trees)
def test_the_text_of_a_tree_parses_back_to_the_tree(tree):
    assert parse_condition(render_condition(tree)) == tree


@at_least(100)
@settings(deadline=None)
@given(plain_trees)
def test_no_pair_of_parentheses_can_be_left_out(tree):
    text = render_condition(tree)
    assume("(" in text)
    opened = []
    for index, character in enumerate(text):
        if character == "(":
            opened.append(index)
        elif character == ")":
            start = opened.pop()
            without = text[:start] + text[start + 1 : index] + text[index + 1 :]
            assert parse_condition(without) != tree


pieces = st.sampled_from([*PIECES.split(), "\n"])


def tree_or_error(text):
    try:
        return parse_condition(text)
    except UnableToParse as error:
        return error


@settings(deadline=None)
@given(st.lists(pieces, max_size=12).map(" ".join) | st.text(max_size=30))
def test_any_text_is_a_condition_or_gets_a_place_a_fact_and_a_fix(text):
    result = tree_or_error(text)
    if not isinstance(result, UnableToParse):
        assert parse_condition(render_condition(result)) == result
        return
    lines = text.split("\n")
    assert 1 <= result.position.line <= len(lines)
    assert 1 <= result.position.column <= len(lines[result.position.line - 1]) + 1
    assert result.fact.endswith(".")
    assert result.fix.endswith((".", "?"))


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("((a))and(b  or c)", "a and (b or c)"),
        ("(a or b) or c", "(a or b) or c"),
        ("not (not (a))", "not not a"),
        ("not(a and b)", "not (a and b)"),
        ("not x in('a',)", "x not in ('a')"),
        ('x == "it\'s"', 'x == "it\'s"'),
        ("x == 'say \"it''s\"'", "x == 'say \"it''s\"'"),
        ("n == 200.0", "n == 200"),
        ("n == -0", "n == 0"),
        ("n == 0.10", "n == 0.1"),
        ("n == 0.00001", "n == 0.00001"),
        ("count( 'a' , days = 30 )>=2", "count('a', days=30) >= 2"),
        ("40\n<=\nfit", "40 <= fit"),
        ("days_since( a )>days_until(\nb )", "days_since(a) > days_until(b)"),
        ("at_least( 2 ,a,\n(b or c),not d,)", "at_least(2, a, b or c, not d)"),
        ("not(at_least(1,a,x in(1,2)))", "not at_least(1, a, x in (1, 2))"),
    ],
)
def test_a_condition_is_written_in_one_spelling(text, rendered):
    assert render_condition(parse_condition(text)) == rendered


def test_a_text_written_without_spaces_up_to_the_limit_round_trips():
    text = "or".join(f"(x{i:023}<{i % 10})" for i in range(133))
    tree = parse_condition(text)
    assert len(render_condition(tree)) > MAX_CHARACTERS > len(text)
    assert parse_condition(render_condition(tree)) == tree


def test_true_and_one_are_different_constants():
    assert Constant(True) != Constant(1)
    assert parse_condition("n == true") != parse_condition("n == 1")
    assert hash(Constant(200)) == hash(parse_condition("n == 200.0").right)


def test_the_alphabet_of_names_is_what_the_documentation_says():
    for character in string.printable + "äß€":
        text = f"a{character}b"
        is_plain = character in string.ascii_letters + string.digits + "_"
        is_one_name = tree_or_error(text) == IsTrue(Name(text))
        assert is_one_name is is_plain


@pytest.mark.parametrize("module", ["parse", "render", "satisfiable", "weaken"])
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(importlib.import_module(f"leadpact.conditions.{module}"))
    assert result.attempted
    assert not result.failed
