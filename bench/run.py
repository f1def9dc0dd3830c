"""Measure everything and write RESULTS.md: `make bench`, or `python bench/run.py --full`."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from child import DATA, HERE, Figures, report, run_child
from machine import machine_facts
from results import render_results
from revisions import BASE

KEPT = DATA / "results"

PLANS: dict[str, tuple[str, ...]] = {
    "decide": ("decide.py",),
    "compile": ("compile.py",),
    "start-up": ("start_up.py",),
    "files": ("files.py",),
    "business-time": ("business_time.py",),
    "follow-up": ("follow_up.py",),
    "replay": ("replay.py",),
    "clean": ("clean.py",),
    "people-online": ("matching.py",),
    "accounts": ("accounts.py",),
    "people-batch": ("duplicates.py",),
    "suite": ("suite.py",),
    "batch-1m": ("batch.py", "--activities", "1000000"),
    "batch-10m": ("batch.py", "--activities", "10000000"),
    "batch-100m": ("batch.py", "--activities", "100000000"),
    "against": ("against.py", "--base", BASE, "--json"),
    "size": ("size.py", BASE, "--json"),
}
"""What is measured, by name: a script and its arguments."""

LONG = {"batch-100m", "against", "suite"}


def run_plan(name: str) -> bool:
    """Measure one thing, keep its figures with machine, day and command; tell whether it ran."""
    command = " ".join(("python", f"bench/{PLANS[name][0]}", *PLANS[name][1:]))
    report(command)
    figures = run_child(*PLANS[name])
    about = {
        "command": command,
        "machine": machine_facts(),
        "measured_on": datetime.now(UTC).date().isoformat(),
    }
    KEPT.mkdir(parents=True, exist_ok=True)
    _kept_file(name).write_text(json.dumps(about | {"figures": figures}, indent=2) + "\n")
    return "error" not in figures


def kept_results() -> dict[str, Figures]:
    """Return the last figures of everything that was ever measured here."""
    return {
        name: json.loads(_kept_file(name).read_text())
        for name in PLANS
        if _kept_file(name).is_file()
    }


def _kept_file(name: str) -> Path:
    return KEPT / f"{name}.json"


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; BENCH_FULL in the environment means `--full`."""
    parser = argparse.ArgumentParser(description=__doc__)
    is_full = os.environ.get("BENCH_FULL", "") not in ("", "0")
    parser.add_argument(
        "--full", action="store_true", default=is_full, help="100 M activities and the tests too"
    )
    parser.add_argument("--only", nargs="*", choices=PLANS, help="some; none: only RESULTS.md")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for, and write RESULTS.md of all that is known; 1 where one failed."""
    options = read_options(arguments)
    usual = [name for name in PLANS if options.full or name not in LONG]
    succeeded = [run_plan(name) for name in (usual if options.only is None else options.only)]
    path = HERE / "RESULTS.md"
    path.write_text(render_results(kept_results()), encoding="utf-8")
    report(f"written: bench/{path.name}")
    return 0 if all(succeeded) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
