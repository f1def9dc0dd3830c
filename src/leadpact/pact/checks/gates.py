"""Checks of gates: what they demand is declared, agrees with itself and asks something."""

from collections.abc import Collection, Sequence

from leadpact.conditions.nodes import (
    And,
    Compare,
    Condition,
    Constant,
    In,
    Name,
    Not,
    Operand,
    Position,
)
from leadpact.conditions.render import render_condition
from leadpact.conditions.satisfiable import Contradiction, find_contradiction
from leadpact.conditions.walk import names_of, walk
from leadpact.pact.checks.base import did_you_mean
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.scopes import ConditionPlace
from leadpact.terms.past import STAGE_NAME
from leadpact.terms.stages import FUNNEL, FUNNEL_RANK, Stage

_LISTS = ("must_have", "nice_to_have", "unnecessary")


def check_gate_fields_are_known(draft: Draft) -> None:
    """Check that a gate's fields are declared attributes, each in one list and once."""
    for name, gate in draft.gates.items():
        seen: dict[str, str] = {}
        for kind in _LISTS:
            check_fields(draft, ("gates", name, kind), getattr(gate, kind), kind, seen)
        demanded = {field: kind for field, kind in seen.items() if kind != "nice_to_have"}
        for index, item in enumerate(gate.paths):
            path: Path_ = ("gates", name, "paths", index, "must_have")
            check_fields(draft, path, item.must_have, "must_have of the path", {**demanded})


def check_fields(
    draft: Draft, path: Path_, fields: Sequence[str], kind: str, seen: dict[str, str]
) -> None:
    """Check the fields of one list; `seen` are those of lists before, with their lists."""
    for index, field in enumerate(fields):
        if field not in draft.attributes:
            _add_undeclared(draft, (*path, index), field)
        elif field in seen:
            where = f"{seen[field]} and in {kind}" if seen[field] != kind else ""
            fact = f"`{field}` is listed in {where or f'{kind} twice'}."
            draft.add("gate-field-twice", (*path, index), fact, "Keep it once.")
        seen.setdefault(field, kind)


def _add_undeclared(draft: Draft, path: Path_, field: str) -> None:
    if field in draft.unreliable_names:
        return
    if field == STAGE_NAME:
        draft.add(
            "name-out-of-place",
            path,
            f"`{field}` is the stage of the lead, and nobody asks a lead for it.",
            "Ask for it in `when`, such as `is_known(stage)`.",
        )
        return
    if field in draft.document.scores:
        draft.add(
            "name-out-of-place",
            path,
            f"`{field}` is a score, and scores are never asked for: they are computed.",
            "Compare it in `when`.",
        )
        return
    draft.add(
        "name-undeclared",
        path,
        f"`{field}` is not declared.",
        did_you_mean(field, draft.attributes),
    )


def check_unnecessary_fields_are_not_used(draft: Draft) -> None:
    """Check that the condition of a gate uses no field that it lists as unnecessary."""
    for path, condition in draft.conditions.items():
        if path[0] != "gates" or path[1] not in draft.gates:
            continue
        for field in sorted(names_of(condition) & set(draft.gates[str(path[1])].unnecessary)):
            whose = "gate" if path[2] == "when" else "path"
            draft.add(
                "gate-unnecessary-used",
                path,
                f"`{field}` is agreed to be unnecessary, and the {whose}'s condition asks for it.",
                "Take it out of `unnecessary`, or out of the condition.",
            )


def check_gates_have_conditions(draft: Draft) -> None:
    """Check that there is a gate, or routing without one, and that no gate is empty."""
    if draft.damaged:
        return
    if not draft.gates and draft.document.routing is not None:
        return
    if not draft.gates:
        draft.add(
            "gate-missing",
            ("gates",),
            "The pact has no gate, so no lead can ever qualify.",
            "Add `gates: conversation_lead:` with what makes a conversation lead.",
        )
    elif "conversation_lead" not in draft.gates:
        draft.add(
            "gate-missing",
            ("gates",),
            "There is a gate for first meetings and none before it, so no lead is ever a"
            " conversation lead.",
            "Add the gate `conversation_lead`, even if it asks for little.",
            on_key=True,
        )
    for name, gate in draft.gates.items():
        asks = [bool(item.must_have) or item.when is not None for item in gate.paths]
        if gate.when is None and not gate.must_have and not (asks and all(asks)):
            draft.add(
                "gate-empty",
                ("gates", name),
                f"The gate {name} asks for nothing: every lead passes as it is created.",
                "Add `when` or `must_have`.",
                on_key=True,
            )


def check_scores_are_compared_with_points(draft: Draft) -> None:
    """Check that a score is compared only with points or with another score: units differ."""
    scores = draft.document.scores
    for path, condition in draft.conditions.items():
        for node in walk(condition):
            if isinstance(node, Compare) and not any(
                isinstance(side, Constant) for side in (node.left, node.right)
            ):
                sides = sorted((node.left, node.right), key=lambda side: _is_score(side, scores))
                if not _is_score(sides[0], scores) and _is_score(sides[1], scores):
                    _add_score_issue(draft, path, node, sides)


def _add_score_issue(draft: Draft, path: Path_, node: Compare, sides: list[Operand]) -> None:
    other, score = (render_condition(side) for side in sides)
    draft.note(
        "score-compared",
        path,
        node.position,
        f"`{score}` is a score and `{other}` is none: points cannot be compared with it.",
        "Compare each with a number, or the score with another score.",
    )


def _is_score(operand: Operand, scores: Collection[str]) -> bool:
    return isinstance(operand, Name) and operand.name in scores


def not_in_stages(stages: Sequence[Stage], position: Position) -> Condition:
    """Return that the stage on record is none of these."""
    listed = tuple(Constant(stage.value, position=position) for stage in stages)
    name = Name(STAGE_NAME, position=position)
    return Not(In(name, listed, position=position), position=position)


def asked_beside(found: Contradiction, added: Sequence[Condition]) -> Position:
    """Return where a condition asks for what contradicts something that was added to it."""
    own = [part.position for part in found.parts if part not in added]
    return own[0] if own else found.position


def check_gates_need_not_be_open_before(draft: Draft) -> None:
    """Check that no gate asks for the stage that it leads to, which the record alone could give."""
    names = draft.scopes[ConditionPlace.GATE].names
    for path, condition in draft.conditions.items():
        if path[0] != "gates" or str(path[1]) not in draft.gates:
            continue
        stage = Stage(str(path[1]).upper())
        before = not_in_stages(FUNNEL[FUNNEL_RANK[stage] :], condition.position)
        both = And((condition, before), position=condition.position)
        found = find_contradiction(both, {}, names=names)
        if found and not find_contradiction(condition, {}, names=names):
            draft.note(
                "gate-needs-itself",
                path,
                asked_beside(found, [before]),
                f"The stage here is the one on record, never what the gate {path[1]} gives: it is"
                f" open only to who is recorded as {stage} or later already.",
                "Take the stage out of the condition.",
            )
