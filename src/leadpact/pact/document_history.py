"""What a score makes of the past, as it is written: silence, and resets."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from leadpact.pact.document_model import Days, Identifier, PactModel, RuleId, Text


class SpanDocument(PactModel):
    """A span of silence."""

    days: Days = Field(description="Its length; a day is 24 hours.", examples=[30])


class SilenceLimitDocument(PactModel):
    """How much one rule on silence can take at most."""

    points: Annotated[int, Field(ge=1, le=10_000)] = Field(
        description="The rule takes no more points than this.", examples=[60]
    )


def _silence_kind(value: Any) -> str:
    return "kinds" if isinstance(value, list) else "any"


class SilenceRuleDocument(PactModel):
    """Points taken for every full span without an activity."""

    id: RuleId = Field(
        description="The rule's name in ledgers and reports, once in the whole pact.",
        examples=["silent"],
    )
    silence_of: Annotated[
        Annotated[Literal["any"], Tag("any")]
        | Annotated[list[Identifier], Field(min_length=1, max_length=500), Tag("kinds")],
        Discriminator(_silence_kind),
    ] = Field(
        description="The activities that end a silence: a list of kinds, or any that the pact"
        " declares.",
        examples=["any"],
    )
    every: SpanDocument = Field(
        description="Points are taken for every full span of this length in each gap.",
        examples=[{"days": 30}],
    )
    points: Annotated[int, Field(ge=-1000, le=-1)] = Field(
        description="The points of one span, below zero.", examples=[-10]
    )
    at_most: SilenceLimitDocument | None = Field(
        default=None,
        description="The most the rule can take; by default there is no limit.",
        examples=[{"points": 60}],
    )
    until: Literal["next_activity"] | None = Field(
        default=None,
        description="next_activity: the next activity gives the points back, so that only the"
        " present gap counts; by default what silence took stays taken.",
        examples=["next_activity"],
    )
    label: Text | None = Field(
        default=None, description="What people call it; by default its id.", examples=["Silent"]
    )

    @property
    def group(self) -> None:
        """The group it belongs to: silence is in none."""


class ResetDocument(PactModel):
    """An activity after which points given before are worth a part of what they were."""

    on: Identifier = Field(
        description="The kind of activity that resets the score.", examples=["unsubscribed"]
    )
    keep_percent: Annotated[int, Field(ge=0, le=99)] = Field(
        description="Percent that is left of the points given or taken until then.", examples=[0]
    )
