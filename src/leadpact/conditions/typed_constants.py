"""Whether a constant or a text suits what it is compared with, and the constant in that type."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from leadpact.conditions.findings import Finding, closest, some_of
from leadpact.conditions.nodes import (
    TEXT_TEST_WORDS,
    Constant,
    Contains,
    HasWord,
    StartsWith,
    TextTest,
)
from leadpact.conditions.render import render_condition
from leadpact.terms.attributes import AttributeType, NameType
from leadpact.terms.text import fold_case, is_word, spaced_words

TYPE_WORDS: dict[AttributeType, str] = {
    AttributeType.TEXT: "a text",
    AttributeType.CATEGORY: "a category",
    AttributeType.INTEGER: "a whole number",
    AttributeType.NUMBER: "a number",
    AttributeType.BOOLEAN: "true or false",
    AttributeType.DATE: "a date",
    AttributeType.SCORE: "a score",
}
"""How a message names a type."""

_EXAMPLES: dict[AttributeType, str] = {
    AttributeType.TEXT: "== 'text'",
    AttributeType.CATEGORY: "== 'value'",
    AttributeType.INTEGER: ">= 1",
    AttributeType.NUMBER: ">= 1",
    AttributeType.SCORE: ">= 40",
    AttributeType.DATE: ">= '2026-01-31'",
}

_FITTING: dict[AttributeType, tuple[str, ...]] = {
    AttributeType.TEXT: ("text",),
    AttributeType.CATEGORY: ("text",),
    AttributeType.INTEGER: ("number",),
    AttributeType.NUMBER: ("number",),
    AttributeType.BOOLEAN: ("true or false",),
    AttributeType.DATE: ("text", "date"),
    AttributeType.SCORE: ("number",),
}
"""The kinds of constant that can be compared with a type."""

MAX_SHORT_WORD = 5
"""The most letters of a text after `contains` that is probably meant as a word."""

TEXTS = (AttributeType.TEXT, AttributeType.CATEGORY)
NUMBERS = (AttributeType.INTEGER, AttributeType.NUMBER, AttributeType.SCORE)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def type_constant(
    constant: Constant, kind: NameType, label: str
) -> tuple[Constant, Finding | None]:
    """Return the constant in the type of what it is compared with, and what is wrong with it.

    Parameters
    ----------
    constant
        As parsed; unchanged in the result unless it becomes a date.
    kind
        The type of the other side.
    label
        The other side as the message shows it, such as `` `industry` ``.
    """
    value = constant.value
    if constant_kind(constant) not in _FITTING[kind.type]:
        return constant, _mismatch(constant, kind.type, label)
    if kind.type is AttributeType.CATEGORY and kind.values and value not in kind.values:
        return constant, _unknown_value(constant, kind, label)
    if kind.type is AttributeType.DATE and isinstance(value, str):
        return _typed_date(constant, value, label)
    if kind.type is AttributeType.SCORE and isinstance(value, float) and round(value, 3) != value:
        return constant, Finding(
            "score-too-precise",
            constant.position,
            f"{label} is a score, kept in thousandths of a point.",
            f"Write at most 3 decimals: {round(value, 3)}.",
        )
    return constant, None


def usage(name: str, kind: AttributeType) -> str:
    """Return how to use a name of this type in a condition."""
    if kind is AttributeType.BOOLEAN:
        return f"Write `{name}` alone, or `not` before it."
    return f"Compare it, such as `{name} {_EXAMPLES[kind]}`."


def constant_kind(constant: Constant) -> str:
    """Return `text`, `number`, `date` or `true or false`."""
    match constant.value:
        case bool():
            return "true or false"
        case str():
            return "text"
        case date():
            return "date"
        case _:
            return "number"


def _mismatch(constant: Constant, wanted: AttributeType, label: str) -> Finding:
    text = render_condition(constant)
    kind = constant_kind(constant)
    shown = f"`{text}`" if kind == "true or false" else f"the {kind} {text}"
    return Finding(
        "type-mismatch",
        constant.position,
        f"{label} is {TYPE_WORDS[wanted]} and cannot be compared with {shown}.",
        _mismatch_fix(constant, wanted, label),
    )


def _mismatch_fix(constant: Constant, wanted: AttributeType, label: str) -> str:
    value = constant.value
    if wanted is AttributeType.BOOLEAN:
        return f"Write {label} alone, or `not` before it."
    if wanted is AttributeType.DATE and constant_kind(constant) == "number":
        name = label.strip("`")
        return f"Count the days: `days_until({name}) <= {value:g}`, or `days_since({name})`."
    if wanted is AttributeType.DATE:
        return "Write a date in quotes, such as '2026-01-31'."
    if wanted in TEXTS:
        is_number = constant_kind(constant) == "number"
        return f"Put it in quotes: '{value}'." if is_number else "Compare it with a quoted text."
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return f"Leave out the quotes: {value}."
    return "Compare it with a number."


def _unknown_value(constant: Constant, kind: NameType, label: str) -> Finding:
    if kind.labels is not None:
        return _no_code(constant, kind.values, dict(kind.labels), label)
    meant = closest(str(constant.value), kind.values)
    return Finding(
        "category-value-unknown",
        constant.position,
        f"{render_condition(constant)} is not a declared value of {label}.",
        f"Did you mean '{meant}'?"
        if meant is not None
        else f"Declare it, or use one of: {some_of(kind.values)}.",
    )


def _no_code(
    constant: Constant, values: tuple[str, ...], labels: Mapping[str, str], label: str
) -> Finding:
    """Return the finding about a text that is none of the codes, such as the label of one."""
    text = str(constant.value)
    called = {name.lower(): code for name, code in labels.items()}.get(text.lower())
    near = closest(text, values)
    meant = near if near is not None and _says_the_same(text, near) else None
    what = f"the label of {called}, and {label} has codes" if called else f"no value of {label}"
    return Finding(
        "category-value-unknown",
        constant.position,
        f"{render_condition(constant)} is {what}.",
        f"Write '{called}'."
        if called
        else f"Did you mean '{meant}'?"
        if meant is not None
        else _LOST
        if "lost" in re.split("[^a-z]", text.lower()) and {"RECYCLED", "DISQUALIFIED"} <= {*values}
        else f"Use one of: {some_of(values, at_most=len(values))}.",
    )


_LOST = "No stage is of lost deals alone: use 'RECYCLED' or 'DISQUALIFIED'."


def _says_the_same(text: str, code: str) -> bool:
    """Tell whether every word of a text is near that of a code: CLOSED_LOST is no CLOSED_WON."""
    words = re.split("[^a-z]+", text.lower())
    others = code.lower().split("_")
    if len(words) != len(others):
        return True
    return all(closest(word, [other]) for word, other in zip(words, others, strict=True))


def _typed_date(constant: Constant, text: str, label: str) -> tuple[Constant, Finding | None]:
    """Return the date constant of a text such as `2026-01-31`."""
    try:
        if _DATE.fullmatch(text):
            return Constant(date.fromisoformat(text), position=constant.position), None
    except ValueError:
        pass
    finding = Finding(
        "date-malformed",
        constant.position,
        f"{label} is a date, and {render_condition(constant)} is no day of the calendar.",
        "Write year, month and day: '2026-01-31'.",
    )
    return constant, finding


def passes_text_test(tree: TextTest, value: str) -> bool:
    """Tell whether a declared value passes the test; the twin for a lead's value is evaluation."""
    folded, text = fold_case(value), fold_case(tree.text)
    match tree:
        case Contains():
            return text in folded
        case StartsWith():
            return folded.startswith(text)
        case _:
            return f" {text} " in spaced_words(folded)


def find_text_test_fault(tree: TextTest, kind: NameType) -> Finding | None:
    """Return what is wrong with the test for a name of this type."""
    name, operator = tree.operand.name, TEXT_TEST_WORDS[type(tree)]
    if kind.type not in TEXTS:
        return Finding(
            "type-mismatch",
            tree.position,
            f"`{name}` is {TYPE_WORDS[kind.type]}; `{operator}` is for texts.",
            usage(name, kind.type),
        )
    if isinstance(tree, HasWord) and not is_word(tree.text):
        return _not_one_word(tree)
    if not tree.text:
        return Finding(
            "text-empty",
            tree.position,
            f"`{operator} ''` is true of every text.",
            f"To ask whether there is one, write `is_known({name})`.",
        )
    if kind.values and not any(passes_text_test(tree, value) for value in kind.values):
        return Finding(
            "never-true",
            tree.position,
            f"No declared value of `{name}` makes `{render_condition(tree)}` true.",
            f"The values are {some_of(kind.values)}.",
        )
    if isinstance(tree, Contains) and not kind.values and _is_short_word(tree.text):
        return _short_word(tree)
    return None


def _not_one_word(tree: HasWord) -> Finding:
    """Return the finding about a text of several words or none, which is never found as one."""
    name, words = tree.operand.name, spaced_words(tree.text).split()
    quoted = render_condition(Constant(tree.text))
    if not words:
        fix = f"Write one word; to look for a sign, write `{name} contains '…'`."
    elif len(words) == 1:
        fix = f"Write `{name} has_word '{words[0]}'`, or with its signs `{name} contains {quoted}`."
    else:
        each = " and ".join(f"{name} has_word '{word}'" for word in words)
        fix = f"For the phrase write `{name} contains {quoted}`, for its words `{each}`."
    fact = f"{quoted} is not one word: spaces and signs part words."
    return Finding("not-one-word", tree.position, fact, fix)


def _is_short_word(text: str) -> bool:
    """Tell whether a text is a few letters of an alphabet, in which signs part the words."""
    # Alphabets with capital letters write spaces between words; Chinese, Japanese or Thai do not.
    is_alphabetic = all(unicodedata.category(letter) in ("Lu", "Ll") for letter in text)
    return len(text) <= MAX_SHORT_WORD and is_alphabetic


def _short_word(tree: Contains) -> Finding:
    """Return the finding about a short word that is a part of many others."""
    name, word = tree.operand.name, render_condition(Constant(tree.text))
    return Finding(
        "contains-short-word",
        tree.position,
        f"`{name} contains {word}` is also true where these letters are part of another word,"
        " as `coo` is in `coordinator`.",
        f"For the word alone, write `{name} has_word {word}`; otherwise write more letters.",
    )
