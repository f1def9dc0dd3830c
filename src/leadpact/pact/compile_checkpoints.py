"""From checkpoints as they are written to frozen ones: gates on entry first, then the others."""

from leadpact.pact.checkpoint import Checkpoint
from leadpact.pact.document_checkpoints import CheckpointDocument
from leadpact.pact.draft import Draft
from leadpact.terms.stages import Stage


def checkpoints_of(draft: Draft) -> tuple[Checkpoint, ...]:
    """Return the checkpoints of a draft without errors."""
    found = []
    for path, written in draft.checkpoints.items():
        when, opens = draft.condition_and_opens((*path, "when"))
        is_within = isinstance(written, CheckpointDocument)
        name = written.id if is_within else str(path[1])
        found.append(
            Checkpoint(
                checkpoint_id=name,
                label=(written.label or name) if is_within else name,
                stage=Stage(written.stage if is_within else name.upper()),
                on_entry=not is_within,
                must_have=tuple(written.must_have),
                when=when,
                opens=opens,
            )
        )
    return tuple(found)
