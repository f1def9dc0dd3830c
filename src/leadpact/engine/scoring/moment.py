"""A lead at one moment: its attributes, behaviour and scores as conditions ask for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, TypeAlias

from leadpact.engine.lead import Lead
from leadpact.engine.scoring.activities import ActivityHistory
from leadpact.engine.scoring.history import floor_lift, raw_total
from leadpact.engine.scoring.program import CompiledScore, Program
from leadpact.engine.scoring.rounding import rule_millipoints
from leadpact.engine.scoring.sums import CompiledSum
from leadpact.pact.ruleset import MILLI
from leadpact.terms.past import STAGE_NAME
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode
from leadpact.terms.zone import SECONDS_A_DAY


@dataclass(frozen=True, slots=True)
class LeadScore:
    """A total in millipoints and the reasons that add up to it exactly."""

    name: str
    millipoints: int
    reasons: tuple[JudgementReason, ...]

    @property
    def points(self) -> float:
        """The total in points, for people; compare `millipoints`."""
        return self.millipoints / MILLI


AccountScores: TypeAlias = Callable[[int], tuple[LeadScore, ...]]
"""The scores of the lead's account at a moment (epoch seconds), with the people counted."""


class Moment:
    """One lead's values at `as_of` (epoch seconds). Scores are computed when they are needed."""

    __slots__ = ("_totals", "account", "as_of", "attributes", "history", "program")

    def __init__(
        self,
        program: Program,
        attributes: Mapping[str, Any],
        history: ActivityHistory,
        as_of: int,
        account: AccountScores | None,
    ) -> None:
        self.program = program
        self.attributes = attributes
        self.history = history
        self.as_of = as_of
        self.account = account
        self._totals: dict[str, int] = {}

    @property
    def has_activity(self) -> bool:
        """Whether the lead had any activity that the pact declares by the moment."""
        times = self.history.moments
        return bool(times) and times[0] <= self.as_of

    def at(self, as_of: int) -> "Moment":
        """Return the same lead at another moment."""
        return Moment(self.program, self.attributes, self.history, as_of, self.account)

    def knowing(self, values: Mapping[str, Any]) -> "Moment":
        """Return the same moment of the lead with more attributes known."""
        attributes = {**self.attributes, **values}
        return Moment(self.program, attributes, self.history, self.as_of, self.account)

    def value(self, name: str) -> Any:
        """Return an attribute, or a score's total in millipoints."""
        if name in self.attributes:
            return self.attributes[name]
        if name not in self._totals:
            score = self.program.scores.get(name)
            if score is not None:
                self._totals[name] = self.total(score)
            elif name in self.program.sums:
                self._totals[name] = self._sum_total(self.program.sums[name])
            elif name == STAGE_NAME:
                return self.history.stage_at(self.as_of)
            elif self.account is not None:
                scores = self.account(self.as_of)
                self._totals.update((item.name, item.millipoints) for item in scores)
        return self._totals.get(name)

    def count(self, kind: str, days: int | None) -> int:
        """Return how many activities of a kind are younger than `days`."""
        to_age = None if days is None else days * SECONDS_A_DAY
        return self.history.of_kind(kind).n_younger(to_age, self.as_of)

    def seconds_since(self, kind: str) -> int | None:
        """Return the age of the latest activity of a kind."""
        latest = self.history.of_kind(kind).latest(self.as_of)
        return None if latest is None else self.as_of - latest

    def local_day(self) -> int:
        """Return the day of the moment in the pact's zone, counted from 1970-01-01."""
        return self.program.zone.local_day(self.as_of)

    def total(self, compiled: CompiledScore) -> int:
        """Return the total of a score from its rules, in millipoints."""
        score = compiled.score
        if compiled.has_history or score.groups:
            total = raw_total(self, compiled) + floor_lift(self, compiled)
            return max(score.low, min(score.high, total))
        # The same in half to two thirds of the time, for scores without groups and history.
        total = sum(
            item.rule.points * MILLI for item in compiled.condition_rules if item.when(self) is True
        )
        for item in compiled.activity_rules:
            rule = item.rule
            series = self.history.of_rule(rule, item.where)
            if series.times:
                total += rule_millipoints(rule, series.sum_pieces(rule.pieces, self.as_of)[1])
        return max(score.low, min(score.high, total))

    def _sum_total(self, compiled: CompiledSum) -> int:
        total = compiled.raw_total(self.value)
        if compiled.score.nightly_floor is not None:
            total += floor_lift(self, compiled)
        return compiled.held(total)


def held_score(name: str, low: int, high: int, reasons: list[JudgementReason]) -> LeadScore:
    """Hold the sum within the range; what that takes or adds is a reason of its own."""
    total = sum(reason.millipoints for reason in reasons)
    held = max(low, min(high, total))
    if held != total:
        reasons.append(
            JudgementReason(JudgementReasonCode.RANGE_LIMIT, field=name, millipoints=held - total)
        )
    return LeadScore(name, held, tuple(reasons))


def known_attributes(program: Program, lead: Lead) -> dict[str, Any]:
    """Return every attribute that the pact uses; what is missing, or no finite number, is None."""
    found = {name: lead.attributes.get(name) for name in program.ruleset.attributes}
    for name, value in found.items():
        if isinstance(value, float) and not isfinite(value):
            found[name] = None
    return found
