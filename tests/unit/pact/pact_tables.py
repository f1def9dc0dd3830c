"""Reads the tables of issues: an edit of a base, or a whole pact, and what is said of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from leadpact.pact.changes import Change
from leadpact.pact.check import check_pact_text
from leadpact.terms.issues import Issue

FOLDER = Path(__file__).parent
BASE = (FOLDER / "base.yaml").read_text(encoding="utf-8")
IDENTITY = (FOLDER / "identity.yaml").read_text(encoding="utf-8")
ROUTING = (FOLDER / "routing.yaml").read_text(encoding="utf-8")
CADENCES = (FOLDER / "cadences.yaml").read_text(encoding="utf-8")
CLOCKS = (FOLDER / "clocks.yaml").read_text(encoding="utf-8")
HANDOFF = (FOLDER / "handoff.yaml").read_text(encoding="utf-8")
FEEDBACK = (FOLDER / "feedback.yaml").read_text(encoding="utf-8")
CHECKPOINTS = (FOLDER / "checkpoints.yaml").read_text(encoding="utf-8")
HISTORY = (FOLDER / "history.yaml").read_text(encoding="utf-8")
BASES = {
    "checkpoints": CHECKPOINTS,
    "history": HISTORY,
    "identity": IDENTITY,
    "routing": ROUTING,
    "cadences": CADENCES,
    "clocks": CLOCKS,
    "handoff": HANDOFF,
    "feedback": FEEDBACK,
}
"""The pacts that the tables of some sections edit, by a word of the table's name."""

FOR_EDITS = ("`seats`", "`renewal_on`")
"""Attributes that the bases declare so that edits can ask for them."""

TABLES = (
    *("issues-shape.txt", "issues-sense.txt", "issues-conditions.txt", "issues-yaml.txt"),
    *("issues-identity.txt", "issues-routing.txt", "issues-clocks.txt", "issues-feedback.txt"),
    "issues-handoff.txt",
    *("issues-cadences.txt", "issues-checkpoints.txt"),
)


DIFF_TABLES = (
    "diff.txt",
    *(f"diff-{word}.txt" for word in BASES),
)


@dataclass(frozen=True)
class Case:
    """One block of a table; `written` is what the block adds to the base, or the whole pact."""

    table: str
    line: int
    written: str
    text: str
    message: tuple[str, ...]

    @property
    def issues(self) -> list[Issue]:
        """What is said of the pact, but of attributes that a base has for edits only."""
        found = check_pact_text(self.text).issues
        if self.text == self.written:
            return list(found)
        return [issue for issue in found if not is_of_bases(issue)]

    @property
    def codes(self) -> list[str]:
        return [line.split()[2].rstrip(":") for line in self.message]

    def __str__(self) -> str:
        return f"{self.table}:{self.line}"


def is_of_bases(issue: Issue) -> bool:
    """Tell whether an issue is that nothing asks for an attribute of the bases."""
    return issue.code == "attribute-unused" and any(name in issue.fact for name in FOR_EDITS)


def read_tables() -> list[Case]:
    return [case for table in TABLES for case in read_table(table)]


def read_table(table: str) -> list[Case]:
    """Return the cases of one table; those of some sections edit a pact of their own."""
    base = next((text for word, text in BASES.items() if word in table), BASE)
    source = (FOLDER / table).read_text(encoding="utf-8")
    cases = []
    for match in re.finditer(r"(?:^[-+|!].*\n)+", source, re.MULTILINE):
        lines = match.group().splitlines()
        message = tuple(line[2:] for line in lines if line.startswith("! "))
        line = source.count("\n", 0, match.start()) + 1
        cases.append(Case(table, line, *_pact(lines, base, f"{table}:{line}"), message))
    return cases


def _pact(lines: list[str], base: str, place: str) -> tuple[str, str]:
    """Return what is written and the pact that holds it."""
    removed = "\n".join(line[2:] for line in lines if line.startswith("- "))
    added = "\n".join(line[2:] for line in lines if line.startswith("+"))
    whole = "".join(f"{line[1:].removeprefix(chr(32))}\n" for line in lines if line.startswith("|"))
    if whole:
        return whole, _unescaped(whole)
    assert base.count(removed) == 1, f"{place}: {removed!r} is not once in its base"
    return added, _unescaped(base.replace(removed, added))


def _unescaped(text: str) -> str:
    r"""Read `⟨U+202E⟩` as the character."""
    return re.sub(r"⟨U\+([0-9A-F]+)⟩", lambda match: chr(int(match.group(1), 16)), text)


def issues_of(text: str) -> list[str]:
    """Return what is said of a pact, without the name of the file."""
    issues = (issue for issue in check_pact_text(text).issues if not is_of_bases(issue))
    return [str(issue).removeprefix("pact.yaml:") for issue in issues]


def brief(found: Issue | Change) -> str:
    """Return an issue as its place, level and code, or a change as its code and its values."""
    if isinstance(found, Change):
        before, after = found.before or "(nothing)", found.after or "(nothing)"
        return f"{found.code} {found.subject}: {before} → {after}"
    return f"{found.place} {found.level} {found.code}".removeprefix("pact.yaml:")


def in_full(found: Issue | Change) -> str:
    """Return an issue or a change with all that is said of it."""
    text = f"{found.code}: {found}" if isinstance(found, Change) else str(found)
    return text.removeprefix("pact.yaml:")


def written_as_in(message: Sequence[str], found: Sequence[Issue | Change]) -> list[str]:
    """Return what was found, each as briefly as a table says it: prose is shown once a code."""
    return [
        brief(item) if brief(item) == line else in_full(item)
        for line, item in zip_longest(message, found)
        if item is not None
    ]


def codes_in_full(cases: Sequence[Case]) -> list[str]:
    """Return the code of each line that tells all, in order: each code stands there once."""
    lines = [line for case in cases for line in case.message]
    codes = r"^(?:\d+:\d+ \S+ )?([a-z-]+): "
    return sorted(match[1] for line in lines if (match := re.match(codes, line)))


GATE = 'when: "fit >= 20 and intent >= 15"'
TARGETS = "targets: {acceptance_rate: 0.8}"
"""Lines of `BASE` that tests put others in place of."""


def the_only_issue(base: str, removed: str, added: str) -> str:
    """Return the one issue of a pact that is edited."""
    assert base.count(removed) == 1, removed
    (issue,) = issues_of(base.replace(removed, added))
    return issue
