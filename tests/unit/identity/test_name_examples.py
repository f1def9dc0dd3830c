"""The examples in the docstrings and on the reference page of names are true."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

from leadpact.identity.data_files import read_table
from leadpact.terms.hygiene import FaultCode

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "hygiene-names.md"
MODULES = (
    *("company_name", "places", "industry", "legal_forms", "name_case"),
    *("name_parts", "person_name", "plain_text", "bogus_names"),
)


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_show_what_happens(name: str) -> None:
    failed, tried = doctest.testmod(import_module(f"leadpact.identity.hygiene.{name}"))
    assert failed == 0
    assert tried > 0


def test_the_reference_page_shows_what_happens() -> None:
    text = PAGE.read_text(encoding="utf-8").replace("```", "")
    examples = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    outcome = doctest.DocTestRunner().run(examples)
    assert outcome.failed == 0
    assert outcome.attempted > 5


@pytest.mark.parametrize(
    "code", [code for code in FaultCode if re.match("COMPANY|PERSON|COUNTRY|STATE|INDUSTRY", code)]
)
def test_every_fault_of_a_name_is_on_the_reference_page(code: FaultCode) -> None:
    assert f"`{code}`" in PAGE.read_text(encoding="utf-8")


def test_every_kind_of_bogus_name_is_on_the_reference_page() -> None:
    kinds = {row["kind"] for row in read_table("name_words.tsv")}
    reported = PAGE.read_text(encoding="utf-8")
    assert {kind for kind in kinds if f"`{kind}`" not in reported} == {
        "ABSENT",  # is PERSON_NAME_MISSING
        "COMPANY_WORD",  # is PERSON_NAME_IS_COMPANY
        "FILLER",  # is nothing of its own
    }
