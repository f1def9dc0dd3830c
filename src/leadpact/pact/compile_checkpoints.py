"""From checkpoints as they are written to frozen ones: gates of sales first, then the others."""

from leadpact.pact.checkpoint import Checkpoint
from leadpact.pact.document_checkpoints import CheckpointDocument
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.terms.stages import Stage


def checkpoints_of(draft: Draft) -> tuple[Checkpoint, ...]:
    """Return the checkpoints of a draft without errors."""
    return tuple(_checkpoint(draft, path) for path in draft.checkpoints)


def _checkpoint(draft: Draft, path: Path_) -> Checkpoint:
    written = draft.checkpoints[path]
    when, opens = draft.condition_and_opens((*path, "when"))
    must_have = tuple(written.must_have)
    if isinstance(written, CheckpointDocument):
        name, stage = written.id, Stage(written.stage)
        label = written.label or name
        on_entry = False
    else:
        name = label = str(path[1])
        stage, on_entry = Stage(name.upper()), True
    return Checkpoint(name, label, stage, on_entry, must_have, when, opens)
