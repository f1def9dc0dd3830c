"""How long `make check` takes, by its parts, and the twenty tests that take longest."""

import argparse
import os
import re
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

from child import Figures, report, write_figures

ROOT = Path(__file__).parents[1]
PARTS = ("lint", "types", "imports", "test")
CACHES = (".mypy_cache", ".ruff_cache", ".import_linter_cache")
N_LARGEST = 20
_PHASE = re.compile(r"^([\d.]+)s (call|setup|teardown) +(\S.*)$", re.MULTILINE)


def measure(options: str) -> Figures:
    """Run the targets that `make check` is made of, one after another, with cold caches."""
    load = os.getloadavg()[0]
    for name in CACHES:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    parts = {part: _run(part, options) for part in PARTS}
    output = parts["test"].pop("output")
    for part in PARTS[:-1]:
        del parts[part]["output"]
    return {
        "load_before": load,
        "load_after": os.getloadavg()[0],
        "parts": parts,
        "largest": largest(output),
        "summary": output.strip().splitlines()[-1].strip("= "),
    }


def _run(part: str, options: str) -> Figures:
    """Run one target; its tests tell the longest ones, and what they are called in full."""
    report(f"suite: make {part}")
    durations = f"--durations={N_LARGEST} --durations-min=0 {options}".strip()
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), monotonic()
    command = ["make", part, f"PYTEST_OPTIONS={durations}"]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), monotonic()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "wall_seconds": ended - started,
        "cpu_seconds": cpu,
        "succeeded": done.returncode == 0,
        "output": done.stdout,
    }


def largest(output: str) -> list[Figures]:
    """Return the phases of tests that pytest lists as the longest, longest first."""
    return [
        {"test": test, "phase": phase, "wall_seconds": float(seconds)}
        for seconds, phase, test in _PHASE.findall(output)
    ]


def render(figures: Figures) -> Iterator[str]:
    """Yield the part of RESULTS.md: the time of each part, then the largest tests."""
    if "error" in figures:
        yield f"The measurement {figures['error']}."
        return
    parts = figures["parts"]
    total = {
        name: sum(part[name] for part in parts.values()) for name in ("wall_seconds", "cpu_seconds")
    }
    yield (
        f"The targets of `make check` one after another with empty caches; the load of the machine"
        f" was {figures['load_before']:.1f} before and {figures['load_after']:.1f} after. Goal: at"
        f" most 9 minutes on 2 quiet cores. {figures['summary']}."
    )
    yield ""
    yield "| target | succeeded | wall s | CPU s |"
    yield "| --- | ---: | ---: | ---: |"
    for name, part in parts.items():
        is_done = "yes" if part["succeeded"] else "no"
        yield f"| {name} | {is_done} | {part['wall_seconds']:,.0f} | {part['cpu_seconds']:,.0f} |"
    yield f"| all | | {total['wall_seconds']:,.0f} | {total['cpu_seconds']:,.0f} |"
    yield ""
    yield f"The {len(figures['largest'])} phases of tests that took longest, in wall seconds:"
    yield ""
    yield "| test | phase | wall s |"
    yield "| --- | ---: | ---: |"
    for item in figures["largest"]:
        yield f"| `{item['test']}` | {item['phase']} | {item['wall_seconds']:.1f} |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--options", default="", help="further options of pytest")
    write_figures(measure(parser.parse_args().options))
