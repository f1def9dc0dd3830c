"""The pact as it is written, one model per section: its shape. Its sense is checked in `checks`."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from leadpact.pact.document_model import (
    ConditionText,
    Days,
    Identifier,
    Names,
    PactModel,
    Points,
    Rate,
    RuleId,
    Text,
    WrittenCondition,
    one_of,
)
from leadpact.pact.sections.cadences.document import CadencesDocument
from leadpact.pact.sections.calendars.document import Calendars
from leadpact.pact.sections.clocks.document import Clocks
from leadpact.pact.sections.feedback.document import FeedbackDocument
from leadpact.pact.sections.handoff.document import HandoffDocument
from leadpact.pact.sections.identity.document import IdentityDocument
from leadpact.pact.sections.routing.document import RoutingDocument
from leadpact.terms.stages import Stage


class AttributeDocument(PactModel):
    """Something known about a lead or its account, typed so that rules about it can be checked."""

    type: Literal["text", "category", "integer", "number", "boolean", "date"] = Field(
        description="What its values are.", examples=["category"]
    )
    values: Annotated[list[Text], Field(max_length=2000)] | None = Field(
        default=None,
        description="The values a category can take.",
        examples=[["software", "fintech"]],
    )
    from_: Annotated[str, Field(pattern=r"^(leads|accounts)\.[A-Za-z][A-Za-z0-9_]*$")] | None = (
        Field(
            default=None,
            alias="from",
            description="The table and column that hold it; by default the standard one, or the"
            " column of leads with its own name.",
            examples=["accounts.employee_band"],
        )
    )


class ActivityDocument(PactModel):
    """A kind of activity that the pact takes notice of."""

    intent: bool = Field(
        default=False, description="Whether it signals an intention to buy.", examples=[True]
    )
    label: Text | None = Field(
        default=None,
        description="What people call it; by default its code.",
        examples=["looked at prices"],
    )


class FadeStepDocument(PactModel):
    """One step of a fade: up to this age, this share of the points."""

    days: Days = Field(description="The age, in days, at which this step ends.", examples=[14])
    percent: Annotated[int, Field(ge=0, le=100)] = Field(
        description="Percent of the points given.", examples=[50]
    )


class FadeDocument(PactModel):
    """How points lose their worth with age."""

    shape: Literal["none", "window", "linear", "steps"] = Field(
        description="none: never; window: all of them until `days`; linear: evenly down to zero at"
        " `days`; steps: as `steps` say.",
        examples=["linear"],
    )
    days: Days | None = Field(
        default=None, description="The life of the points (window, linear).", examples=[90]
    )
    steps: Annotated[list[FadeStepDocument], Field(min_length=1, max_length=20)] | None = Field(
        default=None,
        description="The steps by rising age; after the last one nothing is left (steps).",
        examples=[[{"days": 14, "percent": 100}, {"days": 60, "percent": 50}]],
    )


class LimitDocument(PactModel):
    """How much one rule can give at most."""

    points: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        default=None,
        description="The rule's whole contribution stays within this many points.",
        examples=[20],
    )
    count: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        default=None,
        description="Only the first so many activities of each `per` count.",
        examples=[2],
    )
    per: Literal["day", "week"] | None = Field(
        default=None,
        description="The calendar day, or week from Monday, in the pact's zone.",
        examples=["day"],
    )


class ConditionRuleDocument(PactModel):
    """Points for who the lead is or what it did, while a condition is true."""

    id: RuleId = Field(
        description="The rule's name in ledgers and reports, once in the whole pact.",
        examples=["right-size"],
    )
    when: ConditionText = Field(
        description="The points are given while this condition is true.",
        examples=["n_employees >= 200"],
    )
    points: Points = Field(description="The points given; negative ones take away.", examples=[30])
    label: Text | None = Field(
        default=None, description="What people call it; by default its id.", examples=["Right size"]
    )


class ActivityRuleDocument(PactModel):
    """Points for each activity of one kind."""

    id: RuleId = Field(
        description="The rule's name in ledgers and reports, once in the whole pact.",
        examples=["pricing"],
    )
    on: Identifier = Field(
        description="The kind of activity that gives the points.", examples=["pricing_viewed"]
    )
    where: ConditionText | None = Field(
        default=None,
        description="Only activities for which this condition is true: it may ask about their"
        " `channel`, `campaign`, `content` and `value`.",
        examples=["channel == 'ads'"],
    )
    points: Points = Field(
        description="The points of one fresh activity; negative ones take away.", examples=[8]
    )
    fades: FadeDocument | None = Field(
        default=None,
        description="How the points lose their worth; by default they never do.",
        examples=[{"shape": "linear", "days": 30}],
    )
    at_most: LimitDocument | None = Field(
        default=None,
        description="The most the rule can give; by default there is no limit.",
        examples=[{"points": 20}],
    )
    label: Text | None = Field(
        default=None,
        description="What people call it; by default its id.",
        examples=["Looked at prices"],
    )


def _rule_kind(value: Any) -> str:
    if _has(value, "on") or _has(value, "when"):
        return "on" if _has(value, "on") else "when"
    return "on" if any(_has(value, key) for key in ("fades", "at_most", "where")) else "when"


def _has(value: Any, key: str) -> bool:
    return key in value if isinstance(value, dict) else hasattr(value, key)


RuleDocument = Annotated[
    Annotated[ConditionRuleDocument, Tag("when")] | Annotated[ActivityRuleDocument, Tag("on")],
    Discriminator(_rule_kind),
]
ScoreRange = Annotated[
    list[Annotated[int, Field(ge=-100_000, le=100_000)]], Field(min_length=2, max_length=2)
]


class ScoreDocument(PactModel):
    """A score of one lead: the sum of its rules, held within its range."""

    range: ScoreRange = Field(
        default=[0, 100], description="The lowest and the highest total.", examples=[[0, 100]]
    )
    rules: list[RuleDocument] = Field(
        min_length=1,
        max_length=500,
        description="What gives points, or takes them away.",
        examples=[[{"id": "right-size", "when": "n_employees >= 200", "points": 30}]],
    )
    label: Text | None = Field(
        default=None, description="What people call it; by default its name.", examples=["Fit"]
    )

    def condition_texts(self) -> Iterator[WrittenCondition]:
        """Yield the conditions, each with its path within the score and the rule it belongs to."""
        for index, rule in enumerate(self.rules):
            key = "when" if isinstance(rule, ConditionRuleDocument) else "where"
            if text := getattr(rule, key):
                yield WrittenCondition(("rules", index, key), text, f"the rule `{rule.id}`")


class CombineDocument(PactModel):
    """How the scores of an account's people make the account's score."""

    from_: Identifier = Field(
        alias="from",
        description="The score of each person that is combined.",
        examples=["engagement"],
    )
    method: Literal["sum", "sum_of_top", "max"] = Field(
        description="sum: all of them together; sum_of_top: the `n` highest together; max: the"
        " highest.",
        examples=["sum_of_top"],
    )
    n: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        default=None, description="How many of the highest count (sum_of_top).", examples=[3]
    )


class AccountScoreDocument(PactModel):
    """A score of an account, combined from a score of its people."""

    combine: CombineDocument = Field(
        description="From which score, and how.",
        examples=[{"from": "engagement", "method": "sum_of_top", "n": 3}],
    )
    range: ScoreRange = Field(
        default=[0, 100], description="The lowest and the highest total.", examples=[[0, 300]]
    )
    label: Text | None = Field(
        default=None,
        description="What people call it; by default its name.",
        examples=["Account interest"],
    )


def _score_kind(value: Any) -> str:
    return "combine" if _has(value, "combine") else "rules"


AnyScoreDocument = Annotated[
    Annotated[ScoreDocument, Tag("rules")] | Annotated[AccountScoreDocument, Tag("combine")],
    Discriminator(_score_kind),
]


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
    conversation_leads_per_month: Annotated[int, Field(ge=1, le=10_000_000)] | None = Field(
        default=None,
        description="Conversation leads that marketing promises a month.",
        examples=[120],
    )


class PactDocument(PactModel):
    """The agreement between marketing and sales, as it is written."""

    spec: Literal[1] = Field(description="The version of this format.", examples=[1])
    name: Text = Field(description="What people call this pact.", examples=["Inbound, mid-market"])
    time_zone: Text = Field(
        default="UTC",
        description="The zone of calendar days and weeks (IANA name).",
        examples=["America/New_York"],
    )
    labels: dict[Annotated[str, one_of(stage.value for stage in Stage)], Text] = Field(
        default={},
        description="The company's own names of stages.",
        examples=[{"CONVERSATION_LEAD": "MQL"}],
    )
    attributes: Annotated[dict[Identifier, AttributeDocument], Field(max_length=500)] = Field(
        default={},
        description="What rules may ask about leads and accounts, beyond the standard fields.",
        examples=[{"n_seats": {"type": "integer"}}],
    )
    activities: Annotated[dict[Identifier, ActivityDocument], Field(max_length=500)] = Field(
        default={},
        description="The kinds of activity the pact takes notice of.",
        examples=[{"pricing_viewed": {"intent": True}}],
    )
    scores: Annotated[dict[Identifier, AnyScoreDocument], Field(max_length=50)] = Field(
        default={},
        description="The scores and their rules.",
        examples=[{"fit": {"rules": [{"id": "size", "when": "n_employees >= 200", "points": 30}]}}],
    )
    gates: GatesDocument = Field(
        default_factory=GatesDocument.model_construct,
        description="What it takes to enter a stage.",
        examples=[{"conversation_lead": {"when": "fit >= 40"}}],
    )
    targets: TargetsDocument = Field(
        default_factory=TargetsDocument.model_construct,
        description="What is to be reached.",
        examples=[{"acceptance_rate": 0.8}],
    )
    identity: IdentityDocument | None = Field(
        default=None,
        description="How leads arrive clean and once; without it they are taken as they are.",
        examples=[{"duplicates": {}, "accounts": {}}],
    )
    calendar: Identifier | None = Field(
        default=None,
        description="The calendar of all that names no other; by default Monday to Friday, 09:00 to"
        " 17:00 in the pact's zone.",
        examples=["office"],
    )
    calendars: Calendars = Field(
        default={},
        description="When people work, by name.",
        examples=[{"office": {"holidays": [{"country": "US"}]}}],
    )
    routing: RoutingDocument | None = Field(
        default=None,
        description="Who gets a lead; without it nobody is given one.",
        examples=[{"pools": {"inbound": {"roles": ["SDR"]}}, "default": "inbound"}],
    )
    cadences: CadencesDocument | None = Field(
        default=None,
        description="How a lead is followed up; without it no step is due.",
        examples=[{"tracks": [{"id": "everyone", "steps": [{"id": "call-1", "channel": "call"}]}]}],
    )
    clocks: Clocks = Field(
        default=[],
        description="What is promised by when; of one kind, the first whose condition is true for a"
        " lead runs.",
        examples=[[{"kind": "first_touch", "within": {"hours": 1}}]],
    )
    handoff: HandoffDocument | None = Field(
        default=None,
        description="How a meeting goes from SDR to AE; without it nothing is agreed on meetings.",
        examples=[{"acceptance": "ae_converts"}],
    )
    feedback: FeedbackDocument | None = Field(
        default=None,
        description="What must be reported back; without it dispositions are not judged.",
        examples=[{"faults": {"competitor": "Works for a competitor"}}],
    )
