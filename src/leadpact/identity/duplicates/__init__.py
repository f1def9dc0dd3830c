"""Duplicate people, in a batch and online, judged by one model of Fellegi and Sunter.

What is needed online is imported here; `batch` (`dedupe_people`) and `train` (`train_model`) need
the extra `er` and are imported from where they are.
"""

from leadpact.identity.duplicates.compare import (
    FieldReason,
    Match,
    Outcome,
    blocking_keys,
    compare_people,
)
from leadpact.identity.duplicates.model import Comparison, Kind, Level, MatchModel, Test
from leadpact.identity.duplicates.online import Candidate, PersonMatch, match_person
from leadpact.identity.duplicates.prepare import Person, prepare_person
from leadpact.identity.duplicates.recipe import make_model
from leadpact.identity.duplicates.shipped import shipped_model

__all__ = [
    "Candidate",
    "Comparison",
    "FieldReason",
    "Kind",
    "Level",
    "Match",
    "MatchModel",
    "Outcome",
    "Person",
    "PersonMatch",
    "Test",
    "blocking_keys",
    "compare_people",
    "make_model",
    "match_person",
    "prepare_person",
    "shipped_model",
]
