"""How a lead moves: the first moment each gate opened, and the stage that follows from it.

Twin: `relational.stage`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.moment import Moment
from leadpact.engine.program import CompiledGate, Program, make_program
from leadpact.engine.score import moment_of
from leadpact.pact.ruleset import MILLI, Ruleset
from leadpact.terms.stages import FUNNEL_RANK, Stage
from leadpact.terms.zone import epoch_seconds, moment_at


@dataclass(frozen=True, slots=True)
class GateHistory:
    """When each gate first opened, by its name; None where it did not."""

    opened_at: dict[str, datetime | None]


def replay_lead(
    lead: Lead,
    activities: Sequence[Activity],
    ruleset: Ruleset,
    *,
    as_of: datetime,
    colleagues: Sequence[Person] = (),
) -> GateHistory:
    """Return the first moment at which each gate opened, up to `as_of`.

    A gate is asked when something happened: as the lead was created, and at each later activity
    of a declared kind. A gate is asked once the gate before it has opened, also at that moment.

    Parameters
    ----------
    lead, activities, ruleset, as_of, colleagues
        As in `score_lead`.

    Returns
    -------
    GateHistory
        Moments in UTC.

    See Also
    --------
    leadpact.relational.stage.first_qualifications : the twin over many leads.
    """
    program = make_program(ruleset)
    seconds = epoch_seconds(as_of)
    moment = moment_of(program, lead, activities, seconds, colleagues)
    opened = replay_moments(program, moment, happenings(lead, moment, seconds))
    return GateHistory(
        {name: None if value is None else moment_at(value) for name, value in opened.items()}
    )


def happenings(lead: Lead, moment: Moment, seconds: int) -> list[int]:
    """Return the moments up to `seconds` at which a lead can qualify, in order.

    A recycled lead can qualify again by activities after it was recycled only.
    """
    times = moment.history.moments
    last = bisect_right(times, seconds)
    if lead.stage is Stage.RECYCLED:
        if lead.stage_at is None:
            return []
        return times[bisect_right(times, epoch_seconds(lead.stage_at)) : last]
    if lead.created_at is None:
        return times[:last]
    created = epoch_seconds(lead.created_at)
    if created > seconds:
        return []
    return [created, *times[bisect_right(times, created) : last]]


def replay_moments(program: Program, moment: Moment, times: list[int]) -> dict[str, int | None]:
    """Walk the gates in order through the moments; return when each first opened."""
    opened: dict[str, int | None] = {compiled.gate.name: None for compiled in program.gates}
    start = 0
    for compiled in program.gates:
        found = _first_open(compiled, moment, times, start)
        if found is None:
            break
        opened[compiled.gate.name] = times[found]
        start = found
    return opened


def _first_open(compiled: CompiledGate, moment: Moment, times: list[int], start: int) -> int | None:
    """Return the index of the first moment from `start` at which the gate is open."""
    if any(moment.attributes[name] is None for name in compiled.gate.must_have):
        return None
    if compiled.opens is None:
        return start if start < len(times) else None
    if compiled.possible is not None:
        start = _first_possible(compiled, moment, times, start)
    for index in range(start, len(times)):
        if compiled.opens(moment.at(times[index])) is True:
            return index
    return None


def _first_possible(compiled: CompiledGate, moment: Moment, times: list[int], start: int) -> int:
    """Return the index of the first moment at which the gate's necessary condition is true.

    The upper bound of a score, its positive points without fading, never falls with time, and the
    necessary condition is monotone in it: so the first moment is found by bisection.
    """
    possible = compiled.possible
    assert possible is not None
    bounds = _UpperBounds(moment)

    def is_possible(seconds: int) -> bool:
        bounds.as_of = seconds
        return possible(bounds) is True

    return bisect_left(times, True, lo=start, key=is_possible)


class _UpperBounds:
    """Facts in which every score stands for what it can be at most at `as_of`."""

    __slots__ = ("_base", "_moment", "as_of")

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._base: dict[str, int] = {}
        self.as_of = moment.as_of

    def value(self, name: str) -> object:
        moment = self._moment
        if name in moment.attributes:
            return moment.attributes[name]
        compiled = moment.program.scores.get(name)
        if compiled is None:
            account = {score.name: score for score in moment.program.ruleset.account_scores}
            return account[name].high
        if name not in self._base:
            self._base[name] = sum(
                item.rule.points * MILLI
                for item in compiled.condition_rules
                if item.rule.points > 0 and (not item.is_static or item.when(moment) is True)
            )
        total = self._base[name]
        for item in compiled.activity_rules:
            if item.rule.points > 0:
                series = moment.history.of_rule(item.rule, item.where)
                most = series.n_younger(None, self.as_of) * item.rule.points * MILLI
                limit = item.rule.limit_millipoints
                total += most if limit is None else min(most, limit)
        return max(compiled.score.low, min(compiled.score.high, total))

    def count(self, kind: str, days: int | None) -> int:
        raise AssertionError(f"count({kind!r}, {days}) is no part of a necessary condition")

    def seconds_since(self, kind: str) -> int | None:
        raise AssertionError(f"days_since({kind!r}) is no part of a necessary condition")


def advance_stage(lead: Lead, opened: dict[str, int | None], *, has_activity: bool) -> Stage:
    """Return the stage after the gates have been asked.

    Stages only move forward; a disqualified lead stays so, and a recycled one until it qualifies
    again.

    Parameters
    ----------
    lead
        The lead with the stage on record, if any.
    opened
        When each gate opened (epoch seconds), by the gate's name.
    has_activity
        Whether the lead ever did something that the pact takes notice of.
    """
    passed = [Stage(name.upper()) for name, seconds in opened.items() if seconds is not None]
    recorded = lead.stage
    if recorded is Stage.DISQUALIFIED:
        return recorded
    if recorded is Stage.RECYCLED:
        return passed[-1] if passed else recorded
    base = Stage.EXCHANGE if has_activity else Stage.TARGET
    candidates = [base, *passed, *([recorded] if recorded else [])]
    return max(candidates, key=FUNNEL_RANK.__getitem__)
