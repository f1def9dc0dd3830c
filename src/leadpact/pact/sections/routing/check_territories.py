"""Checks of what territories list: values that leads can have, and that are not taken before."""

from collections.abc import Iterator

from leadpact.pact.checks.base import did_you_mean, repeats
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.routing.compile import TERRITORY_ATTRIBUTES
from leadpact.pact.sections.routing.document import RoutingDocument, TerritoryDocument

_LISTS = (*TERRITORY_ATTRIBUTES.values(), "accounts")


def check_territories_list_values_once(draft: Draft, routing: RoutingDocument) -> None:
    """Check that no list of a territory names a value twice."""
    for index, item in enumerate(routing.territories):
        for key in _LISTS:
            for number, value in repeats(getattr(item, key)):
                path: Path_ = ("routing", "territories", index, key, number)
                fact = f"`{value}` is listed twice in `{key}` of the territory `{item.id}`."
                draft.add("territory-shadowed", path, fact, "Keep it once.")


def check_territories_list_known_values(draft: Draft, routing: RoutingDocument) -> None:
    """Check that territories ask for values that the category has, where its values are listed."""
    for index, item in enumerate(routing.territories):
        for name, key in TERRITORY_ATTRIBUTES.items():
            known = draft.attributes[name].values
            for number, value in enumerate(getattr(item, key) if known else ()):
                if value not in known:
                    path: Path_ = ("routing", "territories", index, key, number)
                    fact = f"'{value}' is not a declared value of `{name}`."
                    draft.add("territory-value-unknown", path, fact, did_you_mean(value, known))


def check_territories_are_not_taken_before(draft: Draft, routing: RoutingDocument) -> None:
    """Check that no value of a territory lies in one before it, which then takes its leads."""
    for index, item in enumerate(routing.territories):
        before = routing.territories[:index]
        if not any(getattr(item, key) for key in _LISTS) or _is_taken_by_all(before):
            continue
        for key, number, value, earlier in _taken(item, before):
            path: Path_ = ("routing", "territories", index, key, number)
            draft.add(
                "territory-shadowed",
                path,
                f"`{value}` lies in `{earlier}` already, so no lead of it lies in `{item.id}`.",
                f"Keep it in one of the two, or put `{item.id}` before `{earlier}`.",
            )


def _is_taken_by_all(before: list[TerritoryDocument]) -> bool:
    """Tell whether a territory without lists and sizes comes before: that is reported alone."""
    return any(
        not item.model_dump(exclude_defaults=True, exclude={"id", "pool"}) for item in before
    )


def _taken(
    item: TerritoryDocument, before: list[TerritoryDocument]
) -> Iterator[tuple[str, int, str, str]]:
    """Yield key, number, value and the earlier territory that takes it."""
    for key in _LISTS:
        for number, value in enumerate(getattr(item, key)):
            narrowed = item.model_copy(update={key: [value]})
            earlier = next((other.id for other in before if _takes(other, narrowed)), None)
            if earlier is not None:
                yield key, number, value, earlier


def _takes(earlier: TerritoryDocument, later: TerritoryDocument) -> bool:
    """Tell whether every lead of a territory lies in an earlier one, by its lists and its sizes."""
    for key in _LISTS:
        wide, narrow = set(getattr(earlier, key)), set(getattr(later, key))
        if wide and not (narrow and narrow <= wide):
            return False
    if (earlier.employees_from, earlier.employees_to) == (None, None):
        return True
    if (later.employees_from, later.employees_to) == (None, None):
        return False  # a lead of unknown size
    low, high = earlier.employees_from or 0, earlier.employees_to
    is_below = high is None or (later.employees_to is not None and later.employees_to <= high)
    return low <= (later.employees_from or 0) and is_below
