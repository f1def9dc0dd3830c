"""Checks of the paths of gates: their ids, and that none is asked for before it is known."""

from collections.abc import Iterator

from leadpact.conditions.nodes import Condition, IsKnown, Name, Not
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.conditions.walk import walk
from leadpact.pact.checks.base import add_repeats
from leadpact.pact.draft import Draft
from leadpact.pact.gate import path_name_of
from leadpact.pact.positions import Path_
from leadpact.pact.scopes import ConditionPlace

_OTHER_ID = "Give one of them another id."


def check_paths_are_distinct(draft: Draft) -> None:
    """Check that the id of a path is unique in its gate."""
    for name, gate in draft.gates.items():
        ids = [path.id for path in gate.paths]
        add_repeats(draft, ("gates", name, "paths"), ids, key="id", fix=_OTHER_ID)


def check_not_leads_are_distinct(draft: Draft) -> None:
    """Check that the id of those who are no leads is unique."""
    ids = [item.id for item in draft.document.not_leads]
    add_repeats(draft, ("not_leads",), ids, key="id", fix=_OTHER_ID)


def check_not_leads_leave_some(draft: Draft) -> None:
    """Check that those who are no leads are not everybody, which a pact cannot mean."""
    for index, item in enumerate(draft.document.not_leads):
        path: Path_ = ("not_leads", index, "when")
        condition = draft.conditions.get(path)
        names = draft.scopes[ConditionPlace.GATE].names
        if condition is not None and find_contradiction(Not(condition), {}, names=names):
            fact = f"The condition of `{item.id}` holds for everybody, so nobody is ever a lead."
            draft.add(
                "not-leads-all", path, fact, "Say who is meant, such as `topic == 'support'`."
            )


def check_paths_are_known_when_asked(draft: Draft) -> None:
    """Check that no gate asks for its own path, nor for that of a gate after it."""
    order = list(draft.gates)
    for path, condition in draft.conditions.items():
        if path[0] not in ("gates", "not_leads") or path[:2] in draft.checkpoints:
            continue
        gate = str(path[1]) if path[0] == "gates" else ""
        unknown = {path_name_of(name): name for name in order[order.index(gate) if gate else 0 :]}
        for node in _names(condition):
            if node.name not in unknown:
                continue
            opens = "this gate opens" if unknown[node.name] == gate else "the gate after it opens"
            fact = f"`{node.name}` is known once {opens}, and here it decides whether {gate} does."
            if not gate:
                fact = (
                    f"`{node.name}` is known once a gate opens, and who is no lead is asked before."
                )
            fix = "Ask for what the path itself asks for."
            draft.note("path-circular", path, node.position, fact, fix)


def _names(condition: Condition) -> Iterator[Name | IsKnown]:
    return (node for node in walk(condition) if isinstance(node, Name | IsKnown))
