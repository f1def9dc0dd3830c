"""Choose the command that a lead gets when its moment comes, and when one that failed is tried.

The moment itself is `Decision.wake_at`: a column, and the only timer of a lead.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from leadpact.engine.lifecycle import AdvanceTime, AssignLead
from leadpact.terms.actors import SCHEDULER, TIME

FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)
MOST_FAILURES = 12
"""Figures of our own: twelve attempts take about 20 hours, so a night passes before the last."""


def wake_command(
    at: datetime, *, retry_at: datetime | None, name: str = ""
) -> AssignLead | AdvanceTime:
    """Return the command for a lead that wakes: time passes, and a waiting lead is routed.

    Parameters
    ----------
    at
        The moment that came, aware.
    retry_at
        `WaitingLead.retry_at`; None: the lead does not wait, or for nothing that ends by itself.
    name
        As in `retry_command`.
    """
    if retry_at is None or retry_at > at:
        return AdvanceTime("", at, actor=TIME)
    return retry_command(at, name=name)


def retry_command(at: datetime, *, name: str = "") -> AssignLead:
    """Return the command for a waiting lead that is to be tried again: it is routed.

    Parameters
    ----------
    at
        The moment of the attempt, aware.
    name
        The id of the command; by default `retry/{moment}`. A lead that may be tried more than once
        in one second needs ids of the caller's, or the second attempt is taken for the first.
    """
    name = name or f"retry/{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return AssignLead(name, at, actor=SCHEDULER)


def next_attempt_at(failed_at: datetime, n_failures: int) -> datetime:
    """Return when a lead whose decision raised is tried next.

    Parameters
    ----------
    failed_at
        When it failed last, aware.
    n_failures
        How often it has failed, at least once: after one failure it is tried in 1 minute, then in
        2, 4, 8 and so on, and never later than in 6 hours.

    Examples
    --------
    >>> midnight = datetime(2026, 6, 1, tzinfo=UTC)
    >>> [str(next_attempt_at(midnight, n) - midnight) for n in (1, 2, 9, 10, 99)]
    ['0:01:00', '0:02:00', '4:16:00', '6:00:00', '6:00:00']
    """
    doublings = min(max(n_failures, 1) - 1, 30)  # a larger power is beyond the longest delay
    return failed_at + min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)


@dataclass(frozen=True, slots=True)
class StuckLead:
    """A lead whose decision raised; the other leads go on.

    Attributes
    ----------
    n_failures
        How often; after `MOST_FAILURES` nobody tries it again by itself.
    error
        The kind of the last error and its text.
    failed_at
        When it failed last.
    """

    lead_id: str
    n_failures: int
    error: str
    failed_at: datetime

    @property
    def retry_at(self) -> datetime | None:
        """When it is tried next; None: it was tried often enough."""
        if self.n_failures >= MOST_FAILURES:
            return None
        return next_attempt_at(self.failed_at, self.n_failures)


def stuck_after(
    error: Exception, *, lead_id: str, at: datetime, known: StuckLead | None = None
) -> StuckLead:
    """Return a lead as it is after a decision on it raised; `known` is how it was before."""
    n_failures = 1 if known is None else known.n_failures + 1
    return StuckLead(lead_id, n_failures, f"{type(error).__name__}: {error}", at)
