"""How long a history takes to be replayed, as `leadpact replay` does it.

100,000 leads with a million activities under the pact of examples/saas-follow-up: qualified by the
relations, then routed, clocked and followed up by the engine, one decision after the other.
"""

import argparse
import shutil
from datetime import UTC, date, datetime
from statistics import median
from time import perf_counter

from child import DATA, HERE, Figures, report, write_figures
from leadpact.engine.replay import Replayed
from leadpact.pact.check import load_pact
from leadpact.simulate import simulate_company
from leadpact.storage.dataset import latest_moment, open_dataset
from leadpact.storage.replay import replay_dataset
from leadpact.storage.store import open_duckdb
from leadpact.terms.zone import epoch_seconds
from machine import peak_memory_bytes

COMPANY = DATA / "replayed"
PACT = HERE.parent / "examples" / "saas-follow-up" / "pact.yaml"
N_MONTHS = 24


def measure(n_leads: int, n_runs: int) -> Figures:
    """Replay the same history some times; return the median."""
    manifest = _simulate(n_leads)
    seconds, replayed = [], None
    for number in range(n_runs):
        started = perf_counter()
        replayed = _replay()
        seconds.append(perf_counter() - started)
        report(f"replay: run {number + 1} took {seconds[-1]:.1f} s")
    assert replayed is not None
    return {
        "n_leads": n_leads,
        "n_activities": manifest["activities"],
        "n_touches": manifest["touches"],
        "n_came": len(replayed.outcome.states),
        "n_decisions": replayed.outcome.n_decisions,
        "n_clocks": sum(len(item.clocks) for item in replayed.outcome.states.values()),
        "n_runs": n_runs,
        "wall_seconds": median(seconds),
        "peak_bytes": peak_memory_bytes(),
    }


def _simulate(n_leads: int) -> dict[str, int]:
    shutil.rmtree(COMPANY, ignore_errors=True)
    COMPANY.parent.mkdir(parents=True, exist_ok=True)
    made = simulate_company(
        n_leads=n_leads, n_months=N_MONTHS, seed=1, out=COMPANY, starts_on=date(2024, 1, 1)
    )
    return dict(made.n_rows)


def _replay() -> Replayed:
    with open_duckdb() as store:
        dataset = open_dataset(store, COMPANY)
        end = epoch_seconds(latest_moment(store, dataset, datetime.now(UTC)))
        return replay_dataset(store, dataset, load_pact(PACT), from_at=None, to_at=end)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    write_figures(measure(options.leads, options.runs))
