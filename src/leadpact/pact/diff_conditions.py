"""What changed between two conditions: single constants where nothing else did, or both in full."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from leadpact.conditions.nodes import (
    TEXT_TEST_WORDS,
    And,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Contains,
    Count,
    HasWord,
    In,
    Not,
    Or,
    StartsWith,
    TextTest,
)
from leadpact.conditions.normal import flip
from leadpact.conditions.render import render_condition
from leadpact.conditions.walk import walk
from leadpact.pact.changes import Change, changed, changed_part
from leadpact.pact.meaning import meaning_of

_Difference: TypeAlias = tuple[str, str, str]
"""What was compared, and the two constants as they are written."""


class _Otherwise(Exception):  # never leaves this module
    """The conditions differ in more than constants."""


def diff_conditions(
    code: str, subject: str, old: Condition | None, new: Condition | None, nothing: str
) -> list[Change]:
    """Return the changes between two conditions of one rule or gate.

    Parameters
    ----------
    code, subject
        Of the changes.
    old, new
        As written, None where there is none.
    nothing
        The words for no condition.
    """
    if old is None or new is None:
        if old is new:
            return []
        return [changed(code, subject, _whole(old, nothing), _whole(new, nothing))]
    if meaning_of(old) == meaning_of(new):
        return []
    try:
        found = list(_differences(old, new))
    except _Otherwise:
        return [changed(code, subject, render_condition(old), render_condition(new))]
    return [changed_part(code, subject, *difference) for difference in found]


def _whole(condition: Condition | None, nothing: str) -> str:
    return nothing if condition is None else render_condition(condition)


def _differences(old: Condition, new: Condition) -> Iterator[_Difference]:
    """Walk both trees side by side and yield what differs; raise where that is no constant."""
    compared = [_compared(node) for node in walk(old) if isinstance(node, Compare)]
    for one, other in _leaves(old, new):
        if meaning_of(one) != meaning_of(other):
            what, before, after = _leaf_difference(one, other)
            if compared.count(what) > 1 and isinstance(one, Compare):
                what = f"{what} {_turned(one).operator}"
            yield what, before, after


def _leaves(old: Condition, new: Condition) -> Iterator[tuple[Condition, Condition]]:
    match old, new:
        case (And(before), And(after)) | (Or(before), Or(after)):
            if len(before) != len(after):
                raise _Otherwise
            for one, other in zip(before, after, strict=True):
                yield from _leaves(one, other)
        case AtLeast(n, before), AtLeast(m, after) if n == m and len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                yield from _leaves(one, other)
        case Not(one), Not(other):
            yield from _leaves(one, other)
        case _:
            yield old, new


def _leaf_difference(old: Condition, new: Condition) -> _Difference:
    match old, new:
        case AtLeast(n, before), AtLeast(m):
            if meaning_of(replace(old, n=m)) != meaning_of(new):
                raise _Otherwise
            return f"at_least of {len(before)} conditions", str(n), str(m)
        case Compare(), Compare():
            return _compare_difference(_turned(old), _turned(new))
        case In(one, _), In(other, _) if one == other:
            return f"{render_condition(one)} in", _listed(old), _listed(new)
        case Contains() | StartsWith() | HasWord(), Contains() | StartsWith() | HasWord():
            return _text_difference(old, new)
        case _:
            raise _Otherwise


def _text_difference(old: TextTest, new: TextTest) -> _Difference:
    if type(old) is not type(new) or old.operand != new.operand:
        raise _Otherwise
    what = f"{old.operand.name} {TEXT_TEST_WORDS[type(old)]}"
    return what, _quoted(old.text), _quoted(new.text)


def _compare_difference(old: Compare, new: Compare) -> _Difference:
    if old.operator != new.operator:
        raise _Otherwise
    if old.left == new.left and isinstance(old.right, Constant) and isinstance(new.right, Constant):
        return _compared(old), render_condition(old.right), render_condition(new.right)
    match old.left, new.left:
        case Count(kind, before), Count(other, after) if kind == other and old.right == new.right:
            return f"count('{kind}')", _period(before), _period(after)
    raise _Otherwise


def _period(days: int | None) -> str:
    return "ever" if days is None else f"in {days} days"


def _compared(test: Compare) -> str:
    return render_condition(_turned(test).left)


def _turned(test: Compare) -> Compare:
    return flip(test) if isinstance(test.left, Constant) else test


def _listed(test: Condition) -> str:
    """Return the list of a test with `in`, as it is written."""
    return render_condition(test).partition(" in ")[2]


def _quoted(text: str) -> str:
    return render_condition(Constant(text))
