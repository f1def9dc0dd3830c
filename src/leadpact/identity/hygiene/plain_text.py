"""Tidying text for display and folding it for comparison; knows nothing of names or companies."""

import re
import unicodedata

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

    def __missing__(self, code: int) -> str:
        self[code] = shown = self.work_out(chr(code))
        return shown

    def work_out(self, char: str) -> str:
        raise NotImplementedError


class _Display(_TranslationTable):
    def work_out(self, char: str) -> str:
        if char in _QUOTES:
            return _QUOTES[char]
        if char.isspace():
            return " "
        return "" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") else char


class _Fold(_TranslationTable):
    def work_out(self, char: str) -> str:
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


_DISPLAY = _Display()
_FOLD = _Fold()


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
