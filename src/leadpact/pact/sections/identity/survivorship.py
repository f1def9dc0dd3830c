"""The rules of a pact on merged leads: by field, how the surviving value is chosen."""

from dataclasses import dataclass
from enum import StrEnum


class Strategy(StrEnum):
    """One way of preferring some of the members' values to others."""

    MOST_RECENT = "MOST_RECENT"
    """The value learnt or confirmed last."""
    OLDEST = "OLDEST"
    """The value learnt first."""
    VERIFIED_FIRST = "VERIFIED_FIRST"
    """Verified values before others."""
    SOURCE_ORDER = "SOURCE_ORDER"
    """By the policy's order of sources; sources it does not name come last, on a par."""
    MOST_FREQUENT = "MOST_FREQUENT"
    """The value that most members have."""
    MOST_COMPLETE = "MOST_COMPLETE"
    """The member that knows the most of the fields chosen together; of all, for a single field."""
    LONGEST = "LONGEST"
    """The value with the most characters."""


@dataclass(frozen=True, slots=True)
class FieldSurvival:
    """How the value of some fields is chosen.

    Attributes
    ----------
    fields
        The fields, which are taken from one and the same member: a first name is never put before
        another member's last name.
    strategies
        Asked in this order; each keeps the members it prefers, until their values agree.
    """

    fields: tuple[str, ...]
    strategies: tuple[Strategy, ...]


_CONTACT = (Strategy.VERIFIED_FIRST, Strategy.MOST_RECENT, Strategy.MOST_FREQUENT)

DEFAULT_SURVIVAL = (
    FieldSurvival(("email",), _CONTACT),
    FieldSurvival(("phone",), _CONTACT),
    FieldSurvival(
        ("first_name", "last_name"),
        (
            Strategy.VERIFIED_FIRST,
            Strategy.MOST_COMPLETE,
            Strategy.MOST_FREQUENT,
            Strategy.LONGEST,
            Strategy.MOST_RECENT,
        ),
    ),
    FieldSurvival(
        ("title", "seniority", "job_function"), (Strategy.VERIFIED_FIRST, Strategy.MOST_RECENT)
    ),
    FieldSurvival(("country", "time_zone"), (Strategy.VERIFIED_FIRST, Strategy.MOST_RECENT)),
    FieldSurvival(("source", "campaign"), (Strategy.OLDEST,)),
    FieldSurvival(("owner_rep_id",), (Strategy.OLDEST,)),
    FieldSurvival(("stage", "stage_at", "disposition_reason"), (Strategy.MOST_RECENT,)),
)
"""Where somebody came from and whose they are stays as it was first; the rest keeps up."""


@dataclass(frozen=True, slots=True)
class SurvivorshipPolicy:
    """How the merged view of several leads of one person is made.

    Attributes
    ----------
    survival
        The fields that are named, each in one group only.
    otherwise
        The strategies of every other field, each by itself.
    source_order
        The sources by trust, the most trusted first; for `SOURCE_ORDER`.

    Raises
    ------
    ValueError
        Where a field is named twice, or a group has no field.
    """

    survival: tuple[FieldSurvival, ...] = DEFAULT_SURVIVAL
    otherwise: tuple[Strategy, ...] = (Strategy.VERIFIED_FIRST, Strategy.MOST_RECENT)
    source_order: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would leave open which member a value comes from."""
        named = [field for group in self.survival for field in group.fields]
        twice = sorted({field for field in named if named.count(field) > 1})
        if twice:
            raise ValueError(f"fields named by more than one rule of survival: {', '.join(twice)}")
        if not all(group.fields for group in self.survival):
            raise ValueError("a rule of survival names no field")
