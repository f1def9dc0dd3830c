"""The rules of `job_titles.tsv`, ready to find which of them match a run of words.

Where the rules meet a title, and which of them count: not those of a boss or of the past.
"""

from dataclasses import dataclass, field
from functools import cache
from itertools import product

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.job_title_words import STRONG, is_separator

LONGEST_WORD = 40
"""Words of more letters meet no rule with a `*`."""

_GAP = "..."


@dataclass(frozen=True, slots=True)
class TitleRule:
    """One row of the table.

    Attributes
    ----------
    rule_id
        Its language and its words, which no two rows share: `de:*leiter`.
    language
        `en`, `de`, `fr`, `es`, `pt`, or `*` where several share the words.
    kind
        What it is: RANK, GRADE, TRAINEE, AIDE, WORK, AREA, FORMER, RETIRED, CUT, NOTE.
    seniority, job_function, buying_role
        What it says; empty where it says nothing.
    priority
        The strength of its function: the strongest rule decides.
    """

    rule_id: str
    language: str
    kind: str
    seniority: str
    job_function: str
    buying_role: str
    priority: int


@dataclass(slots=True)
class TitleRules:
    """The rules by how they are met."""

    phrases: dict[tuple[str, ...], TitleRule] = field(default_factory=dict)
    wholes: dict[tuple[str, ...], TitleRule] = field(default_factory=dict)
    beginnings: dict[str, TitleRule] = field(default_factory=dict)
    endings: dict[str, TitleRule] = field(default_factory=dict)
    gaps: dict[tuple[str, str], TitleRule] = field(default_factory=dict)
    longest: int = 1
    bogus: frozenset[str] = frozenset()
    filler: frozenset[str] = frozenset()

    def add(self, words: str, rule: TitleRule) -> None:
        """Put a rule where its words are looked for."""
        for choice in product(*(part.split("|") for part in words.split())):
            self._add_choice(choice, rule)

    def _add_choice(self, words: tuple[str, ...], rule: TitleRule) -> None:
        if _GAP in words:
            self.gaps[words[0], words[-1]] = rule
        elif words[0].startswith("^"):
            self.wholes[tuple(word.strip("^$") for word in words)] = rule
        elif words[0].startswith("*"):
            self.endings[words[0][1:]] = rule
        elif words[0].endswith("*"):
            self.beginnings[words[0][:-1]] = rule
        else:
            self.phrases[words] = rule
            self.longest = max(self.longest, len(words))

    def of_word(self, word: str) -> tuple[TitleRule, ...]:
        """Return the rules that one word meets: its own, else those of its beginning and end."""
        for spelling in (word, _umlauts(word)):
            own = self.phrases.get((spelling,))
            found = (own,) if own else self._of_parts(spelling)
            if found:
                return found
        return ()

    def _of_parts(self, word: str) -> tuple[TitleRule, ...]:
        if len(word) > LONGEST_WORD:
            return ()
        starts = (self.beginnings.get(word[:size]) for size in range(len(word), 1, -1))
        ends = (self.endings.get(word[size:]) for size in range(1, len(word)))
        first, last = next(filter(None, starts), None), next(filter(None, ends), None)
        return tuple(rule for rule in (first, last) if rule)


def _umlauts(word: str) -> str:
    """Return the word as it is folded from umlauts, where it was written with `ae`, `oe`, `ue`."""
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


@cache
def title_rules() -> TitleRules:
    """Return the rules of the table; it is read once."""
    rules, bogus, filler = TitleRules(), set[str](), set[str]()
    for row in read_table("job_titles.tsv"):
        if row["kind"] in ("BOGUS", "FILLER"):
            (bogus if row["kind"] == "BOGUS" else filler).add(row["words"])
        else:
            rules.add(row["words"], _rule(row))
    rules.bogus, rules.filler = frozenset(bogus), frozenset(filler)
    return rules


def _rule(row: dict[str, str]) -> TitleRule:
    return TitleRule(
        rule_id=f"{row['language']}:{row['words']}",
        language=row["language"],
        kind=row["kind"],
        seniority=row["seniority"],
        job_function=row["job_function"],
        buying_role=row["buying_role"],
        priority=int(row["priority"]),
    )


_WIDEST_GAP = 6
_TOWARDS = frozenset(
    ("to", "of", "for", "the", "our", "de", "du", "des", "d", "la", "le", "del", "al", "do", "da")
) | frozenset(("a", "der", "von", "fur"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that words of the title meet.

    Attributes
    ----------
    rule
        The rule.
    start, end
        The words it took, `end` not among them.
    stretch
        The stretch, parted by strong separators, that it lies in.
    part
        The part of the title, parted by any separator, that it lies in.
    """

    rule: TitleRule
    start: int
    end: int
    stretch: int
    part: int


def find_hits(words: tuple[str, ...], rules: TitleRules) -> tuple[Hit, ...]:
    """Return where the rules meet the words, the longest phrase first, from left to right."""
    whole = rules.wholes.get(words)
    if whole:
        return (Hit(whole, 0, len(words), 0, 0),)
    hits: list[Hit] = []
    taken: set[int] = set()
    place = stretch = part = 0
    while place < len(words):
        found, size = _longest(words, place, rules, taken)
        hits += [Hit(rule, place, place + size, stretch, part) for rule in found]
        if not found and is_separator(words[place]):
            part += 1
            stretch += words[place] in STRONG
        place += size
    return tuple(hits)


def _longest(
    words: tuple[str, ...], place: int, rules: TitleRules, taken: set[int]
) -> tuple[tuple[TitleRule, ...], int]:
    """Return the rules that the words from here on meet, and how many words they take."""
    if place in taken:
        return (), 1
    for size in range(min(rules.longest, len(words) - place), 1, -1):
        phrase = rules.phrases.get(words[place : place + size])
        if phrase:
            return (phrase,), size
    return _over_gap(words, place, rules, taken) or rules.of_word(words[place]), 1


def _over_gap(
    words: tuple[str, ...], place: int, rules: TitleRules, taken: set[int]
) -> tuple[TitleRule, ...]:
    for other in range(place + 1, min(place + _WIDEST_GAP + 1, len(words))):
        if words[other] in STRONG:
            return ()
        rule = rules.gaps.get((words[place], words[other]))
        if rule:
            taken.add(other)
            return (rule,)
    return ()


def counting_hits(hits: tuple[Hit, ...], words: tuple[str, ...]) -> tuple[Hit, ...]:
    """Return the hits about the person's own work today.

    Left out are words after "reports to" and "at", words after "former" in its stretch, all words
    of a retired person, and the person whom an assistant assists.
    """
    for position, hit in enumerate(hits):
        if hit.rule.kind == "CUT" and hit.start:
            return counting_hits(hits[:position], words[: hit.start])
        if hit.rule.kind == "AIDE" and _assists(hits[position + 1 :], words[hit.end :]):
            return counting_hits(hits[: position + 1], words[: hit.end])
    return _without_boss(_today(_not_owning(hits, words)), words)


def _assists(later: tuple[Hit, ...], rest: tuple[str, ...]) -> bool:
    """Return whether an assistant is one *to* a person of rank."""
    return bool(rest) and rest[0] in _TOWARDS and any(hit.rule.kind == "RANK" for hit in later)


def _not_owning(hits: tuple[Hit, ...], words: tuple[str, ...]) -> tuple[Hit, ...]:
    """Leave out the rank that something belongs to: "CEO's Office Manager"."""
    return tuple(
        hit for hit in hits if hit.rule.kind != "RANK" or words[hit.end : hit.end + 1] != ("'s",)
    )


def _today(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    past: set[int] = set()
    for position, hit in enumerate(hits):
        same = [i for i in range(position + 1, len(hits)) if hits[i].stretch == hit.stretch]
        if hit.rule.kind == "FORMER" or (hit.rule.kind == "RETIRED" and same):
            past.update(same)
        elif hit.rule.kind == "RETIRED":
            past.update(range(position))
    return tuple(hit for position, hit in enumerate(hits) if position not in past)


def _without_boss(hits: tuple[Hit, ...], words: tuple[str, ...]) -> tuple[Hit, ...]:
    """Leave out the rank before an assistant that ends the part: "VP's assistant".

    Who directs assistants ("Director of assistants") is not one.
    """
    for aide in (hit for hit in hits if hit.rule.kind == "AIDE"):
        part = [hit for hit in hits if hit.part == aide.part]
        before = words[aide.start - 1] if aide.start else ""
        if part[-1] is aide and before not in _TOWARDS:
            bosses = [hit for hit in part[:-1] if before == "'s" or hit.rule.kind == "RANK"]
            hits = tuple(hit for hit in hits if hit not in bosses)
    return hits
