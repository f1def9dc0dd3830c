"""Examples of whole agreements: each is in order and passes its tables of cases."""

from pathlib import Path

import pytest

from leadpact.pact.check import check_pact, load_pact
from leadpact.testing.run_cases import run_cases

EXAMPLES = Path(__file__).parents[2] / "examples"
AGREEMENTS = ("saas-inbound-sla", "saas-product-led", "software-for-practices")
TABLES = [
    path
    for name in AGREEMENTS
    for path in sorted((EXAMPLES / name).glob("*.yaml"))
    if path.stem != "pact"
]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/pact.yaml")), ids=lambda p: p.parent.name)
def test_every_example_is_checked_without_issues(path: Path) -> None:
    assert [str(issue) for issue in check_pact(path).issues] == []


@pytest.mark.parametrize("name", AGREEMENTS)
def test_an_agreement_has_cases_of_who_comes_in_and_of_what_follows(name: str) -> None:
    assert {path.stem for path in TABLES if path.parent.name == name} == {"cases", "follow-up"}


@pytest.mark.parametrize("table", TABLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_case_of_an_agreement_passes(table: Path) -> None:
    result = run_cases(load_pact(table.parent / "pact.yaml"), table)
    assert not result.issues
    assert {case.name: case.differences for case in result.cases if not case.passed} == {}
    assert result.n_passed >= 15
