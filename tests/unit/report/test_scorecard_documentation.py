"""Every key and code of the scorecard is defined in its reference."""

import dataclasses
import re
from pathlib import Path

import pytest
from scorecard_rows import rows, scorecard, without

from leadpact.measure.leads import LeadStatus
from leadpact.pact.sections.identity.hygiene import Grade
from leadpact.report import data_quality, rate
from leadpact.report import scorecard as report_scorecard
from leadpact.report.cohorts import FLAGS
from leadpact.report.gaps import _COLUMNS, _FAULTS, _TABLES
from leadpact.report.labels import OUTCOMES
from leadpact.report.targets import VERDICTS

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "scorecard.md"


@pytest.fixture(scope="module")
def defined():
    """Return every name in backticks."""
    return set(re.findall(r"`([^`\n]+)`", REFERENCE.read_text(encoding="utf-8")))


def test_every_key_of_the_document_is_defined(defined):
    sections = [
        item
        for module in (report_scorecard, data_quality, rate)
        for item in vars(module).values()
        if dataclasses.is_dataclass(item) and item.__module__ == module.__name__
    ]
    keys = {field.name for section in sections for field in dataclasses.fields(section)}
    assert len(sections) > 25
    assert sorted(keys - defined) == []


def test_every_code_of_the_document_is_defined(defined):
    codes = {*FLAGS, *VERDICTS, *(str(status) for status in LeadStatus)}
    codes |= {*OUTCOMES, *map(str, Grade)}
    codes |= {f"no-{name}" for name in _TABLES}
    codes |= {f"no-{place.partition('.')[2].replace('_', '-')}" for place in _COLUMNS}
    codes |= {code.lower().replace("_", "-") for code in _FAULTS}
    codes |= {row["step"] for row in rows()["delays"]}
    codes |= {item.code for item in scorecard().headlines}
    codes |= {target.code for target in scorecard().targets.rows}
    codes |= {gap.code for gap in scorecard(columns=without("activities")).gaps}
    assert sorted(codes - defined) == []
