"""How long it takes to find whom one new lead is among a million people, on disk.

Timed is all that a service does with a lead that comes in: prepare it, make its keys, ask the
index, read the candidates and weigh each. Half of the leads are known people typed again, the
others are new.
"""

import argparse
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, perf_counter_ns, thread_time_ns
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from child import DATA, Figures, report, write_figures
from leadpact.identity.duplicates import (
    PairOutcome,
    PersonMatch,
    PreparedPerson,
    blocking_keys,
    match_person,
    prepare_person,
    shipped_model,
)
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.storage.key_index import (
    KeyedRecord,
    KeyIndex,
    open_postgres_index,
    open_sqlite_index,
)
from machine import peak_memory_bytes, quantile
from people import COLUMNS, Row, kept_people, make_people, retype
from postgres_server import run_postgres

POLICY = DuplicatePolicy()
MODEL = shipped_model()


def measure(n_people: int, n_leads: int, databases: list[str]) -> Figures:
    """Measure each database on the same people and leads."""
    people = pq.read_table(kept_people(n_people))
    leads = make_leads(people, n_leads)
    opened: dict[str, Callable[[Path], AbstractContextManager[KeyIndex]]] = {
        "SQLite": lambda folder: open_sqlite_index(folder / "people.db"),
        "PostgreSQL": lambda _: _open_postgres(),
    }
    DATA.mkdir(exist_ok=True)
    measured = {}
    for name in databases:
        with TemporaryDirectory(dir=DATA) as folder, opened[name](Path(folder)) as index:
            measured[name] = _measure_one(index, people, leads, name)
    return {"n_people": n_people, "n_leads": n_leads, "measured": measured}


class _Opened(AbstractContextManager[KeyIndex]):
    """A server of PostgreSQL and an index in it, closed together."""

    def __enter__(self) -> KeyIndex:
        self._server = run_postgres()
        self._index = open_postgres_index(self._server.__enter__())
        return self._index.__enter__()

    def __exit__(self, *error: Any) -> None:
        self._index.__exit__(*error)
        self._server.__exit__(*error)


def _open_postgres() -> AbstractContextManager[KeyIndex]:
    return _Opened()


def make_leads(people: Any, n_leads: int) -> list[tuple[Row, str | None]]:
    """Return leads with the person that each is, or none, in random order."""
    rng = np.random.default_rng(7)
    rows = people.take(rng.integers(len(people), size=n_leads)).to_pylist()
    again = [
        (retype(one, other, rng), one["person_id"])
        for one, other in zip(rows[::2], rows[1::2], strict=True)
    ]
    new = make_people(n_leads, seed=99).to_pylist()[: n_leads - len(again)]
    leads = again + [(row, None) for row in new]
    return [leads[n] for n in rng.permutation(len(leads))]


def _measure_one(
    index: KeyIndex, people: Any, leads: list[tuple[Row, str | None]], name: str
) -> Figures:
    report(f"{name}: filling the index with {len(people):,} people")
    started = perf_counter()
    index.put(_records(people))
    filled = perf_counter() - started
    true_of = dict(zip(people["lead_id"].to_pylist(), people["person_id"].to_pylist(), strict=True))
    match = partial(find_person, index)
    for lead, _ in leads[: len(leads) // 10]:
        match(lead)  # so that neither Python nor the index is cold
    gc.collect()
    report(f"{name}: {len(leads):,} leads")
    load = os.getloadavg()[0]
    timed = [(_time(match, lead), lead, true) for lead, true in leads]
    return {
        "fill_seconds": round(filled, 1),
        "load_before": round(load, 2),
        **_quantiles([spent for (spent, _), _, _ in timed]),
        **_outcomes([(found, true) for (_, found), _, true in timed], true_of),
        "peak_memory_bytes": peak_memory_bytes(),
    }


def _records(people: Any) -> Iterator[KeyedRecord]:
    for batch in people.to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            person = prepare_person({name: row[name] for name in COLUMNS}, MODEL)
            yield KeyedRecord(row["lead_id"], blocking_keys(person, MODEL), person.values)


def find_person(index: KeyIndex, lead: Row) -> PersonMatch:
    """Find whom a lead is: what is timed."""
    person = prepare_person(lead, MODEL)
    found = index.find(blocking_keys(person, MODEL), at_most=POLICY.at_most_per_key_online)
    candidates = {name: PreparedPerson(payload) for name, payload in found.payloads.items()}
    return match_person(person, candidates, MODEL, POLICY, crowded_keys=found.crowded_keys)


def _time(
    match: Callable[[Row], PersonMatch], lead: Row
) -> tuple[tuple[float, float], PersonMatch]:
    started, cpu_started = perf_counter_ns(), thread_time_ns()
    found = match(lead)
    ended, cpu_ended = perf_counter_ns(), thread_time_ns()
    return ((ended - started) / 1e6, (cpu_ended - cpu_started) / 1e6), found


def _quantiles(spent: list[tuple[float, float]]) -> Figures:
    wall, cpu = zip(*spent, strict=True)
    return {
        "p50_ms": round(quantile(wall, 0.5), 3),
        "p95_ms": round(quantile(wall, 0.95), 3),
        "p99_ms": round(quantile(wall, 0.99), 3),
        "cpu_p99_ms": round(quantile(cpu, 0.99), 3),
    }


def _outcomes(found: list[tuple[PersonMatch, str | None]], true_of: dict[str, str]) -> Figures:
    """Return how many candidates there were, and how often the outcome is right."""
    same = [(item, true) for item, true in found if item.outcome is PairOutcome.SAME]
    right = sum(true_of[item.best.record_id] == true for item, true in same if item.best)
    known = [item for item, true in found if true is not None]
    n_compared = [float(item.n_compared) for item, _ in found]
    return {
        "n_compared_p50": quantile(n_compared, 0.5),
        "n_compared_p99": quantile(n_compared, 0.99),
        "crowded_rate": round(sum(bool(item.crowded_keys) for item, _ in found) / len(found), 3),
        "same_precision": round(right / max(len(same), 1), 4),
        "same_recall": round(right / max(len(known), 1), 4),
        "possible_rate": round(
            sum(item.outcome is PairOutcome.POSSIBLE for item, _ in found) / len(found), 4
        ),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--leads", type=int, default=4_000)
    parser.add_argument("--databases", nargs="+", default=["SQLite", "PostgreSQL"])
    given = parser.parse_args()
    write_figures(measure(given.people, given.leads, given.databases))
