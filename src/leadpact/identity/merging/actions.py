"""Merging and parting persons, one pair or many, and which member something new belongs to.

Pure: events come out. `merge_people` merges one pair, its twin `merge_batch` the pairs that a batch
found, many at once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from leadpact.events import MergeEventKind, MergePayload
from leadpact.identity.merging.clusters import (
    PersonCluster,
    RefusedLink,
    component_of,
    find_cluster,
    find_clusters,
)
from leadpact.identity.merging.events import (
    EventStamp,
    MergeEvent,
    merge_event,
)
from leadpact.identity.merging.people import (
    Pair,
    PairRelation,
    People,
    apply_event,
    apply_events,
    pair_of,
)


@dataclass(frozen=True, slots=True)
class Merging:
    """The result of a request to merge two leads.

    Attributes
    ----------
    people
        The decisions after it.
    event
        The event to record; None where nothing changed.
    person
        The person of the first lead.
    refused
        Why the two stay apart: a person called them, or members of theirs, different.
    """

    people: People
    event: MergeEvent | None
    person: PersonCluster
    refused: RefusedLink | None = None


@dataclass(frozen=True, slots=True)
class Unmerging:
    """The result of separating two sides: the event to record, and the two persons after it."""

    people: People
    event: MergeEvent
    first: PersonCluster
    second: PersonCluster


def merge_people(
    people: People, first_id: str, second_id: str, *, stamp: EventStamp, weight: float | None = None
) -> Merging:
    """Merge the persons of two leads, unless a rule asks for it against a person's decision.

    Parameters
    ----------
    people
        What was decided so far.
    first_id, second_id
        The two leads that are one person.
    stamp
        The actor and the time. A person's decision cancels earlier ones that kept the two sides
        apart; a rule's finding does not, and is then refused without an event.
    weight
        The evidence, the more the higher.

    Returns
    -------
    Merging
        The event is None where a rule finds again what it found before with the same weight.
    """
    pair = pair_of(first_id, second_id)
    sides = [find_cluster(people, lead_id).member_ids for lead_id in (first_id, second_id)]
    first, second = ((first_id,), (second_id,)) if sides[0] == sides[1] else sides
    payload = MergePayload(first_id, second_id, first, second, weight)
    event = merge_event(MergeEventKind.MERGED, payload, stamp)
    if not event.is_by_person and _is_known(people, pair, weight):
        return _outcome(people, None, first_id, second_id)
    merged = _outcome(apply_event(people, event), event, first_id, second_id)
    if merged.refused is None:
        return merged
    return Merging(people, None, find_cluster(people, first_id), merged.refused)


def _outcome(people: People, event: MergeEvent | None, first_id: str, second_id: str) -> Merging:
    clusters = find_clusters(component_of(people, (first_id, second_id)))
    pair = pair_of(first_id, second_id)
    refused = next((refusal for refusal in clusters.refused if refusal.link.pair == pair), None)
    return Merging(people, event, clusters.of(first_id), refused)


def unmerge(
    people: People,
    first_ids: frozenset[str],
    second_ids: frozenset[str],
    *,
    stamp: EventStamp,
) -> Unmerging:
    """Part two sides that were merged.

    Where a person parts them, every lead of the one side is remembered as different from every
    lead of the other, and no later finding of a rule joins them again. A rule only takes back what
    rules found between the two.

    Parameters
    ----------
    people
        What was decided so far.
    first_ids, second_ids
        The leads of each side. Parting what one `identity.merged` joined takes the sides of its
        payload. Members named on neither side, such as those that came later, go where the
        strongest links draw them.
    stamp
        Who decides and when.

    Returns
    -------
    Unmerging
        The two persons with all their members, those that came since among them.

    Raises
    ------
    ValueError
        Where a side is empty, or a lead is on both.
    """
    if not first_ids or not second_ids or first_ids & second_ids:
        raise ValueError("each side needs leads, and no lead is on both sides")
    first, second = tuple(sorted(first_ids)), tuple(sorted(second_ids))
    payload = MergePayload(first[0], second[0], first, second)
    event = merge_event(MergeEventKind.UNMERGED, payload, stamp)
    parted = apply_event(people, event)
    clusters = find_clusters(component_of(parted, (first[0], second[0])))
    return Unmerging(parted, event, clusters.of(first[0]), clusters.of(second[0]))


def member_for(person: PersonCluster, evidence: Mapping[str, float]) -> str:
    """Return the member that something new is attached to.

    Data that names a lead id stays with that lead and is not attached here. Data that matched only
    the merged view (the one member's address, the other's phone) is compared with each member by
    itself and goes to the one with the most evidence, of equals to the smallest id; without any
    evidence, to the member that names the person. So an un-merge takes it along to where it most
    likely belongs.

    Parameters
    ----------
    person
        The person it matched.
    evidence
        The weight with each member that was compared; other leads in it are passed over.

    Returns
    -------
    str
        A member's lead id.
    """
    ids = (lead_id for lead_id in person.member_ids if lead_id in evidence)
    return min(ids, key=lambda lead_id: -evidence[lead_id], default=person.person_id)


@dataclass(frozen=True, slots=True)
class BatchMerging:
    """The result of a batch.

    Attributes
    ----------
    people
        The decisions after it.
    events
        The events to record, in the order of the pairs; none for pairs already merged.
    refused
        The findings that would join leads which a person called different.
    """

    people: People
    events: tuple[MergeEvent, ...]
    refused: tuple[RefusedLink, ...]


def merge_batch(
    people: People,
    findings: Iterable[tuple[str, str, float]],
    *,
    stamp_of: Callable[[str, str], EventStamp],
) -> BatchMerging:
    """Merge the pairs that rules found, in any order.

    Parameters
    ----------
    people
        What was decided so far.
    findings
        Two leads and the weight of their evidence; of a pair found twice the heavier counts.
    stamp_of
        Gives the stamp of the event about two leads, the smaller id first.

    Returns
    -------
    BatchMerging
        A pair that a person declared different is refused and not recorded, so that running
        the same batch again gives no event.
    """
    weights = _heaviest(findings)
    news = [pair for pair in sorted(weights) if not _is_known(people, pair, weights[pair])]
    events = [
        merge_event(
            MergeEventKind.MERGED,
            MergePayload(*pair, (pair[0],), (pair[1],), weights[pair]),
            stamp_of(*pair),
        )
        for pair in news
    ]
    clusters = find_clusters(apply_events(people, events))
    refused = {refusal.link.pair: refusal for refusal in clusters.refused}
    kept = [event for event, pair in zip(events, news, strict=True) if pair not in refused]
    reasons = tuple(refused[pair] for pair in news if pair in refused)
    return BatchMerging(apply_events(people, kept), tuple(kept), reasons)


def _heaviest(findings: Iterable[tuple[str, str, float]]) -> dict[Pair, float]:
    weights: dict[Pair, float] = {}
    for one, other, weight in findings:
        pair = pair_of(one, other)
        weights[pair] = max(weight, weights.get(pair, weight))
    return weights


def _is_known(people: People, pair: Pair, weight: float | None) -> bool:
    known = people.found.get(pair)
    return known is not None and (known.relation, known.weight) == (PairRelation.SAME, weight)
