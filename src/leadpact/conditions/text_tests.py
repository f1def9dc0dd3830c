"""`contains` and `starts_with`: whether one value passes, and whether the test makes sense."""

from leadpact.conditions.findings import Finding, some_of
from leadpact.conditions.nodes import Contains, StartsWith
from leadpact.conditions.render import render_condition
from leadpact.conditions.typed_constants import TEXTS, TYPE_WORDS, usage
from leadpact.terms.attributes import NameType
from leadpact.terms.text import fold_case


def passes_text_test(tree: Contains | StartsWith, value: str) -> bool:
    """Tell whether a declared value passes the test; the twin for a lead's value is evaluation."""
    folded, text = fold_case(value), fold_case(tree.text)
    return text in folded if isinstance(tree, Contains) else folded.startswith(text)


def find_text_test_fault(tree: Contains | StartsWith, kind: NameType) -> Finding | None:
    """Return what is wrong with the test for a name of this type."""
    name = tree.operand.name
    operator = "contains" if isinstance(tree, Contains) else "starts_with"
    if kind.type not in TEXTS:
        return Finding(
            "type-mismatch",
            tree.position,
            f"`{name}` is {TYPE_WORDS[kind.type]}; `{operator}` is for texts.",
            usage(name, kind.type),
        )
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
    return None
