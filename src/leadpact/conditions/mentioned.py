"""The names in a condition that cannot be parsed, so that its other mistakes are found as well."""

import re
from collections.abc import Iterator

from leadpact.conditions.findings import Finding, closest
from leadpact.conditions.nodes import Count, Position
from leadpact.conditions.scope import Scope, find_behaviour_faults, find_undeclared_name
from leadpact.conditions.tokens import KEYWORDS, RESERVED

_PART = re.compile(
    r"""
      (?:count|days_since)\s*\(\s*(?P<quote>['"])(?P<kind>[a-z0-9_]+)(?P=quote)(?:\s*,\s*days\b)?
    | '(?:[^']|'')*' | "(?:[^"]|"")*"
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)(?P<call>\s*\()?
    """,
    re.VERBOSE,
)


def undeclared_names(text: str, scope: Scope, stopped_at: Position) -> Iterator[Finding]:
    """Yield what the scope does not declare, in a condition that could be read up to a position.

    Before that position every word is a name. From there on a word may be part of the mistake, so
    only those are reported that are close to a name of the scope.

    Parameters
    ----------
    text
        The condition as written.
    scope
        What it may use.
    stopped_at
        Where the parser stopped.
    """
    for part in _PART.finditer(text):
        kind, word = part["kind"], part["word"]
        at = _position(text, part.start("kind") - 1 if kind else part.start())
        is_read = (at.line, at.column) < (stopped_at.line, stopped_at.column)
        if (
            kind is not None
            and scope.allow_behaviour
            and (is_read or closest(kind, scope.activity_kinds))
        ):
            yield from find_behaviour_faults(Count(kind, position=at), scope)
        if word is None or part["call"] or word.lower() in RESERVED:
            continue
        is_name = closest(word, scope.names) and not closest(word, KEYWORDS)
        finding = find_undeclared_name(word, at, scope)
        if finding is not None and (is_read or is_name):
            yield finding


def _position(text: str, index: int) -> Position:
    before = text[:index]
    return Position(before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)
