"""Decisions about pairs of leads, computed from events in whatever order they arrive."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from itertools import product

from leadpact.events import MergeEventKind
from leadpact.identity.merging.events import MergeEvent

Pair = tuple[str, str]
"""Two lead ids, the smaller first."""


class PairRelation(IntEnum):
    """The decision about two leads; of two at one moment, the higher counts."""

    SAME = 0
    OPEN = 1
    """Nothing any more: an earlier decision is taken back."""
    DIFFERENT = 2


@dataclass(frozen=True, slots=True, order=True)
class PairDecision:
    """The last decision on a pair; decisions are ordered by which of two counts."""

    decided_at: datetime
    relation: PairRelation
    event_id: str
    decided_by: str = field(compare=False)
    weight: float | None = field(compare=False, default=None)


@dataclass(frozen=True, slots=True)
class People:
    """All that was decided; the clusters are derived from it.

    Attributes
    ----------
    by_person
        The last decision of a person, by pair. It overrules findings of rules.
    found
        The last finding of rules, by pair.
    """

    by_person: Mapping[Pair, PairDecision] = field(default_factory=dict)
    found: Mapping[Pair, PairDecision] = field(default_factory=dict)


def pair_of(one: str, other: str) -> Pair:
    """Return the two ids as a pair.

    Raises
    ------
    ValueError
        Where they are the same: a lead is not merged with itself.
    """
    if one == other:
        raise ValueError(f"lead {one} with itself is no pair")
    return (one, other) if one < other else (other, one)


def apply_event(people: People, event: MergeEvent) -> People:
    """Return the decisions with the event added.

    Pure, indifferent to order and to repetition: of two decisions on a pair the later one counts,
    at the same moment the stricter one, then the one of the higher event id. Its twin for many
    events is `apply_events`, which does not copy for each.
    """
    return apply_events(people, (event,))


def apply_events(people: People, events: Iterable[MergeEvent]) -> People:
    """Return the decisions with all the events added, in any order."""
    by_person, found = dict(people.by_person), dict(people.found)
    for event in events:
        decisions = by_person if event.is_by_person else found
        for pair, decision in _decisions(event):
            known = decisions.get(pair)
            decisions[pair] = decision if known is None else max(known, decision)
    return People(by_person, found)


def _decisions(event: MergeEvent) -> Iterator[tuple[Pair, PairDecision]]:
    """Yield the decisions of the event, pair by pair.

    A merge is SAME for the two leads it names. Where a person merges, earlier decisions that keep
    other leads of the two sides apart are cancelled. Separating is DIFFERENT for every pair across;
    where a rule parts, it only takes its own finding back.
    """
    payload = event.payload
    named = pair_of(payload.first_id, payload.second_id)
    is_merge = event.kind is MergeEventKind.MERGED
    if is_merge:
        yield named, _decision(event, PairRelation.SAME)
    if is_merge and not event.is_by_person:
        return
    across = PairRelation.DIFFERENT if event.is_by_person and not is_merge else PairRelation.OPEN
    for one, other in product(payload.first_ids, payload.second_ids):
        if not is_merge or pair_of(one, other) != named:
            yield pair_of(one, other), _decision(event, across)


def _decision(event: MergeEvent, relation: PairRelation) -> PairDecision:
    weight = event.payload.weight if relation is PairRelation.SAME else None
    return PairDecision(event.occurred_at, relation, event.event_id, event.actor, weight)
