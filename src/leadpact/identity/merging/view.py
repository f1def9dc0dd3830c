"""The merged view: several leads of one person as one. Derived, never stored.

Which member's value survives, by the policy's strategies, and which strategy decided it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leadpact.identity.merging.clusters import PersonCluster
from leadpact.identity.merging.records import (
    ADDRESS_FIELD,
    KeptWord,
    KnownValue,
    MemberRecord,
    consents,
    opt_outs,
)
from leadpact.pact.sections.identity.survivorship import FieldSurvival, Strategy, SurvivorshipPolicy


class SurvivalReason(StrEnum):
    """Why a value survived: the last strategy that was needed, or that none was."""

    ONLY_ONE = "ONLY_ONE"
    """Only one member has a value."""
    ALL_AGREE = "ALL_AGREE"
    """All members with a value have the same."""
    MOST_RECENT = "MOST_RECENT"
    OLDEST = "OLDEST"
    VERIFIED_FIRST = "VERIFIED_FIRST"
    SOURCE_ORDER = "SOURCE_ORDER"
    MOST_FREQUENT = "MOST_FREQUENT"
    MOST_COMPLETE = "MOST_COMPLETE"
    LONGEST = "LONGEST"
    LOWEST_ID = "LOWEST_ID"
    """No strategy decided between the values; the member of the smallest id."""


@dataclass(frozen=True, slots=True)
class CandidateValues:
    """One member's values for fields that are chosen together.

    Attributes
    ----------
    member
        The member.
    known
        Its values, by field; at least one.
    """

    member: MemberRecord
    known: Mapping[str, KnownValue]

    @property
    def values_given(self) -> tuple[tuple[str, object], ...]:
        """The value in the form by which candidates agree or differ."""
        return tuple(sorted((name, known.value) for name, known in self.known.items()))


Rank = Callable[[CandidateValues], float]


def choose(
    survival: FieldSurvival, members: Sequence[MemberRecord], *, policy: SurvivorshipPolicy
) -> tuple[CandidateValues, SurvivalReason] | None:
    """Return the member whose values survive, and why; None where no member has any of the fields.

    Parameters
    ----------
    survival
        The fields that are chosen together, and the strategies.
    members
        The members, in any order: the answer does not depend on it.
    policy
        Gives the order of sources.
    """
    candidates = _candidates(survival.fields, members)
    if not candidates:
        return None
    if len(candidates) == 1:
        return candidates[0], SurvivalReason.ONLY_ONE
    if _agree(candidates):
        return candidates[0], SurvivalReason.ALL_AGREE
    for strategy in survival.strategies:
        candidates = _preferred(candidates, _rank(strategy, candidates, survival, policy))
        if _agree(candidates):
            return candidates[0], SurvivalReason(strategy)
    return candidates[0], SurvivalReason.LOWEST_ID


def _candidates(fields: tuple[str, ...], members: Sequence[MemberRecord]) -> list[CandidateValues]:
    """Return the members with any of the fields, the smallest id first."""
    found = []
    for member in sorted(members, key=lambda member: member.lead_id):
        values = {name: member.values[name] for name in fields if name in member.values}
        known = {name: value for name, value in values.items() if value.is_known}
        found += [CandidateValues(member, known)] if known else []
    return found


def _agree(candidates: Sequence[CandidateValues]) -> bool:
    return all(candidate.values_given == candidates[0].values_given for candidate in candidates)


def _preferred(candidates: list[CandidateValues], rank: Rank) -> list[CandidateValues]:
    best = max(rank(candidate) for candidate in candidates)
    return [candidate for candidate in candidates if rank(candidate) == best]


def _rank(
    strategy: Strategy,
    candidates: Sequence[CandidateValues],
    survival: FieldSurvival,
    policy: SurvivorshipPolicy,
) -> Rank:
    if strategy is Strategy.SOURCE_ORDER:
        return lambda candidate: _trust(candidate, policy.source_order)
    if strategy is Strategy.MOST_FREQUENT:
        count = Counter(item.values_given for item in candidates)
        return lambda candidate: count[candidate.values_given]
    if strategy is Strategy.MOST_COMPLETE and len(survival.fields) == 1:
        return _n_known_of_all
    return _RANKS[strategy]


def _trust(candidate: CandidateValues, order: tuple[str, ...]) -> float:
    places = [order.index(k.source) for k in candidate.known.values() if k.source in order]
    return -min(places, default=len(order))


def _n_known_of_all(candidate: CandidateValues) -> float:
    return sum(known.is_known for known in candidate.member.values.values())


def _dates(candidate: CandidateValues) -> list[datetime]:
    return [known.known_at for known in candidate.known.values()]


_RANKS: Mapping[Strategy, Rank] = {
    Strategy.MOST_RECENT: lambda candidate: max(_dates(candidate)).timestamp(),
    Strategy.OLDEST: lambda candidate: -min(_dates(candidate)).timestamp(),
    Strategy.VERIFIED_FIRST: lambda c: sum(known.is_verified for known in c.known.values()),
    Strategy.MOST_COMPLETE: lambda candidate: len(candidate.known),
    Strategy.LONGEST: lambda c: sum(len(str(known.value)) for known in c.known.values()),
}


@dataclass(frozen=True, slots=True)
class MergedValue:
    """A surviving value, the member it came from, and the reason it survived."""

    value: object
    lead_id: str
    reason: SurvivalReason


@dataclass(frozen=True, slots=True)
class MergedLead:
    """Several leads of one person as one.

    Attributes
    ----------
    person_id, member_ids
        Those of the cluster.
    created_at
        The earliest of the members.
    values
        The values, by field.
    activity_ids
        All that the prospect did under any of the leads, each once, sorted.
    opt_outs
        Every opt-out in force with any member.
    consents
        The consents that hold, none against an opt-out and none for an address that is gone.
    """

    person_id: str
    member_ids: tuple[str, ...]
    created_at: datetime
    values: Mapping[str, MergedValue]
    activity_ids: tuple[str, ...]
    opt_outs: tuple[KeptWord, ...]
    consents: tuple[KeptWord, ...]


def merged_view(
    person: PersonCluster, policy: SurvivorshipPolicy, *, records: Mapping[str, MemberRecord]
) -> MergedLead:
    """Return the person as one lead.

    Parameters
    ----------
    person
        The cluster.
    policy
        How values survive.
    records
        The record of every member by lead id; others are passed over.

    Returns
    -------
    MergedLead
        The same for the same members, in whatever order they were merged.

    Raises
    ------
    ValueError
        Where a member has no record: its opt-outs would be lost.
    """
    missing = [lead_id for lead_id in person.member_ids if lead_id not in records]
    if missing:
        raise ValueError(f"person {person.person_id}: no record of {', '.join(missing)}")
    members = [records[lead_id] for lead_id in person.member_ids]
    values = dict(_values(members, policy))
    addresses = {
        channel: values[name].value for channel, name in ADDRESS_FIELD.items() if name in values
    }
    return MergedLead(
        person_id=person.person_id,
        member_ids=person.member_ids,
        created_at=min(member.created_at for member in members),
        values=values,
        activity_ids=tuple(sorted({id_ for member in members for id_ in member.activity_ids})),
        opt_outs=opt_outs(members),
        consents=consents(members, addresses=addresses),
    )


def _values(
    members: list[MemberRecord], policy: SurvivorshipPolicy
) -> Iterator[tuple[str, MergedValue]]:
    for survival in _survival(members, policy):
        chosen = choose(survival, members, policy=policy)
        if chosen:
            candidate, reason = chosen
            for name, known in candidate.known.items():
                yield name, MergedValue(known.value, candidate.member.lead_id, reason)


def _survival(members: list[MemberRecord], policy: SurvivorshipPolicy) -> Iterator[FieldSurvival]:
    """Yield the policy's rules, and one for each other field that a member has."""
    yield from policy.survival
    named = {name for survival in policy.survival for name in survival.fields}
    for name in sorted({name for member in members for name in member.values} - named):
        yield FieldSurvival((name,), policy.otherwise)
