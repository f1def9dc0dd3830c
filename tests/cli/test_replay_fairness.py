"""`leadpact replay` with few leads: those of one second rotate, and no rep is left out."""

import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from small_company import leadpact

PACT = """\
spec: 1
name: Few leads
scores:
  fit: {rules: [{id: mail, when: "is_known(email)", points: 5}]}
routing:
  pools: {desk: {roles: [SDR], hours: any%s}}
  default: desk
"""
MAPPING = "spec: 1\nname: As it is\ntime_zone: UTC\n"


def replayed(
    folder: Path, reps: dict[str, float], leads: list[tuple[str, str]], *, switch: str = ""
) -> dict[str, str]:
    """Replay leads by id and moment, in the order of the file; return the rep of each."""
    data = folder / "data"
    data.mkdir()
    rows = [f"{name},{name}@south.example,{at}" for name, at in leads]
    (data / "leads.csv").write_text("\n".join(["lead_id,email,created_at", *rows, ""]))
    rows = [f"{name},SDR,{weight}" for name, weight in reps.items()]
    (data / "reps.csv").write_text("\n".join(["rep_id,role,weight", *rows, ""]))
    (folder / "pact.yaml").write_text(PACT % switch)
    (folder / "mapping.yaml").write_text(MAPPING)
    named = ("--pact", folder / "pact.yaml", "--data", data, "--out", folder / "out")
    outcome = leadpact("replay", *named, "--mapping", folder / "mapping.yaml", "--format", "json")
    assert outcome.exit_code == 0, outcome.output
    assert json.loads(outcome.stdout)
    found = pq.read_table(folder / "out" / "assignments.parquet").to_pylist()
    return {row["lead_id"]: row["rep_id"] for row in found}


def test_leads_of_one_second_go_to_reps_in_the_order_of_the_rows(tmp_path: Path) -> None:
    leads = [(name, "2025-03-04T08:00:00Z") for name in ("q9", "b2", "z5", "a1")]
    found = replayed(tmp_path, {"uma": 1, "vic": 1, "wes": 1}, leads)
    assert [found[name] for name, _ in leads] == ["uma", "vic", "wes", "uma"]


@pytest.mark.parametrize("switch", ["", ", carry_over: false"])
def test_days_with_four_leads_of_one_second_are_shared_equally_by_three(
    tmp_path: Path, switch: str
) -> None:
    leads = [
        (f"{month:02}-{4 - i}", f"20{24 + month // 12}-{month % 12 + 1:02}-17")
        for month in range(24)
        for i in range(4)
    ]
    found = replayed(tmp_path, {"uma": 1, "vic": 1, "wes": 1}, leads, switch=switch)
    assert Counter(found.values()) == {"uma": 32, "vic": 32, "wes": 32}


@pytest.mark.parametrize(
    ("switch", "expected"),
    [
        ("", {"uma": 20, "vic": 12, "wes": 4}),
        (", carry_over: false", {"uma": 12, "vic": 12, "wes": 12}),
    ],
)
def test_a_rep_of_a_small_weight_gets_their_part_over_the_months(
    tmp_path: Path, switch: str, expected: dict[str, int]
) -> None:
    leads = [
        (f"{month:02}-{i}", f"20{24 + month // 12}-{month % 12 + 1:02}-0{2 + i}T10:00:00Z")
        for month in range(12)
        for i in range(3)
    ]
    found = replayed(tmp_path, {"uma": 5, "vic": 3, "wes": 1}, leads, switch=switch)
    assert Counter(found.values()) == expected
