"""Which code was probably meant by a word that is none: a slip of typing, never another meaning."""

from collections.abc import Sequence

from rapidfuzz.distance import DamerauLevenshtein

from leadpact.conditions.findings import is_other_word

_ALSO_CALLED = {
    "phone": "call",
    "telephone": "call",
    "mail": "email",
    "linkedin": "social",
    "bool": "boolean",
    "string": "text",
    "int": "integer",
    "float": "number",
    "decimal": "number",
    "enum": "category",
    "hold": "stays",
    "on_hold": "stays",
    "same": "stays",
}
"""What people call a code by another name."""

_PREFIXES = ("anti", "de", "dis", "in", "mis", "no", "non", "not", "out", "re", "un")
"""Syllables that make another word of one that follows: `disqualified`, `reassigned`."""

_LONG = 6
"""Letters from which a word may have two slips; with fewer it may have one."""


def meant_code(word: str, choices: Sequence[str]) -> str | None:
    """Return the code that was probably meant, or None.

    That is the code by its other name, one with a slip or two of typing, or the only one that
    begins with the word, or that the word begins with. A code that says something else is never
    meant, however near its letters are: `qualified` is no `disqualified`.

    Examples
    --------
    >>> meant_code("first_tuch", ["first_touch", "touches"])
    'first_touch'
    >>> meant_code("qualified", ["recycled", "disqualified"]) is None
    True
    >>> meant_code("monday", ["mon", "tue"])
    'mon'
    """
    plain = word.lower().replace("-", "_").replace(" ", "_")
    other = _ALSO_CALLED.get(plain)
    if other in choices:
        return other
    if plain.endswith("ies") and f"{plain[:-3]}y" in choices:
        return f"{plain[:-3]}y"
    near = [(_slips(plain, choice.lower()), choice) for choice in choices]
    slips, choice = min(near, default=(len(plain), ""))
    at_most = min(len(plain) - 1, 2 if len(plain) >= _LONG else 1)
    if slips <= at_most and not _says_else(plain, choice.lower()):
        return choice
    return _part_of(plain, choices)


def _slips(word: str, choice: str) -> int:
    return int(DamerauLevenshtein.distance(word, choice))


def _says_else(one: str, other: str) -> bool:
    """Tell whether a part of two words differs by a syllable that makes it mean something else."""
    pairs = zip(one.split("_"), other.split("_"), strict=False)
    if is_other_word(one, other):
        return True
    return any(_is_other(first, second) for first, second in pairs if first != second)


def _is_other(first: str, second: str) -> bool:
    shorter, longer = sorted((first, second), key=len)
    return any(longer == prefix + shorter for prefix in _PREFIXES)


def _part_of(word: str, choices: Sequence[str]) -> str | None:
    """Return the only code of which the word is the beginning, or that begins the word."""
    found = [
        choice
        for choice in choices
        if len(min(word, choice, key=len)) > 2  # two letters begin too many words
        and (choice.lower().startswith(f"{word}_") or word.startswith(choice.lower()))
    ]
    return found[0] if len(found) == 1 else None
