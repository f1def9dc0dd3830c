"""The pact as it is written: one model per section. Checked for shape here, for sense in `checks`."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Text = Annotated[str, Field(min_length=1, max_length=200)]
Identifier = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_]{0,59}$", description="small letters, digits, underscores"),
]
RuleId = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_-]{0,59}$", description="small letters, digits, hyphens"),
]
ConditionText = Annotated[str, Field(min_length=1, description="a condition, see conditions.md")]
Days = Annotated[int, Field(ge=1, le=3650)]
Points = Annotated[int, Field(ge=-1000, le=1000)]


class Model(BaseModel):
    """What every section shares: unknown keys are refused, values are not coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AttributeDocument(Model):
    """Something known about a lead or its account, typed so that rules about it can be checked."""

    type: Literal["text", "category", "integer", "number", "boolean", "date"]
    values: list[Text] | None = Field(
        None, description="The values a category can take.", max_length=2000
    )
    from_: str | None = Field(
        None,
        alias="from",
        pattern=r"^(leads|accounts)\.[A-Za-z_][A-Za-z0-9_]*$",
        description="The table and column that hold it; by default the column of its own name.",
    )


class ActivityDocument(Model):
    """A kind of activity that the pact takes notice of."""

    intent: bool = Field(False, description="Whether it signals an intention to buy.")
    label: Text | None = Field(None, description="How people call it.")


class FadeStepDocument(Model):
    """One step of a fade: up to this age, this share of the points."""

    days: Days = Field(description="The age, in days, at which this step ends.")
    percent: Annotated[int, Field(ge=0, le=100)] = Field(description="Percent of the points given.")


class FadeDocument(Model):
    """How points lose their worth with age."""

    shape: Literal["none", "window", "linear", "steps"] = Field(
        description="none: never; window: all until `days`; linear: evenly down to zero at `days`;"
        " steps: as the table says."
    )
    days: Days | None = Field(None, description="The life of the points (window, linear).")
    steps: list[FadeStepDocument] | None = Field(None, max_length=20, description="For steps.")


class LimitDocument(Model):
    """How much one rule can give at most."""

    points: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        None, description="The rule's whole contribution stays within this many points."
    )
    count: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        None, description="Only the first so many activities of each `per` count."
    )
    per: Literal["day", "week"] | None = Field(
        None, description="The calendar day or Monday week, in the pact's zone, of `count`."
    )


class ConditionRuleDocument(Model):
    """Points for who the lead is or what it did, while a condition is true."""

    id: RuleId
    when: ConditionText = Field(description="The points are given while this is true.")
    points: Points
    label: Text | None = None


class ActivityRuleDocument(Model):
    """Points for each activity of one kind."""

    id: RuleId
    on: Identifier = Field(description="The kind of activity that gives the points.")
    where: ConditionText | None = Field(
        None, description="Only activities whose channel, campaign, content or value fit."
    )
    points: Points
    fades: FadeDocument | None = Field(None, description="How the points fade; none by default.")
    at_most: LimitDocument | None = Field(None, description="The most the rule can give.")
    label: Text | None = None


def _rule_kind(value: Any) -> str:
    keys = value.keys() if isinstance(value, dict) else vars(value)
    return "on" if "on" in keys else "when"


RuleDocument = Annotated[
    Annotated[ConditionRuleDocument, Tag("when")] | Annotated[ActivityRuleDocument, Tag("on")],
    Discriminator(_rule_kind),
]
ScoreRange = Annotated[
    list[Annotated[int, Field(ge=-100_000, le=100_000)]], Field(min_length=2, max_length=2)
]


class ScoreDocument(Model):
    """A score of one lead: the sum of its rules, held within its range."""

    range: ScoreRange = Field([0, 100], description="The lowest and the highest total.")
    rules: list[RuleDocument] = Field(min_length=1, max_length=500)
    label: Text | None = None


class CombineDocument(Model):
    """How the scores of an account's people make the account's score."""

    from_: Identifier = Field(alias="from", description="The score of each person that is combined.")
    method: Literal["sum", "sum_of_top", "max"] = Field(description="How they are combined.")
    n: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        None, description="How many of the highest count (sum_of_top)."
    )


class AccountScoreDocument(Model):
    """A score of a whole account, combined from a score of its people."""

    combine: CombineDocument
    range: ScoreRange = Field([0, 100], description="The lowest and the highest total.")
    label: Text | None = None


def _score_kind(value: Any) -> str:
    keys = value.keys() if isinstance(value, dict) else vars(value)
    return "combine" if "combine" in keys else "rules"


AnyScoreDocument = Annotated[
    Annotated[ScoreDocument, Tag("rules")] | Annotated[AccountScoreDocument, Tag("combine")],
    Discriminator(_score_kind),
]


class GateDocument(Model):
    """What it takes to enter a stage."""

    must_have: list[Identifier] = Field([], description="Attributes that must be known.")
    nice_to_have: list[Identifier] = Field([], description="Attributes asked for, not demanded.")
    unnecessary: list[Identifier] = Field(
        [], description="Attributes agreed to be no reason to turn a lead away."
    )
    when: ConditionText | None = Field(None, description="The condition that must be true.")


class GatesDocument(Model):
    """The gates, in the order of the funnel; a later one is asked once the earlier one opened."""

    conversation_lead: GateDocument | None = Field(
        None, description="What makes a conversation lead (often called MQL)."
    )
    first_meeting: GateDocument | None = Field(
        None, description="What makes a first meeting (often called SAL)."
    )


Rate = Annotated[float, Field(gt=0, le=1)]


class TargetsDocument(Model):
    """What the two departments want to reach; shown beside what was reached."""

    opportunity_creation_rate: Rate | None = Field(
        None, description="Share of conversation leads that become opportunities."
    )
    acceptance_rate: Rate | None = Field(
        None, description="Share of handed-over opportunities that sales accepts."
    )
    conversation_leads_per_month: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Conversation leads that marketing promises a month."
    )


StageLabel = Literal[
    "TARGET",
    "EXCHANGE",
    "CONVERSATION_LEAD",
    "FIRST_MEETING",
    "OPPORTUNITY",
    "PIPELINE",
    "CLOSED_WON",
    "NEXT_SALE",
    "RECYCLED",
    "DISQUALIFIED",
]


class PactDocument(Model):
    """The agreement between marketing and sales, as it is written."""

    spec: Literal[1] = Field(description="The version of this format.")
    name: Text = Field(description="What people call this pact.")
    time_zone: str = Field("UTC", description="The zone of calendar days and weeks (IANA name).")
    labels: dict[StageLabel, Text] = Field({}, description="The company's own names of stages.")
    attributes: dict[Identifier, AttributeDocument] = Field(
        {}, description="What rules may ask about leads and accounts, beyond the standard fields."
    )
    activities: dict[Identifier, ActivityDocument] = Field(
        {}, description="The kinds of activity the pact takes notice of."
    )
    scores: dict[Identifier, AnyScoreDocument] = Field({}, description="The scores and their rules.")
    gates: GatesDocument = Field(
        default_factory=lambda: GatesDocument(), description="What it takes to enter a stage."
    )
    targets: TargetsDocument = Field(
        default_factory=lambda: TargetsDocument(), description="What is to be reached."
    )


RESERVED_KEYS = ("routing", "cadences", "clocks", "handoff", "feedback", "identity")
"""Sections that the format keeps for what this version cannot run yet."""
