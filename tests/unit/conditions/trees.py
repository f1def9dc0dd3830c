"""Hypothesis strategies: every tree the parser can make, and well-typed trees with leads."""

from datetime import date

from hypothesis import strategies as st
from kleene import Lead

from leadpact.conditions.nodes import (
    And,
    AtLeast,
    Compare,
    Constant,
    Contains,
    Count,
    DaysSince,
    DaysSinceDate,
    DaysUntil,
    HasWord,
    In,
    IsKnown,
    IsTrue,
    Name,
    Not,
    Or,
    StartsWith,
)
from leadpact.conditions.tokens import is_name
from leadpact.terms.attributes import AttributeType, NameType

OPERATORS = ("==", "!=", "<", "<=", ">", ">=")

# --- every tree the parser can make -----------------------------------------------------------

names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True).filter(is_name)
texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12)


def _number(digits: int, places: int) -> int | float:
    value = float(f"{digits}e-{places}")
    return int(value) if value.is_integer() else value


numbers = st.builds(_number, st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 15))
constants = st.builds(Constant, texts | numbers | st.booleans())
behaviours = st.builds(Count, texts, st.none() | st.integers(-5, 9999)) | st.builds(
    DaysSince, texts
)
behaviours |= st.builds(DaysSinceDate, st.builds(Name, names))
behaviours |= st.builds(DaysUntil, st.builds(Name, names))
operands = constants | st.builds(Name, names) | behaviours
tests = st.one_of(
    st.builds(Compare, st.sampled_from(OPERATORS), operands, operands),
    st.builds(In, operands, st.lists(constants, min_size=1, max_size=4).map(tuple)),
    st.builds(Contains, st.builds(Name, names), texts),
    st.builds(StartsWith, st.builds(Name, names), texts),
    st.builds(HasWord, st.builds(Name, names), texts),
    st.builds(IsKnown, names),
    st.builds(IsTrue, st.builds(Name, names) | st.builds(Constant, st.booleans())),
)


def joined(parts: st.SearchStrategy) -> st.SearchStrategy:
    """Conditions over parts."""
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, parts) | st.builds(And, several) | st.builds(Or, several)


def counted(parts: st.SearchStrategy) -> st.SearchStrategy:
    """Conditions over parts of which some number must be true."""
    several = st.lists(parts, min_size=2, max_size=5).map(tuple)
    return several.flatmap(
        lambda all_: st.builds(AtLeast, st.integers(1, len(all_)), st.just(all_))
    )


def joined_or_miscounted(parts: st.SearchStrategy) -> st.SearchStrategy:
    """Conditions over parts, also with a number that no type checker accepts."""
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return joined(parts) | st.builds(AtLeast, st.integers(-2, 6), several)


def joined_or_counted(parts: st.SearchStrategy) -> st.SearchStrategy:
    """Conditions over parts that the type checker accepts."""
    return joined(parts) | counted(parts)


parsed_trees = st.recursive(tests, joined_or_miscounted, max_leaves=12)
plain_trees = st.recursive(st.builds(IsTrue, st.builds(Name, names)), joined, max_leaves=8)

# --- well-typed trees over a small world, so that tests often meet ----------------------------

DAYS = [date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 1)]
INDUSTRIES = ("software", "fintech", "education")
TITLES = ["CEO", "VP Sales", "sales rep"]
SCORES = frozenset({"fit", "intent"})
NAMES = {
    "industry": NameType(AttributeType.CATEGORY, INDUSTRIES),
    "title": NameType(AttributeType.TEXT),
    "n_employees": NameType(AttributeType.INTEGER),
    "growth_rate": NameType(AttributeType.NUMBER),
    "is_customer": NameType(AttributeType.BOOLEAN),
    "renewal_on": NameType(AttributeType.DATE),
    "fit": NameType(AttributeType.SCORE, can_be_missing=False),
    "intent": NameType(AttributeType.SCORE, can_be_missing=False),
}
BOUNDS = {"fit": (0.0, 3.0), "intent": (-1.0, 2.0)}

_halves = st.integers(-4, 8).map(lambda number: _number(number * 5, 1))
_counted = ["n_employees", "growth_rate", "fit", "intent"]
_small_counts = st.builds(
    Count, st.sampled_from(["web", "demo"]), st.sampled_from([None, 1, 2, 7])
) | st.builds(DaysSince, st.sampled_from(["web", "demo"]))
_small_counts |= st.sampled_from([DaysSinceDate(Name("renewal_on")), DaysUntil(Name("renewal_on"))])
_numeric = st.sampled_from(_counted).map(Name) | _small_counts


def _sides(operator, subject, other, is_turned):
    return Compare(operator, other, subject) if is_turned else Compare(operator, subject, other)


def _compares(operators, subjects, others):
    return st.builds(_sides, st.sampled_from(operators), subjects, others, st.booleans())


def _ins(subjects, values):
    listed = st.lists(st.builds(Constant, values), min_size=1, max_size=3).map(tuple)
    return st.builds(In, subjects, listed)


def _about(subjects, values, operators=OPERATORS):
    constant = st.builds(Constant, values)
    return _compares(operators, subjects, constant) | _ins(subjects, values)


_industry, _title = st.just(Name("industry")), st.just(Name("title"))
_word = st.sampled_from(["s", "soft", "SALES", "vp", "x", ""])
typed_tests = st.one_of(
    _about(_numeric, _halves),
    _compares(OPERATORS, _numeric, _numeric),
    _about(_industry, st.sampled_from(INDUSTRIES), ("==", "!=")),
    _about(_title, st.sampled_from(TITLES), ("==", "!=")),
    _about(st.just(Name("renewal_on")), st.sampled_from(DAYS)),
    _about(st.just(Name("is_customer")), st.booleans(), ("==", "!=")),
    st.builds(Contains, _industry | _title, _word),
    st.builds(StartsWith, _industry | _title, _word),
    st.builds(HasWord, _industry | _title, _word.filter(bool)),
    st.builds(IsKnown, st.sampled_from(sorted(NAMES))),
    st.builds(IsTrue, st.just(Name("is_customer")) | st.builds(Constant, st.booleans())),
)
typed_trees = st.recursive(typed_tests, joined_or_counted, max_leaves=8)

_ages = st.lists(st.integers(0, 20).map(lambda half: half / 2), max_size=4).map(tuple)
leads = st.builds(
    Lead,
    st.fixed_dictionaries(
        {
            "industry": st.none() | st.sampled_from(INDUSTRIES),
            "title": st.none() | st.sampled_from(TITLES),
            "n_employees": st.none() | st.integers(-2, 4),
            "growth_rate": st.none() | _halves,
            "is_customer": st.none() | st.booleans(),
            "renewal_on": st.none() | st.sampled_from(DAYS),
            "fit": st.integers(0, 6).map(lambda half: half / 2),
            "intent": st.integers(-2, 4).map(lambda half: half / 2),
        }
    ),
    st.fixed_dictionaries({"web": _ages, "demo": _ages}),
)
