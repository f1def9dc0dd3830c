"""Every fault, its gravity, every grade and severity stand in the reference."""

from pathlib import Path

import pytest

from leadpact.pact.sections.identity.hygiene import Grade, HygienePolicy, Severity
from leadpact.terms.hygiene import FaultCode

PAGE = Path(__file__).parents[2].joinpath("docs/reference/hygiene.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", FaultCode)
def test_every_fault_is_documented_with_its_gravity(code: FaultCode) -> None:
    assert f"| `{code}` | {HygienePolicy().severity_of(code).lower()} | " in PAGE


@pytest.mark.parametrize("word", [*Grade, *(severity.lower() for severity in Severity)])
def test_every_grade_and_gravity_is_documented(word: str) -> None:
    assert f"`{word}`" in PAGE
