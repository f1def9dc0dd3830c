"""Expectations on the path by which a gate opened: what differs, and what cannot be read."""

from pathlib import Path

from leadpact.pact.check import load_pact
from leadpact.testing.run_cases import run_cases

RULESET = load_pact(Path(__file__).parent / "ways-in" / "pact.yaml")


def test_a_case_that_expects_another_path_fails_and_names_both(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(
        "as_of: 2026-03-02T12:00:00Z\n"
        "cases:\n"
        "  - name: by sales\n"
        "    lead: {email: ada@example.com}\n"
        "    activities: [{kind: demo_requested, days_ago: 1}]\n"
        "    expect: {paths: {conversation_lead: product-led, first_meeting: by-phone}}\n"
    )
    (case,) = run_cases(RULESET, table).cases
    assert case.differences[:2] == (
        "path of conversation_lead: expected product-led, got sales-led (engine)",
        "path of first_meeting: expected by-phone, got none (engine)",
    )


def test_a_path_that_the_gate_does_not_have_is_placed(tmp_path: Path) -> None:
    table = tmp_path / "cases.yaml"
    table.write_text(
        "as_of: 2026-03-02T12:00:00Z\n"
        "cases:\n"
        "  - {name: x, lead: {}, expect: {paths: {conversation_lead: sales-let}}}\n"
    )
    (issue,) = run_cases(RULESET, table).issues
    assert (issue.code, issue.place.line) == ("case-value", 3)
    assert str(issue).endswith("`sales-let` is no path of this gate. Did you mean `sales-led`?")
