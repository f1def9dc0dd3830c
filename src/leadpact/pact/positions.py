"""The position of every key, value and piece of text of a YAML document in its source."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from leadpact.terms.issues import Place

Path_: TypeAlias = tuple[str | int, ...]

_BLANKS = " \t\r\n"
_ESCAPES = {"x": 4, "u": 6, "U": 10}
"""How long an escape is, by the letter after its backslash; all others are of two characters."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text value as YAML gives it, and the piece of source it was written as.

    `style` is the sign it begins with (a quote, `|` or `>`), empty where there is none.
    """

    value: str
    style: str
    start: int
    end: int
    line: int
    column: int


@dataclass(slots=True)
class Positions:
    """The position of each key and value of a document.

    A path is a tuple of keys and list indices from the root: `("scores", "fit", "rules", 0)`.
    """

    file: str
    source: str = ""
    keys: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    values: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    texts: dict[Path_, Text] = field(default_factory=dict)

    def key_place(self, path: Path_) -> Place:
        """Return the place of the key that `path` ends in, or of its nearest known parent."""
        return Place(self.file, *self._nearest(path, self.keys))

    def value_place(self, path: Path_) -> Place:
        """Return the place of the value at `path`, or of its nearest known parent."""
        return Place(self.file, *self._nearest(path, self.values))

    def text_place(self, path: Path_, line: int, column: int) -> Place:
        """Return the place of a line and column counted within the text at `path`.

        Quotes, escapes, folded lines and the indentation of blocks are seen through.
        """
        text = self.texts.get(path)
        if text is None:
            return self.value_place(path)
        lines = text.value.split("\n")
        index = sum(len(item) + 1 for item in lines[: line - 1]) + column - 1
        index = min(index, len(text.value.rstrip(_BLANKS)))
        origin = _origin(self.source[text.start : text.end], text, index)
        return Place(self.file, *_advanced(self.source, text, text.start + origin))

    def _nearest(self, path: Path_, own: dict[Path_, tuple[int, int]]) -> tuple[int, int]:
        if path in own:
            return own[path]
        while path:
            found = self.values.get(path) or self.keys.get(path)
            if found:
                return found
            path = path[:-1]
        return self.values.get((), (1, 1))


def _advanced(source: str, text: Text, index: int) -> tuple[int, int]:
    """Return line and column of an index of the source within a text."""
    before = source[text.start : index].replace("\r\n", "\n").replace("\r", "\n")
    n_breaks = before.count("\n")
    if n_breaks:
        return text.line + n_breaks, len(before) - before.rfind("\n")
    return text.line, text.column + len(before)


def _origin(raw: str, text: Text, index: int) -> int:
    """Return where in the raw source the character at `index` of the value begins.

    YAML changes blanks (folding, indentation) and escapes only, so all other characters of the
    value are found again in their order.
    """
    at = _start(raw, text.style)
    for character in text.value[:index]:
        at = _consumed(raw, at, text.style, is_blank=character in _BLANKS)
    wanted = text.value[index : index + 1]
    return at if not wanted or wanted in _BLANKS else _skip_blanks(raw, at, text.style)


def _start(raw: str, style: str) -> int:
    """Return where the text itself begins: behind a quote, or below a block's first line."""
    if style in ("|", ">"):
        return len(raw.splitlines(keepends=True)[0])
    return len(style)


def _consumed(raw: str, at: int, style: str, *, is_blank: bool) -> int:
    """Return the index after one character of the value."""
    if is_blank and at < len(raw) and raw[at] in _BLANKS:
        # Blanks before an escaped line break are of the text; before a plain one they are folded.
        end = len(raw) - len(raw[at:].lstrip(_BLANKS))
        return end if "\n" in raw[at:end] or "\r" in raw[at:end] else at + 1
    at = _skip_blanks(raw, at, style)
    if style == '"' and raw[at : at + 1] == "\\":
        return at + _ESCAPES.get(raw[at + 1 : at + 2], 2)
    if is_blank:
        return at  # one of several blanks that a line break stands for
    return at + (2 if style == "'" and raw.startswith("''", at) else 1)


def _skip_blanks(raw: str, at: int, style: str) -> int:
    """Return the next index that is no blank; in double quotes, a backslash joins two lines."""
    while at < len(raw):
        if raw[at] in _BLANKS:
            at += 1
        elif style == '"' and raw[at] == "\\" and raw[at + 1 : at + 2] in ("\n", "\r"):
            at += 2
        else:
            break
    return at


def value_at(body: Any, path: Path_) -> Any:
    """Return the value at a path, None where there is none."""
    for part in path:
        if isinstance(body, dict):
            body = body.get(part)
        elif isinstance(body, list) and isinstance(part, int) and part < len(body):
            body = body[part]
        else:
            return None
    return body
