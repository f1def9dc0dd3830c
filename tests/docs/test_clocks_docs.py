"""The reference of clocks names every code, and its table is that of the standard clocks."""

import re
from pathlib import Path

import pytest

from leadpact.engine.clocks import ClockState
from leadpact.pact.check import check_pact_text
from leadpact.pact.schema import nodes_at
from leadpact.pact.sections.clocks.policy import (
    FOR_EVERY_CLOCK,
    STANDARD_CLOCKS,
    BreachAction,
    BusinessSpan,
    ClockException,
    ClockPolicy,
    Signal,
)

PAGE = (Path(__file__).parents[2] / "docs/reference/clocks.md").read_text(encoding="utf-8")
CELLS = {
    row[0].strip("`"): row
    for row in (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.splitlines()
        if line.startswith("| `")
    )
}


def written(span: BusinessSpan) -> str:
    n, unit = (span.days, "day") if span.days is not None else ((span.seconds or 0) // 3600, "hour")
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"


def codes(cell: str) -> set[str]:
    return set(re.findall(r"`([A-Z_]+)`", cell))


@pytest.mark.parametrize("policy", STANDARD_CLOCKS.values(), ids=STANDARD_CLOCKS.keys())
def test_the_table_says_what_the_standard_clocks_are(policy: ClockPolicy) -> None:
    _, starts, due, stops, warns, breach = CELLS[policy.kind]
    assert codes(starts) == policy.starts_on
    assert codes(stops) == policy.stops_on | policy.counts_on
    assert warns == ", ".join(map(written, policy.warnings))
    assert re.findall("`([A-Z_]+)`", breach) == [one.action for one in policy.on_breach]
    assert policy.before_meeting or due == written(policy.within)


@pytest.mark.parametrize("code", [*ClockState, *BreachAction])
def test_every_state_and_action_has_a_row(code: str) -> None:
    assert code in CELLS


@pytest.mark.parametrize("name", [*ClockException, *ClockPolicy.__dataclass_fields__])
def test_every_exception_and_field_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE or name in {"kind", "before_meeting"}


@pytest.mark.parametrize("signal", Signal)
def test_every_signal_is_explained(signal: Signal) -> None:
    if signal in FOR_EVERY_CLOCK:
        assert f"`{signal}`" in PAGE
    else:
        assert re.search(rf"^\| [^|]*`{signal.lower()}`.*\| [A-Z].*\. \|$", PAGE, re.MULTILINE)


def test_every_key_of_a_clock_is_next_to_the_field_that_holds_it() -> None:
    rows = re.findall(r"^\| (.*) \| (.*) \| .* \|$", PAGE, re.MULTILINE)
    keys = {key for row in rows for key in re.findall("`([a-z_]+)`", row[0])}
    assert keys >= set(nodes_at({}, ("clocks", 0))[0]["properties"])


def test_the_example_is_a_section_without_issues() -> None:
    (example,) = re.findall("```yaml\n(.*?)```", PAGE, re.DOTALL)
    head = """
spec: 1
name: x
gates: {conversation_lead: {must_have: [email]}}
activities: {demo: {intent: true}}
scores: {intent: {rules: [{id: demo, on: demo, points: 60}]}}
calendars: {office: {}}
routing: {pools: {inbound: {roles: [SDR]}}, default: inbound}
"""
    assert check_pact_text(head + example).issues == ()
