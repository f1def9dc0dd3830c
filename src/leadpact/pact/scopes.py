"""What a condition may use, by its place in the pact: a rule, a `where`, a gate."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from leadpact.conditions.scope import Scope
from leadpact.pact.positions import Path_
from leadpact.terms.attributes import AttributeType, NameType

ACTIVITY_FIELDS = {
    "channel": NameType(AttributeType.TEXT),
    "campaign": NameType(AttributeType.TEXT),
    "content": NameType(AttributeType.TEXT),
    "value": NameType(AttributeType.NUMBER),
}
"""What a rule's `where` may ask about the activity itself."""


class ConditionPlace(Enum):
    """The place of a condition in the pact."""

    RULE = auto()
    ACTIVITY = auto()
    GATE = auto()


def place_of(path: Path_) -> ConditionPlace:
    """Return the place of the condition at a path of the pact."""
    if path[-1] == "where":
        return ConditionPlace.ACTIVITY
    return ConditionPlace.RULE if path[0] == "scores" else ConditionPlace.GATE


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every name that a pact gives a meaning to.

    Attributes
    ----------
    attributes, scores
        Names with their types.
    kinds
        The declared kinds of activity.
    """

    attributes: Mapping[str, NameType]
    scores: Mapping[str, NameType]
    kinds: Collection[str]

    def scope_at(self, place: ConditionPlace) -> Scope:
        """Return what a condition may use at a place."""
        match place:
            case ConditionPlace.RULE:
                return Scope(self.attributes, self.kinds)
            case ConditionPlace.ACTIVITY:
                return Scope(ACTIVITY_FIELDS, allow_behaviour=False)
            case ConditionPlace.GATE:
                return Scope({**self.attributes, **self.scores}, self.kinds)

    def out_of_place(self, name: str, place: ConditionPlace) -> tuple[str, str] | None:
        """Return fact and fix about a name that has a meaning, but elsewhere."""
        if name in self.scores:
            return (
                f"`{name}` is a score, and points cannot depend on a score.",
                "Ask for it in a gate.",
            )
        if place is ConditionPlace.ACTIVITY and name in self.attributes:
            fact = f"`{name}` is an attribute of the lead, and `where` asks about the activity."
            fields = ", ".join(f"`{field}`" for field in ACTIVITY_FIELDS)
            return fact, f"Ask about {fields}, or move it into a rule with `when`."
        if name in ACTIVITY_FIELDS:
            return (
                f"`{name}` is a field of an activity, and this condition asks about the lead.",
                "Move it into `where`, in a rule with `on`.",
            )
        return None
