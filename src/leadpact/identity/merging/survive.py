"""Which member's value survives, by the policy's strategies, and which strategy decided it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from leadpact.identity.merging.records import KnownValue, MemberRecord
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
        return partial(_trust, order=policy.source_order)
    if strategy is Strategy.MOST_FREQUENT:
        return partial(_frequency, count=Counter(map(_values_given, candidates)))
    if strategy is Strategy.MOST_COMPLETE and len(survival.fields) == 1:
        return _n_known_of_all
    return _RANKS[strategy]


def _values_given(candidate: CandidateValues) -> tuple[tuple[str, object], ...]:
    return candidate.values_given


def _trust(candidate: CandidateValues, *, order: tuple[str, ...]) -> float:
    places = [order.index(k.source) for k in candidate.known.values() if k.source in order]
    return -min(places, default=len(order))


def _frequency(
    candidate: CandidateValues, *, count: Counter[tuple[tuple[str, object], ...]]
) -> float:
    return count[candidate.values_given]


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
