"""Gates as they are written: what it takes to enter a stage."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from leadpact.pact.document_checkpoints import EntryGateDocument
from leadpact.pact.document_model import (
    ConditionText,
    Names,
    PactModel,
    RuleId,
    Text,
    WrittenCondition,
)


class GatePathDocument(PactModel):
    """One of several ways in through a gate."""

    id: RuleId = Field(
        description="The name of the path in conditions, tables and reports, once in the gate.",
        examples=["product-led"],
    )
    label: Text | None = Field(
        default=None,
        description="What people call it; by default its id.",
        examples=["Product-led"],
    )
    must_have: Names = Field(
        default=[],
        description="Attributes that must be known for this way in, besides the gate's own.",
        examples=[["n_seats"]],
    )
    when: ConditionText | None = Field(
        default=None,
        description="The condition that must be true for this way in, besides the gate's own.",
        examples=["n_seats >= 5"],
    )


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
    paths: Annotated[list[GatePathDocument], Field(max_length=20)] = Field(
        default=[],
        description="Several ways in: what the gate itself asks for and what one of them asks for"
        " must hold together. Of several that hold, the first decides.",
        examples=[
            [
                {"id": "product-led", "when": "n_seats >= 5"},
                {"id": "sales-led", "when": "fit >= 40"},
            ]
        ],
    )

    @property
    def every_must_have(self) -> tuple[str, ...]:
        """The attributes that the gate or one of its paths demands, each once."""
        of_paths = (name for path in self.paths for name in path.must_have)
        return tuple(dict.fromkeys((*self.must_have, *of_paths)))


class NotLeadDocument(PactModel):
    """Who is no lead: it leaves visibly, and counts in no funnel."""

    id: RuleId = Field(
        description="Its name in tables and reports, once in the pact.", examples=["support"]
    )
    label: Text | None = Field(
        default=None,
        description="What people call it; by default its id.",
        examples=["Support requests"],
    )
    when: ConditionText = Field(
        description="Who it is; it is asked at the same moments as gates, and before them.",
        examples=["topic == 'support'"],
    )
    send_to: Text | None = Field(
        default=None,
        description="Who takes care of it instead, in words.",
        examples=["support desk"],
    )

    def condition_texts(self) -> Iterator[WrittenCondition]:
        """Yield the condition."""
        yield WrittenCondition(("when",), self.when, f"{self.id}, who is no lead,")


class JudgeAgainDocument(PactModel):
    """When leads are judged again although nothing happened to them."""

    every: Literal["day", "week", "month"] = Field(
        description="Each midnight, each Monday, or each first of a month, in the pact's zone.",
        examples=["day"],
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
    opportunity: EntryGateDocument | None = Field(
        default=None,
        description="What should hold when a deal becomes an opportunity (often called SQL); sales"
        " decides, and nothing waits for it.",
        examples=[{"must_have": ["budget"]}],
    )
    pipeline: EntryGateDocument | None = Field(
        default=None,
        description="What should hold when an opportunity enters the pipeline; sales decides, and"
        " nothing waits for it.",
        examples=[{"must_have": ["needed_on"]}],
    )
    judge_again: JudgeAgainDocument | None = Field(
        default=None,
        description="When leads are judged again although nothing happened to them; without it,"
        " time alone opens no gate.",
        examples=[{"every": "day"}],
    )

    @property
    def gates(self) -> dict[str, GateDocument]:
        """The gates that the pact has, in the order of the funnel."""
        return {name: gate for name, gate in self if isinstance(gate, GateDocument)}

    @property
    def entry_gates(self) -> dict[str, EntryGateDocument]:
        """The gates that say what should hold, and decide on no stage."""
        return {name: gate for name, gate in self if isinstance(gate, EntryGateDocument)}

    def condition_texts(self) -> Iterator[WrittenCondition]:
        """Yield the conditions, each with its path within the section and what it belongs to."""
        for name, gate in self.gates.items():
            if gate.when is not None:
                yield WrittenCondition((name, "when"), gate.when, f"the gate {name}")
            for index, path in enumerate(gate.paths):
                if path.when is not None:
                    owner = f"the path {path.id} of the gate {name}"
                    yield WrittenCondition((name, "paths", index, "when"), path.when, owner)
        for name, entry in self.entry_gates.items():
            if entry.when is not None:
                yield WrittenCondition((name, "when"), entry.when, f"the gate {name}")
