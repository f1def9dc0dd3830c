"""What in a line makes a text stop being YAML: a quote, a colon, a `#`, an entry without its dash.

The parser names the place where it could not go on; the slip is often before it. This reads the
text once more, as far as that place, and knows only as much of YAML as it takes to see the slip.
"""

from dataclasses import dataclass

_QUOTED = "Put the whole text in quotes."


@dataclass(frozen=True, slots=True)
class Slip:
    """What to say, and the index of the text that it is about."""

    index: int
    fact: str
    fix: str


def find_slip(text: str, start: int, stop: int) -> Slip | None:
    """Return what goes wrong between two places, None where nothing of the kind is found.

    Parameters
    ----------
    text
        The document.
    start
        Where the mapping or list begins that cannot be read.
    stop
        Where the parser stopped.
    """
    return _Reader(text, start, min(stop + 1, len(text))).read()


def find_missing_dash(text: str, line_index: int) -> Slip | None:
    """Return the entry without its `-` beside entries that have theirs, at a line or before it."""
    lines = text.split("\n")
    written = [index for index, line in enumerate(lines[: line_index + 1]) if line.strip()]
    for index in reversed(written[-2:]):
        indent = _indent_of(lines[index])
        around = [*reversed(lines[:index]), ""], [*lines[index + 1 :], ""]
        beside = [_beside(part, indent) for part in around]
        begins = lines[index].lstrip(" ")[:1]
        if begins == "{" and any(line.lstrip(" ").startswith("- ") for line in beside):
            at = sum(len(line) + 1 for line in lines[:index]) + indent
            return Slip(at, "This is an entry of a list without its dash.", "Begin it with `- `.")
    return None


def find_uneven_entry(text: str, line_index: int) -> Slip | None:
    """Return an entry of a list, at a line, that is indented less than the one before it."""
    lines = text.split("\n")
    line = lines[line_index] if line_index < len(lines) else ""  # it may be the end of the text
    indent = _indent_of(line)
    if not line.lstrip(" ").startswith("- "):
        return None
    above = (item for item in reversed(lines[:line_index]) if item.lstrip(" ").startswith("- "))
    before = next(above, "")
    if _indent_of(before) <= indent:
        return None
    fact = f"This entry has {indent} spaces before it, and the one above has {_indent_of(before)}."
    at = sum(len(item) + 1 for item in lines[:line_index]) + indent
    return Slip(at, fact, "Write as many before each entry of a list.")


def _beside(lines: list[str], indent: int) -> str:
    """Return the first line that is not indented further than an entry."""
    return next((line for line in lines if line.strip() and _indent_of(line) <= indent), "")


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


class _Reader:
    """Reads scalars and signs from a place on, until something is wrong."""

    def __init__(self, text: str, start: int, stop: int) -> None:
        self._text = text
        self._at = start
        self._stop = stop
        self._depth = 0
        self._is_value = False
        self._comment: int | None = None

    def read(self) -> Slip | None:
        """Return the first slip in the order of the text; a comment only where nothing else is."""
        while self._at < self._stop:
            slip = self._step()
            if slip is not None:
                return slip
        if self._comment is None:
            return None
        fact = "A `#` behind a space begins a comment: the rest of the line is not read."
        return Slip(self._comment, fact, _QUOTED)

    def _step(self) -> Slip | None:
        """Read one sign or one scalar."""
        sign = self._text[self._at]
        if sign in "'\"":
            return self._quoted(sign)
        if sign == "#" and self._text[self._at - 1 : self._at] in ("", " ", "\t", "\n"):
            self._skip_comment()
            return None
        if sign not in " \t\r\n{}[],:-" or (sign in ":-" and not self._is_sign(self._at)):
            return self._plain()
        if sign == ":":
            self._is_value = True
        elif sign in "{[,-" or (sign == "\n" and not self._depth):
            self._is_value = False
        self._depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(sign, 0)
        self._at += 1
        return None

    def _is_sign(self, index: int) -> bool:
        """Tell whether a colon or a dash is one of YAML's, as blanks follow it."""
        return self._text[index + 1 : index + 2] in ("", " ", "\t", "\r", "\n", ",", "}", "]")

    def _skip_comment(self) -> None:
        if self._depth and self._comment is None and self._is_value:
            self._comment = self._at
        end = self._text.find("\n", self._at)
        self._at = self._stop if end < 0 else end

    def _plain(self) -> Slip | None:
        """Read a scalar without quotes; a colon in one that is a value is a slip."""
        while self._at < self._stop:
            sign = self._text[self._at]
            if sign in "\r\n" or (self._depth and sign in ",[]{}"):
                return None
            if sign == "#" and self._text[self._at - 1] in " \t":
                return None
            if sign == ":" and self._is_sign(self._at):
                return self._colon() if self._is_value else None
            self._at += 1
        return None

    def _colon(self) -> Slip:
        fact = "A `:` with a space behind it begins a value, and this one is inside a value."
        fix = f"{_QUOTED} Where a new key begins, put a comma before it."
        return Slip(self._at, fact, fix if self._depth else _QUOTED)

    def _quoted(self, quote: str) -> Slip | None:
        """Read a text in quotes; what follows its end, or its end in another line, is a slip."""
        opened = self._at
        closed = _closing(self._text, opened, quote)
        is_parted = closed is not None and "\n" in self._text[opened:closed]
        follows = _next_sign(self._text, closed + 1) if closed is not None else ""
        if closed is not None and follows in ("", "\r", "\n", ",", "}", "]", ":", "#"):
            self._at = closed + 1
            return None
        if closed is None or is_parted:
            fact = "A quote is opened here and not closed in its line."
            return Slip(opened, fact, "Close it with the same quote.")
        fix = "Inside double quotes, write single ones: \"tier == 'gold'\"."
        if quote == "'":
            fix = "Put the text in double quotes, or write a `'` inside it twice."
        return Slip(closed, "The text in quotes ends here, and more follows it.", fix)


def _next_sign(text: str, index: int) -> str:
    """Return the first sign from an index on that is no blank; empty at the end."""
    while text[index : index + 1] in (" ", "\t"):
        index += 1
    return text[index : index + 1]


def _closing(text: str, opened: int, quote: str) -> int | None:
    """Return the index of the quote that closes a text, None where none does."""
    index = opened + 1
    while index < len(text):
        if quote == '"' and text[index] == "\\":
            index += 2
        elif text[index] != quote:
            index += 1
        elif quote == "'" and text[index + 1 : index + 2] == quote:
            index += 2
        else:
            return index
    return None
