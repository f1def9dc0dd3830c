"""Checkpoints as they are written: what should be known before a deal moves on."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from leadpact.pact.checkpoint import CHECKPOINT_STAGES
from leadpact.pact.document_model import (
    ConditionText,
    Names,
    PactModel,
    RuleId,
    Text,
    WrittenCondition,
    one_of,
)


class EntryGateDocument(PactModel):
    """What should hold as a lead enters a stage that sales decides on."""

    must_have: Names = Field(
        default=[],
        description="Attributes that should be known.",
        examples=[["budget", "needed_on"]],
    )
    when: ConditionText | None = Field(
        default=None,
        description="The condition that should be true.",
        examples=["n_seats >= 10"],
    )


class CheckpointDocument(PactModel):
    """What should hold before a lead moves on from its stage."""

    id: RuleId = Field(
        description="Its name in tables and reports, once in the pact; not the name of a gate.",
        examples=["discovery"],
    )
    label: Text | None = Field(
        default=None,
        description="What people call it; by default its id.",
        examples=["Discovery"],
    )
    stage: Annotated[str, one_of(stage.value for stage in CHECKPOINT_STAGES)] = Field(
        description="The stage before whose end it should hold.", examples=["OPPORTUNITY"]
    )
    must_have: Names = Field(
        default=[],
        description="Attributes that should be known.",
        examples=[["current_system", "problem"]],
    )
    when: ConditionText | None = Field(
        default=None,
        description="The condition that should be true.",
        examples=["n_attendees >= 2"],
    )

    def condition_texts(self) -> Iterator[WrittenCondition]:
        """Yield the condition, if there is one."""
        if self.when is not None:
            yield WrittenCondition(("when",), self.when, f"the checkpoint {self.id}")
