"""Capital and small letters in personal names that came all in one case."""

import re
import unicodedata

_PARTICLES = frozenset(
    {
        # Dutch and German
        *("den", "der", "ten", "ter", "tot", "und", "van", "vom", "von", "zu", "zum", "zur"),
        # others
        *("af", "av", "bin", "da", "das", "de", "del", "della", "di", "do", "dos", "du", "e"),
        *("ibn", "la", "las", "los", "y"),
    }
)
_AFTER_DE = frozenset({"la", "las", "los"})
_SHORT_NAMES = frozenset(
    {
        *("AL", "BO", "CY", "ED", "JO", "LI", "MO", "SU"),
        *("TY", "VI", "WU", "XI", "XU", "YI", "YU"),
    }
)
_NUMERALS = frozenset({"ii", "iii", "iv"})
_MAC = re.compile(
    r"mac(?=allister|arthur|askill|aulay|cormack|dermott|donald|donnell|dougall|ewan|farlane|gowan"
    r"|gregor|innes|intosh|intyre|kay|kenna|kenzie|kinnon|lachlan|laren|lean|leod|mahon|manus|millan"
    r"|namara|naughton|neil|phail|pherson|queen|rae|taggart|tavish)"
)
_PIECES = re.compile(r"[^\W\d_]+")


def recased(text: str, *, is_first: bool = False) -> str:
    """Return a name with capitals where names have them, if it is all in one case.

    Parameters
    ----------
    text
        One or more names. What has capital and small letters, one capital alone, and initials
        with dots are returned as they are.
    is_first
        Whether it is a given name: two capitals, or three without a vowel, are then initials
        (`JT`), but for usual names (`ED`, `JO`).

    Examples
    --------
    >>> recased("MCDONALD"), recased("o'neil-van der berg"), recased("de la cruz")
    ('McDonald', "O'Neil-van der Berg", 'de la Cruz')
    >>> recased("LeBron"), recased("JT", is_first=True), recased("ED", is_first=True)
    ('LeBron', 'JT', 'Ed')
    """
    if not (text.islower() or _is_in_capitals(text)) or not all(map(_has_two_cases, text)):
        return text
    if is_first and text.isupper() and _is_initials(text):
        return text
    small = text.lower()
    words = re.split(r"([ -])", small)
    names = [word for word in words if word.strip(" -")]
    left, shown, before = len(names), list[str](), ""
    for word in words:
        if word.strip(" -"):
            left -= 1
            shown.append(_word(word, before, is_last=left == 0))
            before = word
        else:
            shown.append(word)
    return unicodedata.normalize("NFC", "".join(shown))


def _has_two_cases(char: str) -> bool:
    """Return whether the character is of a script with capitals that we know, or no letter."""
    return char < "\u0590" or "\u1e00" <= char < "\u2070" or not char.isalpha()


def _is_in_capitals(text: str) -> bool:
    return text.isupper() and len(text) > 1 and "." not in text


def _is_initials(text: str) -> bool:
    if len(text) == 2:
        return text not in _SHORT_NAMES
    return len(text) == 3 and text.isalpha() and not set(text) & set("AEIOUY")


def _word(word: str, before: str, *, is_last: bool) -> str:
    if word in _NUMERALS:
        return word.upper()
    if word in _PARTICLES and not is_last and (word not in _AFTER_DE or before == "de"):
        return word
    return _PIECES.sub(_capitalised, word)


def _capitalised(match: re.Match[str]) -> str:
    """Return one piece between apostrophes with its capitals; `'s` at the end stays small."""
    piece = match[0]
    is_last = match.end() == len(match.string)
    if is_last and len(piece) == 1 and match.string[: match.start()].endswith("'"):
        return piece
    if piece.startswith("mc") and len(piece) > 3:
        return "Mc" + piece[2:].capitalize()
    if _MAC.match(piece):
        return "Mac" + piece[3:].capitalize()
    return _capital(piece[0]) + piece[1:]


def _capital(letter: str) -> str:
    """Return the capital where it is one letter; `ŉ` and `ß` have none."""
    return letter.upper() if len(letter.upper()) == 1 else letter
