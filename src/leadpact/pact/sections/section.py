"""What a section of a pact consists of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from leadpact.pact.changes import Change
from leadpact.pact.document import PactDocument
from leadpact.pact.draft import Draft


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a pact, as the rooms above it see it.

    Attributes
    ----------
    name
        Its key in a pact, and its field in `PactDocument` and `Ruleset`.
    compile
        Returns the policy of a draft without errors, given the section as it is written; not
        asked where there is none.
    checks
        Functions that add an issue to a draft wherever the section, given as it is written,
        breaks a rule, in this order; not asked where there is none.
    normal
        Returns one form of a policy for all spellings of one meaning: the fingerprint hashes it.
    words
        Returns a policy in normal form in words, in one line.
    diff
        Yields what changed between two policies in normal form: nothing that changes meaning
        exactly if they are equal.
    attributes
        Returns the attributes that the section needs besides those of its conditions.
    """

    name: str
    compile: Callable[[Draft, Any], Any]
    checks: tuple[Callable[[Draft, Any], None], ...]
    normal: Callable[[Any], Any]
    words: Callable[[Any], str]
    diff: Callable[[Any, Any], Iterator[Change]]
    attributes: Callable[[PactDocument], frozenset[str]] = lambda _: frozenset()
