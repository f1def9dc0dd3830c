"""Hand-worked cases of promises and cadences, as `leadpact test` runs them."""

from pathlib import Path

import pytest

from leadpact.pact.check import check_pact
from leadpact.testing.run_cases import run_cases

FOLDER = Path(__file__).parent / "promises"
TABLES = sorted(path for path in FOLDER.glob("*.yaml") if path.stem != "pact")
CHECKED = check_pact(FOLDER / "pact.yaml")


def test_pact_of_the_cases_has_no_issues() -> None:
    assert not CHECKED.issues
    assert {path.stem for path in TABLES} == {
        *("always", "goals", "ladders"),
        *("hours", "channels", "track_change"),
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_every_case_passes(table: Path) -> None:
    assert CHECKED.ruleset is not None
    result = run_cases(CHECKED.ruleset, table)
    assert not result.issues
    found = {case.name: case.differences for case in result.cases if not case.passed}
    assert found == {}
    assert result.n_passed >= 12
