"""A company's name in parts: its words with their weights, its numbers, the countries in it."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import groupby

from leadpact.identity.data_files import read_table

MAX_WORDS = 24
"""Words beyond this many are not looked at: no company's name needs them."""
MAX_LETTERS = 64

_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")
_ROMAN_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {
    tens + unit: str(10 * n_tens + n_units)
    for n_tens, tens in enumerate(("", "x", "xx"))
    for n_units, unit in enumerate(_ROMAN_UNITS)
    if n_tens or n_units > 1
}
"""Numerals from II: a lone "I" is a number only where it is the last word."""


class WordClass(StrEnum):
    """The kinds of words in a company's name."""

    NAME = "NAME"
    SECTOR = "SECTOR"
    KIND = "KIND"
    FILLER = "FILLER"
    PLACE = "PLACE"
    NUMBER = "NUMBER"
    INITIAL = "INITIAL"


WEIGHTS = {
    WordClass.NAME: 1.0,
    WordClass.SECTOR: 0.4,
    WordClass.KIND: 0.25,
    WordClass.FILLER: 0.0,
    WordClass.PLACE: 0.2,
    WordClass.NUMBER: 0.4,
    WordClass.INITIAL: 0.4,
}
"""The weight of a kind of word.

Rare words weigh more than those that thousands of companies share.
"""


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of a name, in its common spelling and, raw, as it was written."""

    text: str
    kind: WordClass
    raw: str = field(default="", compare=False)

    @property
    def weight(self) -> float:
        """Return the weight of the word."""
        return WEIGHTS[self.kind]


@dataclass(frozen=True, slots=True)
class NameWords:
    """A company's name as words; made by `split_name` or `NameWords.of`.

    Attributes
    ----------
    words
        The words that have a weight, in order; all words where none has.
    in_order
        All words in order, with those without weight, such as "of".
    squash, raw_squash, sorted_squash
        The words without spaces; all words as they were written, without spaces; the words, each
        once, in alphabetical order, without spaces.
    numbers, countries
        The numbers in the name, in digits; the countries in it, as codes.
    """

    words: tuple[NameWord, ...]
    in_order: tuple[NameWord, ...] = field(compare=False)
    squash: str = field(compare=False)
    raw_squash: str = field(compare=False)
    sorted_squash: str = field(compare=False)
    numbers: frozenset[str] = field(compare=False)
    countries: frozenset[str] = field(compare=False)

    @classmethod
    def of(cls, words: Iterable[NameWord]) -> "NameWords":
        """Make a name of its words in their order."""
        in_order = tuple(words)
        distinctive = (
            tuple(word for word in in_order if word.kind is not WordClass.FILLER) or in_order
        )
        texts = [word.text for word in distinctive]
        return cls(
            words=distinctive,
            in_order=in_order,
            squash="".join(texts),
            raw_squash="".join(word.raw for word in in_order).replace(" ", ""),
            sorted_squash="".join(sorted(set(texts))),
            numbers=_texts(distinctive, WordClass.NUMBER),
            countries=_texts(distinctive, WordClass.PLACE),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Return the words that are the company's own."""
        return tuple(word.text for word in self.words if word.kind is WordClass.NAME)

    @property
    def is_own(self) -> bool:
        """Return whether the name has more than words that thousands of companies share."""
        return any(word.kind in (WordClass.NAME, WordClass.PLACE) for word in self.words)


def _texts(words: Iterable[NameWord], kind: WordClass) -> frozenset[str]:
    return frozenset(word.text for word in words if word.kind is kind)


def split_name(text: str | None) -> NameWords:
    """Take a company's name apart.

    Parameters
    ----------
    text
        The name, best without its legal form and in Latin letters.

    Returns
    -------
    NameWords
        Its words in their common spelling: case, accents and apostrophes gone, "int'l" is
        "international", "1st" and "First" are the number 1, "Holland" is the country NL.
    """
    raw = [part[:MAX_LETTERS] for part in _fold(text or "").split()][:MAX_WORDS]
    return NameWords.of(_with_numbers(_with_places(_join_initials(_first_of_series(raw)))))


def fold_letters(text: str) -> str:
    """Return text in small letters without accents and apostrophes; other signs become spaces."""
    return " ".join(_fold(text).split())


def _fold(text: str) -> str:
    cut = text[: MAX_WORDS * MAX_LETTERS].translate(_APOSTROPHES)
    plain = unicodedata.normalize("NFKD", cut).casefold()
    kept = (char for char in plain if not unicodedata.combining(char))
    return "".join(char if char.isalnum() else " " for char in kept)


def _first_of_series(parts: list[str]) -> list[str]:
    """Write a last "I", which is the first of a series, as a figure."""
    return [*parts[:-1], "1"] if len(parts) > 1 and parts[-1] == "i" else parts


def _join_initials(parts: Sequence[str]) -> list[str]:
    """Join single letters in a row into one word: "j p morgan" is "jp morgan"."""
    joined: list[str] = []
    for alone, run in groupby(parts, lambda part: len(part) == 1 and part.isalpha()):
        letters = list(run)
        joined += ["".join(letters)] if alone else letters
    return joined


def _with_places(parts: Sequence[str]) -> Iterator[NameWord | str]:
    """Yield the words, but countries, which may have several words, as places."""
    places, longest = _places()
    position = 0
    while position < len(parts):
        is_after_new = position > 0 and parts[position - 1] == "new"  # New Mexico, New England
        for length in range(min(longest, len(parts) - position), 0, -1):
            run = parts[position : position + length]
            country = "" if is_after_new else places.get(" ".join(run), "")
            if country or length == 1:
                yield NameWord(country, WordClass.PLACE, " ".join(run)) if country else run[0]
                position += length
                break


def _with_numbers(parts: Iterator[NameWord | str]) -> Iterator[NameWord]:
    """Yield words in the spelling that most use, and numbers in digits: "forty four" is 44."""
    tens: NameWord | None = None
    for position, part in enumerate(parts):
        word = part if isinstance(part, NameWord) else _word(part, is_first=position == 0)
        if tens is not None:
            if word.kind is WordClass.NUMBER and len(word.text) == 1 and word.text != "0":
                word = NameWord(tens.text[0] + word.text, WordClass.NUMBER, tens.raw + word.raw)
            else:
                yield tens
            tens = None
        if isinstance(part, str) and part.isalpha() and _is_tens(word):
            tens = word
        else:
            yield word
    if tens is not None:
        yield tens


def _is_tens(word: NameWord) -> bool:
    return word.kind is WordClass.NUMBER and word.text[1:] == "0" and word.text != "10"


def _word(raw: str, *, is_first: bool) -> NameWord:
    text = _spelled(raw, is_first=is_first)
    if text.isdecimal():
        return NameWord(text, WordClass.NUMBER, raw)
    if len(text) == 1 and text not in _classes():
        return NameWord(text, WordClass.INITIAL, raw)
    return NameWord(text, _classes().get(text, WordClass.NAME), raw)


def _spelled(raw: str, *, is_first: bool) -> str:
    if raw[:-2].isdecimal() and raw[-2:] in ("st", "nd", "rd", "th"):
        return raw[:-2].lstrip("0") or "0"
    if raw.isdecimal():
        return raw.lstrip("0") or "0"
    if not is_first and raw in _ROMAN:
        return _ROMAN[raw]
    return _variants().get(raw, raw)


@cache
def _places() -> tuple[dict[str, str], int]:
    table = {row["name"]: row["country"] for row in read_table("company_places.tsv")}
    return table, max(name.count(" ") for name in table) + 1


@cache
def _variants() -> dict[str, str]:
    return {row["variant"]: row["word"] for row in read_table("company_word_variants.tsv")}


@cache
def _classes() -> dict[str, WordClass]:
    table = read_table("company_common_words.tsv")
    variants = _variants()
    own = {row["word"]: WordClass(row["class"]) for row in table}
    return {variants.get(word, word): kind for word, kind in own.items()} | {
        variant: own[word] for variant, word in variants.items() if word in own
    }
