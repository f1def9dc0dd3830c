"""Find the first moment of a lead's history at which a gate is open, exactly, in few evaluations.

Twin: `relational.gate_search`; `relational.gate_prefilter` leaves out moments by coarser bounds of
the same kind.
"""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any, TypeAlias

from leadpact.engine.gates.bounds import NEVER
from leadpact.engine.gates.group_bounds import AnyTracker, track
from leadpact.engine.scoring import (
    CompiledGate,
    CompiledSum,
    Moment,
    OnlyValues,
    Test,
    rising_parts,
)

_Gains: TypeAlias = dict[int, list[tuple[Callable[[int], bool], int]]]
"""What can raise a bound at each moment: a call and the number of the rule to call it with."""


def first_open(compiled: CompiledGate, moment: Moment, times: list[int], start: int) -> int | None:
    """Return the index of the first of the `times`, from `start`, at which the gate is open.

    Parameters
    ----------
    compiled
        The gate.
    moment
        The lead, at any moment.
    times
        The moments to ask about, epoch seconds, rising.
    start
        The index to begin at.
    """
    if any(moment.attributes[name] is None for name in compiled.gate.must_have):
        return None
    if compiled.opens is None:
        return start if start < len(times) else None
    if compiled.prefilter is None:
        opens = compiled.opens
        found = (at for at in range(start, len(times)) if opens(moment.at(times[at])) is True)
        return next(found, None)
    return _Search(compiled.opens, compiled.prefilter, compiled.score_names, moment).first(
        times, start
    )


class _Search(OnlyValues):
    """A search through a lead's moments with an upper bound for every score that the gate asks."""

    def __init__(
        self, opens: Test, prefilter: Test, score_names: frozenset[str], moment: Moment
    ) -> None:
        self._opens = opens
        self._prefilter = prefilter
        self._moment = moment
        self._as_of = moment.as_of
        self._now: Moment | None = None
        self._trackers: dict[str, AnyTracker] = {}
        self._static: dict[str, int] = {}
        self._sums = moment.program.sums
        wanted = score_names | rising_parts(self._sums, score_names) if self._sums else score_names
        for name, score in moment.program.scores.items():
            if name not in wanted:
                continue
            if score.is_static:
                self._static[name] = moment.value(name)
            else:
                self._trackers[name] = track(score, moment.history)

    def first(self, times: list[int], start: int) -> int | None:
        """Return the index of the first open moment from `start`.

        Where the gate is not possible by the loose bounds, it is not asked again until one can have
        risen; where it is, the tighter bounds are asked, and only then the gate itself.
        """
        first = self._first_conceivable(times, start)
        gains = self._gains(times[first] if first < len(times) else NEVER)
        if self._moment.program.ruleset.past_kinds:
            gains = _at_next_moment(gains, times)
        trackers = self._trackers.values()
        is_possible, rises_at = True, NEVER
        for index in range(first, len(times)):
            self._as_of, self._now = times[index], None
            for raise_bound, rule in gains.get(self._as_of, ()):
                is_possible |= raise_bound(rule)
            if not is_possible and self._as_of < rises_at:
                continue
            is_possible = self._prefilter(self) is True
            if not is_possible:
                rises_at = min((item.rises_at for item in trackers), default=NEVER)
                continue
            self._now = _TrackedMoment(self._moment, self._as_of, self._trackers, self._static)
            if self._prefilter(self) is True and self._opens(self._now) is True:
                return index
        return None

    def value(self, name: str) -> Any:
        """Return an attribute, or what a score can be at most."""
        if name in self._moment.attributes:
            return self._moment.attributes[name]
        if name in self._trackers:
            tracker, now = self._trackers[name], self._now
            return tracker.loose_bound(self._as_of) if now is None else tracker.bound(now)
        if name in self._static:
            return self._static[name]
        if name in self._sums:
            return self._bound_of_sum(self._sums[name])
        return self._moment.program.account_highs[name]

    def _bound_of_sum(self, compiled: CompiledSum) -> int:
        """Return what a sum can be at most; one that nights lift is worked out exactly."""
        if compiled.score.nightly_floor is None:
            return compiled.upper_bound(self.value)
        if self._now is None:
            return compiled.score.high
        exact = self._now.value(compiled.score.name)
        assert isinstance(exact, int)
        return exact

    def _gains(self, begins: int) -> _Gains:
        """Return what can raise a bound at each moment from a first one on."""
        gains: _Gains = {}
        for tracker in self._trackers.values():
            events = [(tracker.gain, rule, times) for rule, times in tracker.gains()]
            flips = tracker.flips(self._moment.history)
            events += [(tracker.flip, rule, times) for rule, times in flips]
            for raise_bound, rule, times in events:
                for seconds in times[bisect_left(times, begins) :]:
                    gains.setdefault(seconds, []).append((raise_bound, rule))
        return gains

    def _first_conceivable(self, times: list[int], start: int) -> int:
        """Return the first index at which all positive points so far, unfaded, would do.

        They never fall with time, and the necessary condition is monotone in them: so the first
        moment is found by bisection.
        """
        bounds = _Unfaded(self, self._moment, self._trackers)

        def is_conceivable(seconds: int) -> bool:
            bounds.as_of = seconds
            return self._prefilter(bounds) is True

        return bisect_left(times, True, lo=start, key=is_conceivable)


def _at_next_moment(gains: _Gains, times: list[int]) -> _Gains:
    """Return gains of what is no moment itself, such as a recycling, at the next moment."""
    moved: _Gains = {}
    for seconds, found in gains.items():
        place = bisect_left(times, seconds)
        if place < len(times):
            moved.setdefault(times[place], []).extend(found)
    return moved


class _TrackedMoment(Moment):
    """A moment whose exact scores renew the bounds."""

    __slots__ = ("_trackers",)

    def __init__(
        self,
        moment: Moment,
        as_of: int,
        trackers: dict[str, AnyTracker],
        static: dict[str, int],
    ) -> None:
        super().__init__(moment.program, moment.attributes, moment.history, as_of, moment.account)
        self._totals.update(static)
        self._trackers = trackers

    def value(self, name: str) -> object:
        """Return an attribute, or a score's exact total in millipoints."""
        if name in self._trackers and name not in self._totals:
            self._totals[name] = self._trackers[name].exact(self)
        return super().value(name)


class _Unfaded(OnlyValues):
    """Facts in which a score is all positive points so far."""

    __slots__ = ("_base", "_search", "_sums", "_trackers", "as_of")

    def __init__(self, search: _Search, moment: Moment, trackers: dict[str, AnyTracker]) -> None:
        self._search = search
        self._sums = moment.program.sums
        self._trackers = trackers
        self._base = {name: item.base_points(moment) for name, item in trackers.items()}
        self.as_of = moment.as_of

    def value(self, name: str) -> Any:
        if name in self._base:
            return self._trackers[name].unfaded_bound(self._base[name], self.as_of)
        if name in self._sums:
            compiled = self._sums[name]
            if compiled.score.nightly_floor is not None:
                return compiled.lifted_bound(self.value, self._gained)
            return compiled.upper_bound(self.value)
        return self._search.value(name)

    def _gained(self, name: str) -> int:
        """Return all positive points that activities gave to a part of a sum so far."""
        return self._trackers[name].gained(self.as_of) if name in self._trackers else 0
