"""How long a pact of 200 rules takes from its text to a ruleset: read, checked, compiled."""

import argparse
from statistics import median
from time import perf_counter_ns

from child import Figures, report, write_figures
from leadpact.pact.check import load_pact_text
from machine import quantile
from pacts import write_full_pact, write_pact

N_RULES = 200


def measure(runs: int) -> Figures:
    """Time a pact of plain rules, and one that uses every construct."""
    report(f"compile: {N_RULES} rules, {runs} runs after the first")
    return {**_measure(write_pact(N_RULES), runs), "full": _measure(write_full_pact(N_RULES), runs)}


def _measure(text: str, runs: int) -> Figures:
    """Time the first run, which fills caches that last, and then the others."""
    first_ms, *times = [_time(text) for _ in range(runs + 1)]
    return {
        "n_rules": N_RULES,
        "n_lines": text.count("\n"),
        "n_runs": runs,
        "first_ms": first_ms,
        "p50_ms": median(times),
        "p95_ms": quantile(times, 0.95),
    }


def _time(text: str) -> float:
    started = perf_counter_ns()
    load_pact_text(text)
    return (perf_counter_ns() - started) / 1e6


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    write_figures(measure(parser.parse_args().runs))
