"""The issues of files and of mappings, and what a misspelled name may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches

from leadpact.terms.issues import Issue, Level, Place


def make_error(code: str, place: Place, fact: str, fix: str) -> Issue:
    """Return an issue that stops the import."""
    return Issue(code, Level.ERROR, place, fact, fix)


def make_warning(code: str, place: Place, fact: str, fix: str) -> Issue:
    """Return an issue that the import goes on with."""
    return Issue(code, Level.WARNING, place, fact, fix)


def suggest(
    word: str, known: Iterable[str], otherwise: str, *, mark: str = "", cutoff: float = 0.6
) -> str:
    """Return the question whether the nearest known name was meant, or `otherwise` if none is near.

    `mark` is put on both sides of the name.
    """
    close = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f"Did you mean {mark}{close[0]}{mark}?" if close else otherwise
