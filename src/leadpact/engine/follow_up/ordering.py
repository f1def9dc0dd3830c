"""In which order things of one second happened, so that a history of whole days makes sense."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

from leadpact.engine.follow_up.happenings import (
    ActivityRecorded,
    AttributesLearnt,
    DispositionGiven,
    HandedOff,
    HandoffAnswered,
    Happening,
    LeadArrived,
    LeadEnded,
    LeadJudged,
    MeetingBooked,
    MeetingDebriefed,
    MeetingMoved,
    MeetingStep,
    OpportunityMoved,
    OpportunityOpened,
    OutOfOfficeHeard,
    ProspectOptedOut,
    ProspectReplied,
    TouchMade,
)
from leadpact.terms.stages import Stage

Named: TypeAlias = tuple[str, Happening]
"""A lead by its id, and what happened to it."""

_KINDS: tuple[tuple[type[Happening], ...], ...] = (
    (LeadArrived, LeadJudged),
    (AttributesLearnt, ActivityRecorded),
    (TouchMade,),
    (ProspectReplied, OutOfOfficeHeard, ProspectOptedOut),
    (HandedOff,),
    (HandoffAnswered,),
    (MeetingBooked, MeetingMoved),
    (MeetingDebriefed,),
    (OpportunityOpened,),
    (OpportunityMoved,),
    (DispositionGiven,),
)
_RANKS: Mapping[type[Happening], int] = {
    kind: rank for rank, kinds in enumerate(_KINDS) for kind in kinds
}
_OTHERS, _ENDS = len(_KINDS), len(_KINDS) + 1


def in_order(happenings: Iterable[Named]) -> list[Named]:
    """Return happenings in their order; whatever their order was, it comes out alike.

    Parameters
    ----------
    happenings
        Leads by id with what happened to them.

    Returns
    -------
    list
        By moment, then by lead. At one moment a lead comes first; then touches, answers, meetings
        (booked before confirmed, confirmed before what became of them, one that was booked anew
        after the one it replaces), debriefs, opportunities (opened, known, closed), dispositions,
        ends. What is alike in all this goes by id.
    """
    items = list(happenings)
    replaced = {
        (lead_id, item.id): item.rebooks
        for lead_id, item in items
        if isinstance(item, MeetingBooked) and item.rebooks is not None
    }

    def place(named: Named) -> tuple[datetime, str, int, int, int, str]:
        lead_id, item = named
        return item.occurred_at, lead_id, *_place(lead_id, item, replaced), item.id

    return sorted(items, key=place)


def _place(
    lead_id: str, item: Happening, replaced: Mapping[tuple[str, str], str]
) -> tuple[int, int, int]:
    """Return the rank of a kind, of meetings how often they were booked anew, and of the step."""
    if isinstance(item, LeadEnded):
        return _ENDS, 0, 0
    rank = _RANKS.get(type(item), _OTHERS)
    if isinstance(item, MeetingBooked):
        return rank, _times_rebooked(lead_id, item.id, replaced), 0
    if isinstance(item, MeetingMoved):
        n_rebooked = _times_rebooked(lead_id, item.meeting_id, replaced)
        return rank, n_rebooked, 1 if item.step is MeetingStep.CONFIRMED else 2
    if isinstance(item, OpportunityMoved):
        return rank, 0, 0 if item.to is Stage.PIPELINE else 1
    return rank, 0, 0


def _times_rebooked(lead_id: str, meeting_id: str, replaced: Mapping[tuple[str, str], str]) -> int:
    n, name, seen = 0, meeting_id, {meeting_id}
    while (before := replaced.get((lead_id, name))) is not None and before not in seen:
        seen.add(before)
        n, name = n + 1, before
    return n
