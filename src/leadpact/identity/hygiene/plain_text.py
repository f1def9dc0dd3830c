"""Tidying text for display and folding it for comparison; knows nothing of names or companies.

The edges of a pasted value: white space, control and invisible characters. Greek and Cyrillic
letters in Latin ones; other scripts are left as they are.
"""

import re
import unicodedata
from collections.abc import Callable

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


_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_CYRILLIC_LATIN = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"
_OTHER_CYRILLIC = "єіїґўђјљњћџѓќѕқғҳәңөүұһѣ"
_OTHER_CYRILLIC_LATIN = "ye i yi g u dj j lj nj c dz gj kj dz q g h a n o u u h e"
_GREEK = "αβγδεζηθικλμνξοπρσςτυφχψω"
_GREEK_LATIN = "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
_GREEK_PAIRS = (("ου", "ou"), ("αυ", "av"), ("ευ", "ev"), ("μπ", "b"), ("ντ", "nt"), ("γγ", "ng"))


def _pairs(letters: str, in_latin: str) -> dict[str, str]:
    return dict(zip(letters, in_latin.replace("-", "\0").split(), strict=True))


_LATIN = str.maketrans(
    _pairs(_CYRILLIC, _CYRILLIC_LATIN)
    | _pairs(_OTHER_CYRILLIC, _OTHER_CYRILLIC_LATIN)
    | _pairs(_GREEK, _GREEK_LATIN)
)


def latin(text: str) -> str:
    """Return the folded text with Greek and Cyrillic letters as Latin ones.

    Examples
    --------
    >>> latin("Муромский завод")
    'muromskiy zavod'
    >>> latin("Ελλάδα"), latin("日立")
    ('ellada', '日立')
    """
    plain = fold(text)
    if plain.isascii():
        return plain
    for greek, roman in _GREEK_PAIRS:
        plain = plain.replace(greek, roman)
    return plain.translate(_LATIN).replace("\0", "")
