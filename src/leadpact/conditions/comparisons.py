"""Reading one comparison from the tokens: operands, lists, `contains`, aggregates over behaviour.

What joins comparisons (`and`, `or`, `not`, parentheses) is in `parse`.
"""

from typing import NoReturn, get_args

from leadpact.conditions.nodes import (
    TEXT_TESTS,
    Compare,
    Condition,
    Constant,
    Count,
    DaysOfDate,
    DaysSince,
    DaysSinceDate,
    DaysUntil,
    In,
    IsKnown,
    IsTrue,
    Name,
    Not,
    Operand,
    Operator,
    TextTest,
)
from leadpact.conditions.syntax_errors import (
    after_name,
    no_condition,
    unknown_function,
    wanted_join,
    wanted_value,
)
from leadpact.conditions.tokens import RESERVED, Token, TokenKind, TokenStream
from leadpact.conditions.unable_to_parse import UnableToParse, shortened

_OPERATORS: dict[str, Operator] = {operator: operator for operator in get_args(Operator)}
_LIST_FIX = "Write `name in ('one', 'two')`."
_NOT_FIX = "Write `name not in ('one', 'two')`; to negate a comparison, put `not` before it."
_IS_KNOWN_FIX = "Write `is_known(name)`."
_COUNT_FIX = "Write `count('kind')` or `count('kind', days=30)`."
_DAYS_FIXES = {
    "days_since": "Write `days_since('kind')`, or a date attribute without quotes.",
    "days_until": "Write `days_until(renewal_on)`: a date attribute, without quotes.",
}
_JOINS = ("and", "or", ")", ",", "")


def read_comparison(stream: TokenStream) -> Condition:
    """Read one comparison, or a name or constant that is a condition by itself."""
    if stream.token.text == "is_known":
        return _is_known(stream)
    operand = _operand(stream)
    token = stream.token
    if token.text in _OPERATORS:
        return _compare(stream, operand, _OPERATORS[stream.take().text])
    if stream.accept("in"):
        return _membership(stream, operand)
    if stream.accept("not"):
        return _not_in(stream, operand)
    if token.text in TEXT_TESTS:
        return _text_test(stream, operand)
    return _is_bare(stream, operand)


def is_comparison_word(token: Token) -> bool:
    """Tell whether the token compares what is on its left."""
    return token.text in _OPERATORS or token.text in ("in", *TEXT_TESTS)


def _operand(stream: TokenStream) -> Operand:
    """Read a name, a constant, or an aggregate over behaviour."""
    token = stream.token
    if _is_constant(token):
        return _constant(stream)
    if token.text == "count":
        return _count(stream)
    if token.text in ("days_since", "days_until"):
        return _days(stream)
    if token.text == "is_known":
        _refuse_comparing_known(stream)
    if not _is_plain_word(token):
        raise wanted_value(token)
    stream.take()
    if stream.token.text == "(":
        raise unknown_function(token)
    return Name(token.text, position=token.position)


def _is_constant(token: Token) -> bool:
    return token.kind in (TokenKind.NUMBER, TokenKind.TEXT) or token.text in ("true", "false")


def _is_plain_word(token: Token) -> bool:
    return token.kind is TokenKind.WORD and token.text not in RESERVED


def _constant(stream: TokenStream) -> Constant:
    """Read a number, a text, `true` or `false`."""
    token = stream.take()
    if token.kind is TokenKind.WORD:
        return Constant(token.text == "true", position=token.position)
    return Constant(token.value, position=token.position)


def _is_known(stream: TokenStream) -> IsKnown:
    """Read `is_known(name)`."""
    function = stream.take()
    stream.expect("(", "`is_known` needs a name in parentheses.", _IS_KNOWN_FIX)
    if stream.token.kind is TokenKind.TEXT:
        stream.fail(
            "`is_known` takes a name, not a text.", "Leave out the quotes: `is_known(name)`."
        )
    if not _is_plain_word(stream.token):
        stream.fail("`is_known` takes the name of an attribute.", _IS_KNOWN_FIX)
    name = stream.take().text
    stream.expect(")", "`is_known` takes one name.", _IS_KNOWN_FIX)
    if is_comparison_word(stream.token):
        _refuse_comparing_known(stream)
    return IsKnown(name, position=function.position)


def _refuse_comparing_known(stream: TokenStream) -> NoReturn:
    stream.fail(
        "`is_known(...)` is already true or false.",
        "Leave out the comparison; write `not is_known(name)` for the opposite.",
    )


def _count(stream: TokenStream) -> Count:
    """Read `count('kind')` or `count('kind', days=30)`."""
    function = stream.take()
    stream.expect("(", "`count` needs a kind of activity.", _COUNT_FIX)
    if stream.token.kind is not TokenKind.TEXT:
        stream.fail("`count` needs a kind of activity in quotes.", _COUNT_FIX)
    kind = str(stream.take().value)
    days = _period(stream) if stream.accept(",") else None
    stream.expect(")", "`count(...)` is not closed after its arguments.", _COUNT_FIX)
    return Count(kind, days, position=function.position)


def _days(stream: TokenStream) -> DaysSince | DaysOfDate:
    """Read `days_since('kind')`, `days_since(date)` or `days_until(date)`."""
    function = stream.take()
    fix = _DAYS_FIXES[function.text]
    stream.expect("(", f"`{function.text}` needs something in parentheses.", fix)
    token, is_until = stream.token, function.text == "days_until"
    if token.kind is TokenKind.TEXT and is_until:
        date = str(token.value)
        stream.fail(
            "`days_until` counts to a date: activities to come are not known.",
            f"Leave out the quotes: `days_until({date})`." if date.isidentifier() else fix,
        )
    if token.kind is not TokenKind.TEXT and not _is_plain_word(token):
        what = "the name of a date" if is_until else "a kind of activity in quotes, or a date"
        stream.fail(f"`{function.text}` needs {what}.", fix)
    stream.take()
    if stream.token.text == "," and token.kind is TokenKind.WORD:
        raise _period_of_date(stream, function.text, token.text)
    stream.expect(")", f"`{function.text}(...)` is not closed after its argument.", fix)
    if token.kind is TokenKind.TEXT:
        return DaysSince(str(token.value), position=function.position)
    kind = DaysUntil if is_until else DaysSinceDate
    return kind(Name(token.text, position=token.position), position=function.position)


def _period(stream: TokenStream) -> int:
    """Read `days=30`."""
    if stream.accept("days") and stream.accept("="):
        value = stream.token.value
        if isinstance(value, int):
            stream.take()
            return value
        if str(value).isdecimal():
            stream.fail("`days` is a number, not a text.", f"Leave out the quotes: `days={value}`.")
    return stream.fail("After the kind, `count` takes a whole number of days.", _COUNT_FIX)


def _compare(stream: TokenStream, left: Operand, operator: Operator) -> Compare:
    """Read the right side of a comparison."""
    right = _operand(stream)
    if is_comparison_word(stream.token):
        stream.fail(
            "Comparisons cannot be chained.",
            "Write two joined by `and`, such as `200 <= n and n <= 5000`.",
            "comparison-chained",
        )
    return Compare(operator, left, right, position=left.position)


def _membership(stream: TokenStream, operand: Operand) -> In:
    """Read the list after `in`."""
    stream.expect("(", "`in` needs a list in parentheses.", _LIST_FIX)
    constants = [_listed(stream)]
    while stream.accept(",") and stream.token.text != ")":
        constants.append(_listed(stream))
    stream.expect(")", "In the list after `in`, a comma or `)` is missing here.", _LIST_FIX)
    if is_comparison_word(stream.token):
        stream.fail("Comparisons cannot be chained.", "Join them by `and`.", "comparison-chained")
    return In(operand, tuple(constants), position=operand.position)


def _listed(stream: TokenStream) -> Constant:
    """Read one constant of a list."""
    if _is_constant(stream.token):
        return _constant(stream)
    fix = _LIST_FIX
    if _is_plain_word(stream.token):
        fix = f"Put a text in quotes: '{shortened(stream.token.text)}'."
    return stream.fail("The list after `in` holds constants, at least one.", fix)


def _not_in(stream: TokenStream, operand: Operand) -> Not:
    """Read `in (...)` after `name not`."""
    operator = stream.token.text
    if operator in TEXT_TESTS:
        stream.fail(
            f"`not` belongs before the name, not before `{operator}`.",
            f"Write `not name {operator} 'text'`.",
        )
    stream.expect("in", "After a name or value, `not` is followed by `in`.", _NOT_FIX)
    return Not(_membership(stream, operand), position=operand.position)


def _text_test(stream: TokenStream, operand: Operand) -> TextTest:
    """Read the text after `contains`, `starts_with` or `has_word`."""
    operator = stream.take().text
    fix = f"Write `name {operator} 'text'`."
    if not isinstance(operand, Name):
        raise UnableToParse(
            "condition-syntax", operand.position, f"`{operator}` has no name to its left.", fix
        )
    if stream.token.kind is not TokenKind.TEXT:
        stream.fail(f"`{operator}` is followed by one text in quotes.", fix)
    text = str(stream.take().value)
    return TEXT_TESTS[operator](operand, text, position=operand.position)


def _between(stream: TokenStream, name: Name) -> UnableToParse:
    """Return the error about `between`, with the two comparisons that it stands for."""
    operator = stream.take()
    low, high = "10", "60"
    if stream.token.kind is TokenKind.NUMBER:
        low = stream.take().text
        if stream.accept("and") and stream.token.kind is TokenKind.NUMBER:
            high = stream.token.text
    return UnableToParse(
        "operator-unknown",
        operator.position,
        "`between` is not an operator.",
        f"Write `{name.name} >= {low} and {name.name} <= {high}`.",
    )


def _within_days(function: str, date: str, days: str) -> str:
    """Return how to say that a date is not further away than some days."""
    return f"`{function}({date}) >= 0 and {function}({date}) <= {days}`"


def _period_of_date(stream: TokenStream, function: str, date: str) -> UnableToParse:
    """Return the error about `days_until(date, days=90)`, which is a comparison."""
    at = stream.take().position
    is_period = stream.accept("days") and stream.accept("=")
    days = stream.token.text if is_period and stream.token.kind is TokenKind.NUMBER else "30"
    return UnableToParse(
        "condition-syntax",
        at,
        f"`{function}(...)` is not closed after its argument.",
        f"Compare the days: write {_within_days(function, date, days)}.",
    )


def _within(stream: TokenStream, name: Name) -> UnableToParse:
    """Return the error about `within`, with the days that it stands for where they are named."""
    operator = stream.take()
    days = stream.token.text if stream.token.kind is TokenKind.NUMBER else "30"
    return UnableToParse(
        "operator-unknown",
        operator.position,
        "`within` is not an operator.",
        f"For days to come write {_within_days('days_until', name.name, days)}.",
    )


def _is_bare(stream: TokenStream, operand: Operand) -> IsTrue:
    """Accept a name, `true` or `false` without a comparison; refuse other values."""
    token = stream.token
    if isinstance(operand, Name) and token.text not in _JOINS:
        if token.text == "between":
            raise _between(stream, operand)
        if token.text == "within":
            raise _within(stream, operand)
        raise after_name(operand, token)
    if token.text not in _JOINS:
        raise wanted_join(token)
    if isinstance(operand, Name) or (
        isinstance(operand, Constant) and isinstance(operand.value, bool)
    ):
        return IsTrue(operand, position=operand.position)
    raise no_condition(operand)
