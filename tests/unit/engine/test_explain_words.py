"""Every code that an explanation can show has words of its own."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from leadpact.engine.lifecycle import StageReasonCode
from leadpact.explain import words

TABLES = [
    (value, type(next(iter(value))))
    for name, value in sorted(vars(words).items())
    if name.isupper() and isinstance(value, Mapping) and name != "STAGE_REASONS"
]


@pytest.mark.parametrize(("table", "kind"), TABLES, ids=lambda item: getattr(item, "__name__", ""))
def test_every_code_has_words_of_its_own(table: Mapping[StrEnum, str], kind: type[StrEnum]) -> None:
    assert set(table) == set(kind)
    assert all(table.values())
    assert len(set(table.values())) == len(table)


def test_every_stage_reason_has_words() -> None:
    assert set(words.STAGE_REASONS) == set(StageReasonCode)
    assert all(words.STAGE_REASONS.values())


def test_every_enumeration_that_is_reported_has_a_table() -> None:
    reported = {kind.__name__ for _, kind in TABLES}
    assert reported >= {"Obstacle", "Waiting", "ClockState", "Signal", "StopReason", "RestReason"}
    assert reported >= {
        "ClockKind",
        "BreachAction",
        "SelectionMethod",
        "RouteTarget",
        "MeetingState",
        "TaskKind",
    }
    assert reported >= {
        "Acceptance",
        "ReviewState",
        "ReviewVerdict",
        "ArbitrationOutcome",
        "TouchKind",
        "TaskReasonCode",
    }
