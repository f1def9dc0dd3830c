"""Names that nobody has: placeholders, tests, keyboard runs; what kind a bogus name is."""

from functools import cache

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.plain_text import fold, tidy

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "azertyuiop", "qwertzuiop", "yxcvbnm")
_RUNS = frozenset(
    run[i : i + 4] for row in _ROWS for run in (row, row[::-1]) for i in range(len(run) - 3)
)


@cache
def _words(field: str) -> dict[str, str]:
    """Return the bogus names of a field, folded, with their kinds."""
    rows = read_table("name_words.tsv")
    return {row["word"]: row["kind"] for row in rows if row["field"] in (field, "both")}


def bogus_company(core: str, *, person: str | None = None) -> str | None:
    """Return what is bogus about a company's core: a kind of `name_words.tsv`, or one of these.

    `NO_LETTERS`, `REPEATED`, `KEYBOARD`, `IS_PERSON_NAME`; `None` where nothing is.
    """
    known = _words("company")
    if known.get(core, "FILLER") != "FILLER":
        return known[core]
    words = core.split()
    if not any(char.isalpha() for char in core):
        return "NO_LETTERS" if sum(char.isdigit() for char in core) in (0, *range(5, 400)) else None
    if is_repeated(core):
        return "REPEATED"
    if is_keyboard_run(core):
        return "KEYBOARD"
    if person and core == " ".join(fold(tidy(person, limit=300)).split()):
        return "IS_PERSON_NAME"
    kinds = {word: known.get(word) for word in words if not word.isdigit()}
    tests = [kind for kind in kinds.values() if kind == "TEST"]
    filling = all(kind in ("TEST", "FILLER") for kind in kinds.values())
    return "TEST" if tests and filling else None


def is_repeated(text: str) -> bool:
    """Say whether the text is one letter again and again (`x`, `xx`, `aaaa`, `a a a`)."""
    letters = text.replace(" ", "")
    if len(set(letters)) != 1 or not letters.isascii():
        return False
    return len(letters) != 2 or letters in ("xx", "zz", "yy")


def is_keyboard_run(text: str) -> bool:
    """Say whether most of the text is neighbouring keys in order (`asdf`, `qwertz`, `asdfasdf`)."""
    letters = text.replace(" ", "")
    covered = [False] * len(letters)
    for i in range(len(letters) - 3):
        if letters[i : i + 4] in _RUNS:
            covered[i : i + 4] = [True] * 4
    return sum(covered) > 0 and sum(covered) >= 0.6 * len(letters)
