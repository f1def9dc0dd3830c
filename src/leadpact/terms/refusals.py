"""Why something that happened to a lead, or was said of it, is not taken: coded values."""

from dataclasses import dataclass
from enum import StrEnum


class RefusalCode(StrEnum):
    """The kinds of refusal."""

    TOO_FEW_ATTEMPTS = "TOO_FEW_ATTEMPTS"
    """The lead is said to be unreachable before the agreed attempts were made."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not taken, and what is missing.

    Attributes
    ----------
    code
        The kind of refusal.
    missing
        What it would take, as coded values, such as `("attempts", "4")`; empty: nothing would do.
    """

    code: RefusalCode
    missing: tuple[tuple[str, str], ...] = ()
