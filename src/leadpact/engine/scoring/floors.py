"""The nightly floor of one score of one lead: what the nights so far lift it by.

Twin: `relational.floors`. At the end of a local day a total below the floor is set back to it. No
night needs to be remembered: the total is lifted by the most that the total without lifts was below
the floor at the end of a day. Between activities such a total only falls, so only the last night
before each activity matters, and the last one so far. A reset ends what earlier nights lifted.
"""

from bisect import bisect_right
from collections.abc import Callable

from leadpact.engine.scoring.activities import ActivityHistory
from leadpact.engine.scoring.resets import LatestReset
from leadpact.terms.zone import SECONDS_A_DAY

_NEVER = 2**62
_LONG_AGO = -_NEVER


class NightlyFloor:
    """The nights of one lead for one score, each worked out once."""

    __slots__ = ("_floor", "_lifts", "_moments", "_raw_at", "_reset_at", "_starts_at", "_zone")

    def __init__(
        self,
        floor: int,
        history: ActivityHistory,
        raw_at: Callable[[int], int],
        reset_at: Callable[[int], LatestReset | None],
    ) -> None:
        """Work out the nights of a lead from its total without lifts at any moment."""
        self._floor = floor
        self._zone = history.zone
        self._raw_at = raw_at
        self._reset_at = reset_at
        self._moments = history.moments_with_past
        begins = [at for at in (history.created, *self._moments[:1]) if at is not None]
        self._starts_at = min(begins, default=_NEVER)
        self._lifts = self._lifts_so_far()

    def lift(self, as_of: int) -> int:
        """Return the millipoints by which the nights until a moment lift the total."""
        last = bisect_right(self._moments, as_of)
        lifted = self._lifts[last - 1] if last else 0
        return max(lifted, self._lift_of_night_before(as_of, self._since(as_of)))

    def _lifts_so_far(self) -> list[int]:
        """Return what the nights before each activity lift, since the reset in force at it."""
        lifts: list[int] = []
        since, most = _LONG_AGO, 0
        for at in self._moments:
            now = self._since(at)
            most = most if now == since else 0
            since = now
            most = max(most, self._lift_of_night_before(at, since))
            lifts.append(most)
        return lifts

    def _since(self, as_of: int) -> int:
        """Return the moment of the reset in force; nights until then do not count."""
        reset = self._reset_at(as_of)
        return _LONG_AGO if reset is None else reset.at

    def _lift_of_night_before(self, as_of: int, since: int) -> int:
        """Return what the last midnight until a moment lifts, 0 where it is too early to count."""
        day = self._zone.local_day(as_of)
        midnight = self._zone.first_moment_at(day * SECONDS_A_DAY)
        if midnight <= max(self._starts_at, since):
            return 0
        return max(self._floor - self._raw_at(midnight - 1), 0)
