"""List when the reps of a roster leave and return, and what follows for the leads they have."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from leadpact.engine.lifecycle import RecordOwnerAbsence
from leadpact.engine.routing import Rep
from leadpact.engine.scheduling.waiting import RetryTrigger, TriggerKind
from leadpact.terms.actors import SCHEDULER
from leadpact.terms.zone import moment_at


@dataclass(frozen=True, slots=True)
class LeaveMoment:
    """A moment at which a rep leaves or returns.

    Attributes
    ----------
    is_return
        Whether the rep is back, or begins to work for the company.
    until
        When the rep who leaves is back; None: not at all.
    """

    at: datetime
    rep_id: str
    is_return: bool = False
    until: datetime | None = None

    @property
    def trigger(self) -> RetryTrigger:
        """What it means for the leads that wait."""
        kind = TriggerKind.LEAVE_ENDED if self.is_return else TriggerKind.LEAVE_BEGAN
        return RetryTrigger(kind, self.at, self.rep_id)


def leave_moments(reps: Iterable[Rep]) -> tuple[LeaveMoment, ...]:
    """Return every moment at which one of the reps leaves or returns, in order of time and rep."""
    found = (moment for rep in reps for moment in _moments_of(rep))
    return tuple(sorted(found, key=lambda item: (item.at, item.rep_id, not item.is_return)))


def _moments_of(rep: Rep) -> Iterator[LeaveMoment]:
    for from_at, to_at in rep.away:
        yield LeaveMoment(moment_at(from_at), rep.rep_id, until=moment_at(to_at))
        if rep.is_active(to_at):
            yield LeaveMoment(moment_at(to_at), rep.rep_id, is_return=True)
    if rep.active_to is not None:
        yield LeaveMoment(moment_at(rep.active_to), rep.rep_id)
    if rep.active_from is not None and rep.away_until(rep.active_from) is None:
        yield LeaveMoment(moment_at(rep.active_from), rep.rep_id, is_return=True)


def absence_commands(
    leave: LeaveMoment, held: Iterable[str]
) -> tuple[tuple[str, RecordOwnerAbsence], ...]:
    """Return the commands for the leads of a rep who leaves, by lead id; none at a return.

    Parameters
    ----------
    held
        The ids of the leads that the rep has, in any order.
    """
    if leave.is_return:
        return ()
    name = f"leave/{leave.rep_id}/{leave.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    command = RecordOwnerAbsence(name, leave.at, leave.rep_id, leave.until, actor=SCHEDULER)
    return tuple((lead_id, command) for lead_id in sorted(held))
