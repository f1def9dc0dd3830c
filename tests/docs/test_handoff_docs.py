"""The reference of the handoff names every code and default of it, and its examples run."""

import inspect
import re
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import pytest

from leadpact.engine import Lead, handoff
from leadpact.engine.handoff import Acceptance, MeetingState, Recipient, acceptance, meetings
from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.sections.handoff.policy import AcceptanceWay, Attendance, MeetingMessageKind
from leadpact.terms.refusals import RefusalCode
from vacuous import some

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference/handoff.md").read_text(encoding="utf-8")
HEAD = "spec: 1\nname: x\ngates: {conversation_lead: {must_have: [email]}}\n"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| `")
]


@pytest.mark.parametrize("code", [*MeetingState, *Acceptance, *MeetingMessageKind])
def test_every_state_and_message_has_a_row(code: StrEnum) -> None:
    assert any(re.match(rf"`{code}`", row[0]) for row in ROWS)


@pytest.mark.parametrize("code", [*AcceptanceWay, *Attendance])
def test_every_code_of_a_switch_is_documented(code: StrEnum) -> None:
    assert f"`{code.lower()}`" in PAGE


@pytest.mark.parametrize("code", Recipient)
def test_every_recipient_is_documented(code: StrEnum) -> None:
    assert f"`{code}`" in PAGE


def test_every_refusal_of_a_meeting_has_a_row_and_no_other_does() -> None:
    sources = [
        Path(str(part.__file__)).read_text(encoding="utf-8") for part in (meetings, acceptance)
    ]
    used = {code for text in sources for code in re.findall(r"RefusalCode\.([A-Z_]+)", text)}
    (table,) = re.findall(r"^## Refusals\n(.*?)^## ", PAGE, re.M | re.S)
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    documented = {code for cell in rows for code in re.findall("`([A-Z_]+)`", cell)}
    assert documented == used
    assert documented <= set(RefusalCode)


@pytest.mark.parametrize("name", [name for name in handoff.__all__ if name[0].islower()])
def test_every_function_is_shown_with_its_arguments(name: str) -> None:
    table = next(row[0] for row in ROWS if f"`{name}(" in row[0])
    (shown,) = re.findall(rf"`{name}\((.*?)\)`", table)
    names = [part.split("=")[0].strip() for part in shown.split(",")]
    arguments = [part for part in names if part != "*"]
    real = inspect.signature(getattr(handoff, name)).parameters.values()
    short = {"handoff": "h", "meeting": "m"}
    assert arguments == [short.get(item.name, item.name) for item in real]
    optional = [item.name for item in real if item.default is not item.empty]
    assert [part.split("=")[0].strip() for part in shown.split(",") if "=" in part] == optional


def test_the_defaults_that_are_shown_are_the_defaults() -> None:
    shown = [row for row in ROWS if row[0] in ("`confirm`", "`coaching`", "`debrief`", "`slots`")]
    assert len(shown) == 4
    usual = load_pact_text(f"{HEAD}handoff: {{}}\n").fingerprint
    for key, default, *_ in shown:
        written = f"{HEAD}handoff: {{{key.strip('`')}: {default.strip('`')}}}\n"
        assert load_pact_text(written).fingerprint == usual, key


def test_each_example_of_a_pact_is_one() -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)
    assert len(examples) == 2
    for written in examples:
        assert check_pact_text(HEAD + written).issues == (), written


def test_the_example_in_python_runs() -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
    names = {
        "ruleset": load_pact_text(f"{HEAD}handoff: {{}}\n"),
        "busy": [],
        "record": Lead("lead-1"),
        "activities": [],
        "now": datetime(2026, 6, 1, 9, tzinfo=UTC),
    }
    exec(code, names)
    assert names["slots"][0].starts_at == datetime(2026, 6, 1, 13, tzinfo=UTC)
    assert [item.kind for item in names["due"]] == list(MeetingMessageKind)
    assert names["held"].state is MeetingState.HELD


def test_every_link_leads_somewhere() -> None:
    for target, anchor in some(re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", PAGE)):
        path = DOCS / "reference" / (target or "handoff.md")
        assert path.is_file()
        headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert not anchor or anchor in {item.lower().replace(" ", "-") for item in headings}
