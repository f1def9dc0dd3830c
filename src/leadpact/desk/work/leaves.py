"""Notice when reps leave and return, and when reps, absences or the pact changed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from leadpact.desk.store import (
    fingerprint_in_force,
    in_transaction,
    open_store,
    roster_version,
    rules_in_force,
)
from leadpact.desk.work.inbox import put_off
from leadpact.desk.work.marks import save_mark
from leadpact.desk.work.models import RetryRequest, WorkerMark
from leadpact.engine.scheduling import (
    LeaveMoment,
    TriggerKind,
    absence_commands,
    leave_moments,
)
from leadpact.storage.lead_store import leads_of_rep

LEAVE = "leave"
"""The mark up to which leave was looked at; it names the roster that was known then."""


def note_leaves(*, as_of: datetime) -> int:
    """Store a command for each lead of a rep who left; return how many moments came."""
    known = WorkerMark.objects.filter(name=LEAVE).first()
    roster = f"{fingerprint_in_force(as_of)}/{roster_version()}"
    reps = rules_in_force(as_of).roster.reps.values()
    moments = leave_moments(reps)
    if known is None or known.about != roster:
        # What was entered late, such as the leave of somebody who is ill since this morning.
        since = known.reached_at if known is not None else as_of
        came = [item for item in moments if since < item.at <= as_of or _lasts(item, as_of)]
        return _note(came, as_of, roster, is_new=True)
    came = [item for item in moments if known.reached_at < item.at <= as_of]
    return _note(came, as_of, roster, is_new=False) if came else 0


def _lasts(leave: LeaveMoment, as_of: datetime) -> bool:
    return (
        not leave.is_return and leave.at <= as_of and (leave.until is None or leave.until > as_of)
    )


@in_transaction
def _note(moments: Iterable[LeaveMoment], as_of: datetime, roster: str, *, is_new: bool) -> int:
    """Store the commands and the mark in one transaction: none is lost, and none comes twice."""
    n_moments = 0
    for leave in moments:
        n_moments += 1
        for lead_id, command in absence_commands(leave, _held(leave.rep_id)):
            refusal = put_off(lead_id, command, not_before=min(leave.at, as_of))
            if refusal is not None and leave.until is not None:  # the leave was made longer
                other = replace(command, id=f"{command.id}/{leave.until:%Y%m%dT%H%M%SZ}")
                put_off(lead_id, other, not_before=as_of)
        if leave.is_return:
            _request(TriggerKind.LEAVE_ENDED, leave.at, leave.rep_id)
    if is_new:
        _request(TriggerKind.ROSTER, as_of)
    save_mark(LEAVE, as_of, about=roster)
    return n_moments + is_new


def _request(kind: TriggerKind, at: datetime, rep_id: str = "") -> None:
    RetryRequest.objects.create(kind=str(kind), happened_at=at, rep_id=rep_id)


def _held(rep_id: str) -> list[str]:
    return leads_of_rep(open_store().statements, rep_id)
