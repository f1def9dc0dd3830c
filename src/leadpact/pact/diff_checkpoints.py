"""What changed in the checkpoints of two pacts."""

from collections.abc import Iterator

from leadpact.pact.changes import Change, diff_fields, diff_label, diff_named, diff_words
from leadpact.pact.checkpoint import Checkpoint
from leadpact.pact.diff_conditions import diff_conditions
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.words import checkpoint_words


def diff_checkpoints(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    """Yield the checkpoints that are new or gone, and what changed in the others."""
    for kind, is_gate in (("gate", True), ("checkpoint", False)):
        before, after = (
            {item.checkpoint_id: item for item in one.checkpoints if item.on_entry == is_gate}
            for one in (old, new)
        )
        yield from diff_named(
            "checkpoint", kind, before, after, words=checkpoint_words, inner=_diff_one
        )


def _diff_one(subject: str, old: Checkpoint, new: Checkpoint) -> Iterator[Change]:
    yield from diff_words("checkpoint-stage", f"{subject}: stage", str(old.stage), str(new.stage))
    yield from diff_conditions("checkpoint-condition", subject, old.when, new.when, "no condition")
    fields_of = (dict.fromkeys(item.must_have, "a must-have") for item in (old, new))
    yield from diff_fields(subject, *fields_of)
    yield from diff_label(subject, old.label, new.label)
