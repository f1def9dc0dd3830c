"""Processes that run tests, each with its own copy of the project.

A run is a fork of a process that holds the large libraries already, and nothing of Leadpact: it
starts in no time, and a changed module is the one that it imports.
"""

import importlib
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).parent
OPTIONS = ("-p", "no:cacheprovider", "--no-header", "-q", "--hypothesis-seed=0")
OPTIONS = (*OPTIONS, "-W", "ignore::pytest.PytestAssertRewriteWarning")  # libraries are imported
LIBRARIES = (
    "duckdb",
    "hypothesis.strategies",
    "ibis",
    "pandas",
    "phonenumbers",
    "pyarrow.compute",
    "pyarrow.csv",
    "pyarrow.parquet",
    "pydantic",
    "rapidfuzz.distance",
    "splink",
    "typer.testing",
    "yaml",
)
"""What takes long to import; one that is not installed is left out."""

_WAITS_SECONDS = 0.02
_roots: list[Path] = []


def open_workers(project: Path, folder: Path, n: int) -> ProcessPoolExecutor:
    """Return processes with a copy of the project each, in a folder that the caller removes."""
    context = multiprocessing.get_context("fork")
    roots: SimpleQueue[Path] = context.SimpleQueue()
    for number in range(n):
        copy_project(project, folder / str(number))
        roots.put(folder / str(number))
    for name in LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(name)
    return ProcessPoolExecutor(n, context, initializer=_take_copy, initargs=(roots,))


def worker_root() -> Path:
    """Return the copy of the project that this process has."""
    return _roots[0]


def _take_copy(roots: "SimpleQueue[Path]") -> None:
    _roots.append(roots.get())


def copy_project(root: Path, to: Path) -> None:
    """Copy the files that git knows or would add; the checkout itself is never changed."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, to / name)


def run_tests(
    arguments: Sequence[str], *, limit: float, environment: Mapping[str, str] | None = None
) -> tuple[int | None, str]:
    """Run pytest in a fork, on this process's copy of the project.

    Returns
    -------
    tuple
        The exit code, None where it did not end within `limit` seconds; and what it printed.
    """
    with tempfile.TemporaryFile() as output:
        process = os.fork()
        if not process:
            _run_as_child([*OPTIONS, *arguments], output.fileno(), environment or {})
        status = _status_of(process, time.monotonic() + limit)
        output.seek(0)
        return status, output.read().decode(errors="replace")


def _run_as_child(arguments: list[str], output: int, environment: Mapping[str, str]) -> NoReturn:
    status: int = pytest.ExitCode.INTERNAL_ERROR
    try:
        os.setsid()  # so that what the tests start can be ended with them
        for stream in (1, 2):
            os.dup2(output, stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        root = worker_root()
        os.chdir(root)
        paths = [str(root / "src"), str(HERE)]
        sys.path[:0] = [*paths, str(root)]
        os.environ.update({"PYTHONPATH": os.pathsep.join(paths), **environment})
        signal.signal(signal.SIGINT, signal.default_int_handler)
        status = pytest.main(arguments)
    except BaseException:  # a fork must not go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _status_of(process: int, until: float) -> int | None:
    """Wait for a child until a moment, then end all that it started."""
    status = None
    while status is None and time.monotonic() < until:
        ended, code = os.waitpid(process, os.WNOHANG)
        if ended:
            status = os.waitstatus_to_exitcode(code)
        else:
            time.sleep(_WAITS_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    if status is None:
        os.waitpid(process, 0)
    return status
