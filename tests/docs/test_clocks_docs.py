"""The reference of clocks names every code, and its table is that of the standard clocks."""

import re
from pathlib import Path

import pytest

from leadpact.engine.clock import ClockState
from leadpact.pact.follow_up.clocks.policy import (
    STANDARD_CLOCKS,
    BreachAction,
    BusinessSpan,
    ClockException,
    ClockPolicy,
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
