"""Every code that an explanation can show has words of its own."""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from leadpact.engine import lifecycle
from leadpact.engine.lifecycle.opportunities import _MOVED
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


def test_every_stage_reason_that_the_engine_names_has_words() -> None:
    sources = Path(lifecycle.__path__[0]).glob("*.py")
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    named = set(re.findall(r'reason="([a-z_]+)"', text))
    assert len(named) > 3
    assert named | set(_MOVED.values()) <= set(words.STAGE_REASONS)


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
