"""Measuring in a fresh interpreter: nothing that ran before changes the figures."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DATA = HERE / "data"

Figures = dict[str, Any]
"""The figures of one measurement by name: numbers, texts, and lists and mappings of them."""

_WATCH_SECONDS = 0.1


def run_child(script: str, *arguments: str, spill: Path | None = None) -> Figures:
    """Run a script of this folder, which writes JSON; return its figures.

    With a `spill` folder, which is emptied before and after, the most that ever lay in it is
    noted. A child that fails, or is killed for want of memory, is a result too: `error` tells.
    """
    if spill is not None:
        _empty(spill)
    most = 0
    with tempfile.TemporaryFile("w+") as written:
        command = [sys.executable, str(HERE / script), *arguments]
        child = subprocess.Popen(command, stdout=written)
        while child.poll() is None:
            time.sleep(_WATCH_SECONDS)
            most = max(most, _folder_bytes(spill))
        written.seek(0)
        text = written.read()
    if spill is not None:
        _empty(spill)
    if child.returncode:
        return {"error": f"ended with code {child.returncode}"}
    figures: Figures = json.loads(text)
    return figures | ({"spilled_bytes": most} if spill is not None else {})


def _folder_bytes(folder: Path | None) -> int:
    """Return what the files of a folder hold; they may go while we look."""
    total = 0
    for path in folder.glob("**/*") if folder else ():
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def write_figures(figures: Figures) -> None:
    """Write figures to standard output, for people and for `run_child`."""
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


def report(text: str) -> None:
    """Say what is going on, beside the figures."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
