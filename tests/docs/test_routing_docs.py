"""The reference of routing names every code of it, and its example runs."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import pytest

from leadpact.engine import Lead
from leadpact.engine.routing import Obstacle, Waiting, notes
from leadpact.pact.check import load_pact_text
from leadpact.pact.sections.routing.policy import (
    EveryoneAway,
    Hours,
    Newcomers,
    OnReturn,
    Otherwise,
    PeriodKind,
    ReassignmentCredit,
    Rotation,
    RouteTarget,
    SelectionMethod,
    Spread,
)
from vacuous import some

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference/routing.md").read_text(encoding="utf-8")
EXPLANATION = (DOCS / "explanation/routing.md").read_text(encoding="utf-8")
PACT = (DOCS / "reference/pact.md").read_text(encoding="utf-8")
WRITTEN = (
    *(EveryoneAway, Hours, Newcomers, OnReturn, Otherwise, PeriodKind, SelectionMethod),
    *(ReassignmentCredit, Rotation, Spread, RouteTarget),
)


@pytest.mark.parametrize("code", [*Obstacle, *Waiting])
def test_every_obstacle_and_every_reason_is_documented(code):
    assert re.search(rf"^\| (`[A-Z_]+`, )*`{code}`", PAGE, re.MULTILINE)


@pytest.mark.parametrize(
    ("kind", "code"), [(kind.__name__, code) for kind in WRITTEN for code in kind]
)
def test_every_code_of_a_switch_is_documented(kind: str, code: StrEnum):
    assert re.search(rf"`([a-z_]+: )?{code.value.lower()}`", PAGE), f"{kind} {code}"


def test_the_example_in_python_runs():
    (pact,) = re.findall(r"^```yaml\n(spec: 1\nname: Inbound by size\n.*?)^```", PACT, re.M | re.S)
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
    names = {
        "ruleset": load_pact_text(pact),
        "reps": [{"rep_id": "rep-3", "role": "SDR"}],
        "absences": [],
        "record": Lead("lead-1"),
        "activities": [],
        "now": datetime(2026, 6, 1, 12, tzinfo=UTC),
    }
    exec(code, names)
    assert names["decision"].rep_id == "rep-3"
    assert names["state"].load("rep-3").n_open == 1


def test_every_link_leads_somewhere():
    pages = [DOCS / "reference/routing.md", DOCS / "explanation/routing.md"]
    targets = [
        page.parent / target
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    ]
    assert all(target.is_file() for target in some(targets))


def test_every_note_on_reps_is_documented() -> None:
    source = Path(notes.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
    assert codes
    assert [code for code in sorted(codes) if f"| `{code}` |" not in PAGE] == []
