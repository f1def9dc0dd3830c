"""Tables of cases, worked by hand: a folder has a pact and the tables it is held to."""

from collections import Counter
from pathlib import Path

import pytest

from leadpact.pact.check import check_pact
from leadpact.testing.run_cases import run_cases

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"

TABLES = {
    "ae": {"cases": 20},
    "cadences": {"after_start": 22, "conditions": 22},
    "every-rep": {"cases": 16},
    "fairness": {"cases": 13},
    "holds": {"cases": 23},
    "judged-again": {"cases": 14},
    "newcomers": {"cases": 17},
    "no-leads": {"cases": 14},
    "own-past": {"cases": 12},
    "own-stage": {"cases": 12},
    "promises": dict.fromkeys(
        ("always", "channels", "goals", "hours", "ladders", "track_change"), 12
    ),
    "routes": {"cases": 48},
    "spoke-to": {"cases": 18},
    "statuses": dict.fromkeys(("clocks", "corrections", "history"), 12),
    "ways-in": {"cases": 16},
    "examples/saas-follow-up": {"cases": 15},
    "examples/saas-inbound": {"cases": 25},
    "examples/saas-inbound-sla": {"cases": 15, "follow-up": 15},
    "examples/saas-product-led": {"cases": 15, "follow-up": 15},
    "examples/software-for-practices": {"cases": 15, "checkpoints": 15, "follow-up": 15},
}
"""The tables by folder, with how many cases each has at least."""


def folder_of(name: str) -> Path:
    """Return the folder of a pact and its tables."""
    return EXAMPLES.parent / name if name.startswith("examples/") else HERE / name


def test_every_table_is_run() -> None:
    pacts = [*HERE.glob("*/pact.yaml"), *EXAMPLES.glob("*/pact.yaml")]
    found = {path.parent: {other.stem for other in path.parent.glob("*.yaml")} for path in pacts}
    assert {folder_of(name): {*tables, "pact"} for name, tables in TABLES.items()} == {
        folder: stems for folder, stems in found.items() if stems != {"pact"}
    }


@pytest.mark.parametrize(
    "path",
    [path for folder in (HERE, EXAMPLES) for path in sorted(folder.glob("*/pact.yaml"))],
    ids=lambda path: path.parent.name,
)
def test_every_pact_is_checked_without_issues(path: Path) -> None:
    assert [str(issue) for issue in check_pact(path).issues] == []


@pytest.mark.parametrize(
    ("name", "table"), [(name, table) for name, tables in TABLES.items() for table in tables]
)
def test_every_case_of_a_table_passes(name: str, table: str) -> None:
    ruleset = check_pact(folder_of(name) / "pact.yaml").ruleset
    assert ruleset is not None
    result = run_cases(ruleset, folder_of(name) / f"{table}.yaml")
    assert [str(issue) for issue in result.issues] == []
    assert {case.name: case.differences for case in result.cases if not case.passed} == {}
    assert result.n_passed >= TABLES[name][table]


def test_there_are_twelve_cases_for_each_kind_of_route() -> None:
    kinds: Counter[str] = Counter()
    heading = ""
    for line in (HERE / "routes" / "cases.yaml").read_text(encoding="utf-8").splitlines():
        heading = line if line.startswith("  # ") else heading
        kinds[heading] += line.startswith("  - name:")
    assert len(kinds) == 5
    assert min(n for heading, n in kinds.items() if heading) >= 12
