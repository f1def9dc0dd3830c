"""Decisions about two leads: the kinds of their events, and what such an event holds.

The room of identity makes and applies them. They are here because every kind of event that is
stored has its form in one registry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf


class MergeEventKind(StrEnum):
    """A decision about two sides, each the leads of one person."""

    MERGED = "identity.merged"
    UNMERGED = "identity.unmerged"


@dataclass(frozen=True, slots=True)
class MergePayload:
    """The two sides of a decision; ids only, so that erasing a person leaves nothing here.

    Attributes
    ----------
    first_id, second_id
        The two leads that the decision names.
    first_ids, second_ids
        The leads of each side at that moment, the one named among them; sorted.
    weight
        The evidence that the two are one person, the more the higher; None where it was not
        computed.
    """

    first_id: str
    second_id: str
    first_ids: tuple[str, ...]
    second_ids: tuple[str, ...]
    weight: float | None = None


def read_merge_payload(values: object) -> MergePayload:
    """Return the payload that a JSON value holds.

    Raises
    ------
    ValueError
        Where it does not name two sides of leads: other systems write events of the same name.
    """
    if not isinstance(values, Mapping):
        raise ValueError("it names no leads")
    first, second = _side_of(values, "first"), _side_of(values, "second")
    weight = values.get("weight")
    is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
    if not first or not second or set(first[1]) & set(second[1]):
        raise ValueError("it does not name two sides of leads")
    if weight is not None and not (is_number and abs(weight) < inf):
        raise ValueError("its weight is no number")
    return MergePayload(first[0], second[0], first[1], second[1], weight)


def _side_of(values: Mapping[str, object], side: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the named lead of a side and all its leads; None where it is not among them."""
    named, ids = values.get(f"{side}_id"), values.get(f"{side}_ids")
    if not isinstance(ids, list) or not all(isinstance(item, str) for item in ids):
        return None
    return (named, tuple(ids)) if isinstance(named, str) and named in ids else None
