"""What a condition may use, by its place in the pact: a rule, a `where`, a gate."""

from collections.abc import Collection, Mapping
from enum import Enum, auto

from leadpact.conditions.scope import Scope
from leadpact.pact.positions import Path_
from leadpact.terms.attributes import AttributeType, NameType
from leadpact.terms.past import STAGE_NAME
from leadpact.terms.stages import Stage

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


def scopes_of(
    attributes: Mapping[str, NameType],
    scores: Mapping[str, NameType],
    kinds: Collection[str],
    *,
    path_names: Mapping[str, NameType],
    labels: Mapping[str, str],
    channels: Collection[str] = (),
) -> dict[ConditionPlace, Scope]:
    """Return what conditions may use at each place.

    Parameters
    ----------
    attributes, scores
        Names with their types.
    kinds
        The declared kinds of activity.
    path_names
        The names that say by which path a gate opened, with the paths as their values.
    labels
        What the company calls its stages, by their codes.
    channels
        The channels of touches, which are no activities.
    """
    called = tuple((label, code) for code, label in labels.items())
    stage = NameType(AttributeType.CATEGORY, tuple(Stage), labels=called)
    own = {**attributes, STAGE_NAME: stage}
    return {
        ConditionPlace.RULE: Scope(own, kinds, channels=channels),
        ConditionPlace.ACTIVITY: Scope(ACTIVITY_FIELDS, allow_behaviour=False),
        ConditionPlace.GATE: Scope({**own, **scores, **path_names}, kinds, channels=channels),
    }


def out_of_place(
    name: str,
    place: ConditionPlace,
    *,
    attributes: Collection[str],
    scores: Collection[str],
    path_names: Collection[str] = (),
    pathless_names: Collection[str] = (),
) -> tuple[str, str] | None:
    """Return fact and fix about a name that a pact gives a meaning to, but elsewhere."""
    if name in pathless_names:
        return (
            f"`{name}` says by which path a gate opened, and that gate has no `paths`.",
            "List the ways into the gate under `paths`, or ask for something else.",
        )
    if name in path_names:
        return (
            f"`{name}` says by which path a gate opened, and points are there before gates open.",
            "Ask for it in a later gate, a route, a track or a clock.",
        )
    if name in scores:
        return (
            f"`{name}` is a score, and points cannot depend on a score.",
            "Ask for it in a gate, or add scores up in one more score with `sum_of`.",
        )
    if place is ConditionPlace.ACTIVITY and (name in attributes or name == STAGE_NAME):
        fact = f"`{name}` is an attribute of the lead, and `where` asks about the activity."
        fields = ", ".join(f"`{field}`" for field in ACTIVITY_FIELDS)
        return fact, f"Ask about {fields}, or move it into a rule with `when`."
    if name in ACTIVITY_FIELDS:
        return (
            f"`{name}` is a field of an activity, and this condition asks about the lead.",
            "Move it into `where`, in a rule with `on`.",
        )
    return None
