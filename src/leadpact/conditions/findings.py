"""A finding about a condition that parsed: what is wrong, where in its text, how to fix it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from leadpact.conditions.nodes import Position
from leadpact.terms.issues import Level

FINDING_LEVELS: dict[str, Level] = {
    "name-undeclared": Level.ERROR,
    "activity-undeclared": Level.ERROR,
    "type-mismatch": Level.ERROR,
    "category-value-unknown": Level.ERROR,
    "date-malformed": Level.ERROR,
    "score-too-precise": Level.ERROR,
    "constant-comparison": Level.ERROR,
    "behaviour-not-allowed": Level.ERROR,
    "days-out-of-range": Level.ERROR,
    "not-one-word": Level.ERROR,
    "at-least-out-of-range": Level.ERROR,
    "at-least-needless": Level.WARNING,
    "at-least-repeated": Level.WARNING,
    "number-ambiguous": Level.WARNING,
    "never-true": Level.WARNING,
    "text-empty": Level.WARNING,
    "contains-short-word": Level.WARNING,
    "not-over-missing": Level.WARNING,
}
"""Every code that a `Finding` can carry, with its level."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; the caller knows the file, so the position counts within the condition."""

    code: str
    position: Position
    fact: str
    fix: str

    @property
    def level(self) -> Level:
        """How grave it is: warnings leave the condition usable."""
        return FINDING_LEVELS[self.code]


_OF_QUOTED = frozenset({"activity-undeclared", "not-one-word", "contains-short-word", "text-empty"})
"""Codes of findings about a text in quotes behind the place that they have."""


def position_in(text: str, finding: Finding) -> Position:
    """Return where in the text of a condition a finding is to be shown: at what is in quotes.

    Examples
    --------
    >>> found = Finding("activity-undeclared", Position(1, 12), "", "")
    >>> position_in("n > 2 and  count('demo') > 3", found)
    Position(line=1, column=18)
    """
    if finding.code not in _OF_QUOTED:
        return finding.position
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: finding.position.line - 1])
    quoted = re.compile("['\"]").search(text, start + finding.position.column - 1)
    if quoted is None:
        return finding.position
    before = text[: quoted.start()]
    return Position(before.count("\n") + 1, quoted.start() - (before.rfind("\n") + 1) + 1)


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that was probably meant, or None; case makes no difference."""
    by_lower = {candidate.lower(): candidate for candidate in sorted(candidates)}
    lower = word.lower()
    close = get_close_matches(lower, by_lower, n=3, cutoff=0.6)
    return next((by_lower[item] for item in close if not is_other_word(lower, item)), None)


_SHORT = 3
"""Letters up to which another letter makes another word: SAL is no slip for SQL."""


def is_other_word(one: str, other: str) -> bool:
    """Tell whether two short words differ by a letter, and not only by the order of letters."""
    return len(one) == len(other) <= _SHORT and sorted(one) != sorted(other)


def some_of(words: Iterable[str], *, at_most: int = 8) -> str:
    """Return the first words, sorted and joined by commas, with dots where there are more."""
    ordered = sorted(words)
    return ", ".join(ordered[:at_most]) + (", …" if len(ordered) > at_most else "")
