"""Gates as they are written: what it takes to enter a stage."""

from collections.abc import Iterator

from pydantic import Field

from leadpact.pact.document_model import ConditionText, Names, PactModel, WrittenCondition


class GateDocument(PactModel):
    """What it takes to enter a stage."""

    must_have: Names = Field(
        default=[],
        description="Attributes that must be known.",
        examples=[["email", "company"]],
    )
    nice_to_have: Names = Field(
        default=[], description="Attributes asked for, not demanded.", examples=[["phone"]]
    )
    unnecessary: Names = Field(
        default=[],
        description="Attributes agreed to be no reason to turn a lead away.",
        examples=[["revenue_amount"]],
    )
    when: ConditionText | None = Field(
        default=None,
        description="The condition that must be true.",
        examples=["fit >= 40 and intent >= 20"],
    )


class GatesDocument(PactModel):
    """The gates, in the order of the funnel; a later one is asked once the earlier one opened."""

    conversation_lead: GateDocument | None = Field(
        default=None,
        description="What makes a conversation lead (often called MQL).",
        examples=[{"must_have": ["email"], "when": "fit >= 40"}],
    )
    first_meeting: GateDocument | None = Field(
        default=None,
        description="What makes a first meeting (often called SAL).",
        examples=[{"must_have": ["phone"], "when": "fit >= 50"}],
    )

    def condition_texts(self) -> Iterator[WrittenCondition]:
        """Yield the conditions, each with its path within the section and what it belongs to."""
        for name, gate in self:
            if gate is not None and gate.when is not None:
                yield WrittenCondition((name, "when"), gate.when, f"the gate {name}")
