"""Order the commands of a history, and name those that a replay refuses: `meeting_held`."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from math import inf
from types import MappingProxyType
from typing import Any, TypeAlias

from leadpact.engine.lifecycle import (
    AnswerHandoff,
    BookMeeting,
    Command,
    DebriefMeeting,
    DisposeLead,
    EndLead,
    HandOffLead,
    MeetingStep,
    MoveMeeting,
    MoveOpportunity,
    OpenOpportunity,
    RecordActivity,
    RecordJudgement,
    RecordLead,
    RecordOptOut,
    RecordOutOfOffice,
    RecordReply,
    RecordTouch,
    UpdateAttributes,
    UpdateMeeting,
)
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Stage

Named: TypeAlias = tuple[str, Command]
"""A lead by its id, and what happened to it."""

_KINDS: tuple[tuple[type[Command], ...], ...] = (
    (RecordLead, RecordJudgement),
    (UpdateAttributes, RecordActivity),
    (RecordTouch,),
    (RecordReply, RecordOutOfOffice, RecordOptOut),
    (HandOffLead,),
    (AnswerHandoff,),
    (BookMeeting, MoveMeeting, UpdateMeeting),
    (DebriefMeeting,),
    (OpenOpportunity,),
    (MoveOpportunity,),
    (DisposeLead,),
)
_RANKS: Mapping[type[Command], int] = {
    kind: rank for rank, kinds in enumerate(_KINDS) for kind in kinds
}
UNNUMBERED = inf
"""The number of a lead of which it is not known: such leads come after the others of a second."""

_OTHERS, _ENDS = len(_KINDS), len(_KINDS) + 1


def in_order(
    commands: Iterable[Named], arrivals: Mapping[str, int] = MappingProxyType({})
) -> list[Named]:
    """Return commands in their order; whatever their order was, it comes out alike.

    Parameters
    ----------
    commands
        Leads by id with what happened to them.
    arrivals
        The number of each lead in the order in which leads came, by id.

    Returns
    -------
    list
        By moment, then by lead: by its number, those without one last; then by its id. At one
        moment a lead comes first; then touches, answers, meetings (booked, moved, confirmed, what
        became of them; one that was booked again after the one it replaces), debriefs,
        opportunities (opened, known, closed), dispositions, ends. What is alike in all this goes
        by id.
    """
    items = list(commands)
    replaced = {
        (lead_id, item.id): item.rebooks
        for lead_id, item in items
        if isinstance(item, BookMeeting) and item.rebooks is not None
    }

    def place(named: Named) -> tuple[datetime, float, str, int, int, int, str]:
        lead_id, item = named
        number = arrivals.get(lead_id, UNNUMBERED)
        return item.occurred_at, number, lead_id, *_place(lead_id, item, replaced), item.id

    return sorted(items, key=place)


def _place(
    lead_id: str, item: Command, replaced: Mapping[tuple[str, str], str]
) -> tuple[int, int, int]:
    """Return the ranks of the kind, of how often a meeting was booked again, and of the step."""
    if isinstance(item, EndLead):
        return _ENDS, 0, 0
    rank = _RANKS.get(type(item), _OTHERS)
    if isinstance(item, BookMeeting):
        return rank, _times_rebooked(lead_id, item.id, replaced), 0
    if isinstance(item, UpdateMeeting):
        n_rebooked = _times_rebooked(lead_id, item.meeting_id, replaced)
        return rank, n_rebooked, 2 if item.step is MeetingStep.CONFIRMED else 3
    if isinstance(item, MoveMeeting):
        return rank, _times_rebooked(lead_id, item.meeting_id, replaced), 1
    if isinstance(item, MoveOpportunity):
        return rank, 0, 0 if item.to is Stage.PIPELINE else 1
    return rank, 0, 0


def _times_rebooked(lead_id: str, meeting_id: str, replaced: Mapping[tuple[str, str], str]) -> int:
    n, name, seen = 0, meeting_id, {meeting_id}
    while (before := replaced.get((lead_id, name))) is not None and before not in seen:
        seen.add(before)
        n, name = n + 1, before
    return n


Refused = tuple[str, RefusalCode]
"""The name of a command by `REFUSED_AS`, and the code of its refusal."""

DISPOSITION = "disposition"
_OPPORTUNITY_MOVES = {Stage.CLOSED_WON: "opportunity_won", Stage.RECYCLED: "opportunity_lost"}


def _always(name: str) -> Callable[[Any], str]:
    return lambda _command: name


REFUSED_AS: Mapping[type[Command], Callable[[Any], str]] = {
    RecordTouch: _always("touch"),
    RecordReply: _always("reply"),
    RecordOutOfOffice: _always("out_of_office"),
    BookMeeting: _always("meeting_booked"),
    MoveMeeting: _always("meeting_moved"),
    UpdateMeeting: lambda command: f"meeting_{command.step.lower()}",
    DebriefMeeting: _always("meeting_debriefed"),
    OpenOpportunity: _always("opportunity_opened"),
    MoveOpportunity: lambda command: _OPPORTUNITY_MOVES.get(command.to, "opportunity_moved"),
    DisposeLead: _always(DISPOSITION),
}
"""The name of each kind of command that a history holds; those that a replay adds have none."""
