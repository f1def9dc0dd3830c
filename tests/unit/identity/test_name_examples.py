"""The examples in the docstrings and on the reference page of names are true."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "hygiene-names.md"
MODULES = (
    *("company_name", "country", "industry", "legal_forms", "name_atoms", "name_case"),
    *("name_parts", "person_name", "state", "transliterate", "bogus_names"),
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
