"""The rules of `job_titles.tsv`, ready to find which of them match a run of words."""

from dataclasses import dataclass, field
from functools import cache
from itertools import product

from leadpact.identity.data_files import read_table

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
