"""How fast a company is simulated, and how fast the same company is imported from CSV."""

import argparse
import shutil
import sys
import time
from collections.abc import Sequence

import pyarrow.csv as pa_csv
import pyarrow.dataset as pa_dataset

from child import DATA, Figures, report, run_child, write_figures
from leadpact.connectors.files import import_folder
from leadpact.simulate import simulate_company
from machine import peak_memory_bytes

N_LEADS = 100_000
N_MONTHS = 24
COMPANY, EXPORTED, IMPORTED = (DATA / "files" / name for name in ("company", "csv", "imported"))


def measure_all(n_leads: int) -> Figures:
    """Simulate, export and import in fresh interpreters."""
    shutil.rmtree(DATA / "files", ignore_errors=True)
    figures: Figures = {"n_leads": n_leads}
    for step in ("simulate", "export", "import"):
        report(f"files: {step}")
        figures[step] = run_child("files.py", "--leads", str(n_leads), "--step", step)
    shutil.rmtree(DATA / "files", ignore_errors=True)
    return figures


def simulate(n_leads: int) -> Figures:
    """Write a company of so many leads."""
    started = time.perf_counter(), time.process_time()
    manifest = simulate_company(n_leads=n_leads, n_months=N_MONTHS, seed=1, out=COMPANY)
    return _speed(started, n_rows=sum(manifest.n_rows.values())) | {
        "n_activities": manifest.n_rows["activities"]
    }


def export(_n_leads: int) -> Figures:
    """Write the leads and the activities as CSV; what that takes does not count."""
    EXPORTED.mkdir(parents=True)
    for name in ("leads", "activities"):
        table = pa_dataset.dataset(COMPANY / name).to_table()
        pa_csv.write_csv(table, EXPORTED / f"{name}.csv")
    return {}


def import_(_n_leads: int) -> Figures:
    """Import the CSV files: every value read, checked, converted, every key once."""
    n_bytes = sum(path.stat().st_size for path in EXPORTED.iterdir())
    started = time.perf_counter(), time.process_time()
    report = import_folder(EXPORTED, None, IMPORTED)
    tables = report.tables.values()
    return _speed(started, n_rows=sum(table.n_read for table in tables)) | {
        "n_kept": sum(table.n_kept for table in tables),
        "n_bytes": n_bytes,
    }


def _speed(started: tuple[float, float], *, n_rows: int) -> Figures:
    """Return the figures of what began at these moments of the wall's and the CPU's clock."""
    wall_seconds = time.perf_counter() - started[0]
    return {
        "n_rows": n_rows,
        "wall_seconds": round(wall_seconds, 3),
        "cpu_seconds": round(time.process_time() - started[1], 3),
        "rows_per_second": round(n_rows / wall_seconds),
        "peak_memory_bytes": peak_memory_bytes(),
    }


STEPS = {"simulate": simulate, "export": export, "import": import_}


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=N_LEADS)
    parser.add_argument("--step", choices=STEPS, help="one step, in this process")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    given = read_options(sys.argv[1:])
    write_figures(STEPS[given.step](given.leads) if given.step else measure_all(given.leads))
