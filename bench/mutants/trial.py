"""One mutant on trial: the tests that run its lines, against a copy of the project that has it."""

import os
import re
import time
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

from changes import Mutant
from covering import Covering
from workers import run_tests, worker_root

NOTICED, TIMED_OUT, MISSED, NOT_RUN = "noticed", "timed out", "missed", "not run by any test"


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant with the tests that are to notice it.

    Attributes
    ----------
    n_left_out
        How many run its lines and were not chosen, since the time was used up.
    expected
        How many seconds the tests take without the change.
    """

    mutant: Mutant
    tests: tuple[str, ...]
    n_left_out: int
    expected: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant.

    Attributes
    ----------
    noticed_by
        The first test that failed; empty where none did.
    n_tests
        How many were chosen to run.
    n_left_out
        As in `Trial`.
    """

    mutant: Mutant
    outcome: str
    noticed_by: str = ""
    n_tests: int = 0
    n_left_out: int = 0
    seconds: float = 0.0


def plan_trial(mutant: Mutant, covering: Covering, *, budget: float) -> Trial:
    """Choose the tests of a mutant's lines, the quickest first, as many as the budget allows.

    Parameters
    ----------
    budget
        Seconds that the chosen tests take without the change; at least one test is chosen.
    """
    lines = range(mutant.line, mutant.line + max(mutant.n_lines, 1))
    called = lines if mutant.is_in_function else None
    every = covering.tests_of(os.path.relpath(mutant.file, "src"), called)
    chosen: list[str] = []
    expected = 0.0
    for name in every:
        if chosen and expected + covering.seconds[name] > budget:
            break
        chosen.append(name)
        expected += covering.seconds[name]
    return Trial(mutant, tuple(chosen), len(every) - len(chosen), expected)


def try_mutant(trial: Trial) -> Verdict:
    """Change the copy of this process, run the tests until one fails, and change it back."""
    mutant = trial.mutant
    if not trial.tests:
        return Verdict(mutant, NOT_RUN, n_left_out=trial.n_left_out)
    began = time.monotonic()
    path = worker_root() / mutant.file
    original = path.read_bytes()
    try:
        _write(path, mutant.code.encode())
        arguments = ("-x", "--tb=line", "-rfE", *trial.tests)
        status, output = run_tests(arguments, limit=30 + 5 * trial.expected)
    finally:
        _write(path, original)
    seconds = time.monotonic() - began
    outcome = TIMED_OUT if status is None else NOTICED if status else MISSED
    by = _first_failure(output) if status else ""
    return Verdict(mutant, outcome, by, len(trial.tests), trial.n_left_out, seconds)


def _write(path: Path, content: bytes) -> None:
    """Write a module and forget its bytecode: of two texts in one second it would know one."""
    Path(cache_from_source(str(path))).unlink(missing_ok=True)
    path.write_bytes(content)


def _first_failure(output: str) -> str:
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", output, re.MULTILINE)
    return found[1] if found else "the import of a module"
