"""Every key and code of the scorecard is defined in its reference."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from scorecard_rows import rows, scorecard, without

from leadpact.measure.leads import LeadStatus
from leadpact.pact.sections.identity.hygiene import Grade
from leadpact.report import Scorecard
from leadpact.report.funnel import FLAGS
from leadpact.report.gaps import _COLUMNS, _FAULTS, _TABLES
from leadpact.report.targets import VERDICTS
from leadpact.report.words import OUTCOMES

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "scorecard.md"


@pytest.fixture(scope="module")
def defined():
    """Return every name in backticks."""
    return set(re.findall(r"`([^`\n]+)`", REFERENCE.read_text(encoding="utf-8")))


def parts_of(kind: Any) -> Iterator[type]:
    """Return a dataclass and all that it holds, however deep."""
    if dataclasses.is_dataclass(kind):
        yield kind
        for held in get_type_hints(kind).values():
            yield from parts_of(held)
    for argument in get_args(kind):
        yield from parts_of(argument)


def test_every_key_of_the_document_is_defined(defined):
    sections = set(parts_of(Scorecard))
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
