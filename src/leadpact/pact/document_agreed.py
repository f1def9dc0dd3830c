"""What is agreed besides decisions, as it is written: targets, windows, consequences."""

from typing import Annotated

from pydantic import Field

from leadpact.pact.agreed import Volume
from leadpact.pact.document_model import Days, PactModel, Rate, RuleId, Text, codes_of, one_of
from leadpact.terms.stages import FUNNEL, RepRole

FunnelStage = Annotated[str, one_of(stage.value for stage in FUNNEL)]
_Volume = Annotated[int, Field(ge=1, le=10_000_000)]


class RateTargetDocument(PactModel):
    """A share of the leads of one stage that is to reach a later one."""

    from_: FunnelStage = Field(
        alias="from", description="The earlier stage.", examples=["CONVERSATION_LEAD"]
    )
    to: FunnelStage = Field(description="The later stage.", examples=["FIRST_MEETING"])
    at_least: Rate = Field(
        description="Of the leads that reach the earlier stage, the share that is to reach the"
        " later one.",
        examples=[0.4],
    )


class VolumeTargetDocument(PactModel):
    """How much is to come in a month."""

    count: Annotated[str, codes_of(Volume)] = Field(
        description="What is counted. conversation_leads: leads that passed the gate; touches: what"
        " reps did; meetings_held: touches of the kind MEETING.",
        examples=["meetings_held"],
    )
    of_each: Annotated[str, one_of(role.value for role in RepRole)] | None = Field(
        default=None,
        description="Of each rep of this role; by default of the whole company.",
        examples=["AE"],
    )
    per_month: _Volume = Field(description="How many in a calendar month.", examples=[12])


class TargetsDocument(PactModel):
    """What the two departments want to reach; shown next to what was reached."""

    opportunity_creation_rate: Rate | None = Field(
        default=None,
        description="Share of conversation leads that become opportunities.",
        examples=[0.12],
    )
    acceptance_rate: Rate | None = Field(
        default=None,
        description="Share of handed-over opportunities that sales accepts.",
        examples=[0.8],
    )
    conversation_leads_per_month: _Volume | None = Field(
        default=None,
        description="Conversation leads that marketing promises a month.",
        examples=[120],
    )
    rates: Annotated[list[RateTargetDocument], Field(max_length=50)] = Field(
        default=[],
        description="Shares from one stage to a later one.",
        examples=[[{"from": "CONVERSATION_LEAD", "to": "FIRST_MEETING", "at_least": 0.4}]],
    )
    promises: Annotated[dict[RuleId, Rate], Field(max_length=100)] = Field(
        default={},
        description="By the name of a clock, the share of its promises that is to be kept.",
        examples=[{"first-touch": 0.9}],
    )
    volumes: Annotated[list[VolumeTargetDocument], Field(max_length=50)] = Field(
        default=[],
        description="Volumes of a month.",
        examples=[[{"count": "meetings_held", "of_each": "AE", "per_month": 12}]],
    )


class ConsequenceDocument(PactModel):
    """What follows where a promise is not kept."""

    promise: RuleId = Field(
        description="The name of a clock; or that of a target, such as acceptance_rate.",
        examples=["first-touch"],
    )
    kept_below: Rate = Field(
        description="Below which share of the promise it follows; of a target, which share of what"
        " was to be reached.",
        examples=[0.8],
    )
    then: Text = Field(
        description="What follows, in a sentence.",
        examples=["Marketing may give these leads to inside sales for a month."],
    )


Windows = Annotated[dict[FunnelStage, Days], Field(max_length=8)]
Consequences = Annotated[list[ConsequenceDocument], Field(max_length=50)]
