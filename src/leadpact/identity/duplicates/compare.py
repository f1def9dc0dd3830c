"""Compare two people in plain Python: the online twin of Splink's comparison of many.

One new record against those that share a key with it is the online side of duplicates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log2

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from leadpact.identity.duplicates.model import (
    FLOOR,
    AgreementLevel,
    Comparison,
    MatchModel,
    Test,
    to_probability,
    to_weight,
)
from leadpact.identity.duplicates.prepare import PreparedPerson, prepare_person
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy


class PairOutcome(StrEnum):
    """The outcome for two records."""

    SAME = "SAME"  # one person: merge
    POSSIBLE = "POSSIBLE"  # for review
    DIFFERENT = "DIFFERENT"


@dataclass(frozen=True, slots=True)
class FieldReason:
    """The weight of one comparison, in bits: above zero for one person, below for two.

    Attributes
    ----------
    name
        The comparison: a field, or `employer`.
    level
        Its place among the comparison's levels, 0 the first.
    test, column, limit
        The level that applied.
    weight
        The weight of the level, adjusted by the value's own frequency.
    """

    name: str
    level: int
    test: Test
    column: str
    limit: float
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """How alike two records are, and why: the prior and the reasons' weights make the weight."""

    weight: float
    probability: float
    outcome: PairOutcome
    reasons: tuple[FieldReason, ...]


def compare_people(
    one: PreparedPerson | Mapping[str, object],
    other: PreparedPerson | Mapping[str, object],
    model: MatchModel,
    policy: DuplicatePolicy = DuplicatePolicy(),  # noqa: B008 - frozen
) -> Match:
    """Weigh the evidence that two records are one person.

    The order of the two does not matter. Splink, given the same model, comes to the same weight.

    Parameters
    ----------
    one, other
        Prepared people, or values by the names of the model's fields.
    model
        The comparisons and the weight of each level.
    policy
        From which probabilities on two records are the same, or possibly.
    """
    left, right = (_prepared(record, model).values for record in (one, other))
    reasons = tuple(_judge(item, left, right, model) for item in model.comparisons)
    weight = to_weight(model.prior) + sum(reason.weight for reason in reasons)
    probability = to_probability(weight)
    return Match(weight, probability, outcome_of(probability, policy), reasons)


def _prepared(record: PreparedPerson | Mapping[str, object], model: MatchModel) -> PreparedPerson:
    return record if isinstance(record, PreparedPerson) else prepare_person(record, model)


def blocking_keys(
    record: PreparedPerson | Mapping[str, object], model: MatchModel
) -> tuple[str, ...]:
    """Return the keys of a record: two records are compared when they share one.

    A key is the number of its rule and the values that it joins. A rule one of whose values is
    missing gives no key.

    Examples
    --------
    >>> from leadpact.identity.duplicates import FieldKind, make_model
    >>> model = make_model({"email": FieldKind.EMAIL, "last_name": FieldKind.FAMILY_NAME})
    >>> blocking_keys({"email": "Jo@Acme.example"}, model)
    ('0|jo@acme.example',)
    """
    values = _prepared(record, model).values
    found = ((n, [values[name] for name in key]) for n, key in enumerate(model.keys))
    return tuple(
        "|".join((str(n), *(part for part in parts if part))) for n, parts in found if all(parts)
    )


def _judge(
    comparison: Comparison,
    left: Mapping[str, str | None],
    right: Mapping[str, str | None],
    model: MatchModel,
) -> FieldReason:
    for number, level in enumerate(comparison.levels):
        if _holds(level, left, right):
            weight = level.weight + _rarity(level, left, model)
            return FieldReason(
                comparison.name, number, level.test, level.column, level.limit, weight
            )
    raise AssertionError("the last level always holds")


def _holds(
    level: AgreementLevel, left: Mapping[str, str | None], right: Mapping[str, str | None]
) -> bool:
    if level.test is Test.OTHERWISE:
        return True
    one, other = left[level.column], right[level.column]
    if level.test is Test.MISSING:
        beside = level.other
        unknown = not (one and other) and (not beside or not (left[beside] and right[beside]))
        return unknown or any(_same(left[name], right[name]) for name in level.explained_by)
    if level.test is Test.CROSSED:
        return _same(one, right[level.other]) or _same(left[level.other], other)
    if not one or not other:
        return False
    if level.test is Test.EQUAL:
        return one == other
    return _is_near(level, one.encode(), other.encode())


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _is_near(level: AgreementLevel, one: bytes, other: bytes) -> bool:
    """Compare UTF-8 bytes, as DuckDB does."""
    if level.test is Test.SIMILAR:
        return JaroWinkler.similarity(one, other) >= level.limit
    most = int(level.limit)
    return DamerauLevenshtein.distance(one, other, score_cutoff=most) <= most


def _rarity(level: AgreementLevel, left: Mapping[str, str | None], model: MatchModel) -> float:
    """Return the bits that a value gives for being rarer than values in general, or takes."""
    if not level.by_frequency or level.column not in model.frequencies or not level.u:
        return 0.0
    floor = model.floors.get(level.column, FLOOR)
    share = model.frequencies[level.column].get(left[level.column] or "", floor)
    return log2(level.u) - log2(max(share, floor))


def outcome_of(probability: float, policy: DuplicatePolicy) -> PairOutcome:
    """Return the outcome of a probability under the policy."""
    if probability >= policy.p_same:
        return PairOutcome.SAME
    return PairOutcome.POSSIBLE if probability >= policy.p_possible else PairOutcome.DIFFERENT


@dataclass(frozen=True, slots=True)
class CandidateMatch:
    """A record that a new one was compared with, and how alike they are."""

    record_id: str
    match: Match


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """How a new record relates to those already known.

    Attributes
    ----------
    outcome
        SAME or POSSIBLE as the best candidate, or DIFFERENT from all.
    best, runner_up
        The two candidates that are most alike; `None` where there are not so many.
    n_compared
        How many candidates were compared.
    crowded_keys
        Keys that too many records share, so that those records were not candidates.
    """

    outcome: PairOutcome
    best: CandidateMatch | None
    runner_up: CandidateMatch | None
    n_compared: int
    crowded_keys: tuple[str, ...]


def match_person(
    record: PreparedPerson | Mapping[str, object],
    candidates: Mapping[str, PreparedPerson | Mapping[str, object]],
    model: MatchModel,
    policy: DuplicatePolicy = DuplicatePolicy(),  # noqa: B008 - frozen
    *,
    crowded_keys: tuple[str, ...] = (),
) -> PersonMatch:
    """Find the person of a new record among its candidates; the twin of `dedupe_people`.

    Parameters
    ----------
    record
        The new record.
    candidates
        Records that share a blocking key with it, by id. Their order does not matter: equals are
        distinguished by id.
    model, policy
        The weights of evidence, and the probabilities from which on it decides.
    crowded_keys
        Keys that the index refused to list, passed on to the result.
    """
    person = _prepared(record, model)
    found = [
        CandidateMatch(record_id, compare_people(person, known, model, policy))
        for record_id, known in candidates.items()
    ]
    found.sort(key=lambda item: (-item.match.weight, item.record_id))
    best, runner_up = (*found[:2], None, None)[:2]
    return PersonMatch(
        outcome=best.match.outcome if best else PairOutcome.DIFFERENT,
        best=best,
        runner_up=runner_up,
        n_compared=len(found),
        crowded_keys=crowded_keys,
    )
