"""Duplicates found without labels in real data sets whose truth is known.

Data: FEBRL 3 and 4 (Peter Christen, ANU), historical figures with errors (Splink). Each file names
the kinds of its columns; comparisons, keys and training follow from the kinds alone, and one
threshold, the default of the policy, serves all three. Counted are pairs: a pair is found when both
records are in one cluster. FEBRL 4 is judged as one table of 10,000 records, so that a pair within
one of its halves would count as an error.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("splink", reason="needs Splink: pip install leadpact[er]")

from leadpact.identity.duplicates import FieldKind, make_model
from leadpact.identity.duplicates.batch import Duplicates, dedupe_people
from leadpact.identity.duplicates.train import train_model

FEBRL = {
    "given_name": FieldKind.GIVEN_NAME,
    "surname": FieldKind.FAMILY_NAME,
    "street_number": FieldKind.CATEGORY,
    "address_1": FieldKind.ADDRESS,
    "address_2": FieldKind.ADDRESS,
    "suburb": FieldKind.PLACE,
    "postcode": FieldKind.POSTCODE,
    "state": FieldKind.CATEGORY,
    "date_of_birth": FieldKind.DATE,
    "soc_sec_id": FieldKind.IDENTIFIER,
}
HISTORICAL = {
    "first_name": FieldKind.GIVEN_NAME,
    "surname": FieldKind.FAMILY_NAME,
    "dob": FieldKind.DATE,
    "birth_place": FieldKind.PLACE,
    "postcode_fake": FieldKind.POSTCODE,
    "gender": FieldKind.CATEGORY,
    "occupation": FieldKind.CATEGORY,
}
SEED = 1


@dataclass(frozen=True, slots=True)
class Figures:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def measure(found: Duplicates, truth: Mapping[str, str]) -> Figures:
    """Count the pairs within clusters, and those that are right."""
    members: dict[str, list[str]] = defaultdict(list)
    for row in found.clusters.to_pylist():
        members[row["cluster_id"]].append(truth[row["record_id"]])
    n_found = sum(_pairs(len(own)) for own in members.values())
    n_right = sum(_pairs(n) for own in members.values() for n in Counter(own).values())
    n_true = sum(_pairs(n) for n in Counter(truth.values()).values())
    return Figures(n_right / n_found, n_right / n_true)


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def judge(table: Any, fields: Mapping[str, FieldKind], truth: str) -> Figures:
    """Train on the table without its truth, and find its duplicates."""
    ids = dict(zip(table["record"].to_pylist(), table[truth].to_pylist(), strict=True))
    bare = table.select(["record", *fields])
    model = train_model(
        bare, make_model(fields), seed=SEED, provenance="of this file", id_column="record"
    )
    return measure(dedupe_people(bare, model=model, id_column="record"), ids)


def read_febrl(*files: Path) -> Any:
    """Read records and their truth: `rec-7-org` and `rec-7-dup-0` are one person."""
    rows = []
    for file in files:
        with file.open(encoding="utf-8", newline="") as text:
            rows += list(csv.DictReader(text, skipinitialspace=True))
    for row in rows:
        row |= {"record": row["rec_id"], "person": row["rec_id"].split("-")[1]}
    return pa.Table.from_pylist(rows)


def test_febrl_4_reaches_an_f1_of_97_percent(shared_data: Path) -> None:
    folder = shared_data / "splink-and-febrl"
    table = read_febrl(folder / "febrl_dataset4a.csv", folder / "febrl_dataset4b.csv")
    assert len(table) == 10_000
    figures = judge(table, FEBRL, "person")
    assert figures.f1 >= 0.97
    assert figures.precision >= 0.99


def test_febrl_3_reaches_an_f1_of_95_percent(shared_data: Path) -> None:
    table = read_febrl(shared_data / "splink-and-febrl" / "febrl_dataset3.csv")
    assert len(table) == 5_000
    figures = judge(table, FEBRL, "person")
    assert figures.f1 >= 0.95
    assert figures.precision >= 0.99


def test_historical_figures_reach_an_f1_of_90_percent(shared_data: Path) -> None:
    file = shared_data / "splink-and-febrl" / "historical_figures_with_errors_50k.parquet"
    table = pq.read_table(file)
    assert len(table) == 50_578
    figures = judge(table.rename_columns({"unique_id": "record"}), HISTORICAL, "cluster")
    assert figures.f1 >= 0.90
    assert figures.precision >= 0.97
