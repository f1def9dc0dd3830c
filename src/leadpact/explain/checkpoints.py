"""The explanation of a lead's checkpoints: what should hold before it moves on, and what lacks."""

from collections.abc import Iterator

from leadpact.engine.gates import CheckpointCheck, Judgement
from leadpact.explain.view import stage_words
from leadpact.pact.checkpoint import WHEN, Checkpoint
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.words import asked_words


def checkpoint_lines(judgement: Judgement, ruleset: Ruleset) -> Iterator[str]:
    """Yield the lines on each checkpoint that is asked of a lead of its stage."""
    for item in ruleset.checkpoints:
        check = judgement.checkpoints.get(item.checkpoint_id)
        if check is None:
            continue
        yield ""
        yield f"{_name(item, ruleset)}: {_answer(check)}"
        yield f"  asks: {asked_words(item)}"
        if not check.is_met:
            yield f"  missing: {', '.join(_lacking(check))}"


def _name(item: Checkpoint, ruleset: Ruleset) -> str:
    """Return what a checkpoint is called, and of which stage it is."""
    stage = stage_words(item.stage, ruleset)
    if item.on_entry:
        return f"To enter {stage}"
    label = item.checkpoint_id
    label = label if item.label == label else f"{item.label} ({label})"
    return f"Checkpoint {label}, before {stage} ends"


def _answer(check: CheckpointCheck) -> str:
    if check.is_met:
        return "met"
    return "open, and the lead moved on without it" if check.has_moved_on else "open"


def _lacking(check: CheckpointCheck) -> Iterator[str]:
    """Yield what is missing: must-haves, and that the condition does not hold."""
    for name in check.lacks:
        if name != WHEN:
            yield name
        elif check.condition is None:
            yield "something that the condition asks for"
        else:
            yield "the condition is not true"
