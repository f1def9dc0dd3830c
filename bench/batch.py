"""How long all leads of a company take: scored, and asked when they first qualified.

Every measurement runs in a fresh interpreter of its own, so that its peak memory is its own.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import ibis

from child import DATA, Figures, report, run_child, write_figures
from leadpact.outputs import read_manifest
from leadpact.pact.check import load_pact
from leadpact.simulate import simulate_company
from leadpact.storage.dataset import open_dataset
from leadpact.storage.store import open_duckdb
from machine import peak_memory_bytes
from pacts import PACT_30
from relations import MEASURED, STARTS_ON, Subject

ACTIVITIES_PER_LEAD = 10
N_MONTHS = 24
SEED = 1
MANY_ACTIVITIES = 50_000_000
"""From so many activities on, everything is run once only."""

FLOOR_RUNS = 3
"""The floor, by which everything is divided, is quick: it is run so many times as often."""

FEW_ACTIVITIES = 1_000
"""What a relation takes over so few is fixed: building it, planning it, starting its work."""


def measure_all(options: argparse.Namespace) -> Figures:
    """Run every measurement wanted in fresh interpreters; return the medians."""
    folder = _company(options.activities)
    runs = options.runs or (1 if options.activities >= MANY_ACTIVITIES else 3)
    report(f"batch: preparing {folder.name}")
    _prepare_in_child(FEW_ACTIVITIES)
    prepared = _prepare_in_child(options.activities)
    if "error" in prepared:
        return prepared
    measured = {}
    for name in options.only or MEASURED:
        n_runs = runs * FLOOR_RUNS if name == "floor" else runs
        measured[name] = _median_of([_run(name, options) for _ in range(n_runs)])
        fixed = _run(name, options, n_activities=FEW_ACTIVITIES)
        measured[name]["fixed_seconds"] = fixed.get("wall_seconds")
        report(f"batch: {options.activities:,} {name}: {measured[name].get('wall_seconds')} s")
    settings = {"runs": runs, "memory_limit": options.memory_limit, "threads": options.threads}
    return {**prepared, **settings, "measured": measured}


def _company(n_activities: int) -> Path:
    return DATA / f"company-{n_activities // ACTIVITIES_PER_LEAD}"


def _prepare_in_child(n_activities: int) -> Figures:
    return run_child("batch.py", "--activities", str(n_activities), "--prepare")


def _run(name: str, options: argparse.Namespace, n_activities: int | None = None) -> Figures:
    arguments = ["--activities", str(n_activities or options.activities)]
    arguments += ["--memory-limit", options.memory_limit]
    if options.threads:
        arguments += ["--threads", str(options.threads)]
    return run_child("batch.py", *arguments, "--measure", name, spill=DATA / "spill")


def _median_of(runs: Sequence[Figures]) -> Figures:
    """Return the median of each figure, the highest of memory and disk, and every wall time."""
    failed = next((run for run in runs if "error" in run), None)
    if failed:
        return failed
    figures: Figures = {}
    for name in runs[0]:
        choose = max if name.endswith("_bytes") else median
        figures[name] = choose([run[name] for run in runs])
    return figures | {"every_wall_seconds": [run["wall_seconds"] for run in runs]}


def prepare(n_activities: int) -> Figures:
    """Simulate the company unless it is there, and read it once, so that the disk is no part."""
    folder = _company(n_activities)
    if read_manifest(folder) is None:
        shutil.rmtree(folder, ignore_errors=True)
        n_leads = n_activities // ACTIVITIES_PER_LEAD
        starts_on = STARTS_ON.date()
        simulate_company(
            n_leads=n_leads, n_months=N_MONTHS, seed=SEED, out=folder, starts_on=starts_on
        )
    manifest = read_manifest(folder)
    assert manifest is not None
    tables = ("activities", "leads", "accounts")
    files = [path for table in tables for path in (folder / table).glob("*.parquet")]
    n_bytes = sum(_read_once(path) for path in files)
    rows = {f"n_{table}": manifest.n_rows[table] for table in tables}
    return {"asked_for": n_activities, **rows, "read_bytes": n_bytes}


def _read_once(path: Path) -> int:
    """Read a file and return its length; afterwards the system has it at hand."""
    n_bytes = 0
    with path.open("rb") as file:
        while block := file.read(2**24):
            n_bytes += len(block)
    return n_bytes


def measure(name: str, options: argparse.Namespace) -> Figures:
    """Execute one relation once, from an empty DuckDB to a table of it."""
    ruleset = load_pact(PACT_30)
    _warm_up()
    started, cpu_started = time.perf_counter(), time.process_time()
    with open_duckdb(
        memory_limit=options.memory_limit, threads=options.threads, spill=DATA / "spill"
    ) as store:
        dataset = open_dataset(store, _company(options.activities))
        relation = MEASURED[name](Subject(ruleset, dataset, store.keep))
        kept = store.keep(relation, "kept")
        wall_seconds = time.perf_counter() - started
        cpu_seconds = time.process_time() - cpu_started
        peak = peak_memory_bytes()
        counted = kept.n_folded.max() if "n_folded" in kept.columns else kept.count()
        (row,) = store.fetch_rows(kept.aggregate(n_rows=counted))
    return {
        "wall_seconds": round(wall_seconds, 4),
        "cpu_seconds": round(cpu_seconds, 4),
        "peak_memory_bytes": peak,
        "n_rows": row["n_rows"],
    }


def _warm_up() -> None:
    """Use DuckDB and Ibis once, so that importing them is no part of what is measured."""
    with open_duckdb() as store:
        numbers = ibis.memtable([(1, 1)], schema={"a": "int64", "b": "int64"})
        store.keep(numbers.group_by("a").aggregate(b=numbers.b.sum()), "warm")


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--activities", type=int, default=1_000_000, help="about so many")
    parser.add_argument("--runs", type=int, help="of each; the median counts")
    parser.add_argument("--memory-limit", default="8GB", help="of DuckDB; beyond it, it spills")
    parser.add_argument("--threads", type=int, help="of DuckDB; all cores by default")
    parser.add_argument("--only", nargs="+", choices=MEASURED, help="some of the measurements")
    parser.add_argument("--measure", choices=MEASURED, help="one measurement, in this process")
    parser.add_argument("--prepare", action="store_true", help="only make the data")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    given = read_options(sys.argv[1:])
    if given.prepare:
        write_figures(prepare(given.activities))
    elif given.measure:
        write_figures(measure(given.measure, given))
    else:
        write_figures(measure_all(given))
