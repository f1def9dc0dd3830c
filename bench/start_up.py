"""How much of the processor `leadpact --help` takes, beside importing what it is printed with."""

import argparse
import subprocess
import sys
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from child import Figures, report, write_figures

PROGRAM = "from leadpact.cli.start import main; main()"
MEASURED: dict[str, tuple[str, ...]] = {
    "python": ("pass",),
    "typer_rich": ("import typer, rich",),
    "help": (PROGRAM, "--help"),
    "version": (PROGRAM, "--version"),
    "check_help": (PROGRAM, "check", "--help"),
}


def measure(runs: int) -> Figures:
    """Run each in turn, so that a busy moment falls on all of them, and take the medians."""
    report(f"start-up: {runs} runs each, after one that is not counted")
    times: dict[str, list[float]] = {name: [] for name in MEASURED}
    for number in range(runs + 1):
        for name, arguments in MEASURED.items():
            spent = _cpu_ms(arguments)
            times[name] += [spent] if number else []
    figures: Figures = {f"{name}_cpu_ms": median(found) for name, found in times.items()}
    ratio = figures["help_cpu_ms"] / figures["typer_rich_cpu_ms"]
    return {"n_runs": runs} | figures | {"help_by_typer_rich": ratio}


def _cpu_ms(arguments: tuple[str, ...]) -> float:
    """Return user and system time of a Python process in milliseconds."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", *arguments], stdout=subprocess.DEVNULL, check=True)
    after = getrusage(RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    write_figures(measure(parser.parse_args().runs))
