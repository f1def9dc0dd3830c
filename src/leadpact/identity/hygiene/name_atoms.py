"""The atoms of a company name: its words and letters, folded, with their positions."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from leadpact.identity.hygiene.plain_text import fold

# Letters and digits with the marks that scripts write inside a word, and apostrophes between them.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u109f\u0e00-\u0e7f\u1200-\u135f\u3099"
_ATOM = re.compile(rf"&|(?:[^\W_]|[{_MARKS}])+(?:'(?:[^\W_]|[{_MARKS}])+)*")
_HEBREW_QUOTE = re.compile('(?<=[\u05d0-\u05ea])["\u05f4](?=[\u05d0-\u05ea])')
_PLUS = re.compile(r"(?<=\w) ?\+ ?(?=\w)")
_JOINS = frozenset("./")


@dataclass(frozen=True, slots=True)
class Atom:
    """One word of a name.

    Attributes
    ----------
    text
        The word folded; `and` for an ampersand.
    raw
        The word as it is written, without dots and slashes.
    is_initial
        Whether it is one letter, or letters that dots or slashes hold together (`S.p.A.`).
    has_marks
        Whether a dot, a slash or a colon is in it or right after it.
    """

    text: str
    raw: str
    is_initial: bool
    has_marks: bool


def atoms_of(text: str) -> tuple[Atom, ...]:
    """Return the atoms of a tidy text.

    Examples
    --------
    >>> [a.text for a in atoms_of("Levi's & S.p.A., Co.,Ltd")]
    ['levis', 'and', 'spa', 'co', 'ltd']
    """
    text = unicodedata.normalize("NFKC", text)
    text = _PLUS.sub(" & ", _HEBREW_QUOTE.sub("", text))
    atoms: list[Atom] = []
    last_end = -9
    for match in _ATOM.finditer(text):
        start, end = match.span()
        raw = match.group()
        marked = text[end : end + 1] in (".", "/", ":")
        atom = Atom(_folded(raw), raw, _is_letter(raw), marked)
        joined = start - last_end == 1 and text[last_end] in _JOINS
        if joined and atom.is_initial and atoms[-1].is_initial:
            before = atoms.pop()
            atom = Atom(before.text + atom.text, before.raw + atom.raw, True, True)
        atoms.append(atom)
        last_end = end
    return tuple(atoms)


def _folded(raw: str) -> str:
    return "and" if raw == "&" else fold(raw).replace("'", "")


def _is_letter(raw: str) -> bool:
    return len(raw) == 1 and raw.isalpha() and raw.isascii() | (raw < "\u2000")


def key_of(atoms: Sequence[Atom]) -> str:
    """Return the form in which atoms are compared: initials in a row become one word.

    Examples
    --------
    >>> key_of(atoms_of("J. P. Morgan")), key_of(atoms_of("H & M"))
    ('jp morgan', 'h and m')
    """
    words: list[str] = []
    open_initials = False
    for atom in atoms:
        if atom.is_initial and open_initials:
            words[-1] += atom.text
        else:
            words.append(atom.text)
        open_initials = atom.is_initial
    return " ".join(words)
