"""The reference of feedback has every code of it, its tables are true, and its example runs."""

import re
from pathlib import Path

import pytest

from leadpact.engine.feedback import ArbitrationOutcome, Record, ReviewState
from leadpact.pact.sections.feedback.policy import (
    STANDARD_DISPOSITIONS,
    STANDARD_FAULTS,
    Disposition,
    FaultKind,
    LeadsTo,
    Need,
)
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Stage
from vacuous import some

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference/feedback.md").read_text(encoding="utf-8")
PACT = (DOCS / "reference/pact.md").read_text(encoding="utf-8")
SOURCES = Path(__file__).parents[2].glob("src/leadpact/engine/feedback/*.py")
REFUSALS = sorted(
    {
        code
        for path in SOURCES
        for code in re.findall(r"RefusalCode\.([A-Z_]+)", path.read_text(encoding="utf-8"))
    }
)
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| `")
]


def codes(cell: str) -> set[str]:
    return set(re.findall(r"`([a-z_]+)`", cell))


@pytest.mark.parametrize("item", STANDARD_DISPOSITIONS, ids=lambda item: f"{item.side} {item.code}")
def test_the_table_says_what_the_standard_dispositions_are(item: Disposition) -> None:
    (row,) = [row for row in ROWS if row[:2] == [f"`{item.side}`", f"`{item.code}`"]]
    _, _, needs, reasons, leads_to, review = row
    assert codes(needs) == {need.lower() for need in item.needs}
    assert codes(reasons) == {reason.code for reason in item.reasons}
    assert codes(leads_to) == {item.leads_to.lower()}
    assert review == ("yes" if item.is_reviewed else "no")


def test_no_disposition_is_documented_that_is_gone() -> None:
    documented = [row for row in ROWS if row[0] in ("`SDR`", "`AE`")]
    assert len(documented) == len(STANDARD_DISPOSITIONS)


@pytest.mark.parametrize("code", [*REFUSALS, RefusalCode.TOO_FEW_ATTEMPTS])
def test_every_refusal_is_documented(code: str) -> None:
    assert len(REFUSALS) > 20
    assert f"`{code}`" in PAGE


@pytest.mark.parametrize("code", [*ReviewState, *ArbitrationOutcome])
def test_every_state_and_outcome_is_documented(code: str) -> None:
    assert code in PAGE


@pytest.mark.parametrize("code", [*(need.lower() for need in Need), *map(str.lower, LeadsTo)])
def test_every_code_of_a_pact_is_documented(code: str) -> None:
    assert f"`{code}`" in PAGE or f"[{code}]" in PAGE


@pytest.mark.parametrize("fault", [item.code for item in STANDARD_FAULTS])
def test_every_standard_fault_is_documented(fault: str) -> None:
    assert f"`{fault}`" in PAGE


@pytest.mark.parametrize("kind", [FaultKind.MISSING, FaultKind.WRONG])
def test_the_faults_of_must_haves_are_documented(kind: FaultKind) -> None:
    assert f"| `{kind.lower()}:ATTRIBUTE` |" in PAGE


@pytest.mark.parametrize("name", Record.__dataclass_fields__)
def test_every_field_of_the_record_is_documented(name: str) -> None:
    assert any(f"`{name}`" in row[0] for row in ROWS)


def test_the_example_in_python_runs() -> None:
    (pact,) = re.findall(r"^```yaml\n(spec: 1\nname: With feedback\n.*?)^```", PACT, re.M | re.S)
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
    names = {"pact": pact}
    exec(code, names)
    assert names["refusal"] is None
    assert names["stage"] is Stage.DISQUALIFIED
    assert (names["review"].review_id, names["review"].state) == ("review-d-1", ReviewState.DUE)


def test_every_link_leads_somewhere() -> None:
    for target, anchor in some(re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", PAGE)):
        path = DOCS / "reference" / target
        assert path.is_file(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {heading.lower().replace(" ", "-") for heading in headings}
