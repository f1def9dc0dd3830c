"""Checks of checkpoints: their ids, the fields they name, and that each can be met."""

from leadpact.conditions.nodes import And, IsKnown
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.pact.checkpoint import column_of_checkpoint
from leadpact.pact.checks.gates import asked_beside, check_fields, not_in_stages
from leadpact.pact.checks.reach import reachable_bounds
from leadpact.pact.document_checkpoints import CheckpointDocument, EntryGateDocument
from leadpact.pact.document_gates import GatesDocument
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.scopes import ConditionPlace
from leadpact.terms.stages import FUNNEL, FUNNEL_RANK, Stage

_GATE_NAMES = frozenset(GatesDocument.model_fields) - {"judge_again"}


def check_checkpoints_have_names_of_their_own(draft: Draft) -> None:
    """Check that the id of a checkpoint is unique, no gate's name, and free in the tables."""
    seen: set[str] = set()
    for index, item in enumerate(draft.document.checkpoints):
        path: Path_ = ("checkpoints", index, "id")
        name = item.id
        if draft.is_damaged(path):
            continue  # what could not be read has the name of an example
        if name in seen:
            fact = f"`{name}` is listed twice in `checkpoints`."
            draft.add("entry-twice", path, fact, "Give one of them another id.")
        elif name in _GATE_NAMES:
            fact = f"`{name}` is the name of a gate, so a report could not tell the two apart."
            draft.add("name-reserved", path, fact, "Choose another id.")
        elif column_of_checkpoint(name) in _score_columns(draft):
            column = column_of_checkpoint(name)
            fact = f"Its column in the decisions would be `{column}`, which is that of a score."
            draft.add("name-reserved", path, fact, "Choose another id.")
        seen.add(name)


def _score_columns(draft: Draft) -> set[str]:
    return {f"{name}_millipoints" for name in draft.document.scores}


def check_checkpoint_fields_are_known(draft: Draft) -> None:
    """Check that the must-haves of a checkpoint are declared attributes, each once."""
    for path, item in draft.checkpoints.items():
        check_fields(draft, (*path, "must_have"), item.must_have, "must_have", {})


def check_checkpoints_ask_for_something(draft: Draft) -> None:
    """Check that no checkpoint is empty: every lead would meet it."""
    for path, item in draft.checkpoints.items():
        if not item.must_have and item.when is None:
            fact = f"{_owner(draft, path)} asks for nothing, so every lead meets it."
            draft.add("checkpoint-empty", path, fact, "Add `must_have` or `when`.", on_key=True)


def check_checkpoints_can_be_met(draft: Draft) -> None:
    """Check that a checkpoint can be met with the points of the rules and what it demands."""
    if draft.damaged:
        return
    bounds = reachable_bounds(draft)
    names = draft.scopes[ConditionPlace.GATE].names
    for path, item in draft.checkpoints.items():
        condition = draft.conditions.get((*path, "when"))
        if condition is None or find_contradiction(condition, {}, names=names):
            continue  # one that contradicts itself is reported already
        at = condition.position
        known = tuple(IsKnown(field, position=at) for field in item.must_have)
        others = _stages_not_asked(path, item)
        stage = (not_in_stages(others, at),) if others else ()
        demanded = And((condition, *known, *stage), position=at) if known or stage else condition
        found = find_contradiction(demanded, bounds, names=names)
        if found:
            fact = f"{found.fact} So {_owner(draft, path, begins=False)} is never met."
            fix = "Lower what it asks for, or let the rules give more points."
            if any(part in known for part in found.parts):
                fix = "Take the field out of `must_have`, or let the condition allow it."
            if any(part in stage for part in found.parts):
                first = FUNNEL[len(others) - len(_ENDS)]
                fact = f"{_owner(draft, path)} is asked only of leads whose stage is {first} or a"
                fact += " later one, so this is never met."
                fix = "Ask for one of these stages, or take the stage out of the condition."
            at = asked_beside(found, stage)
            draft.note("checkpoint-unreachable", (*path, "when"), at, fact, fix)


_ENDS = (Stage.RECYCLED, Stage.DISQUALIFIED)


def _stages_not_asked(path: Path_, item: EntryGateDocument | CheckpointDocument) -> list[Stage]:
    """Return the stages on record of which no lead has one that a checkpoint is asked of.

    That is sure only where no gate of the pact can have brought the lead to its stage.
    """
    if isinstance(item, CheckpointDocument):
        stage = Stage(item.stage)
    else:
        stage = FUNNEL[FUNNEL_RANK[Stage(str(path[1]).upper())] - 1]
    is_of_sales = FUNNEL_RANK[stage] > FUNNEL_RANK[Stage.FIRST_MEETING]
    return [*FUNNEL[: FUNNEL_RANK[stage]], *_ENDS] if is_of_sales else []


def _owner(draft: Draft, path: Path_, *, begins: bool = True) -> str:
    """Return what a checkpoint is called in a message."""
    article = "The" if begins else "the"
    if path[0] == "gates":
        return f"{article} gate {path[1]}"
    return f"{article} checkpoint {draft.document.checkpoints[int(path[1])].id}"
