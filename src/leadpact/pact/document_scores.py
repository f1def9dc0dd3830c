"""Scores as they are written: their rules, fades, limits and ranges."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from leadpact.pact.document_groups import GroupDocument
from leadpact.pact.document_history import ResetDocument, SilenceRuleDocument
from leadpact.pact.document_model import (
    ConditionText,
    Days,
    Identifier,
    NightlyFloor,
    PactModel,
    Points,
    RuleId,
    ScoreRange,
    Text,
    WrittenCondition,
)
from leadpact.pact.document_sums import SumScoreDocument


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


class BlockDocument(PactModel):
    """Blocks of days, one after the other from the first activity that the rule takes."""

    days: Days = Field(description="The days of a block; a day is 24 hours.", examples=[90])


def _per_kind(value: Any) -> str:
    return "block" if isinstance(value, dict | BlockDocument) else "word"


PerDocument = Annotated[
    Annotated[Literal["day", "week", "month", "quarter"], Tag("word")]
    | Annotated[BlockDocument, Tag("block")],
    Discriminator(_per_kind),
]


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
    per: PerDocument | None = Field(
        default=None,
        description="The calendar day, week from Monday, month or quarter in the pact's zone, or"
        " a block of days.",
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
    group: Identifier | None = Field(
        default=None,
        description="The group of the score that the rule belongs to.",
        examples=["emails"],
    )
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
    take: Literal["latest", "best"] | None = Field(
        default=None,
        description="latest: of the activities that count, only the latest gives points; best:"
        " only the one that is worth most; by default all of them do.",
        examples=["latest"],
    )
    group: Identifier | None = Field(
        default=None,
        description="The group of the score that the rule belongs to.",
        examples=["emails"],
    )
    label: Text | None = Field(
        default=None,
        description="What people call it; by default its id.",
        examples=["Looked at prices"],
    )


def _rule_kind(value: Any) -> str:
    if _has(value, "silence_of"):
        return "silence_of"
    if _has(value, "on") or _has(value, "when"):
        return "on" if _has(value, "on") else "when"
    return (
        "on" if any(_has(value, key) for key in ("fades", "at_most", "where", "take")) else "when"
    )


def _has(value: Any, key: str) -> bool:
    return key in value if isinstance(value, dict) else hasattr(value, key)


RuleDocument = Annotated[
    Annotated[ConditionRuleDocument, Tag("when")]
    | Annotated[ActivityRuleDocument, Tag("on")]
    | Annotated[SilenceRuleDocument, Tag("silence_of")],
    Discriminator(_rule_kind),
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
    groups: Annotated[dict[Identifier, GroupDocument], Field(max_length=100)] = Field(
        default={},
        description="Rules that share a limit, or of which only the best counts.",
        examples=[{"emails": {"at_most": {"points": 20}}}],
    )
    resets: Annotated[list[ResetDocument], Field(max_length=20)] = Field(
        default=[],
        description="Activities after which only a part is left of what activities and silence"
        " gave until then; the latest one counts.",
        examples=[[{"on": "unsubscribed", "keep_percent": 0}]],
    )
    nightly_floor: NightlyFloor | None = Field(
        default=None,
        description="A total that is below this many points at the end of a local day is set back"
        " to it.",
        examples=[0],
    )
    label: Text | None = Field(
        default=None, description="What people call it; by default its name.", examples=["Fit"]
    )

    def condition_texts(self) -> Iterator[WrittenCondition]:
        """Yield the conditions, each with its path within the score and the rule it belongs to."""
        for index, rule in enumerate(self.rules):
            key = "when" if isinstance(rule, ConditionRuleDocument) else "where"
            if text := getattr(rule, key, None):
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
    return next((key for key in ("combine", "sum_of") if _has(value, key)), "rules")


AnyScoreDocument = Annotated[
    Annotated[ScoreDocument, Tag("rules")]
    | Annotated[SumScoreDocument, Tag("sum_of")]
    | Annotated[AccountScoreDocument, Tag("combine")],
    Discriminator(_score_kind),
]
