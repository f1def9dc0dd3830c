"""YAML read with a line and a column for every key and value, and nothing executed.

A deliberately small YAML: no anchors, aliases, tags or second document; `yes`, `no`, `on` and
`off` are plain words, so that `on: webinar_attended` means what it says (YAML 1.2).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from leadpact.terms.issues import Issue, Level, Place

MAX_BYTES = 1_000_000
MAX_DEPTH = 30

Path_: TypeAlias = tuple[str | int, ...]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(slots=True)
class Positions:
    """Where each key and value of a document stands.

    A path is a tuple of keys and list indices from the root: `("scores", "fit", "rules", 0)`.
    """

    file: str
    keys: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    values: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    texts: dict[Path_, tuple[int, int]] = field(default_factory=dict)

    def key_place(self, path: Path_) -> Place:
        """Return the place of the key that `path` ends in, or of its nearest known parent."""
        return Place(self.file, *self._nearest(path, self.keys))

    def value_place(self, path: Path_) -> Place:
        """Return the place of the value at `path`, or of its nearest known parent."""
        return Place(self.file, *self._nearest(path, self.values))

    def text_place(self, path: Path_, line: int, column: int) -> Place:
        """Return the place of a line and column counted within the text at `path`."""
        first_line, first_column = self.texts.get(path) or self._nearest(path, self.values)
        if line == 1:
            return Place(self.file, first_line, first_column + column - 1)
        return Place(self.file, first_line + line - 1, column)

    def _nearest(self, path: Path_, own: dict[Path_, tuple[int, int]]) -> tuple[int, int]:
        if path in own:
            return own[path]
        while path:
            found = self.values.get(path) or self.keys.get(path)
            if found:
                return found
            path = path[:-1]
        return (1, 1)


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """The document cannot be read on."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue


def read_text(path: Path) -> tuple[str | None, list[Issue]]:
    """Read a UTF-8 text file within the size limit; a byte-order mark is a warning."""
    place = Place(path.name)
    if not path.is_file():
        fact = f"There is no file {path.name} in {path.parent}."
        return None, [_error("file-missing", place, fact, "Check the path.")]
    if path.stat().st_size > MAX_BYTES:
        return None, [_too_large(place, path.stat().st_size)]
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        fact = f"Byte {error.start + 1} is not UTF-8, so the text cannot be read with certainty."
        return None, [
            _error("file-encoding", Place(path.name, line), fact, "Save the file as UTF-8.")
        ]
    if not text.startswith("\ufeff"):
        return text, []
    fact = "The file starts with a byte-order mark, which other tools may take for text."
    mark = Issue("byte-order-mark", Level.WARNING, place, fact, "Save it as UTF-8 without BOM.")
    return text[1:], [mark]


def load_yaml(text: str, file: str) -> tuple[Any, Positions, list[Issue]]:
    """Read one YAML document.

    Parameters
    ----------
    text
        The document.
    file
        The name to show in places.

    Returns
    -------
    tuple
        The plain value (None where it cannot be read), the positions, and all issues found.
    """
    positions = Positions(file)
    place = Place(file)
    if len(text) > MAX_BYTES:
        return None, positions, [_too_large(place, len(text))]
    issues: list[Issue] = []
    try:
        events = iter(yaml.parse(text, Loader=_Loader))
        value = _Reader(positions, issues).document(events)
    except _Refused as refused:
        return None, positions, [*issues, refused.issue]
    except yaml.YAMLError as error:
        return None, positions, [*issues, _syntax_issue(text, file, error)]
    return value, positions, issues


class _Reader:
    """Builds plain values from parser events, noting positions as it goes."""

    def __init__(self, positions: Positions, issues: list[Issue]) -> None:
        self.positions = positions
        self.issues = issues

    def document(self, events: Iterator[Any]) -> Any:
        value: Any = None
        n_documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                n_documents += 1
                if n_documents > 1:
                    fact = "A second YAML document starts here; a file holds one."
                    raise _Refused(self._at("yaml-documents", event, fact, "Remove the `---`."))
            elif isinstance(event, yaml.NodeEvent):
                value = self._value(event, events, ())
        return value

    def _value(self, event: Any, events: Iterator[Any], path: Path_) -> Any:
        self._refuse_references(event)
        mark = event.start_mark
        self.positions.values[path] = (mark.line + 1, mark.column + 1)
        if len(path) > MAX_DEPTH:
            fact = f"Values are nested more than {MAX_DEPTH} deep here."
            raise _Refused(self._at("yaml-depth", event, fact, "Flatten the document."))
        if isinstance(event, yaml.ScalarEvent):
            self.positions.texts[path] = _text_start(event)
            return _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _sequence(self, events: Iterator[Any], path: Path_) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], path: Path_) -> dict[str, Any]:
        items: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            self._refuse_references(event)
            if not isinstance(event, yaml.ScalarEvent):
                fact = "A key is a list or a mapping; keys are words."
                raise _Refused(self._at("yaml-key", event, fact, "Write the key as one word."))
            key = event.value
            inner = (*path, key)
            duplicate = key in items
            if duplicate:
                line = self.positions.keys[inner][0]
                fact = f"`{key}` is given twice; the first stands in line {line}."
                fix = "Keep one of them."
                self.issues.append(self._at("yaml-duplicate-key", event, fact, fix))
            else:
                mark = event.start_mark
                self.positions.keys[inner] = (mark.line + 1, mark.column + 1)
            value = self._value(next(events), events, inner)
            items.setdefault(key, value)
        return items

    def _refuse_references(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            fact = "Anchors (&) and aliases (*) are not read: a rule is written where it applies."
            raise _Refused(self._at("yaml-alias", event, fact, "Write the value out."))
        if event.tag:
            fact = f"The tag {event.tag} is not read: a document holds plain values only."
            raise _Refused(self._at("yaml-tag", event, fact, "Remove the tag."))

    def _at(self, code: str, event: Any, fact: str, fix: str) -> Issue:
        mark = event.start_mark
        return _error(code, Place(self.positions.file, mark.line + 1, mark.column + 1), fact, fix)


def _text_start(event: Any) -> tuple[int, int]:
    """Return where the text itself starts: behind a quote, or below a block's `|` or `>`."""
    mark = event.start_mark
    if event.style in ("|", ">"):
        return mark.line + 2, 1
    return mark.line + 1, mark.column + (2 if event.style in ("'", '"') else 1)


def _scalar(event: Any) -> Any:
    text = event.value
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) and len(text) <= 18:
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) and len(text) <= 18 else text


def _syntax_issue(text: str, file: str, error: yaml.YAMLError) -> Issue:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    place = Place(file, line, column)
    lines = text.splitlines()
    shown = lines[line - 1] if line <= len(lines) else ""
    if "\t" in shown[: len(shown) - len(shown.lstrip()) + 1]:
        fact = "The line is indented with a tab, and YAML knows spaces only."
        return _error("yaml-tab", place, fact, "Replace the tab by spaces.")
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    fact = f"This is not YAML: {problem.rstrip('.')}."
    fix = "Check the indentation, the colons and the quotes of this line and the one before."
    return _error("yaml-syntax", place, fact, fix)


def _too_large(place: Place, n_bytes: int) -> Issue:
    fact = f"The file has {n_bytes:,} bytes; at most {MAX_BYTES:,} are read."
    return _error("file-too-large", place, fact, "Check that it is the right file.")


def _error(code: str, place: Place, fact: str, fix: str) -> Issue:
    return Issue(code, Level.ERROR, place, fact, fix)
