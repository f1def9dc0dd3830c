"""Keep what each rep did: touches, promises kept and missed, meetings. It follows from events.

A state forgets the touches of earlier rounds, and never knew who owed a promise when it was
missed; events know both.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from leadpact.desk.leads.models import LeadCard, RepWork, WorkKind
from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import Event, EventKind, LeadState
from leadpact.pact.sections.clocks.policy import ClockKind

OWED_BY_OWNER = frozenset({ClockKind.FIRST_TOUCH, ClockKind.TOUCHES, ClockKind.RESOLVE})
"""The promises that who has the lead keeps."""

_MEETINGS = {
    EventKind.MEETING_BOOKED: WorkKind.BOOKED,
    EventKind.MEETING_HELD: WorkKind.HELD,
    EventKind.MEETING_MISSED: WorkKind.NO_SHOW,
    EventKind.MEETING_CANCELLED: WorkKind.CALLED_OFF,
}
_CLOCKS = {EventKind.CLOCK_MET: WorkKind.KEPT, EventKind.CLOCK_BREACHED: WorkKind.MISSED}
_MOST_HELD = 5_000
_READ = frozenset({EventKind.TOUCHED, EventKind.DECIDED_AGAIN, *_MEETINGS, *_CLOCKS})


def save_work(state: LeadState, events: Sequence[Event]) -> None:
    """Write what reps did by the events of a decision, before the card of the lead is written."""
    kinds = {event.kind for event in events}
    if kinds.isdisjoint(_READ):
        return
    if EventKind.DECIDED_AGAIN in kinds:
        _forget_undone(state)
    before = LeadCard.objects.filter(pk=state.lead_id).values_list("owner_rep_id", flat=True)
    rows = work_of(events, owner=before.first() or "")
    RepWork.objects.bulk_create(rows, ignore_conflicts=True)


def work_of(events: Iterable[Event], *, owner: str = "") -> Iterator[RepWork]:
    """Yield what reps did by the events of one lead, in their order.

    Parameters
    ----------
    owner
        Who had the lead before the first of the events.
    """
    for event in events:
        if event.kind is EventKind.ASSIGNED:
            owner = event.payload.rep_id or owner
        elif event.kind is EventKind.TOUCHED and event.payload.rep_id:
            touch = event.payload
            channel, at = str(touch.channel), touch.made_at
            yield _row(
                event, touch.rep_id, WorkKind.TOUCH, about=channel, key=touch.touch_id, at=at
            )
        elif event.kind in _CLOCKS and event.payload.policy.kind in OWED_BY_OWNER and owner:
            clock, kind = event.payload, _CLOCKS[event.kind]
            at = clock.due_at if kind is WorkKind.MISSED else clock.stopped_at or clock.as_of
            yield _row(event, owner, kind, about=str(clock.policy.kind), key=clock.clock_id, at=at)
        elif event.kind in _MEETINGS:
            yield from _meeting(event)


class WorkLog:
    """Collects what reps did in a whole history, decision by decision, and writes it at once."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}
        self._rows: list[RepWork] = []

    def add(self, events: Sequence[Event]) -> None:
        """Take the events of one decision."""
        for event in events:
            if event.kind is EventKind.ASSIGNED and event.payload.rep_id:
                self._owners[event.lead_id] = event.payload.rep_id
            elif event.kind in _READ:
                owner = self._owners.get(event.lead_id, "")
                self._rows.extend(work_of((event,), owner=owner))
        if len(self._rows) >= _MOST_HELD:
            self.finish()

    def finish(self) -> None:
        """Write what was collected."""
        RepWork.objects.bulk_create(self._rows, ignore_conflicts=True)
        self._rows = []


def _meeting(event: Event) -> Iterator[RepWork]:
    meeting, kind = event.payload, _MEETINGS[event.kind]
    rep_id = meeting.sdr_rep_id or meeting.ae_rep_id
    if rep_id:
        at = meeting.booked_at if kind is WorkKind.BOOKED else meeting.ended_at
        rebooks = meeting.rebooks_meeting_id or ""
        at = at or event.occurred_at
        yield _row(event, rep_id, kind, about=rebooks, key=meeting.meeting_id, at=at)


def _row(
    event: Event, rep_id: str, kind: WorkKind, *, about: str, key: str, at: datetime
) -> RepWork:
    return RepWork(
        lead_id=event.lead_id, rep_id=rep_id, kind=str(kind), about=about, key=key, at=at
    )


def _forget_undone(state: LeadState) -> None:
    """Delete what was decided again and is so no more; what is still so is written again."""
    of_lead = RepWork.objects.filter(lead_id=state.lead_id)
    of_lead.filter(kind=str(WorkKind.TOUCH), key__in=state.withdrawn_ids).delete()
    results = {ClockState.MET: WorkKind.KEPT, ClockState.BREACHED: WorkKind.MISSED}
    for clock in state.clocks:
        kept = of_lead.filter(kind__in=map(str, results.values()), key=clock.clock_id)
        kept.exclude(kind=str(results.get(clock.state, ""))).delete()
