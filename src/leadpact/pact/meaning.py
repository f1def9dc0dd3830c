"""What a ruleset means, apart from how it is written: one form for all spellings of one meaning."""

from collections.abc import Iterable

from leadpact.conditions.nodes import (
    And,
    AtLeast,
    Compare,
    Condition,
    Constant,
    HasWord,
    In,
    Not,
    Or,
    join_conditions,
)
from leadpact.conditions.normal import flip
from leadpact.conditions.render import render_condition
from leadpact.pact.ruleset import Attribute, Ruleset
from leadpact.pact.standard import STANDARD_ATTRIBUTES
from leadpact.terms.text import fold_case


def own_attributes(ruleset: Ruleset) -> dict[str, Attribute]:
    """Return the attributes that the pact itself gives a meaning to: standard ones are left out."""
    return {
        name: item
        for name, item in ruleset.attributes.items()
        if item != STANDARD_ATTRIBUTES.get(name)
    }


def meaning_of(condition: Condition) -> str:
    """Return a text that conditions share if they differ in order and nesting only.

    The order of the parts of `and`, `or` and of lists, the repetition of a part and the side on
    which a constant is written make no difference to it, nor does the case of a word.

    Examples
    --------
    >>> from leadpact.conditions.parse import parse_condition
    >>> meaning_of(parse_condition("b > 1 and (40 <= a and b > 1)"))
    'a >= 40 and b > 1'
    """
    return render_condition(_ordered(condition))


def _ordered(condition: Condition) -> Condition:  # noqa: PLR0911 - one per kind of node
    match condition:
        case And() | Or():
            return _joined(type(condition), map(_ordered, condition.operands))
        case AtLeast(n, operands):
            return _some_of(n, map(_ordered, operands))
        case Not(operand):
            return Not(_ordered(operand))
        case Compare():
            return _turned(condition)
        case In(operand, constants):
            return In(operand, tuple(sorted(dict.fromkeys(constants), key=render_condition)))
        case HasWord(name, text):
            return HasWord(name, fold_case(text))
        case _:
            return condition


def _turned(test: Compare) -> Compare:
    """Return a comparison with its constant on the right, or with its sides in one order."""
    if isinstance(test.left, Constant) or isinstance(test.right, Constant):
        return flip(test) if isinstance(test.left, Constant) else test
    return min(test, flip(test), key=render_condition)


def _some_of(n: int, operands: Iterable[Condition]) -> Condition:
    """Return at least `n` operands in one order: any of them is `or`, all of them are `and`."""
    ordered = tuple(sorted(operands, key=render_condition))
    if n in (1, len(ordered)):
        return _joined(Or if n == 1 else And, ordered)
    return AtLeast(n, ordered)


def _joined(kind: type[And] | type[Or], operands: Iterable[Condition]) -> Condition:
    """Join operands: chains within chains of the same kind are one, without repeated parts."""
    parts: dict[str, Condition] = {}
    for operand in operands:
        for part in operand.operands if isinstance(operand, kind) else (operand,):
            parts[render_condition(part)] = part
    return join_conditions(kind, [parts[text] for text in sorted(parts)])
