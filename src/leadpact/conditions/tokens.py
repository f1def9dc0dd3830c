"""Words, numbers, texts and signs of a condition's text, read with the next one in view.

Tokens are made one at a time, so the first mistake in reading order is the one reported.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import NoReturn

from leadpact.conditions.nodes import Position
from leadpact.conditions.unable_to_parse import (
    UnableToParse,
    no_arithmetic,
    per_cent,
    shortened,
    unreadable,
)

MAX_CHARACTERS = 4_000
"""The longest text of a condition. Spaces and line breaks between the words are not counted."""

MAX_DIGITS = 15
"""The longest number: up to 15 digits, every engine stores the same double."""

FUNCTIONS = ("is_known", "count", "days_since", "days_until", "at_least")
KEYWORDS = ("and", "or", "not", "in", "contains", "starts_with", "has_word", "true", "false")
_NULLS = ("null", "none", "nil")
RESERVED = frozenset((*FUNCTIONS, *KEYWORDS, *_NULLS))
"""Words that no attribute, score or field may have as a name, in any case."""


class TokenKind(Enum):
    """What a token is."""

    WORD = auto()
    NUMBER = auto()
    TEXT = auto()
    SIGN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A token: as written, its value (numbers and texts), and where it starts."""

    kind: TokenKind
    text: str
    value: str | int | float
    position: Position


_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\n]+)
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<day>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})
    | (?P<number>-?[0-9][0-9A-Za-z_.]*)
    | (?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
    | (?P<foreign>===|!==|&&|\|\||<>|=<|=>|[≤≥≠&|!−–](?!=))
    | (?P<sign>==|!=|<=|>=|[<>(),=])
    | (?P<arithmetic>[-+*/%^])
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FOREIGN = {
    "===": "==",
    "!==": "!=",
    "<>": "!=",
    "≠": "!=",
    "=<": "<=",
    "≤": "<=",
    "=>": ">=",
    "≥": ">=",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    "−": "-",
    "–": "-",
}


def is_name(text: str) -> bool:
    """Tell whether a condition could use this as the name of an attribute, score or field."""
    return _NAME.fullmatch(text) is not None and text.lower() not in RESERVED


def _read_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a condition's text, an `END` token last.

    Raises
    ------
    UnableToParse
        Where the text holds something that is no token, or is too long.
    """
    index, line, line_start, length = 0, 1, 0, 0
    while index < len(text):
        position = Position(line, index - line_start + 1)
        match = _TOKEN.match(text, index)
        if match is None:
            raise unreadable(text, index, position)
        raw = match.group()
        index = match.end()
        if match.lastgroup == "space":
            line += raw.count("\n")
            line_start = match.start() + raw.rfind("\n") + 1 if "\n" in raw else line_start
            continue
        if raw == "%" and text[index - 2 : index - 1].isdecimal():
            raise per_cent(text[:index], position)
        length += len(raw)
        if length > MAX_CHARACTERS:
            raise UnableToParse(
                "condition-too-large",
                position,
                f"The condition is longer than {MAX_CHARACTERS:,} characters.",
                "Split it into several rules.",
            )
        yield _token(str(match.lastgroup), raw, position)
    yield Token(TokenKind.END, "", "", Position(line, index - line_start + 1))


def _token(group: str, raw: str, position: Position) -> Token:
    """Make the token of one match, or say why it is none."""
    if group == "word":
        _check_word(raw, position)
        return Token(TokenKind.WORD, raw, raw, position)
    if group == "number":
        return Token(TokenKind.NUMBER, raw, _number(raw, position), position)
    if group == "text":
        return Token(TokenKind.TEXT, raw, _unquoted(raw, position), position)
    if group == "sign":
        return Token(TokenKind.SIGN, raw, raw, position)
    if group == "foreign":
        raise UnableToParse(
            "operator-unknown",
            position,
            f"`{raw}` is not an operator here.",
            f"Write `{_FOREIGN[raw]}`.",
        )
    if group == "day":
        raise UnableToParse(
            "number-malformed",
            position,
            f"`{raw}` looks like a date without quotes.",
            f"Put the date in quotes: '{raw}'.",
        )
    raise no_arithmetic(raw, position)


def _check_word(raw: str, position: Position) -> None:
    """Refuse `AND` for `and`, and every spelling of null."""
    lower = raw.lower()
    if lower in _NULLS:
        raise UnableToParse(
            "no-null",
            position,
            f"`{raw}` is not a value: nothing can be compared with a missing value.",
            "To ask whether a value is there, write `is_known(name)` or `not is_known(name)`.",
        )
    if lower in RESERVED and raw != lower:
        raise UnableToParse(
            "keyword-case",
            position,
            f"`{raw}` is written in capitals.",
            f"Write `{lower}`: keywords are in small letters.",
        )


def _number(raw: str, position: Position) -> int | float:
    """Return the value of a number: `int` where it is whole, otherwise `float`."""
    if _NUMBER.fullmatch(raw) is None:
        fact = f"`{shortened(raw)}` is not a number."
        raise UnableToParse("number-malformed", position, fact, _number_fix(shortened(raw)))
    whole, _, decimals = raw.removeprefix("-").partition(".")
    if len(whole.lstrip("0")) + len(decimals) > MAX_DIGITS:
        raise UnableToParse(
            "number-too-long",
            position,
            f"`{shortened(raw)}` has more than {MAX_DIGITS} digits; engines would round it.",
            f"Use at most {MAX_DIGITS} digits; put an identifier in quotes.",
        )
    value = float(raw)
    return int(value) if value.is_integer() else value


def _number_fix(raw: str) -> str:
    """Return the fix for a text that begins like a number."""
    if re.fullmatch(r"-?0[0-9]+", raw):
        return f"Leave out the leading zeros; put a code such as a postcode in quotes: '{raw}'."
    if re.fullmatch(r"-?[0-9]+\.", raw):
        return f"Write `{raw[:-1]}` or `{raw}0`."
    return "Write digits and at most one decimal point, such as `200` or `0.5`; quote a text."


def _unquoted(raw: str, position: Position) -> str:
    """Return the text between the quotes; a doubled quote inside means one."""
    quote = raw[0]
    content = raw[1:-1].replace(quote * 2, quote)
    for character in content:
        if unicodedata.category(character) in ("Cc", "Cs"):
            raise UnableToParse(
                "text-malformed",
                position,
                f"The text holds a line break or a control character (U+{ord(character):04X}).",
                "Remove it, or close the quote on the same line.",
            )
    return content


class TokenStream:
    """A place in the text: `token` is the next token, not yet taken."""

    def __init__(self, text: str) -> None:
        self._tokens = _read_tokens(text)
        self.token: Token = next(self._tokens)

    @property
    def at_end(self) -> bool:
        """Whether all of the text is read."""
        return self.token.kind is TokenKind.END

    def take(self) -> Token:
        """Return the next token and go past it."""
        taken = self.token
        if not self.at_end:
            self.token = next(self._tokens)
        return taken

    def accept(self, text: str) -> bool:
        """Go past the next token if it is this keyword or sign, and tell whether it was."""
        if self.token.text != text:
            return False
        self.take()
        return True

    def expect(self, text: str, fact: str, fix: str) -> None:
        """Go past this keyword or sign, or raise the error given."""
        if not self.accept(text):
            self.fail(fact, fix)

    def fail(self, fact: str, fix: str, code: str = "condition-syntax") -> NoReturn:
        """Raise an error at the next token."""
        raise UnableToParse(code, self.token.position, fact, fix)
