"""The words of the code are the field's: retired words are no part of a name, and of few texts."""

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for room in ("src", "tests", "bench") for path in (ROOT / room).rglob("*.py"))
PAGES = [
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]

RETIRED = {
    "happening": "command",
    "happenings": "commands",
    "hear": "apply_signal",
    "hears": "signal",
    "heard": "signal",
    "hearing": "signal",
    "observation": "signal",
    "observations": "signals",
    "cause": "reason",
    "causes": "reasons",
    "because": "reason",
    "walk": "replay",
    "walks": "replay",
    "walked": "replayed",
    "walker": "replay",
    "journey": "routing attempt",
    "journeys": "routing attempts",
    "stand": "the name of the value",
    "stands": "the name of the value",
    "standing": "balance, or status",
    "standings": "balances, or statuses",
    "mend": "recover",
    "mended": "recovered",
    "mends": "recover",
    "anew": "again, restart, reopen",
    "told": "the name of the value",
    "tell": "report, submit",
    "telling": "the name of the value",
    "said": "the name of the value",
    "whoever": "the name of the role",
    "turn": "context, or rotation",
    "turns": "rotations",
}
"""Words that no name holds, with what to say instead."""

RETIRED_IN = {
    "src/leadpact/engine/lifecycle/*": {"line": "waiting group", "lines": "waiting groups"},
    "src/leadpact/engine/routing/*": {
        "line": "waiting group",
        "free": "availability, or eligible",
        "watch": "availability",
        "pick": "select",
        "picked": "selected",
        "few": "named reps",
    },
    "src/leadpact/relational/*": {"asked": "question set", "possible": "prefilter"},
    "src/leadpact/pact/sections/*": {"asked": "conditions used"},
    "src/leadpact/cli/*": {"middle": "median"},
    "src/leadpact/measure/*": {"middle": "median, or centre"},
}
"""Words that are retired in one room only: elsewhere they have another meaning."""

AMBIGUOUS = {"tell", "telling", "turn", "turns"}
"""Words that a sentence, as the name of a test is one, may hold with their usual meaning."""

ALLOWED = {
    ("src/leadpact/conditions/walk.py", "walk"): "visits the nodes of a tree, as `ast.walk`",
    ("src/leadpact/engine/routing/decision.py", "TURN_IS_KEPT"): "a rep's turn: a stored code",
    ("src/leadpact/engine/routing/decision.py", "NOBODY_FREE"): "a stored code",
    ("src/leadpact/identity/enrichment/values.py", "PERSON_SAID"): "a stored code",
}
"""Names that hold a retired word with the field's meaning, or are stored, and why."""

GONE = (
    r"happenings?",
    r"journeys?",
    r"walk(s|ed)? (a|the|your|its) (whole )?history",
    r"leadpact decide",
    r"`?(walk_history|replay_lead|StopCause|RestCause|CauseCode|DispositionGiven)`?",
)
"""Phrases that no page and no text of the source holds any more."""


STRICT = {
    r"anew|heard|hears?|hearing": "again, restart; signal",
    r"told": "reported, listed, shown",
    r"mends?|mended": "fix, correct",
    r"lets? go": "release",
    r"takes? over": "carry over, adopt",
    r"in the place of": "instead of, replaces",
    r"whoever": "the rep, the caller",
    r"stands?(?! for)|standing": "is, has, applies",
    r"in the middle": "median",
    r"all the same": "still",
    r"nobody tells|tells? of|says? of": "the name of the value",
    r"what is (known|told|remembered)": "the values, the report, the state",
    r"said": "given, reported, written",
}
"""Phrases of the private English, each with the plain word."""

LEFT = {
    ("docs/adr/0008-routing-counts.md", "standing"): "the former name, in a line on what changed",
}
"""Where a phrase is left, and why: it is quoted, or has its usual meaning."""


def words_of(name: str) -> list[str]:
    """Split a name in snake_case or CamelCase into its words."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[a-z]+", name)]


def names_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield every name that a file gives to something, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.alias(asname=str() as name):
                yield 0, name
            case _:
                pass


def retired_in(path: str) -> dict[str, str]:
    """Return the words that are retired in a file."""
    found = dict(RETIRED)
    for glob, words in RETIRED_IN.items():
        if fnmatch(path, glob):
            found |= words
    return found


def retired_names(path: str, source: str) -> list[str]:
    """Return where a file has a name with a retired word, and what to say instead."""
    words, found = retired_in(path), []
    named = [(0, Path(path).stem), *names_of(ast.parse(source))]
    for line, name in named:
        usual = AMBIGUOUS if name.startswith("test_") else set()
        bad = [word for word in words_of(name) if word in words and word not in usual]
        if bad and (path, name) not in ALLOWED:
            found.append(f"{path}:{line} {name}: not {bad[0]} but {words[bad[0]]}")
    return sorted(set(found))


def texts_of(source: str) -> Iterator[tuple[int, str]]:
    """Yield the comments and strings of a file with their lines."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.COMMENT, tokenize.STRING):
            yield token.start[0], " ".join(token.string.split())


def test_no_name_holds_a_retired_word() -> None:
    found = [
        issue
        for path in SOURCES
        if path != Path(__file__)
        for issue in retired_names(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]
    assert len(SOURCES) > 300
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("src/leadpact/engine/a.py", "def apply(happening): ..."),
        ("src/leadpact/engine/a.py", "class StandingOrder: ..."),
        ("src/leadpact/engine/a.py", "for walkedBack in (): ..."),
        ("src/leadpact/engine/walk.py", ""),
        ("src/leadpact/engine/a.py", "import x as heard"),
        ("src/leadpact/engine/lifecycle/a.py", "line = 1"),
        ("tests/unit/a.py", "def test_it_is_told_once(): ..."),
    ],
)
def test_a_retired_word_is_found(path: str, source: str) -> None:
    assert len(retired_names(path, source)) == 1


def test_a_word_that_is_retired_in_another_room_is_allowed() -> None:
    assert retired_names("src/leadpact/pact/yaml_lines.py", "line, free_mail = 1, 2") == []


def test_every_allowed_name_is_still_there() -> None:
    gone = []
    for path, name in ALLOWED:
        source = (ROOT / path).read_text("utf-8") if (ROOT / path).exists() else ""
        if name not in {name for _, name in names_of(ast.parse(source))}:
            gone.append((path, name))
    assert gone == []


def test_a_class_name_names_one_class() -> None:
    places = defaultdict(list)
    for path in SOURCES:
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("src/") and "/migrations/" not in name:  # Django names their classes
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(name)
    assert len(places) > 300
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


@pytest.mark.parametrize("phrase", GONE)
def test_no_text_holds_a_phrase_that_is_gone(phrase: str) -> None:
    pattern, found = re.compile(rf"(?<![\w-]){phrase}(?![\w-])", re.IGNORECASE), []
    for path in SOURCES:
        if path != Path(__file__):
            texts = texts_of(path.read_text("utf-8"))
            found += [f"{path.relative_to(ROOT)}:{line}" for line, t in texts if pattern.search(t)]
    for page in PAGES:
        if pattern.search(" ".join(page.read_text("utf-8").split())):
            found.append(str(page.relative_to(ROOT)))
    assert len(PAGES) > 30
    assert found == []


def strict_texts() -> Iterator[tuple[str, str]]:
    """Yield the pages without code and output, and the texts of the source, with places."""
    for page in PAGES:
        shown = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.S | re.M)
        yield page.relative_to(ROOT).as_posix(), " ".join(shown.split())
    for path in SOURCES:
        if (place := path.relative_to(ROOT).as_posix()).startswith("src/"):
            yield from ((place, text) for _, text in texts_of(path.read_text("utf-8")))


def phrases_in(text: str) -> list[str]:
    """Return the private phrases in a text; names in backticks are left out."""
    return [
        found.group().lower()
        for phrase in STRICT
        for found in re.finditer(rf"(?<![\w`-])(?:{phrase})(?![\w`-])", text, re.IGNORECASE)
    ]


def test_no_page_and_no_text_of_the_source_holds_a_private_phrase() -> None:
    texts = list(strict_texts())
    found = {(place, phrase) for place, text in texts for phrase in phrases_in(text)}
    rooms = {path.parent.name for path in (ROOT / "src" / "leadpact").glob("*/__init__.py")}
    assert len(texts) > 10_000
    assert rooms <= {place.split("/")[2] for place, _ in texts if place.startswith("src/")}
    assert sorted(found - LEFT.keys()) == []
    assert sorted(LEFT.keys() - found) == []


@pytest.mark.parametrize(
    "text",
    ["It begins anew.", "Whoever has it", "how it stands", "Mend the row.", "what is known of it"],
)
def test_a_private_phrase_is_found(text: str) -> None:
    assert len(phrases_in(text)) == 1


def test_a_phrase_within_another_word_or_in_backticks_is_no_phrase() -> None:
    assert phrases_in("it understands `standing`, untold, and a standard") == []
