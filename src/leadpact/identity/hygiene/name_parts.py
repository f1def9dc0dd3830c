"""The parts of a personal name: titles, given names, family name, suffix, degrees."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.plain_text import atoms_of, key_of

_NICKNAME = re.compile(r"\(([^()]*)\)|\"([^\"]*)\"|\[([^\[\]]*)\]")
_PARTICLES = frozenset(
    {
        # Dutch and German
        *("'t", "den", "der", "op", "ten", "ter", "tot", "van", "vom", "von", "zu", "zum"),
        *("zur",),
        # others
        *("af", "av", "ben", "bin", "da", "dal", "das", "de", "del", "della", "di", "do"),
        *("dos", "du", "ibn", "la", "las", "le", "los"),
    }
)
_ALSO_FIRST = frozenset({"ben", "bin"})
_JOINS_BOTH = frozenset({"y", "e", "und"})
_FAMILY_FIRST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


@dataclass(frozen=True, slots=True)
class NameParts:
    """A personal name in its parts, each as it was written; empty where there is none."""

    first: str = ""
    middle: str = ""
    last: str = ""
    titles: tuple[str, ...] = ()
    suffix: str = ""
    degrees: tuple[str, ...] = ()
    nickname: str = ""
    is_swapped: bool = False


@cache
def _marks() -> dict[tuple[str, str], str]:
    return {(row["word"], row["kind"]): row["caution"] for row in read_table("name_titles.tsv")}


@lru_cache(maxsize=8192)
def _is(word: str, kind: str, *, behind_comma: bool = False) -> bool:
    """Return whether the word is of the kind; one that is also a name needs its dot or a comma."""
    caution = _marks().get((key_of(atoms_of(word)).replace(" ", ""), kind))
    return caution == "" or (caution == "mark" and (behind_comma or "." in word))


def _is_behind(word: str, *, behind_comma: bool = False) -> bool:
    return any(_is(word, kind, behind_comma=behind_comma) for kind in ("SUFFIX", "DEGREE"))


def split_full(text: str) -> NameParts:
    """Split one text that holds the complete name.

    Examples
    --------
    >>> parts = split_full("de la Cruz, Dr. Juan P., MBA")
    >>> parts.first, parts.middle, parts.last, parts.titles, parts.degrees, parts.is_swapped
    ('Juan', 'P.', 'de la Cruz', ('Dr.',), ('MBA',), True)
    """
    bare, nickname = without_nickname(text)
    front, *behind = [part.strip() for part in bare.split(",") if part.strip()] or [""]
    tails = [word for part in behind if _all_behind(part) for word in part.split()]
    given = " ".join(part for part in behind if not _all_behind(part))
    if given:
        return _assembled(given, front, tails=tails, nickname=nickname, is_swapped=True)
    around = _trimmed(front)
    first, middle, last, is_swapped = _split_words(around.words)
    parts = _assembled(first, last, tails=tails, nickname=nickname, is_swapped=is_swapped)
    return _with_more(parts, middle, around)


def split_fields(first: str, last: str) -> NameParts:
    """Split two texts that hold the given names and the family name.

    Examples
    --------
    >>> parts = split_fields("Dr. Mary Ann Q.", "Smith Jr., PhD")
    >>> parts.first, parts.middle, parts.last, parts.titles, parts.suffix, parts.degrees
    ('Mary Ann', 'Q.', 'Smith', ('Dr.',), 'Jr.', ('PhD',))
    """
    bare_first, nickname = without_nickname(first)
    bare_last, other = without_nickname(last)
    front, *behind = bare_last.split(",")
    tails = " ".join(behind).split()
    if not all(_is_behind(word, behind_comma=True) for word in tails):
        front, tails = " ".join([front, *tails]), []
    given = _without_family(bare_first.replace(",", " ").split(), front.split())
    shown = " ".join(given)
    return _assembled(shown, front, tails=tails, nickname=nickname or other, is_swapped=False)


def _without_family(given: list[str], family: list[str]) -> list[str]:
    """Drop the family name where the field of the given names ends with it too."""
    n, folded = len(family), [word.casefold() for word in family]
    while 0 < n < len(given) and [word.casefold() for word in given[-n:]] == folded:
        given = given[:-n]
    return given


def without_nickname(text: str) -> tuple[str, str]:
    """Return the text without parts in brackets or double quotes, and the first of those parts."""
    found, bare, before = list[str](), text, ""
    while bare != before:
        found += ["".join(groups).strip() for groups in _NICKNAME.findall(bare)]
        before, bare = bare, " ".join(_NICKNAME.sub(" ", bare).split())
    if not bare:
        return text, ""
    return bare, next((name for name in found if name and "/" not in name), "")


def begins_with_particle(text: str) -> bool:
    """Return whether the text begins as only family names do (`van`, `De`, `La`)."""
    return text.split(" ", maxsplit=1)[0].casefold() in _PARTICLES - _ALSO_FIRST


def is_title(text: str) -> bool:
    """Return whether the text is nothing but titles, such as `Prof. Dr.`."""
    return bool(text) and all(_is(word, "TITLE") for word in text.split())


def _all_behind(part: str) -> bool:
    return all(_is_behind(word, behind_comma=True) for word in part.split())


class _Trimmed(NamedTuple):
    words: list[str]
    titles: list[str]
    behind: list[str]


def _trimmed(text: str) -> _Trimmed:
    """Take titles off the front and suffixes and degrees off the back; one word always stays."""
    words = text.split()
    start, end = 0, len(words)
    while start < end - 1 and _is(words[start], "TITLE"):
        start += 1
    while end > start + 1 and _is_behind(words[end - 1]):
        end -= 1
    return _Trimmed(words[start:end], words[:start], words[end:])


def split_given(words: Sequence[str]) -> tuple[str, str]:
    """Return given names and the initials that follow them."""
    n = len(words)
    while n > 1 and len(words[n - 1].strip("-.,'\"")) <= 1:
        n -= 1
    return " ".join(words[:n]), " ".join(words[n:])


def _split_words(words: Sequence[str]) -> tuple[str, str, str, bool]:
    """Return first, middle and last name of words in their order, and whether they were swapped."""
    if len(words) < 2:
        return " ".join(words), "", "", False
    if len(words) == 2 and all(_FAMILY_FIRST.fullmatch(word) for word in words):
        return words[1], "", words[0], True
    if words[0] in _PARTICLES - _ALSO_FIRST:
        return "", "", " ".join(words), False
    n_family = _leading_capitals(words)
    if n_family:
        first, middle = split_given(words[n_family:])
        return first, middle, " ".join(words[:n_family]), True
    start = _start_of_family(words)
    return words[0], " ".join(words[1:start]), " ".join(words[start:]), False


def _leading_capitals(words: Sequence[str]) -> int:
    """Return how many words at the front are a family name in capitals, as in `DUPONT Jean`."""
    n = 0
    while n < len(words) and words[n].isupper() and len(words[n]) > 2 and _is_word(words[n]):
        n += 1
    return n if 0 < n < len(words) and not words[n].isupper() else 0


def _is_word(text: str) -> bool:
    return text.replace("-", "").replace("'", "").isalpha()


def _start_of_family(words: Sequence[str]) -> int:
    last = len(words) - 1
    for i in range(1, last):
        if words[i].casefold() in _PARTICLES:
            return i
        if words[i].casefold() in _JOINS_BOTH and i > 1:
            return i - 1
    return last


def _assembled(
    given: str, family: str, *, tails: Sequence[str], nickname: str, is_swapped: bool
) -> NameParts:
    """Return the parts of given names and a family name that may have titles and tails."""
    last = _trimmed(family)
    titles, ends, middle = last.titles, [*last.behind, *tails], list[str]()
    first, before = given, ""
    while first != before:
        trimmed, before = _trimmed(first), first
        first, initials = split_given(trimmed.words)
        titles, ends = [*trimmed.titles, *titles], [*trimmed.behind, *ends]
        middle = [initials, *middle] if initials else middle
    parts = NameParts(first, " ".join(middle), " ".join(last.words), tuple(titles))
    return _with_ends(replace(parts, nickname=nickname, is_swapped=is_swapped), ends)


def _with_ends(parts: NameParts, ends: Sequence[str]) -> NameParts:
    suffix = " ".join(filter(None, [parts.suffix, *(w for w in ends if _is(w, "SUFFIX"))]))
    degrees = (*parts.degrees, *(word for word in ends if not _is(word, "SUFFIX")))
    return replace(parts, suffix=suffix, degrees=degrees)


def _with_more(parts: NameParts, middle: str, around: _Trimmed) -> NameParts:
    both = " ".join(filter(None, (parts.middle, middle)))
    titles = (*around.titles, *parts.titles)
    return _with_ends(replace(parts, middle=both, titles=titles), around.behind)
