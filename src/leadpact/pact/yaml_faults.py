"""What to say about text that is not YAML, or that a reader cannot see. Places count from 1."""

import re
import unicodedata
from collections.abc import Iterator

import yaml

from leadpact.pact.codes import make_issue
from leadpact.pact.yaml_slips import Slip, find_missing_dash, find_slip, find_uneven_entry
from leadpact.terms.issues import Issue, Place

_REFUSED = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""Controls, line breaks of other alphabets, halves of characters, signs that turn text round."""

_INVISIBLE = re.compile(
    "[\xad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
)
"""Signs that show nothing; joiners of letters and emojis (U+200C, U+200D) are not among them."""

_QUOTE_FIX = "Put the text in quotes, or check the indentation."
_INDENT_FIX = "Check the indentation, the colons and the quotes of this line and the one before."

_AT_CONTEXT: dict[str, tuple[str, str]] = {
    "found unexpected end of stream": (
        "A quote is opened here and never closed.",
        "Close it with the same quote.",
    ),
    "could not find expected ':'": (
        "This line is no key with a value: it has no `:` followed by a space.",
        "Write `key: value`.",
    ),
}
"""Problems whose cause is where the parser began, by its own words."""

_AT_PROBLEM: dict[str, tuple[str, str]] = {
    "mapping values are not allowed in this context": (
        "A `:` followed by a space is in a place where no key can be.",
        _QUOTE_FIX,
    ),
    "did not find expected '-' indicator": (
        "The list ends here with something that is no entry: entries begin with `-`.",
        "Check the indentation.",
    ),
    "did not find expected key": (
        "This does not continue the keys above.",
        "Check the indentation, the brackets, and the quotes of the line before.",
    ),
    "did not find expected <document start>": (
        "The document has ended before this.",
        "Check the brackets and braces before this place.",
    ),
    "did not find expected node content": (
        "A value is expected here.",
        "Write one, or remove what leads to it.",
    ),
    "found unknown escape character": (
        "A backslash in double quotes begins an escape, and YAML has no such escape.",
        "Write the backslash twice, or use single quotes.",
    ),
}
"""Problems whose cause is where the parser stopped."""

_BRACKETS = {
    "did not find expected ',' or ']'": ("[", "]", "list"),
    "did not find expected ',' or '}'": ("{", "}", "mapping"),
}


def find_characters(text: str, file: str) -> list[Issue]:
    """Return an error for each character that no document may hold, a warning for invisible ones.

    Of several in one line, the first is reported.
    """
    issues = []
    for place, character in _first_of_lines(_REFUSED, text, file):
        issues.append(
            make_issue(
                "yaml-character",
                place,
                f"The character {_named(character)} is not read: what people see would not be what"
                " runs.",
                "Remove it; in double quotes it can be written as an escape.",
            )
        )
    for place, character in _first_of_lines(_INVISIBLE, text, file):
        issues.append(
            make_issue(
                "yaml-invisible",
                place,
                f"The character {_named(character)} is here, and cannot be seen.",
                "Remove it; two texts that look alike may differ by it.",
            )
        )
    return issues


def _first_of_lines(pattern: re.Pattern[str], text: str, file: str) -> Iterator[tuple[Place, str]]:
    last = 0
    n_lines = line_start = counted = 0
    for match in pattern.finditer(text):
        breaks = text.count("\n", counted, match.start())
        if breaks:
            n_lines += breaks
            line_start = text.rfind("\n", 0, match.start()) + 1
        counted = match.start()
        if n_lines + 1 != last:
            last = n_lines + 1
            yield Place(file, last, match.start() - line_start + 1), match.group()


def _named(character: str) -> str:
    name = unicodedata.name(character, "a control character").lower()
    return f"U+{ord(character):04X} ({name})"


def syntax_issue(text: str, file: str, error: yaml.YAMLError) -> Issue:
    """Return the issue about the place where the text stops being YAML."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return make_issue(
            "yaml-syntax",
            Place(file, 1, 1),
            f"This is not YAML: {str(error).splitlines()[0].rstrip('.')}.",
            _INDENT_FIX,
        )
    tab = _tab_before(text, mark.line)
    if tab is not None:
        return make_issue(
            "yaml-tab",
            Place(file, *tab),
            "The line is indented with a tab, and YAML knows spaces only.",
            "Replace the tab by spaces.",
        )
    slip = _slip_of(text, error, mark)
    if slip is not None:
        return make_issue("yaml-syntax", _place_at(text, file, slip.index), slip.fact, slip.fix)
    fact, fix, at = _problem_of(text, error, mark)
    return make_issue("yaml-syntax", Place(file, *_place_of(text, at)), fact, fix)


_WITH_SLIPS = ("did not find expected key", "could not find expected ':'", *_BRACKETS)
"""Problems of which the slip is often before the place that the parser names."""


def _slip_of(text: str, error: yaml.YAMLError, mark: yaml.Mark) -> Slip | None:
    """Return what in the text makes it stop being YAML, where that is found."""
    problem = str(getattr(error, "problem", "") or "")
    if problem not in _WITH_SLIPS:
        return None
    context = getattr(error, "context_mark", None) or mark
    start = min(context.index, mark.index)
    found = find_slip(text, start, mark.index) or find_missing_dash(text, mark.line)
    return found or find_uneven_entry(text, mark.line)


def _place_at(text: str, file: str, index: int) -> Place:
    before = text[:index]
    return Place(file, before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)


def _place_of(text: str, mark: yaml.Mark) -> tuple[int, int]:
    """Return line and column of a mark; the end of the text is behind its last character."""
    if mark.index < len(text):
        return mark.line + 1, mark.column + 1
    written = text.rstrip()
    return len(written.splitlines()) or 1, len(written) - written.rfind("\n")


def _problem_of(text: str, error: yaml.YAMLError, mark: yaml.Mark) -> tuple[str, str, yaml.Mark]:
    """Return fact, fix and mark of a syntax error."""
    problem = str(getattr(error, "problem", "") or "")
    context = getattr(error, "context_mark", None) or mark
    if problem in _AT_CONTEXT:
        return *_AT_CONTEXT[problem], context
    if problem in _AT_PROBLEM:
        return *_AT_PROBLEM[problem], mark
    if problem in _BRACKETS:
        opening, closing, kind = _BRACKETS[problem]
        line, _ = _place_of(text, mark)
        fact = (
            f"The {kind} opened here with `{opening}` is not closed where it should be, in line"
            f" {line}: a comma or `{closing}` is missing."
        )
        return fact, f"Close it with `{closing}`, or put commas between its parts.", context
    if problem == "found character that cannot start any token":
        sign = text[mark.index : mark.index + 1]
        shown = "A backtick" if sign == "`" else f"`{sign}`"
        return f"{shown} cannot begin a value.", "Put the value in quotes.", mark
    return f"This is not YAML: {problem.rstrip('.')}.", _INDENT_FIX, mark


def _tab_before(text: str, line_index: int) -> tuple[int, int] | None:
    """Return the place of a tab in the indentation of a line, or of the one before it."""
    lines = text.split("\n")
    for index in (line_index - 1, line_index):
        if 0 <= index < len(lines):
            line = lines[index]
            blanks = line[: len(line) - len(line.lstrip(" \t"))]
            if "\t" in blanks:
                return index + 1, blanks.index("\t") + 1
    return None
