"""What a section of a pact consists of."""

from collections.abc import Callable
from dataclasses import dataclass

from leadpact.pact.draft import Draft


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a pact, as the rooms above it see it.

    Attributes
    ----------
    name
        Its key in a pact, and its field in `PactDocument` and `Ruleset`.
    checks
        Functions that add an issue to a draft wherever the section breaks a rule, in this order.
    """

    name: str
    checks: tuple[Callable[[Draft], None], ...]
