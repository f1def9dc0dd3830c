"""YAML read with a line and a column for every key and value, and nothing executed.

A deliberately small YAML: no anchors, aliases, tags or second document; `yes`, `no`, `on` and
`off` are plain words, so that `on: webinar_attended` means what it says (YAML 1.2).
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from leadpact.pact.codes import make_issue
from leadpact.pact.positions import Path_, Positions, Text
from leadpact.pact.text_file import MAX_BYTES, read_text, too_large
from leadpact.pact.yaml_faults import find_characters, syntax_issue
from leadpact.terms.issues import Issue, Place, has_errors

__all__ = ["MAX_BYTES", "MAX_DEPTH", "UNREAD", "Path_", "Positions", "load_yaml", "read_text"]

MAX_DEPTH = 30
"""The deepest nesting of lists and mappings."""

MAX_DIGITS = 100
"""Longer numbers stay text: nothing that a document asks for has so many digits."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


class Unread:
    """Stands for a value that could not be read, and of which an issue already speaks."""

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD = Unread()


class _DocumentRefused(Exception):
    """The document cannot be read on."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue


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
        The plain value (None where nothing can be read, `UNREAD` in place of an alias or of what
        has a tag), the positions, and all issues found.
    """
    issues: list[Issue] = []
    n_bytes = len(text.encode("utf-8", errors="surrogatepass"))
    if n_bytes > MAX_BYTES:
        return None, Positions(file), [too_large(Place(file), n_bytes)]
    if text.startswith("\ufeff"):
        text = text[1:]
        fact = "The file starts with a byte-order mark, which other tools may take for text."
        fix = "Save it as UTF-8 without BOM."
        issues.append(make_issue("byte-order-mark", Place(file, 1, 1), fact, fix))
    positions = Positions(file, text)
    issues += find_characters(text, file)
    if has_errors(issues):
        return None, positions, issues
    try:
        value = _YamlReader(positions, issues).document(iter(yaml.parse(text, Loader=_Loader)))
    except _DocumentRefused as refused:
        return None, positions, [*issues, refused.issue]
    except yaml.YAMLError as error:
        return None, positions, [*issues, syntax_issue(text, file, error)]
    return value, positions, issues


class _YamlReader:
    """Builds plain values from parser events, noting positions and issues as it goes."""

    def __init__(self, positions: Positions, issues: list[Issue]) -> None:
        self.positions = positions
        self.issues = issues

    def document(self, events: Iterator[Any]) -> Any:
        """Return the value of the first document; a second one is an issue and is not read."""
        value: Any = None
        n_documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                n_documents += 1
                if n_documents > 1:
                    self._note(
                        "yaml-documents",
                        event,
                        "A second YAML document starts here; a file holds one.",
                        "Remove the `---`.",
                    )
                    break
            elif isinstance(event, yaml.NodeEvent):
                value = self._value(event, events, ())
        return value

    def _value(self, event: Any, events: Iterator[Any], path: Path_) -> Any:
        self._note_references(event)
        if len(path) > MAX_DEPTH:
            fact = f"Values are nested more than {MAX_DEPTH} deep here."
            raise _DocumentRefused(self._issue("yaml-depth", event, fact, "Flatten the document."))
        mark = event.start_mark
        self.positions.values.setdefault(path, (mark.line + 1, mark.column + 1))
        if isinstance(event, yaml.AliasEvent):
            return UNREAD
        value = self._node(event, events, path)
        return UNREAD if event.tag else value

    def _node(self, event: Any, events: Iterator[Any], path: Path_) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            self.positions.texts.setdefault(path, _text(event))
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

    def _mapping(self, events: Iterator[Any], path: Path_) -> dict[str, Any] | Unread:
        items: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if isinstance(event, yaml.ScalarEvent):
                self._entry(event, events, items, path)
            else:
                self._note(
                    "yaml-key",
                    event,
                    "A key is a list, a mapping or an alias; keys are words.",
                    "Write the key as one word.",
                )
                self._value(event, events, (*path, ""))
                self._value(next(events), events, (*path, ""))
        return UNREAD if items.get("<<") is UNREAD else items  # what is merged in is not known

    def _entry(self, event: Any, events: Iterator[Any], items: dict[str, Any], path: Path_) -> None:
        """Read one key and its value; of a key that is given twice, the first value stays."""
        self._note_references(event)
        key = event.value
        inner = (*path, key)
        if key in items:
            line = self.positions.keys[inner][0]
            self._note(
                "yaml-duplicate-key",
                event,
                f"`{key}` is given twice; the first is in line {line}.",
                "Keep one of them.",
            )
        mark = event.start_mark
        self.positions.keys.setdefault(inner, (mark.line + 1, mark.column + 1))
        value = self._value(next(events), events, inner)
        first = items.setdefault(key, value)
        if isinstance(first, dict) and isinstance(value, dict):
            # What a second section declares is known, so that only the repetition is reported.
            items[key] = {**value, **first}

    def _note_references(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self._note(
                "yaml-alias",
                event,
                "Anchors (&) and aliases (*) are not read: a rule is written where it applies.",
                "Write the value out.",
            )
        elif event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._note(
                "yaml-tag",
                event,
                f"The tag {tag} is not read: a document holds plain values only.",
                "Remove the tag.",
            )

    def _note(self, code: str, event: Any, fact: str, fix: str) -> None:
        self.issues.append(self._issue(code, event, fact, fix))

    def _issue(self, code: str, event: Any, fact: str, fix: str) -> Issue:
        mark = event.start_mark
        return make_issue(
            code, Place(self.positions.file, mark.line + 1, mark.column + 1), fact, fix
        )


def _text(event: Any) -> Text:
    start, end = event.start_mark, event.end_mark
    return Text(
        event.value, event.style or "", start.index, end.index, start.line + 1, start.column + 1
    )


def _scalar(event: Any) -> Any:
    text = event.value
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > MAX_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
