"""A plugin of pytest: which lines each test runs, and for how long.

Lines that run while a fixture is made belong to the whole file of the test (``file``), the others
to one test (``file::test``): a fixture of a module is made once, by the first test that needs it.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

OUT = Path(os.environ["MUTANTS_OUT"])
SOURCE = os.environ["MUTANTS_SOURCE"]

_coverage = coverage.Coverage(data_file=None, source=[SOURCE], config_file=False, messages=False)
_coverage.start()
_seconds: dict[str, float] = {}


def test_of(nodeid: str) -> str:
    """Return a test without its parameters."""
    return nodeid.split("[", 1)[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Count what a fixture runs for the file."""
    _coverage.switch_context(item.nodeid.split("::", 1)[0])
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Count what a test runs for the test."""
    _coverage.switch_context(test_of(item.nodeid))
    try:
        return (yield)
    finally:
        _coverage.switch_context("")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what a test takes."""
    name = test_of(report.nodeid)
    _seconds[name] = _seconds.get(name, 0.0) + report.duration


def pytest_sessionfinish() -> None:
    """Write what was seen."""
    _coverage.stop()
    data = _coverage.get_data()
    lines = {
        os.path.relpath(file, SOURCE): {
            str(line): sorted(filter(None, contexts))
            for line, contexts in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    OUT.write_text(json.dumps({"seconds": _seconds, "lines": lines}))
