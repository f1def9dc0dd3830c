"""Merge the pairs that a batch found, many at once; the twin for one pair is `merge_people`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from leadpact.identity.merging.clusters import RefusedLink, find_clusters
from leadpact.identity.merging.events import (
    EventStamp,
    MergeEvent,
    MergeEventKind,
    MergePayload,
    merge_event,
)
from leadpact.identity.merging.people import Pair, PairRelation, People, apply_events, pair_of


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
    events = [_event(pair, weights[pair], stamp_of(*pair)) for pair in news]
    refusals = find_clusters(apply_events(people, events)).refused
    refused = {refusal.link.pair: refusal for refusal in refusals}
    kept = [event for event, pair in zip(events, news, strict=True) if pair not in refused]
    reasons = tuple(refused[pair] for pair in news if pair in refused)
    return BatchMerging(apply_events(people, kept), tuple(kept), reasons)


def _heaviest(findings: Iterable[tuple[str, str, float]]) -> dict[Pair, float]:
    weights: dict[Pair, float] = {}
    for one, other, weight in findings:
        pair = pair_of(one, other)
        weights[pair] = max(weight, weights.get(pair, weight))
    return weights


def _is_known(people: People, pair: Pair, weight: float) -> bool:
    known = people.found.get(pair)
    return known is not None and (known.word, known.weight) == (PairRelation.SAME, weight)


def _event(pair: Pair, weight: float, stamp: EventStamp) -> MergeEvent:
    payload = MergePayload(*pair, (pair[0],), (pair[1],), weight)
    return merge_event(MergeEventKind.MERGED, payload, stamp)
