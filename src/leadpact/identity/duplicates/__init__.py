"""Duplicate people, in a batch and online, judged by one model of Fellegi and Sunter.

The parts needed online are imported here; `batch` (`dedupe_people`) and `train` (`train_model`)
need the extra `er` and are imported from where they are.
"""

from leadpact.identity.duplicates.compare import (
    CandidateMatch,
    FieldReason,
    Match,
    PairOutcome,
    PersonMatch,
    blocking_keys,
    compare_people,
    match_person,
)
from leadpact.identity.duplicates.model import (
    AgreementLevel,
    Comparison,
    FieldKind,
    MatchModel,
    Test,
)
from leadpact.identity.duplicates.prepare import PreparedPerson, prepare_person
from leadpact.identity.duplicates.recipe import make_model, shipped_model

__all__ = [
    "AgreementLevel",
    "CandidateMatch",
    "Comparison",
    "FieldKind",
    "FieldReason",
    "Match",
    "MatchModel",
    "PairOutcome",
    "PersonMatch",
    "PreparedPerson",
    "Test",
    "blocking_keys",
    "compare_people",
    "make_model",
    "match_person",
    "prepare_person",
    "shipped_model",
]
