"""Compile a ruleset for one lead at a time: closures instead of trees, made once."""

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

from leadpact.conditions.nodes import And, AtLeast, Compare, Condition, Constant, Count, Or
from leadpact.conditions.walk import changes_by_itself, names_of
from leadpact.engine.lead import Activity
from leadpact.engine.scoring.activities import Where
from leadpact.engine.scoring.evaluate import OnlyValues, Test, compile_condition, compile_if_any
from leadpact.engine.scoring.sums import CompiledSum
from leadpact.pact.checkpoint import Checkpoint
from leadpact.pact.gate import Gate, GatePath
from leadpact.pact.ruleset import ActivityRule, ConditionRule, Reset, Ruleset, Score, SumScore
from leadpact.terms.zone import ZoneOffsets, load_zone_offsets


@dataclass(frozen=True, slots=True)
class CompiledActivityRule:
    """A rule on activities with its `where` as a closure."""

    rule: ActivityRule
    where: Where | None


@dataclass(frozen=True, slots=True)
class CompiledConditionRule:
    """A rule on a condition as a closure.

    `is_static` where neither time nor activities can change it. `flipped_by` holds the kinds of
    activity that alone can make it give more points; None where time can, too.
    """

    rule: ConditionRule
    when: Test
    is_static: bool
    flipped_by: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class CompiledScore:
    """A score with its rules as closures.

    `has_history` where it has rules on silence, resets or a nightly floor.
    """

    score: Score
    condition_rules: tuple[CompiledConditionRule, ...]
    activity_rules: tuple[CompiledActivityRule, ...]
    has_history: bool = False

    @property
    def resets(self) -> tuple[Reset, ...]:
        """What resets it."""
        return self.score.resets

    @property
    def is_static(self) -> bool:
        """Whether neither time nor activities can change it."""
        if self.activity_rules or self.has_history:
            return False
        return all(rule.is_static for rule in self.condition_rules)


@dataclass(frozen=True, slots=True)
class CompiledPath:
    """A path of a gate with its condition as a closure."""

    path: GatePath
    opens: Test | None


@dataclass(frozen=True, slots=True)
class CompiledGate:
    """A gate with its conditions as closures, and the names that they ask for."""

    gate: Gate
    opens: Test | None
    prefilter: Test | None
    score_names: frozenset[str]
    paths: tuple[CompiledPath, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledCheckpoint:
    """A checkpoint with its condition as a closure."""

    checkpoint: Checkpoint
    opens: Test | None


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled ruleset; `has_history` where one of its scores has, or a sum a nightly floor."""

    ruleset: Ruleset
    kinds: frozenset[str]
    zone: ZoneOffsets
    scores: dict[str, CompiledScore]
    gates: tuple[CompiledGate, ...]
    account_highs: dict[str, int]
    sums: dict[str, CompiledSum]
    has_history: bool
    way_out: CompiledGate | None = None
    checkpoints: tuple[CompiledCheckpoint, ...] = ()


@lru_cache(maxsize=64)
def make_program(ruleset: Ruleset) -> Program:
    """Return the program of a ruleset; the same object for the same ruleset."""
    return Program(
        ruleset=ruleset,
        kinds=frozenset(ruleset.activities) | ruleset.past_kinds,
        zone=load_zone_offsets(ruleset.time_zone),
        scores={score.name: _compile_score(score) for score in ruleset.scores},
        gates=tuple(map(_compile_gate, ruleset.gates)),
        way_out=None if ruleset.way_out is None else _compile_gate(ruleset.way_out),
        account_highs={score.name: score.high for score in ruleset.account_scores},
        sums={score.name: _compile_sum(score, ruleset) for score in ruleset.sum_scores},
        has_history=any(score.has_history for score in ruleset.scores)
        or any(score.nightly_floor is not None for score in ruleset.sum_scores),
        checkpoints=tuple(
            CompiledCheckpoint(item, compile_if_any(item.opens)) for item in ruleset.checkpoints
        ),
    )


def _compile_sum(score: SumScore, ruleset: Ruleset) -> CompiledSum:
    return CompiledSum(
        score,
        {part.name: ruleset.score(part.name).low for part in score.parts},
        ruleset.resets_of(score),
        ruleset.can_be_lifted_anywhere(score),
    )


def _compile_gate(gate: Gate) -> CompiledGate:
    return CompiledGate(
        gate,
        compile_if_any(gate.opens),
        compile_if_any(gate.prefilter),
        names_of(gate.opens) if gate.opens else frozenset(),
        tuple(CompiledPath(path, compile_if_any(path.opens)) for path in gate.paths),
    )


def _compile_score(score: Score) -> CompiledScore:
    return CompiledScore(
        score,
        tuple(
            CompiledConditionRule(
                rule,
                compile_condition(rule.when),
                is_static=not changes_by_itself(rule.when),
                flipped_by=_flipped_by(rule.when) if rule.points > 0 else None,
            )
            for rule in score.condition_rules
        ),
        tuple(
            CompiledActivityRule(rule, _where(rule.where) if rule.where else None)
            for rule in score.activity_rules
        ),
        score.has_history,
    )


def _flipped_by(condition: Condition) -> frozenset[str] | None:
    """Return the kinds of activity that alone can make a condition true; None if time can, too."""
    match condition:
        case And(operands) | Or(operands) | AtLeast(_, operands):
            kinds = [_flipped_by(operand) for operand in operands]
            known = [kind for kind in kinds if kind is not None]
            return frozenset().union(*known) if len(known) == len(kinds) else None
        case Compare(">=" | ">", Count(kind), Constant()):
            return frozenset({kind})
        case Compare("<=" | "<", Constant(), Count(kind)):
            return frozenset({kind})
        case _:
            return None if changes_by_itself(condition) else frozenset()


def _where(condition: Condition) -> Where:
    test = compile_condition(condition)
    return lambda activity: test(_ActivityFacts(activity))


class _ActivityFacts(OnlyValues):
    """The fields of one activity, as a rule's `where` asks for them."""

    __slots__ = ("_activity",)

    def __init__(self, activity: Activity) -> None:
        self._activity = activity

    def value(self, name: str) -> object:
        value = getattr(self._activity, name)
        return None if isinstance(value, float) and not isfinite(value) else value
