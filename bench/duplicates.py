"""De-duplicating many people in a batch, beside Splink called bare on the same data.

All use the same model, without training. Splink bare is given the prepared columns: it predicts, at
the threshold of review, and clusters connected records. It blocks on columns, crowded or not; or,
as "same keys", on the key columns that `dedupe_people` made. `dedupe_people` starts from the
records as they are: it prepares them, refuses crowded keys, keeps the weight of lighter pairs,
splits clusters that disagree, and says why of every pair it reports. Each runs in a fresh
interpreter, in turn; the disk is no part of it.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from child import Figures, report, run_child, write_figures
from leadpact.identity.duplicates import MatchModel, shipped_model
from leadpact.identity.duplicates.batch import dedupe_people, open_engine
from leadpact.identity.duplicates.splink_model import import_splink, splink_settings
from leadpact.identity.duplicates.tables import add_keys, prepare_table
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from machine import peak_memory_bytes
from people import kept_people

POLICY = DuplicatePolicy()
MEMORY_LIMIT = "2GB"


def measure_ours(records: Any, model: MatchModel) -> Figures:
    """Time `dedupe_people`, and count what it found by the truth."""
    started, cpu_started = time.perf_counter(), time.process_time()
    found = dedupe_people(
        records.drop(["person_id"]), model=model, policy=POLICY, memory_limit=MEMORY_LIMIT
    )
    spent = time.perf_counter() - started, time.process_time() - cpu_started
    figures = _spent(*spent) | {
        "n_compared": found.n_compared,
        "n_pairs": len(found.pairs),
        "n_crowded_keys": len(found.crowded_keys),
    }
    return figures | _quality(found.clusters, records)


def measure_bare(records: Any, model: MatchModel) -> Figures:
    """Time Splink that blocks on the prepared columns, crowded or not."""
    prepared = prepare_table(records, model, id_column="lead_id", columns={})
    settings = splink_settings(model, keys=[]).create_settings_dict("duckdb")
    splink = import_splink()
    rules = [splink.block_on(*key) for key in model.keys]
    settings["blocking_rules_to_generate_predictions"] = rules
    return _measure_splink(prepared, settings, records)


def measure_same_keys(records: Any, model: MatchModel) -> Figures:
    """Time Splink that blocks on the very keys of `dedupe_people`, made beforehand."""
    prepared = prepare_table(records, model, id_column="lead_id", columns={})
    with_keys, _ = add_keys(prepared, model, at_most=POLICY.at_most_per_key)
    return _measure_splink(with_keys, splink_settings(model), records)


def _measure_splink(prepared: Any, settings: Any, records: Any) -> Figures:
    """Predict, cluster, and read both as tables."""
    splink = import_splink()
    started, cpu_started = time.perf_counter(), time.process_time()
    with open_engine(memory_limit=MEMORY_LIMIT, threads=None) as connection:
        api = splink.DuckDBAPI(connection)
        linker = splink.Linker(api.register(prepared), settings, log_level=None)
        pairs = linker.inference.predict(
            threshold_match_probability=POLICY.p_possible, warning_mode="never"
        )
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=POLICY.p_same
        )
        n_pairs = pairs.as_pyarrow_table().num_rows
        table = clusters.as_pyarrow_table().select(["record_id", "cluster_id"])
    spent = time.perf_counter() - started, time.process_time() - cpu_started
    return _spent(*spent) | {"n_pairs": n_pairs} | _quality(table, records)


MEASURED: dict[str, Callable[[Any, MatchModel], Figures]] = {
    "Splink bare": measure_bare,
    "Splink bare, same keys": measure_same_keys,
    "dedupe_people": measure_ours,
}


def _spent(wall: float, cpu: float) -> Figures:
    return {
        "wall_seconds": round(wall, 2),
        "cpu_seconds": round(cpu, 2),
        "peak_memory_bytes": peak_memory_bytes(),
    }


def _quality(clusters: Any, records: Any) -> Figures:
    """Return precision and recall of the pairs within clusters."""
    truth = pa.table({"record_id": records["lead_id"], "person_id": records["person_id"]})
    joined = clusters.select(["record_id", "cluster_id"]).join(truth, "record_id")
    n_found = _n_pairs(joined, ["cluster_id"])
    n_right = _n_pairs(joined, ["cluster_id", "person_id"])
    n_true = _n_pairs(joined, ["person_id"])
    return {"precision": round(n_right / n_found, 4), "recall": round(n_right / n_true, 4)}


def _n_pairs(table: Any, columns: list[str]) -> int:
    sizes = table.group_by(columns).aggregate([([], "count_all")])["count_all"].to_numpy()
    return int((sizes * (sizes - 1) // 2).sum())


def measure_all(options: argparse.Namespace) -> Figures:
    """Measure all in turn, each in a process of its own; tell how busy the machine was."""
    kept_people(options.records)
    runs: dict[str, list[Figures]] = {name: [] for name in MEASURED}
    loads = []
    for number in range(options.runs):
        for name, own in runs.items():
            report(f"{name}, run {number + 1}")
            loads.append(round(os.getloadavg()[0], 2))
            arguments = ["--records", str(options.records), "--measure", name]
            own.append(run_child("duplicates.py", *arguments))
    measured = {name: _median_of(own) for name, own in runs.items()}
    return {
        "n_records": options.records,
        "runs": options.runs,
        "memory_limit": MEMORY_LIMIT,
        "load_before_each": loads,
        "measured": measured,
        "ratios_wall": _ratios(measured, "wall_seconds"),
        "ratios_cpu": _ratios(measured, "cpu_seconds"),
    }


def _median_of(runs: Sequence[Figures]) -> Figures:
    failed = next((run for run in runs if "error" in run), None)
    if failed:
        return failed
    return {
        name: (max if name.endswith("_bytes") else median)([run[name] for run in runs])
        for name in runs[0]
    } | {"every_wall_seconds": [run["wall_seconds"] for run in runs]}


def _ratios(measured: dict[str, Figures], clock: str) -> dict[str, float]:
    """Return how many times as long as each of the others `dedupe_people` takes."""
    own = measured["dedupe_people"].get(clock)
    others = {name: item.get(clock) for name, item in measured.items() if name != "dedupe_people"}
    return {name: round(own / other, 3) for name, other in others.items() if own and other}


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3, help="of each, in turn; the median counts")
    parser.add_argument("--measure", choices=MEASURED, help="one, once, in this process")
    return parser.parse_args(arguments)


def _warm_up(model: MatchModel) -> None:
    """Use everything once, so that importing is no part of what is measured."""
    records = pq.read_table(kept_people(1000))
    dedupe_people(records.drop(["person_id"]), model=model)


if __name__ == "__main__":
    given = read_options(sys.argv[1:])
    if given.measure:
        _warm_up(shipped_model())
        table = pq.read_table(kept_people(given.records))
        write_figures(MEASURED[given.measure](table, shipped_model()))
    else:
        write_figures(measure_all(given))
