"""Every example in a docstring runs and shows what it says."""

import doctest
import importlib
import pkgutil
import re
from doctest import DocTest
from pathlib import Path

import pytest

import leadpact
from leadpact.desk.start import start_django
from vacuous import some

start_django()  # models cannot be imported before
PROMPT = re.compile(r"^\s*>>> ", re.MULTILINE)


def examples() -> dict[str, list[DocTest]]:
    """Return the docstrings that have examples, by module."""
    modules = pkgutil.walk_packages(leadpact.__path__, "leadpact.", onerror=importlib.import_module)
    names = ["leadpact", *(module.name for module in modules)]
    find = doctest.DocTestFinder().find
    found = {name: find(importlib.import_module(name), name) for name in names}
    kept = {name: [test for test in tests if test.examples] for name, tests in found.items()}
    return {name: tests for name, tests in kept.items() if tests}


EXAMPLES = examples()


@pytest.mark.parametrize("module", EXAMPLES)
def test_the_examples_of_a_module_show_what_its_code_returns(module: str) -> None:
    report: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    failed = [runner.run(test, out=report.append).failed for test in EXAMPLES[module]]
    assert sum(failed) == 0, "".join(report)


def test_every_example_that_the_sources_show_is_run() -> None:
    sources = some(Path(leadpact.__path__[0]).rglob("*.py"))
    n_shown = sum(len(PROMPT.findall(path.read_text(encoding="utf-8"))) for path in sources)
    assert n_shown > 0
    assert sum(len(test.examples) for tests in EXAMPLES.values() for test in tests) == n_shown
