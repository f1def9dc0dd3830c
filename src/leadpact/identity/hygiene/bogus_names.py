"""Bogus names: placeholders, tests, keyboard runs; and the kind of each."""

import re
from functools import cache

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.plain_text import fold, tidy

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "azertyuiop", "qwertzuiop", "yxcvbnm")
_NAMES_OF_KEYS = frozenset({"azer", "erty", "ertz", "reza", "trew", "trez", "wert", "zert"})
_RUNS = (
    frozenset(
        run[i : i + 4] for row in _ROWS for run in (row, row[::-1]) for i in range(len(run) - 3)
    )
    - _NAMES_OF_KEYS
)
_THREES = "|".join(sorted({row[i : i + 3] for row in _ROWS for i in range(len(row) - 2)}))
_TWICE = re.compile(rf"(?:{_THREES})(?:{_THREES})+")
_MASHED_HOME_ROW = re.compile(r"(?=.*[sdfghjkl]{4})[asdfghjkl]{5,}")
_NO_VOWEL = re.compile(r"[bcdfghjkmnpqstvxz]{5,}")

_SURE_TESTS = frozenset({"test", "testing", "testtest", "test1", "test2", "test123", "prueba"})


@cache
def _words(field: str) -> dict[str, str]:
    """Return the bogus names of a field, folded, with their kinds."""
    rows = sorted(read_table("name_words.tsv"), key=lambda row: row["field"] == field)
    return {row["word"]: row["kind"] for row in rows if row["field"] in (field, "both")}


def bogus_company(core: str, *, person: str | None = None) -> str | None:
    """Return how a company's core is bogus: a kind of `name_words.tsv`, or one of these.

    `NO_LETTERS`, `REPEATED`, `KEYBOARD`, `IS_PERSON_NAME`; `None` where nothing is.
    """
    known = _words("company")
    if known.get(core, "FILLER") != "FILLER":
        return known[core]
    if not any(char.isalpha() for char in core):
        return "NO_LETTERS" if sum(char.isdigit() for char in core) in (0, *range(5, 400)) else None
    if is_repeated(core):
        return "REPEATED"
    if is_keyboard_run(core):
        return "KEYBOARD"
    if person and core == " ".join(fold(tidy(person, limit=300)).split()):
        return "IS_PERSON_NAME"
    kinds = {known.get(word) for word in core.split() if not word.isdigit()}
    return "TEST" if "TEST" in kinds and kinds <= {"TEST", "FILLER"} else None


def is_repeated(text: str) -> bool:
    """Return whether the text is one letter again and again (`x`, `xx`, `aaaa`, `a a a`)."""
    letters = text.replace(" ", "")
    if len(set(letters)) != 1 or not letters.isascii():
        return False
    return len(letters) != 2 or letters in ("xx", "zz", "yy")


def is_keyboard_run(text: str) -> bool:
    """Return whether most of the text is neighbouring keys in order (`asdf`, `qwertz`)."""
    letters = text.replace(" ", "")
    covered = [False] * len(letters)
    for i in range(len(letters) - 3):
        if letters[i : i + 4] in _RUNS:
            covered[i : i + 4] = [True] * 4
    return sum(covered) > 0 and sum(covered) >= 0.6 * len(letters)


def is_mashed(text: str) -> bool:
    """Return whether a name was mashed out of the keyboard (`sdfkjh`, `dfgdfg`, `asdkjfhs`).

    Runs of consonants alone are no proof: Czech and Welsh names have no vowels, but not
    without `l`, `r`, `w` and `y` too.

    Examples
    --------
    >>> [is_mashed(name) for name in ("sdfkjh", "dfgdfg", "asdkjfhs")]
    [True, True, True]
    >>> [is_mashed(name) for name in ("krzysztof", "brzeczyszczykiewicz", "smrt", "llwyd", "ng")]
    [False, False, False, False, False]
    """
    return is_keyboard_run(text) or any(
        pattern.fullmatch(text) for pattern in (_TWICE, _MASHED_HOME_ROW, _NO_VOWEL)
    )


def bogus_person(first: str, last: str) -> str | None:
    """Return how folded given and family names are bogus: a kind of `name_words.tsv`.

    Or `REPEATED`, `INITIALS_ONLY`, `NO_LETTERS`; `None` where nothing is. One part that is a common
    placeholder next to a real name does not count: Null and Blank are family names.
    """
    parts = [part for part in (first, last) if part]
    if not any(char.isalpha() for part in parts for char in part):
        return "NO_LETTERS"
    return _bogus_words(parts) or _bogus_letters(parts)


def _bogus_words(parts: list[str]) -> str | None:
    known, whole = _words("person"), " ".join(parts)
    if known.get(whole, "ABSENT") not in ("ABSENT", "COMPANY_WORD"):
        return known[whole]
    kinds = [known.get(part) for part in parts]
    bogus = [kind for kind in kinds if kind not in (None, "COMPANY_WORD", "ABSENT")]
    if all(kinds) and (bogus or set(kinds) == {"ABSENT"}):
        return bogus[0] if bogus else "PLACEHOLDER"
    return "TEST" if any(part in _SURE_TESTS for part in parts) else None


def _bogus_letters(parts: list[str]) -> str | None:
    if any(is_mashed(part.replace(" ", "")) for part in parts):
        return "KEYBOARD"
    if all(len(part) == 1 and part.isascii() for part in parts):
        return "REPEATED" if len(set(parts)) == 1 else "INITIALS_ONLY"
    return "REPEATED" if any(len(part) > 2 and is_repeated(part) for part in parts) else None


def is_absent(part: str) -> bool:
    """Return whether a folded part of a name only means that there is no name."""
    return _words("person").get(part) == "ABSENT" or not any(map(str.isalnum, part))


def is_company_word(word: str) -> bool:
    """Return whether a folded word ends names of companies and is no family name."""
    return _words("person").get(word) == "COMPANY_WORD"
