"""One mutant on trial: the tests that run its lines, against a copy of the project that has it."""

import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

from changes import Mutant
from covering import PYTEST, SAME_EXAMPLES, Covering, run_environment

NOTICED, TIMED_OUT, MISSED, NOT_RUN = "noticed", "timed out", "missed", "not run by any test"


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
        How many run its lines and were not chosen, since the time was used up.
    """

    mutant: Mutant
    outcome: str
    noticed_by: str = ""
    n_tests: int = 0
    n_left_out: int = 0
    seconds: float = 0.0


def copy_project(root: Path, to: Path) -> None:
    """Copy the files that git knows or would add; the checkout itself is never changed."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, to / name)


def try_mutant(mutant: Mutant, root: Path, covering: Covering, *, budget: float) -> Verdict:
    """Run the tests of a mutant's lines, the quickest first, as many as the budget allows.

    Parameters
    ----------
    root
        A copy of the project, which is as before afterwards.
    budget
        Seconds that the chosen tests take without the change.
    """
    lines = range(mutant.line, mutant.line + max(mutant.n_lines, 1))
    called = lines if mutant.is_in_function else None
    every = covering.tests_of(os.path.relpath(mutant.file, "src"), called)
    chosen = _within(every, covering, budget)
    if not chosen:
        return Verdict(mutant, NOT_RUN, n_left_out=len(every))
    expected = sum(covering.seconds[name] for name in chosen)
    began = time.monotonic()
    path = root / mutant.file
    original = path.read_bytes()
    try:
        _write(path, mutant.code.encode())
        status, output = _run(chosen, root, limit=30 + 5 * expected)
    finally:
        _write(path, original)
    seconds = time.monotonic() - began
    left_out = len(every) - len(chosen)
    outcome = TIMED_OUT if status is None else NOTICED if status else MISSED
    by = _first_failure(output) if status else ""
    return Verdict(mutant, outcome, by, len(chosen), left_out, seconds)


def _within(tests: list[str], covering: Covering, budget: float) -> list[str]:
    chosen: list[str] = []
    for name in tests:
        budget -= covering.seconds[name]
        if chosen and budget < 0:
            break
        chosen.append(name)
    return chosen


def _write(path: Path, content: bytes) -> None:
    """Write a module and forget its bytecode: of two texts in one second it would know one."""
    Path(cache_from_source(str(path))).unlink(missing_ok=True)
    path.write_bytes(content)


def _run(tests: list[str], root: Path, *, limit: float) -> tuple[int | None, str]:
    """Run tests until the first fails; no status where they did not end in time."""
    chosen = root / ".mutant-tests"
    chosen.write_text("\n".join(tests))
    process = subprocess.Popen(
        (*PYTEST, *SAME_EXAMPLES, "-x", "--tb=line", "-rfE", f"@{chosen}"),
        cwd=root,
        env=run_environment(root),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, ""
    return process.returncode, output


def _first_failure(output: str) -> str:
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", output, re.MULTILINE)
    return found[1] if found else "the import of a module"
