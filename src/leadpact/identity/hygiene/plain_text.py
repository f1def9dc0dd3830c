"""What the hygiene of all fields shares; knows nothing of names or companies.

Tidying text for display and folding it for comparison. The edges of a pasted value: white space,
control and invisible characters. The atoms of a name: its words and letters, folded, with their
positions. The result of cleaning a field.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leadpact.terms.hygiene import FieldFault

_QUOTES = {
    **dict.fromkeys("“”„‟«»‹›〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛ʼʻ`´＇", "'"),
}
_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "ħ": "h",
    "ŋ": "n",
    "ŧ": "t",
    "ĸ": "k",
    "ə": "e",
    "ё": "е",
}
_AMPERSANDS = re.compile(r"&(?:amp;)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CleanField:
    """A field after hygiene; the results of most fields tell more.

    Attributes
    ----------
    value
        The normalised value; cleaning it again changes nothing. None where there is none.
    faults
        What is wrong with the field.
    """

    value: str | None = None
    faults: tuple[FieldFault, ...] = ()


class _TranslationTable(dict[int, str]):
    """A table for `str.translate` that works out each character once."""

    def __init__(self, work_out: Callable[[str], str]) -> None:
        self._work_out = work_out

    def __missing__(self, code: int) -> str:
        self[code] = shown = self._work_out(chr(code))
        return shown


def _shown(char: str) -> str:
    if char in _QUOTES:
        return _QUOTES[char]
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") else char


def _folded(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    if not _has_loose_marks(char):
        return char
    parts = unicodedata.normalize("NFKD", char)
    return "".join(_LETTERS.get(part, part) for part in parts if not _is_mark(part))


def _has_loose_marks(char: str) -> bool:
    """Return whether the character is of a script whose accents are dropped in comparison."""
    return char < "\u0250" or "\u0300" <= char < "\u0400" or "\u1e00" <= char < "\u2000"


def _is_mark(char: str) -> bool:
    return "\u0300" <= char <= "\u036f"


_DISPLAY = _TranslationTable(_shown)
_FOLD = _TranslationTable(_folded)


def tidy(text: str, *, limit: int) -> str:
    """Return the text as people should see it: one line, plain quotes, no invisible characters.

    Parameters
    ----------
    text
        Any text at all, lone surrogates and NUL among it.
    limit
        The most characters to keep. Four times as many are looked at, whatever the text's length.

    Returns
    -------
    str
        In the composed normal form (NFC), blanks single, without control, format and unassigned
        characters; `&amp;` is `&`. Tidying again changes nothing.
    """
    seen = text.lstrip()[: 4 * limit].translate(_DISPLAY)
    seen = unicodedata.normalize("NFC", _AMPERSANDS.sub("&", seen))
    return " ".join(seen.split())[:limit].rstrip()


def fold(text: str) -> str:
    """Return the text without case and accents; compatibility forms become plain ones.

    `ß` is `ss`, `ø` is `o`, `й` stays `й`: only Latin and Greek letters lose their marks.
    """
    return unicodedata.normalize("NFKC", text).casefold().translate(_FOLD)


def unquoted(text: str) -> str:
    """Return the text without quotes that embrace all of it, and without commas at its ends."""
    while True:
        bare = text.strip(" ,;")
        for mark in "\"'":
            if len(bare) > 1 and bare[0] == bare[-1] == mark and mark not in bare[1:-1]:
                bare = bare[1:-1]
        if bare == text:
            return bare
        text = bare


_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CONTROL = "".join(map(chr, (*range(0x21), *range(0x7F, 0xA1))))
_SPACES = "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"
_INVISIBLE = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_JOINERS = "\u202f\u205f\u2060\u2066\u2067\u2068\u2069\u3000\ufeff"
EDGES = _CONTROL + _SPACES + _INVISIBLE + _JOINERS


def trim_edges(text: str | None) -> str:
    r"""Cut white space, control and invisible characters off both ends.

    Examples
    --------
    >>> trim_edges("\u200b jo@acme.com\r\n")
    'jo@acme.com'
    """
    return (text or "").strip(EDGES)


def narrow(text: str) -> str:
    """Write the full-width forms of Latin letters, digits and signs as the plain ones.

    Examples
    --------
    >>> narrow("ｊｏ＠ａｃｍｅ．ｃｏｍ")
    'jo@acme.com'
    """
    return text.translate(_WIDE)


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
        atom = Atom(_atom_text(raw), raw, _is_letter(raw), marked)
        joined = start - last_end == 1 and text[last_end] in _JOINS
        if joined and atom.is_initial and atoms[-1].is_initial:
            before = atoms.pop()
            atom = Atom(before.text + atom.text, before.raw + atom.raw, True, True)
        atoms.append(atom)
        last_end = end
    return tuple(atoms)


def _atom_text(raw: str) -> str:
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
