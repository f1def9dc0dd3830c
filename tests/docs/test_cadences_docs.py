"""The reference of cadences names every code, its table is the data, and its example is a pact."""

import re
from pathlib import Path

import pytest

from leadpact.engine import cadences
from leadpact.engine.cadences import CadenceState, RestReason, SkipReason, StopReason
from leadpact.pact.check import check_pact_text
from leadpact.pact.sections.cadences.calling_hours import STRICTER_HOURS, USUAL_HOURS, LegalHours
from leadpact.pact.sections.cadences.policy import (
    STEP_CHANNELS,
    CadencePolicy,
    CallingHours,
    OnLeave,
    OutOfOffice,
    Throttle,
    Unreachable,
)

PAGE = (Path(__file__).parents[2] / "docs/reference/cadences.md").read_text(encoding="utf-8")
ROWS = {
    cells[0].strip("`"): cells[1:]
    for cells in (
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in PAGE.splitlines()
        if line.startswith("| `")
    )
}


@pytest.mark.parametrize("rule", STRICTER_HOURS, ids=lambda rule: rule.place)
def test_the_table_says_what_the_product_knows_of_calling_hours(rule: LegalHours) -> None:
    calls, since, source = ROWS[rule.place]
    hours = dict(rule.windows)
    message = "{} to {}".format(*hours["MON"])
    if hours["SAT"] != hours["MON"]:
        message += ", on Saturday and Sunday {} to {}".format(*hours["SUN"])
    assert (calls, source) == (message, rule.source)
    assert since == (str(rule.since) if rule.since else "always")


def test_the_table_has_no_rule_that_is_gone() -> None:
    places = {row for row in ROWS if re.fullmatch("[A-Z]{2}(-[A-Z]{2})?", row)}
    assert len(places) == len(STRICTER_HOURS)
    assert USUAL_HOURS.source in PAGE.replace("\n", " ")


@pytest.mark.parametrize("state", CadenceState)
def test_every_state_has_a_row(state: str) -> None:
    assert state in ROWS


@pytest.mark.parametrize("code", [*StopReason, *RestReason, *SkipReason])
def test_every_reason_is_named(code: str) -> None:
    assert f"`{code}`" in PAGE


@pytest.mark.parametrize("code", [*CallingHours, *OnLeave, *STEP_CHANNELS])
def test_every_code_of_the_section_is_named(code: str) -> None:
    assert re.search(rf"`([a-z_]+: )?{code.lower()}`", PAGE)


@pytest.mark.parametrize("policy", [CadencePolicy, OutOfOffice, Throttle, Unreachable])
def test_every_switch_is_named(policy: type) -> None:
    for name in policy.__dataclass_fields__:  # type: ignore[attr-defined]
        assert f"`{name}" in PAGE or f" {name}:" in PAGE, name


def test_every_function_is_named() -> None:
    functions = [name for name in cadences.__all__ if name.islower()]
    assert [name for name in functions if f"`{name}`" not in PAGE] == []


def test_the_example_is_a_section_of_a_pact() -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    head = "spec: 1\nname: x\ngates: {conversation_lead: {must_have: [email]}}\n"
    calendars = "calendars: {office: {}, phone_hours: {}}\n"
    found = check_pact_text(head + calendars + example).issues
    assert {issue.code for issue in found} == {"unreachable-out-of-reach"}  # it is cut short
