"""How much of two names agrees, word by word, whatever their order, their spaces and typos."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from rapidfuzz.distance import OSA

from leadpact.identity.accounts.words import NameWord, NameWords, WordClass

LEAST_LIKENESS = 0.6
"""Words less alike than this are different words, not one word with a typo."""

LEAST_JOINED = 0.75
"""The same for words that are written apart in one name and as one in the other."""

_MOST_JOINED = 3
_EXACT_ONLY = frozenset({WordClass.PLACE, WordClass.NUMBER, WordClass.INITIAL})

Rest = list[tuple[int, NameWord]]
"""Words that have found no partner yet, with their position."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The words that two names share, and the words that only one of them has.

    Attributes
    ----------
    shared
        The weight of the words that agree, less for words with a typo.
    spelled
        The weight that typos took from `shared`.
    only_one, only_other
        The words that have no partner in the other name.
    has_joined
        Whether words agreed only when joined: "Good Will" and "Goodwill".
    """

    shared: float
    spelled: float
    only_one: tuple[NameWord, ...]
    only_other: tuple[NameWord, ...]
    has_joined: bool

    @property
    def score(self) -> float:
        """Return the share of the names' weight that agrees, from 0 to 1."""
        lone = sum(word.weight for word in (*self.only_one, *self.only_other))
        whole = self.shared + self.spelled + lone
        return self.shared / whole if whole else 0.0


def align_names(one: NameWords, other: NameWords) -> Alignment:
    """Pair the words of two names: equal ones, then joined ones, then those with a typo.

    Parameters
    ----------
    one, other
        Two names as words.

    Returns
    -------
    Alignment
        The same, with sides exchanged, whichever name comes first.
    """
    mine, yours = list(enumerate(one.words)), list(enumerate(other.words))
    shared = sum(weight for weight, _ in _pair_equal(mine, yours))
    joined = [*_pair_joined(mine, yours), *_pair_joined(yours, mine)]
    fuzzy = list(_pair_fuzzy(mine, yours))
    glued = list(_pair_rests(mine, yours))
    _drop_slipped_fillers(mine, other)
    _drop_slipped_fillers(yours, one)
    agreed = [*joined, *fuzzy, *glued]
    return Alignment(
        shared=shared + sum(weight * likeness for weight, likeness in agreed),
        spelled=sum(weight * (1 - likeness) for weight, likeness in agreed),
        only_one=tuple(word for _, word in mine),
        only_other=tuple(word for _, word in yours),
        has_joined=bool(joined or glued),
    )


def likeness(one: str, other: str) -> float:
    """Return how alike two words are: 1 less the share of letters to add, drop, change or swap."""
    return OSA.normalized_similarity(one, other, score_cutoff=LEAST_LIKENESS)


def _pair_equal(mine: Rest, yours: Rest) -> Iterator[tuple[float, float]]:
    for item in list(mine):
        partner = next((entry for entry in yours if entry[1] == item[1]), None)
        if partner is not None:
            mine.remove(item)
            yours.remove(partner)
            yield item[1].weight, 1.0


def _pair_joined(many: Rest, single: Rest) -> Iterator[tuple[float, float]]:
    """Pair neighbours of one name, written as one, with a word of the other."""
    for item in list(single):
        found = [(_joined_likeness(run, item[1]), -len(run), run) for run in _runs(many, item[1])]
        best = max(found, key=lambda entry: entry[:2], default=(0.0, 0, []))
        if best[0] >= LEAST_LIKENESS and best[0] > _best_alone(many, item[1]):
            single.remove(item)
            for entry in best[2]:
                many.remove(entry)
            yield item[1].weight, best[0]


def _runs(rest: Rest, word: NameWord) -> Iterator[Rest]:
    """Yield neighbours that are about as long together as a word."""
    longest = max(len(word.raw), len(word.text)) / LEAST_JOINED
    shortest = min(len(word.raw), len(word.text)) * LEAST_JOINED
    for start, first in enumerate(rest):
        length = len(first[1].raw)
        for stop in range(start + 1, min(start + _MOST_JOINED, len(rest))):
            length += len(rest[stop][1].raw)
            if length > longest or rest[stop][0] - first[0] != stop - start:
                break
            if length >= shortest:
                yield rest[start : stop + 1]


def _joined_likeness(run: Rest, word: NameWord) -> float:
    joined = "".join(entry.raw for _, entry in run)
    if len(joined) < 4 or word.kind in _EXACT_ONLY:
        return float(joined == word.raw)
    found = max(likeness(joined, word.raw), likeness(joined, word.text))
    return found if found >= LEAST_JOINED else 0.0


def _best_alone(rest: Rest, word: NameWord) -> float:
    return max((_word_likeness(entry, word) for _, entry in rest), default=0.0)


def _pair_fuzzy(mine: Rest, yours: Rest) -> Iterator[tuple[float, float]]:
    found = [
        (_word_likeness(a[1], b[1]), min(a[1].text, b[1].text), max(a[1].text, b[1].text), a, b)
        for a, b in product(mine, yours)
    ]
    for score, _, _, a, b in sorted(found, key=lambda pair: (-pair[0], *pair[1:3])):
        if score >= LEAST_LIKENESS and a in mine and b in yours:
            mine.remove(a)
            yours.remove(b)
            yield min(a[1].weight, b[1].weight), score


def _pair_rests(mine: Rest, yours: Rest) -> Iterator[tuple[float, float]]:
    """Pair the rest of both names where they differ only in their spaces."""
    if not (mine and yours and len(mine) != len(yours)) or not (_is_own(mine) and _is_own(yours)):
        return
    one, other = ("".join(word.raw for _, word in rest) for rest in (mine, yours))
    found = likeness(one, other)
    if found >= LEAST_JOINED:
        weight = min(sum(word.weight for _, word in rest) for rest in (mine, yours))
        mine.clear()
        yours.clear()
        yield weight, found


def _is_own(rest: Rest) -> bool:
    kinds = {word.kind for _, word in rest}
    return WordClass.NAME in kinds and not kinds & {WordClass.PLACE, WordClass.NUMBER}


def _drop_slipped_fillers(rest: Rest, other: NameWords) -> None:
    """Drop short words that are a slip of a filler, such as "and", that the other name has."""
    fillers = [word.raw for word in other.in_order if word.kind is WordClass.FILLER]
    for item in list(rest):
        if any(likeness(item[1].raw, filler) for filler in fillers if len(filler) > 2):
            rest.remove(item)


def _word_likeness(one: NameWord, other: NameWord) -> float:
    """Return how alike two words are; 0 where both are words of their own right."""
    if one.kind in _EXACT_ONLY or other.kind in _EXACT_ONLY:
        return float(one.text == other.text)
    if one.kind is not WordClass.NAME and other.kind is not WordClass.NAME:
        return 0.0
    found = likeness(one.text, other.text)
    if one.raw == one.text and other.raw == other.text:
        return found
    return max(found, likeness(one.raw, other.raw))
