"""One new record against those that share a key with it: the online side of duplicates."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadpact.identity.duplicates.compare import Match, PairOutcome, compare_people
from leadpact.identity.duplicates.model import MatchModel
from leadpact.identity.duplicates.prepare import PreparedPerson, prepare_person
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy


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
    person = record if isinstance(record, PreparedPerson) else prepare_person(record, model)
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
