"""Tables of cases of single constructs: a folder has a pact and the tables it is held to."""

from pathlib import Path

import pytest

from leadpact.pact.check import load_pact
from leadpact.testing.run_cases import run_cases

TABLES = sorted(Path(__file__).parent.glob("*/*.yaml"))


@pytest.mark.parametrize(
    "table",
    [path for path in TABLES if path.name != "pact.yaml"],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_every_case_of_a_table_passes(table: Path) -> None:
    result = run_cases(load_pact(table.parent / "pact.yaml"), table)
    assert [str(issue) for issue in result.issues] == []
    assert {case.name: case.differences for case in result.cases if not case.passed} == {}
    assert result.n_passed >= 12
