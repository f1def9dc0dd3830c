"""Each kind of condition over each kind of fact, in three values; worked by hand."""

from itertools import permutations, product
from typing import Any

import pytest

from leadpact.conditions.nodes import (
    And,
    AtLeast,
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
    StartsWith,
)
from leadpact.engine.scoring import KnownFacts, OnlyValues, compile_condition, compile_if_any, holds

DAY = 86_400
VALUES: dict[str, bool | None] = {"yes": True, "no": False, "unknown": None}


class Behaviour:
    """Facts of a lead that viewed a page so many seconds ago."""

    def __init__(self, seconds: int | None, **values: Any) -> None:
        self._known, self._seconds = KnownFacts(values), seconds

    def value(self, name: str) -> Any:
        return self._known.value(name)

    def count(self, kind: str, days: int | None) -> int:
        is_recent = self._seconds is not None and (days is None or self._seconds < days * DAY)
        return int(kind == "web" and is_recent)

    def seconds_since(self, kind: str) -> int | None:
        return self._seconds if kind == "web" else None


def ask(condition: Any, **values: Any) -> bool | None:
    return compile_condition(condition)(KnownFacts(values))


def is_true(name: str) -> IsTrue:
    return IsTrue(Name(name))


@pytest.mark.parametrize("names", list(product(VALUES, repeat=3)))
def test_and_is_false_by_one_false_or_by_one_unknown_unknown(names: tuple[str, ...]) -> None:
    given = [VALUES[name] for name in names]
    expected = False if False in given else None if None in given else True
    assert ask(And(tuple(map(is_true, names))), **VALUES) is expected


@pytest.mark.parametrize("names", list(product(VALUES, repeat=3)))
def test_or_is_true_by_one_true_or_by_one_unknown_unknown(names: tuple[str, ...]) -> None:
    given = [VALUES[name] for name in names]
    expected = True if True in given else None if None in given else False
    assert ask(Or(tuple(map(is_true, names))), **VALUES) is expected


@pytest.mark.parametrize(
    ("names", "one", "two", "three"),
    [
        ("yes yes yes", True, True, True),
        ("yes yes no", True, True, False),
        ("yes yes unknown", True, True, None),
        ("yes no no", True, False, False),
        ("yes no unknown", True, None, False),
        ("yes unknown unknown", True, None, None),
        ("no no no", False, False, False),
        ("no no unknown", None, False, False),
        ("no unknown unknown", None, None, False),
        ("unknown unknown unknown", None, None, None),
    ],
)
def test_at_least_n_is_unknown_where_those_unknown_decide(
    names: str, one: bool | None, two: bool | None, three: bool | None
) -> None:
    for order in permutations(names.split()):
        operands = tuple(map(is_true, order))
        found = [ask(AtLeast(n, operands), **VALUES) for n in (1, 2, 3)]
        assert found == [one, two, three]
        denied = [ask(Not(AtLeast(n, operands)), **VALUES) for n in (1, 2, 3)]
        assert denied == [None if value is None else not value for value in (one, two, three)]


def test_not_turns_what_is_known() -> None:
    found = {name: ask(Not(is_true(name)), **VALUES) for name in VALUES}
    assert found == {"yes": False, "no": True, "unknown": None}


SIGNS = {
    "==": (False, True, False),
    "!=": (True, False, True),
    "<": (True, False, False),
    "<=": (True, True, False),
    ">": (False, False, True),
    ">=": (False, True, True),
}
"""Whether 1, 2 and 3 are so to 2."""


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_means_the_same_on_whichever_side_the_constant_is(sign: Any) -> None:
    n, two = Name("n"), Constant(2)
    assert tuple(ask(Compare(sign, n, two), n=n_) for n_ in (1, 2, 3)) == SIGNS[sign]
    # What 2 is to 3, to 2 and to 1.
    assert tuple(ask(Compare(sign, two, n), n=n_) for n_ in (3, 2, 1)) == SIGNS[sign]
    assert tuple(ask(Compare(sign, n, Name("m")), n=n_, m=2) for n_ in (1, 2, 3)) == SIGNS[sign]


def test_a_comparison_with_what_is_missing_is_unknown_on_whichever_side_it_is() -> None:
    n, m = Name("n"), Name("m")
    for left, right in permutations((n, m)):
        assert ask(Compare("<", left, right), n=1) is None
    assert ask(Compare("==", n, Constant(1))) is None
    assert ask(Compare("==", n, m)) is None


def test_what_is_listed_is_in_and_what_is_missing_is_unknown() -> None:
    listed = In(Name("n"), (Constant(1), Constant(3)))
    assert [ask(listed, n=n) for n in (1, 2, 3, None)] == [True, False, True, None]


@pytest.mark.parametrize(
    ("title", "contains", "starts"),
    [
        ("VP Sales", True, False),
        ("SALES rep", True, True),
        ("Sale", False, False),
        ("", False, False),
        (None, None, None),
    ],
)
def test_a_part_and_the_begin_of_a_text_are_found_in_any_case(
    title: str | None, contains: bool | None, starts: bool | None
) -> None:
    assert ask(Contains(Name("title"), "sAles"), title=title) is contains
    assert ask(StartsWith(Name("title"), "sAles"), title=title) is starts


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("COO", True),
        ("coo", True),
        ("CEO/COO", True),
        ("co-founder, COO & CFO", True),
        ("(COO)", True),
        ("COO\u2014interim", True),
        ("\u201ccoo\u201d", True),
        ("\u00a0COO\u3000", True),
        ("coo\n", True),
        ("COO\U0001f680", False),
        ("Sales Coordinator", False),
        ("CO-OP", False),
        ("COO2", False),
        ("coó", False),
        ("coo\u0301", False),
        ("", False),
        (" ", False),
        (None, None),
    ],
)
def test_a_word_is_found_between_signs_and_ends_only(
    title: str | None, expected: bool | None
) -> None:
    assert ask(HasWord(Name("title"), "cOo"), title=title) is expected


@pytest.mark.parametrize(
    ("word", "title", "expected"),
    [
        ("GRÖSSE", "große größe", False),
        ("GRÖßE", "Größe", True),
        ("éco", "ÉCO, sud", True),
        ("部长", "部长", True),
        ("部长", "销售部长", False),
        ("部长", "销售、部长", True),
        ("🚀", "to the 🚀!", True),
    ],
)
def test_words_hold_accents_ideographs_and_emoji(word: str, title: str, expected: bool) -> None:
    assert ask(HasWord(Name("title"), word), title=title) is expected


def test_what_is_known_is_known_whatever_it_is() -> None:
    assert [ask(IsKnown("n"), n=n) for n in (0, "", False, None)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("seconds", "days", "in_one", "in_two"),
    [
        (0, 0, 1, 1),
        (DAY - 1, 0, 1, 1),
        (DAY, 1, 0, 1),
        (2 * DAY - 1, 1, 0, 1),
        (2 * DAY, 2, 0, 0),
    ],
)
def test_days_since_are_whole_days_and_a_count_is_of_younger_ones(
    seconds: int, days: int, in_one: int, in_two: int
) -> None:
    facts = Behaviour(seconds)
    since = compile_condition(Compare("==", DaysSince("web"), Constant(days)))
    assert since(facts) is True
    for within, n in ((1, in_one), (2, in_two), (None, 1)):
        count = compile_condition(Compare("==", Count("web", within), Constant(n)))
        assert count(facts) is True


def test_what_was_never_done_was_done_no_times_and_no_days_ago() -> None:
    facts = Behaviour(None)
    assert compile_condition(Compare(">=", DaysSince("web"), Constant(0)))(facts) is None
    assert compile_condition(Compare("==", Count("web"), Constant(0)))(facts) is True


def test_no_condition_holds_and_an_unknown_one_does_not() -> None:
    facts = KnownFacts(VALUES)
    assert compile_if_any(None) is None
    assert holds(None, facts)
    found = {name: holds(compile_if_any(is_true(name)), facts) for name in VALUES}
    assert found == {"yes": True, "no": False, "unknown": False}


def test_facts_of_another_system_tell_the_behaviour_that_it_counted() -> None:
    facts = KnownFacts({"fit": 40_000}, (("web", 7, 2), ("web", None, 5)), (("web", 3 * DAY),))
    assert facts.value("fit") == 40_000
    assert [facts.count("web", days) for days in (7, None, 30)] == [2, 5, 0]
    assert facts.count("mail", 7) == 0
    assert (facts.seconds_since("web"), facts.seconds_since("mail")) == (3 * DAY, None)


def test_facts_of_values_alone_refuse_to_tell_what_was_done() -> None:
    with pytest.raises(AssertionError, match=r"count\('web', 3\)"):
        OnlyValues().count("web", 3)
    with pytest.raises(AssertionError, match=r"days_since\('web'\)"):
        OnlyValues().seconds_since("web")
