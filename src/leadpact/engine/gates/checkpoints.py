"""Ask the checkpoints of a lead's stage and of those before it: what is met, and what it lacks.

They are asked at one moment, and decide nothing. Twin: `relational.checkpoints`.
"""

from dataclasses import dataclass

from leadpact.engine.scoring import CompiledCheckpoint, Moment
from leadpact.pact.checkpoint import WHEN, answer_text
from leadpact.terms.stages import FUNNEL_RANK, Stage


@dataclass(frozen=True, slots=True)
class CheckpointCheck:
    """The answer of a checkpoint.

    Attributes
    ----------
    condition
        True, False, or None where it is unknown; True where there is none.
    missing
        The must-haves that are not known, in the pact's order.
    has_moved_on
        Whether the lead is in a later stage than that in which the checkpoint is due.
    """

    checkpoint: str
    condition: bool | None
    missing: tuple[str, ...]
    has_moved_on: bool

    @property
    def is_met(self) -> bool:
        """Whether every must-have is known and the condition is true."""
        return self.condition is True and not self.missing

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing: must-haves, and `when` for the condition.

        A condition that is unknown is no news beside a must-have that is: it is left out.
        """
        is_fine = bool(self.missing) if self.condition is None else self.condition
        return self.missing if is_fine else (*self.missing, WHEN)

    @property
    def text(self) -> str:
        """The answer as tables hold it: `met`, or `open: budget, when`."""
        return answer_text(self.lacks)


def ask_checkpoints(moment: Moment, stage: Stage) -> dict[str, CheckpointCheck]:
    """Ask every checkpoint of a stage of the funnel and of the stages before it."""
    rank = FUNNEL_RANK.get(stage)
    if rank is None:  # who is recycled or disqualified is moved on by nobody
        return {}
    return {
        item.checkpoint.checkpoint_id: _ask(moment, item, rank)
        for item in moment.program.checkpoints
        if rank >= FUNNEL_RANK[item.checkpoint.asked_in]
    }


def _ask(moment: Moment, compiled: CompiledCheckpoint, rank: int) -> CheckpointCheck:
    checkpoint = compiled.checkpoint
    missing = (name for name in checkpoint.must_have if moment.attributes[name] is None)
    return CheckpointCheck(
        checkpoint=checkpoint.checkpoint_id,
        condition=True if compiled.opens is None else compiled.opens(moment),
        missing=tuple(missing),
        has_moved_on=rank > FUNNEL_RANK[checkpoint.asked_in],
    )
