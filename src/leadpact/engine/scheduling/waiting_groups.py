"""Keep the waiting leads of a company in memory, by group, for a caller without a database."""

import heapq
from collections.abc import Iterator
from datetime import datetime

from leadpact.engine.lifecycle import LeadState
from leadpact.engine.scheduling.waiting import (
    RetryTrigger,
    WaitingLead,
    groups_to_try,
    row_of_waiting,
)

_Place = tuple[datetime, int, str]


class WaitingGroups:
    """The leads that wait, each in its group, and when each group is to be tried again."""

    def __init__(self) -> None:
        self._rows: dict[str, WaitingLead] = {}
        self._set_aside: dict[str, WaitingLead] = {}
        self._heaps: dict[str, list[_Place]] = {}
        self._retry_at: dict[str, datetime] = {}
        self._n_waited = 0

    def put(self, state: LeadState, at: datetime) -> WaitingLead | None:
        """Put a lead in its group, or take it out where it waits for nothing; return its row."""
        known = self._rows.get(state.lead_id)
        earlier = known or self._set_aside.pop(state.lead_id, None)
        row = row_of_waiting(state, since=at, sequence=self._n_waited + 1, known=earlier)
        if row is None:
            self.remove(state.lead_id)
            return None
        self._n_waited += earlier is None
        self._rows[row.lead_id] = row
        if known is None or known.group != row.group:
            heapq.heappush(self._heaps.setdefault(row.group, []), row.place)
        return row

    def remove(self, lead_id: str) -> None:
        """Take a lead out that no longer waits; it leaves its place in its group's heap later."""
        self._rows.pop(lead_id, None)
        self._set_aside.pop(lead_id, None)

    def set_aside(self, lead_id: str) -> None:
        """Take a lead out that cannot be tried now; `put` gives it back its place."""
        row = self._rows.pop(lead_id, None)
        if row is not None:
            self._set_aside[lead_id] = row

    def first(self, group: str) -> WaitingLead | None:
        """Return the lead of a group that has waited longest; None: the group is empty."""
        heap = self._heaps.get(group, [])
        while heap:
            row = self._rows.get(heap[0][2])
            if row is not None and row.group == group and row.place == heap[0]:
                return row
            heapq.heappop(heap)
        self._heaps.pop(group, None)
        return None

    def groups_for(self, trigger: RetryTrigger) -> tuple[str, ...]:
        """Return the groups that may find a rep after what happened."""
        return groups_to_try(self._heads(), trigger)

    def _heads(self) -> Iterator[WaitingLead]:
        firsts = (self.first(group) for group in tuple(self._heaps))
        return (row for row in firsts if row is not None)

    def plan(self, group: str, retry_at: datetime | None, *, now: datetime) -> bool:
        """Plan when a group is tried next; False: nothing is known, or it is planned before."""
        planned = self._retry_at.get(group)
        if retry_at is None or retry_at <= now:
            return False
        if planned is not None and now < planned <= retry_at:
            return False
        self._retry_at[group] = retry_at
        return True

    def plan_now(self, group: str, now: datetime) -> bool:
        """Plan that a group is tried at this moment; False: it is planned for now already."""
        if self._retry_at.get(group) == now:
            return False
        self._retry_at[group] = now
        return True

    def is_due(self, group: str, now: datetime) -> bool:
        """Tell whether a group is to be tried at just this moment."""
        return self._retry_at.get(group) == now and self.first(group) is not None
