"""Checks of the paths of gates: their ids, and that none is asked for before it is known."""

from collections.abc import Iterator

from leadpact.conditions.nodes import Condition, IsKnown, Name
from leadpact.conditions.walk import walk
from leadpact.pact.draft import Draft
from leadpact.pact.ruleset import path_name_of


def check_paths_are_distinct(draft: Draft) -> None:
    """Check that the id of a path is unique in its gate."""
    for name, gate in draft.gates.items():
        ids = [path.id for path in gate.paths]
        for index, path_id in enumerate(ids):
            if path_id in ids[:index]:
                fact = f"`{path_id}` is listed twice in `gates.{name}.paths`."
                fix = "Give one of them another id."
                draft.add("entry-twice", ("gates", name, "paths", index, "id"), fact, fix)


def check_paths_are_known_when_asked(draft: Draft) -> None:
    """Check that no gate asks for its own path, nor for that of a gate after it."""
    order = list(draft.gates)
    for path, condition in draft.conditions.items():
        if path[0] != "gates":
            continue
        gate = str(path[1])
        unknown = {path_name_of(name): name for name in order[order.index(gate) :]}
        for node in _names(condition):
            if node.name not in unknown:
                continue
            opens = "this gate opens" if unknown[node.name] == gate else "the gate after it opens"
            draft.note(
                "path-circular",
                path,
                node.position,
                f"`{node.name}` is known once {opens}, and here it decides whether {gate} does.",
                "Ask for what the path itself asks for.",
            )


def _names(condition: Condition) -> Iterator[Name | IsKnown]:
    return (node for node in walk(condition) if isinstance(node, Name | IsKnown))
