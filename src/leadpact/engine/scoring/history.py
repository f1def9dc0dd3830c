"""What each rule of a score gives at a moment, with silence, resets and nightly floors.

Twins: `relational.rules`, `relational.silence`, `relational.resets`, `relational.floors`. The total
of a score that has none of them, and no groups, is added up in `Moment.total`.
"""

from collections.abc import Iterator
from typing import Protocol

from leadpact.engine.scoring.activities import ActivityHistory
from leadpact.engine.scoring.evaluate import Facts
from leadpact.engine.scoring.floors import NightlyFloor
from leadpact.engine.scoring.groups import add_by_group
from leadpact.engine.scoring.program import CompiledScore
from leadpact.engine.scoring.resets import latest_reset, reset_points
from leadpact.engine.scoring.rounding import rule_millipoints
from leadpact.engine.scoring.silence import Silence, silence_millipoints
from leadpact.engine.scoring.sums import CompiledSum
from leadpact.pact.ruleset import MILLI, ActivityRule, SilenceRule

Contribution = tuple[ActivityRule | SilenceRule, int, int]
"""A rule, how many activities or spans count for it, and the millipoints that they give."""


class ScoredMoment(Facts, Protocol):
    """What scores ask of a lead at a moment; `Moment` is one."""

    history: ActivityHistory
    as_of: int

    def at(self, as_of: int) -> "ScoredMoment":
        """Return the same lead at another moment."""


def contributions(moment: ScoredMoment, compiled: CompiledScore) -> Iterator[Contribution]:
    """Yield what each rule on activities or silence gives at a moment, where anything counts."""
    history, as_of = moment.history, moment.as_of
    reset = latest_reset(history, compiled.score.resets, as_of)
    for item in compiled.activity_rules:
        rule = item.rule
        series = history.of_rule(rule, item.where)
        n_counted, total = series.sum_pieces(rule.pieces, as_of)
        if n_counted and reset is not None:
            yield rule, n_counted, reset_points(rule, series, reset, as_of, total)
        elif n_counted:
            yield rule, n_counted, rule_millipoints(rule, total)
    for silence in compiled.score.silence_rules:
        gaps = _silence_of(history, silence)
        n_spans = gaps.n_spans(as_of)
        if n_spans and reset is not None:
            n_before = gaps.n_spans(as_of, reset.at)
            before = silence_millipoints(silence, n_before)
            after = (n_spans - n_before) * silence.points * MILLI
            yield silence, n_spans, reset.total(before, after, silence.limit_millipoints)
        elif n_spans:
            yield silence, n_spans, silence_millipoints(silence, n_spans)


def _silence_of(history: ActivityHistory, rule: SilenceRule) -> Silence:
    """Return the gaps of a lead for a rule, found once."""

    def find() -> Silence:
        if rule.kinds is None:
            return Silence(rule, history.moments, history.created)
        times = [at for kind in rule.kinds for at in history.of_kind(kind).times]
        return Silence(rule, times, history.created)

    return history.kept(f"silence/{rule.rule_id}", find)


def raw_total(moment: ScoredMoment, compiled: CompiledScore | CompiledSum) -> int:
    """Return the total of a score before its floor lifts it and its range holds it."""
    if isinstance(compiled, CompiledSum):
        return compiled.raw_total(moment.value)
    given = [
        (item.rule.group, item.rule.points * MILLI)
        for item in compiled.condition_rules
        if item.when(moment) is True
    ]
    for rule, _, points in contributions(moment, compiled):
        given.append((rule.group, points))
    return add_by_group(compiled.score, given)


def floor_lift(moment: ScoredMoment, compiled: CompiledScore | CompiledSum) -> int:
    """Return what the nights so far have lifted a score by; 0 where it has no nightly floor."""
    floor = compiled.score.nightly_floor
    if floor is None:
        return 0
    name = compiled.score.name
    nights = moment.history.kept(
        f"floor/{name}",
        lambda: NightlyFloor(
            floor,
            moment.history,
            lambda as_of: raw_total(moment.at(as_of), compiled),
            lambda as_of: latest_reset(moment.history, compiled.resets, as_of),
        ),
    )
    return nights.lift(moment.as_of)
