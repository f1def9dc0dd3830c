"""Cases of checkpoints: what one that fails says, and what cannot be expected."""

from pathlib import Path

import pytest

from leadpact.pact.check import load_pact
from leadpact.testing.run_cases import run_cases

ROOT = Path(__file__).parents[2]
RULES = load_pact(ROOT / "examples" / "software-for-practices" / "pact.yaml")
HEAD = "as_of: 2026-03-02T12:00:00Z\nlead: {stage: OPPORTUNITY, problem: double bookings}\ncases:\n"


def written(folder: Path, *expected: str) -> Path:
    lines = (f"  - {{name: x, expect: {{checkpoints: {item}}}}}\n" for item in expected)
    table = folder / "cases.yaml"
    table.write_text(HEAD + "".join(lines))
    return table


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        ("{discovery: met}", "expected met, got open: current_system"),
        ("{discovery: [problem]}", "expected open: problem, got open: current_system"),
        ("{discovery: null}", "expected not asked, got open: current_system"),
        ("{proposal: open}", "expected open, got not asked"),
        ("{proposal: met}", "expected met, got not asked"),
    ],
)
def test_a_case_that_fails_says_what_came_instead(tmp_path: Path, expected: str, difference: str):
    (case,) = run_cases(RULES, written(tmp_path, expected)).cases
    assert len(case.differences) == 2
    for text, who in zip(case.differences, ("engine", "relations"), strict=True):
        assert text.endswith(f": {difference} ({who})")
        assert text.startswith("checkpoint ")


@pytest.mark.parametrize(
    "expected",
    [
        "{discovery: open}",
        "{discovery: [current_system]}",
        "{proposal: null}",
        "{qualification: [decides, budget]}",
    ],
)
def test_a_case_passes_by_each_way_to_say_so(tmp_path: Path, expected: str):
    (case,) = run_cases(RULES, written(tmp_path, expected)).cases
    assert case.passed, case.differences


@pytest.mark.parametrize(
    ("expected", "code", "message"),
    [
        ("{discovry: met}", "case-key-unknown", "Did you mean `discovery`?"),
        ("{discovery: yes}", "case-value", "Write `met`, `open`, null"),
        ("{discovery: [problm]}", "case-value", "Did you mean `problem`?"),
        ("{discovery: [when]}", "case-value", "`when` is nothing that `discovery` asks for."),
        ("{discovery: []}", "case-value", "names nothing that is missing"),
        ("{discovery: {met: true}}", "case-value", "does not say what becomes of `discovery`"),
        ("met", "case-value", "names with values"),
    ],
)
def test_a_fault_is_refused_with_a_fix(tmp_path: Path, expected: str, code: str, message: str):
    (issue,) = run_cases(RULES, written(tmp_path, expected)).issues
    assert issue.code == code
    assert message in str(issue)
    assert issue.place.line == 4
