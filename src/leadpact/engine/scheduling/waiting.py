"""Find which waiting leads to try again when something has changed, and in which order.

The inputs are small values that a table can hold; only `waiting_group_of` and `row_of_waiting` read
the state of a lead, when it begins to wait.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from leadpact.engine.lifecycle import LeadState


@dataclass(frozen=True, slots=True)
class WaitingLead:
    """A lead that waits for a rep, as a row of a table holds it.

    Attributes
    ----------
    group
        Its waiting group: `waiting_group_of`.
    since
        When it began to wait.
    retry_at
        When the first obstacle ends by itself; None: no such moment is known.
    sequence
        The order of leads that began to wait at one moment, such as a number of the database; where
        it is equal, the smaller id is first.
    """

    lead_id: str
    group: str
    since: datetime
    retry_at: datetime | None = None
    sequence: int = 0

    @property
    def place(self) -> tuple[datetime, int, str]:
        """Its place in its group: the lead that has waited longest is first."""
        return self.since, self.sequence, self.lead_id


class TriggerKind(StrEnum):
    """What may let a waiting lead find a rep."""

    RELEASED = "RELEASED"
    """A rep has one lead less."""
    ROOM = "ROOM"
    """A rep has room: a cap was raised, or they asked for more leads."""
    LEAVE_BEGAN = "LEAVE_BEGAN"
    """A rep went on leave: a strict rotation goes on to the next rep."""
    LEAVE_ENDED = "LEAVE_ENDED"
    """A rep is back, or begins to work for the company."""
    MOMENT = "MOMENT"
    """Time passed: the obstacles end that end by themselves."""
    ROSTER = "ROSTER"
    """Reps, pools or the pact changed: every waiting lead may find somebody."""


@dataclass(frozen=True, slots=True)
class RetryTrigger:
    """Something that happened at a moment; `rep_id` where it is about one rep."""

    kind: TriggerKind
    at: datetime
    rep_id: str | None = None


@dataclass(frozen=True, slots=True)
class LeadsToTry:
    """The leads of one waiting group, to be tried in their order until one finds nobody."""

    group: str
    lead_ids: tuple[str, ...]


def waiting_group_of(state: LeadState) -> str | None:
    """Return the waiting group of a lead that waits; None: trying it again cannot place it.

    Leads of one group have the same route, pool, territory, direction and meeting, passed the same
    routes, and have the same reps who may not have them and the same reps who could: where one
    finds nobody, nor does the next. The group is a text, so that a column can hold it.
    """
    route = state.route
    assert route is not None
    if (route.waits_for_person and not route.passed) or route.decided_by is not None:
        return None
    return _group_text(
        route.route_id,
        route.pool or "",
        route.territory_id or "",
        str(route.direction),
        _meeting_text(state),
        tuple(item.route_id for item in route.passed),
        tuple(sorted(state.past_owners)),
        tuple(one.rep_id for one in route.considered),
    )


def _meeting_text(state: LeadState) -> str:
    """Return the meeting that the lead asks for: its day has caps of its own."""
    at, now = state.meeting_at, state.as_of
    return "" if at is None or (now is not None and at <= now) else f"{at.timestamp():.0f}"


@lru_cache(maxsize=4096)
def _group_text(*parts: str | tuple[str, ...]) -> str:
    return json.dumps(parts, separators=(",", ":"))


@lru_cache(maxsize=4096)
def reps_of_group(group: str) -> frozenset[str] | None:
    """Return the reps who could have the leads of a group; None: they depend on each lead.

    They do where the leads passed other routes, such as those to the owners of their accounts.
    """
    *_, passed, past_owners, considered = json.loads(group)
    return None if passed else frozenset(considered).difference(past_owners)


def row_of_waiting(
    state: LeadState, *, since: datetime, sequence: int = 0, known: WaitingLead | None = None
) -> WaitingLead | None:
    """Return the row of a lead for the table of waiting leads; None: it belongs to none.

    Parameters
    ----------
    since, sequence
        When it began to wait, and its order among those of that moment.
    known
        Its row until now: a lead that still waits keeps its place, whatever it waits for.
    """
    group = waiting_group_of(state) if state.is_waiting else None
    if group is None:
        return None
    if known is not None:
        since, sequence = known.since, known.sequence
    retry_at = state.route.retry_at if state.route is not None else None
    return WaitingLead(state.lead_id, group, since, retry_at, sequence)


def leads_to_try(waiting: Iterable[WaitingLead], *triggers: RetryTrigger) -> tuple[LeadsToTry, ...]:
    """Return the waiting leads that may find a rep after what happened.

    Parameters
    ----------
    waiting
        The leads that wait, in any order.
    triggers
        What happened at one moment.

    Returns
    -------
    tuple[LeadsToTry, ...]
        Group by group, the one of the longest waiting lead first; in a group those who have waited
        longest first. Send `AssignLead` to one after the other. The first that finds nobody ends
        its group: none of those behind it would find anybody.
    """
    groups: dict[str, list[WaitingLead]] = {}
    for lead in waiting:
        groups.setdefault(lead.group, []).append(lead)
    found = {name: sorted(leads, key=lambda lead: lead.place) for name, leads in groups.items()}
    heads = [leads[0] for leads in found.values()]
    due = {lead.group for leads in found.values() for lead in leads if _is_due(lead, triggers)}
    return tuple(
        LeadsToTry(name, tuple(lead.lead_id for lead in found[name]))
        for name in groups_to_try(heads, *triggers, due=due)
    )


def _is_due(lead: WaitingLead, triggers: Iterable[RetryTrigger]) -> bool:
    return lead.retry_at is not None and any(
        item.kind is TriggerKind.MOMENT and lead.retry_at <= item.at for item in triggers
    )


def groups_to_try(
    heads: Iterable[WaitingLead], *triggers: RetryTrigger, due: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the groups that may find a rep, the one of the longest waiting lead first.

    Parameters
    ----------
    heads
        The first lead of each group; the twin `leads_to_try` takes all leads.
    due
        The groups with a lead whose moment to be tried again has come.
    """
    wanted, due = [item for item in triggers if item.kind is not TriggerKind.MOMENT], set(due)
    ordered = sorted(heads, key=lambda lead: lead.place)
    return tuple(
        lead.group
        for lead in ordered
        if lead.group in due or any(_may_serve(item, lead.group) for item in wanted)
    )


def _may_serve(trigger: RetryTrigger, group: str) -> bool:
    """Tell whether what happened to a rep, or to all, may place a lead of a group."""
    if trigger.kind is TriggerKind.ROSTER or trigger.rep_id is None:
        return True
    reps = reps_of_group(group)
    return reps is None or trigger.rep_id in reps
