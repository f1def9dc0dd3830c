"""The page on following up names every command, event, task, and refusal of the state machine."""

from pathlib import Path
from typing import get_args

import pytest

from leadpact.engine.lifecycle import Command, EventKind, StageReasonCode, TaskKind
from leadpact.engine.scheduling import TaskReasonCode, TriggerKind
from leadpact.terms.refusals import RefusalCode

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "follow-up.md").read_text(encoding="utf-8")
PAGES = PAGE + "".join(
    (REFERENCE / f"{name}.md").read_text(encoding="utf-8")
    for name in ("feedback", "handoff", "cadences")
)


@pytest.mark.parametrize("name", [item.__name__ for item in get_args(Command)])
def test_every_command_has_its_place(name: str) -> None:
    assert f"`{name}`" in PAGE


_CODES = [*EventKind, *StageReasonCode, *TaskKind, *TaskReasonCode, *TriggerKind]


@pytest.mark.parametrize("code", _CODES)
def test_every_event_task_reason_and_trigger_has_its_place(code: str) -> None:
    assert f"`{code}`" in PAGE


@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_says_what_it_means(code: RefusalCode) -> None:
    assert f"`{code}`" in PAGES
