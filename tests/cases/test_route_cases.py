"""The hand-worked cases of routes to one person, by `leadpact test`."""

from collections import Counter
from pathlib import Path

from leadpact.pact.check import check_pact_text, load_pact
from leadpact.testing.run_cases import run_cases

FOLDER = Path(__file__).parent / "routes"


def test_every_case_of_routes_to_people_passes() -> None:
    assert check_pact_text((FOLDER / "pact.yaml").read_text(encoding="utf-8")).issues == ()
    result = run_cases(load_pact(FOLDER / "pact.yaml"), FOLDER / "cases.yaml")
    assert not result.issues
    assert {case.name: case.differences for case in result.cases if not case.passed} == {}


def test_there_are_twelve_cases_for_each_kind_of_route() -> None:
    kinds: Counter[str] = Counter()
    heading = ""
    for line in (FOLDER / "cases.yaml").read_text(encoding="utf-8").splitlines():
        heading = line if line.startswith("  # ") else heading
        kinds[heading] += line.startswith("  - name:")
    assert len(kinds) == 5
    assert min(n for heading, n in kinds.items() if heading) >= 12
