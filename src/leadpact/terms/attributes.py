"""The types of the attributes and scores that a condition can name. Not their values."""

from dataclasses import dataclass
from enum import StrEnum


class AttributeType(StrEnum):
    """The type of a declared attribute; `SCORE` is the type of a score's name in a condition."""

    TEXT = "text"
    CATEGORY = "category"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    SCORE = "score"


PERSONAL = frozenset({"email", "phone", "first_name", "last_name", "title", "note"})
"""The fields that tell who a person is, or hold notes on them: their values can be erased."""


@dataclass(frozen=True, slots=True)
class NameType:
    """The type of one name.

    Attributes
    ----------
    type
        The type of its values.
    values
        The declared values of a category; empty where any text is allowed.
    can_be_missing
        Whether a lead may lack it. A score is never missing.
    labels
        What the company calls values that no pact declares, each with its value.
    """

    type: AttributeType
    values: tuple[str, ...] = ()
    can_be_missing: bool = True
    labels: tuple[tuple[str, str], ...] | None = None
