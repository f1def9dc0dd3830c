"""Checkpoints compiled: what should be known before a deal moves on. No decision waits for it."""

from dataclasses import dataclass

from leadpact.conditions.nodes import Condition
from leadpact.terms.stages import FUNNEL, FUNNEL_RANK, Stage

ENTRY_GATES = ("opportunity", "pipeline")
"""The gates that decide on no stage: sales does, and they say what should hold as it does."""

CHECKPOINT_STAGES = (
    Stage.FIRST_MEETING,
    Stage.OPPORTUNITY,
    Stage.PIPELINE,
    Stage.CLOSED_WON,
)
"""The stages with checkpoints: those that sales works and that a later one follows."""

MET = "met"
OPEN = "open"
WHEN = "when"
"""How a checkpoint's condition is called among what is missing."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What should hold before a lead moves on: every must-have known and `when` true.

    Attributes
    ----------
    stage
        The stage that it belongs to.
    on_entry
        Whether it should hold as a lead enters the stage, instead of before it leaves it.
    when
        The condition as written.
    opens
        The same with scores in millipoints, which interpreters evaluate; None: there is none.
    """

    checkpoint_id: str
    label: str
    stage: Stage
    on_entry: bool
    must_have: tuple[str, ...]
    when: Condition | None
    opens: Condition | None

    @property
    def asked_in(self) -> Stage:
        """The stage in which it is due; a lead in a later one has moved on."""
        return FUNNEL[FUNNEL_RANK[self.stage] - 1] if self.on_entry else self.stage

    @property
    def column(self) -> str:
        """The column of its answer in the tables of decisions."""
        return column_of_checkpoint(self.checkpoint_id)


def column_of_checkpoint(checkpoint_id: str) -> str:
    """Return the column of a checkpoint's answer in the tables of decisions."""
    return f"checkpoint_{checkpoint_id}"


def answer_text(lacks: tuple[str, ...]) -> str:
    """Return the answer of a checkpoint as tables hold it, by what it lacks.

    Examples
    --------
    >>> answer_text(()), answer_text(("budget", "when"))
    ('met', 'open: budget, when')
    """
    return f"{OPEN}: {', '.join(lacks)}" if lacks else MET
