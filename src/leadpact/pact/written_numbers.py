"""Numbers of a pact as they are written: a point that may be meant to part thousands."""

from collections.abc import Collection
from typing import Any

from leadpact.conditions.thousands import looks_like_thousands, thousands_words
from leadpact.pact.codes import make_issue
from leadpact.pact.positions import Path_, Positions, value_at
from leadpact.pact.schema import nodes_at
from leadpact.terms.issues import Issue


def find_thousands_in(
    body: dict[str, Any], positions: Positions, faulty: Collection[Path_]
) -> list[Issue]:
    """Return a warning for each number such as `1.200` where 1200 is within the limits too.

    Parameters
    ----------
    body
        The values of the pact.
    positions
        How and where they are written.
    faulty
        Values of which an issue speaks already.
    """
    found = []
    for path, text in positions.texts.items():
        if text.style or path in faulty or not looks_like_thousands(text.value):
            continue
        if isinstance(value_at(body, path), float) and _could_be_large(body, path, text.value):
            fact, fix = thousands_words(text.value)
            found.append(make_issue("number-ambiguous", positions.value_place(path), fact, fix))
    return found


def _could_be_large(body: dict[str, Any], path: Path_, written: str) -> bool:
    """Tell whether the number without its point is within the limits at a path."""
    node = next(iter(nodes_at(body, path)), {})
    return bool(abs(int(written.replace(".", ""))) <= node.get("maximum", 0))
