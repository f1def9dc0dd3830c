"""The compiled pact: frozen, fingerprinted, ready to be interpreted. No text, no positions needed.

Points are kept in **millipoints**, thousandths of a point, as integers. What an activity gives by
its age is a list of `FadePiece`s, the one definition of fading that both interpreters share.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from leadpact.conditions.nodes import Condition
from leadpact.pact.agreed import Consequence, Targets, Window
from leadpact.pact.checkpoint import Checkpoint
from leadpact.pact.gate import Gate, JudgeAgain, NotLead
from leadpact.pact.sections.cadences.policy import CadencePolicy
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.pact.sections.clocks.policy import ClockPolicy
from leadpact.pact.sections.feedback.policy import FeedbackPolicy
from leadpact.pact.sections.handoff.policy import HandoffPolicy
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.pact.sections.routing.policy import RoutingPolicy
from leadpact.terms.attributes import AttributeType
from leadpact.terms.stages import Stage

MILLI = 1000

WAY_OUT = "not_lead"
"""The name of the gate of those who are no leads, and so of the columns on them."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something known about a lead; it is read from `table.column`."""

    name: str
    type: AttributeType
    values: tuple[str, ...]
    table: str
    column: str


@dataclass(frozen=True, slots=True)
class FadePiece:
    """What one activity gives while `from_age <= age < to_age` (seconds; None: for ever).

    The activity adds the integer `constant - slope * age` to its rule's sum; the sum is divided
    once by the rule's `divisor` and is then the rule's millipoints.
    """

    from_age: int
    to_age: int | None
    constant: int
    slope: int


class Per(StrEnum):
    """The unit of a count limit: of the calendar in the pact's zone, or blocks of days.

    A week begins on Monday. The first block begins with the first activity that the rule takes.
    """

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class CountLimit:
    """Only the first `count` activities of each unit count; `days` is the length of a block."""

    count: int
    per: Per
    days: int | None = None


class Take(StrEnum):
    """Which of the activities that count give points; without it all of them."""

    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class ConditionRule:
    """`points` while `when` is true."""

    rule_id: str
    label: str
    points: int
    when: Condition
    group: str | None = None


@dataclass(frozen=True, slots=True)
class ActivityRule:
    """Points for each activity of kind `on` for which `where` is true, by its age.

    `limit_millipoints` bounds the total contribution of the rule on both sides of zero; where only
    one activity counts, its points are such a bound.
    """

    rule_id: str
    label: str
    points: int
    on: str
    where: Condition | None
    pieces: tuple[FadePiece, ...]
    divisor: int
    limit_millipoints: int | None
    count_limit: CountLimit | None
    take: Take | None = None
    group: str | None = None

    @property
    def life_seconds(self) -> int | None:
        """The age from which an activity gives nothing; None where it gives for ever."""
        return self.pieces[-1].to_age

    @property
    def only_falls(self) -> bool:
        """Whether what it gives can only fall between activities, never rise by itself."""
        if self.points < 0:
            return self.life_seconds is None and len(self.pieces) == 1
        constants = [piece.constant for piece in self.pieces]
        return constants == sorted(constants, reverse=True)


class Until(StrEnum):
    """What gives the points that silence took back; without it nothing does."""

    NEXT_ACTIVITY = "next_activity"


@dataclass(frozen=True, slots=True)
class SilenceRule:
    """`points`, below zero, for every full `days` in each gap without an activity of the `kinds`.

    `kinds` is None where any declared one ends a silence.
    """

    rule_id: str
    label: str
    points: int
    kinds: tuple[str, ...] | None
    days: int
    limit_millipoints: int | None
    until: Until | None

    @property
    def group(self) -> None:
        """The group it belongs to: silence is in none."""


@dataclass(frozen=True, slots=True)
class Reset:
    """After an activity of kind `on`, `keep_percent` is left of the points given until then."""

    on: str
    keep_percent: int


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules of one score that count together.

    With `takes_best` only the highest points count that one of its rules gives; what counts is held
    within `limit_millipoints` on both sides of zero.
    """

    name: str
    label: str
    limit_millipoints: int | None
    takes_best: bool


@dataclass(frozen=True, slots=True)
class Score:
    """A score of one lead: the sum of its rules, held within `low` and `high` millipoints.

    The rules of a group count as the group says.
    """

    name: str
    label: str
    low: int
    high: int
    condition_rules: tuple[ConditionRule, ...]
    activity_rules: tuple[ActivityRule, ...]
    groups: tuple[RuleGroup, ...] = ()
    silence_rules: tuple[SilenceRule, ...] = ()
    resets: tuple[Reset, ...] = ()
    nightly_floor: int | None = None

    def ungrouped(self) -> "Score":
        """Return the same score with the rules only that are in no group."""
        return replace(self, groups=(), **self._rules_of(None))

    def of_group(self, group: RuleGroup) -> "Score":
        """Return the same score with the rules only of one of its groups."""
        return replace(self, groups=(group,), **self._rules_of(group.name))

    def _rules_of(self, group: str | None) -> dict[str, Any]:
        return {
            "condition_rules": tuple(item for item in self.condition_rules if item.group == group),
            "activity_rules": tuple(item for item in self.activity_rules if item.group == group),
        }

    @property
    def rules(self) -> tuple[ConditionRule | ActivityRule | SilenceRule, ...]:
        """All of its rules."""
        return (*self.condition_rules, *self.activity_rules, *self.silence_rules)

    @property
    def has_history(self) -> bool:
        """Whether it depends on more of the past than on activities by their age."""
        return bool(self.silence_rules or self.resets) or self.nightly_floor is not None

    @property
    def can_rise_anywhere(self) -> bool:
        """Whether an activity can raise it by more than the points that its rules give.

        Silence that is given back does, and so does the best rule of a group, where another one
        took points before.
        """
        is_given_back = any(rule.until is not None for rule in self.silence_rules)
        return is_given_back or any(group.takes_best for group in self.groups)

    @property
    def can_be_lifted_anywhere(self) -> bool:
        """Whether a nightly floor can lift it by more than the points that its rules gave."""
        return self.nightly_floor is not None and self.can_rise_anywhere


class CombineMethod(StrEnum):
    """How the scores of an account's people make the account's score."""

    SUM = "sum"
    SUM_OF_TOP = "sum_of_top"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class AccountScore:
    """A score of an account: the `n` highest `source` scores of its people, added."""

    name: str
    label: str
    source: str
    method: CombineMethod
    n: int | None
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class WeightedScore:
    """A score of a lead as a part of a sum, taken `weight` times."""

    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class SumScore:
    """A sum of scores of one lead, each within its own range, held within `low` and `high`."""

    name: str
    label: str
    parts: tuple[WeightedScore, ...]
    low: int
    high: int
    nightly_floor: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ruleset:
    """A pact in force; `fingerprint` is a hash of its meaning: compare that, not rulesets.

    `identity` is None where the pact leaves leads as they are, `calendars` where it says nothing of
    working hours, `routing` where it gives leads to nobody, `feedback` where nothing must be
    reported back.
    """

    name: str
    fingerprint: str
    time_zone: str
    labels: dict[Stage, str]
    attributes: dict[str, Attribute]
    activities: dict[str, str]
    intent_activities: frozenset[str]
    scores: tuple[Score, ...]
    account_scores: tuple[AccountScore, ...]
    gates: tuple[Gate, ...]
    targets: Targets = field(default_factory=Targets)
    windows: tuple[Window, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    identity: IdentityPolicy | None = None
    calendars: CalendarPolicy | None = None
    routing: RoutingPolicy | None = None
    cadences: CadencePolicy | None = None
    clocks: tuple[ClockPolicy, ...] = ()
    handoff: HandoffPolicy | None = None
    feedback: FeedbackPolicy | None = None
    judge_again: JudgeAgain | None = None
    not_leads: tuple[NotLead, ...] = ()
    past_kinds: frozenset[str] = frozenset()
    """The kinds of a lead's own past (`terms.past`) that something asks about."""
    asks_for_stage: bool = False
    """Whether a condition asks for the stage of the lead."""
    way_out: Gate | None = None
    """The conditions of `not_leads` as the paths of one gate, asked like gates; None: there are
    none."""
    sum_scores: tuple[SumScore, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()

    def activity_label(self, kind: str) -> str:
        """Return what people call a kind of activity, or of the lead's own past."""
        return self.activities.get(kind, kind.replace("_", " "))

    def label(self, stage: Stage) -> str:
        """Return what this company calls a stage."""
        return self.labels.get(stage, str(stage))

    @property
    def all_scores(self) -> tuple[Score | SumScore | AccountScore, ...]:
        """The scores of leads, then sums of them, then the scores of accounts."""
        return (*self.lead_scores, *self.account_scores)

    @property
    def lead_scores(self) -> tuple[Score | SumScore, ...]:
        """The scores of single leads: those with rules, then sums of them."""
        return (*self.scores, *self.sum_scores)

    def scores_for(self, names: Collection[str]) -> tuple[Score, ...]:
        """Return the scores with rules among these names, and those that sums among them add."""
        parts = {part.name for item in self.sum_scores if item.name in names for part in item.parts}
        return tuple(item for item in self.scores if item.name in names or item.name in parts)

    def resets_of(self, score: Score | SumScore) -> tuple[Reset, ...]:
        """Return what resets a score; a sum is reset with any of its parts."""
        if isinstance(score, Score):
            return score.resets
        return tuple(reset for part in score.parts for reset in self.score(part.name).resets)

    def can_be_lifted_anywhere(self, total: SumScore) -> bool:
        """Whether a nightly floor can lift a sum by more than the points that raise it.

        Points that are given back, or that a part taken off the sum loses, are added to the floor.
        """
        if total.nightly_floor is None:
            return False
        parts = [(part.weight, self.score(part.name)) for part in total.parts]
        return any(
            score.can_rise_anywhere
            or (weight < 0 and any(rule.points < 0 for rule in score.activity_rules))
            for weight, score in parts
        )

    def score(self, name: str) -> Score:
        """Return the lead score of that name; KeyError where there is none."""
        for score in self.scores:
            if score.name == name:
                return score
        raise KeyError(name)
