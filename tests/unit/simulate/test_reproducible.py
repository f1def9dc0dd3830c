"""The same arguments give the same bytes; chunks depend on nothing but the seed."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from leadpact.outputs import UnableToWriteOutput, read_manifest
from leadpact.simulate import UnableToSimulate, run, simulate_company
from leadpact.terms.tables import TABLES


def simulate(out: Path, *, n_leads: int = 500, seed: int = 3) -> Path:
    simulate_company(n_leads=n_leads, n_months=3, seed=seed, out=out)
    return out


def hash_files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    first = hash_files(simulate(tmp_path / "a", n_leads=21_000))
    second = hash_files(simulate(tmp_path / "b", n_leads=21_000))
    assert first == second
    assert {"manifest.json", "truth.json", "leads/part-00000.parquet"} <= first.keys()


def test_another_seed_gives_another_company(tmp_path: Path) -> None:
    first = hash_files(simulate(tmp_path / "a", seed=3))
    second = hash_files(simulate(tmp_path / "b", seed=4))
    same = {name for name in first if first[name] == second[name]}
    # Quotas follow from the number of leads alone, and the manifest could agree by chance.
    assert same <= {"quotas.parquet", "manifest.json"}


def test_a_chunk_does_not_depend_on_the_chunks_after_it(tmp_path: Path) -> None:
    alone = simulate(tmp_path / "alone", n_leads=20_000)
    followed = simulate(tmp_path / "followed", n_leads=20_400)
    for name in ("leads", "activities", "touches", "events", "accounts", "opportunities"):
        first = pq.read_table(alone / name)
        both = pq.read_table(followed / name)
        assert both.num_rows > first.num_rows
        assert both.slice(0, first.num_rows).equals(first)


def test_chunks_differ_from_each_other(tmp_path: Path) -> None:
    leads = pq.read_table(simulate(tmp_path / "two", n_leads=40_000) / "leads")
    created = leads.column("created_at").to_pylist()
    assert created[:100] != created[20_000:20_100]


def test_parts_hold_all_rows_between_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "CHUNKS_PER_PART", 1)
    out = simulate(tmp_path / "parts", n_leads=20_400)
    manifest = read_manifest(out)
    assert manifest is not None
    assert sorted(path.name for path in (out / "activities").iterdir()) == [
        "part-00000.parquet",
        "part-00001.parquet",
    ]
    for name in TABLES:
        path = out / name if (out / name).is_dir() else out / f"{name}.parquet"
        assert pq.read_table(path).num_rows == manifest.n_rows[name]


def test_a_single_lead_makes_a_whole_data_set(tmp_path: Path) -> None:
    out = tmp_path / "one"
    manifest = simulate_company(n_leads=1, n_months=1, seed=0, out=out)
    assert manifest.n_rows["leads"] == 1
    assert read_manifest(out) == manifest
    assert all((out / name).is_dir() or (out / f"{name}.parquet").is_file() for name in TABLES)


def test_progress_is_reported_after_each_chunk(tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    simulate_company(
        n_leads=20_100,
        n_months=1,
        seed=1,
        out=tmp_path / "x",
        report_progress=lambda done, total: calls.append((done, total)),
    )
    assert calls == [(20_000, 20_100), (20_100, 20_100)]


@pytest.mark.parametrize(
    ("n_leads", "n_months", "seed", "name"),
    [
        (0, 1, 1, "n_leads"),
        (10**9, 1, 1, "n_leads"),
        (1, 0, 1, "n_months"),
        (1, 121, 1, "n_months"),
        (1, 1, -1, "seed"),
    ],
)
def test_arguments_out_of_range_are_refused(
    tmp_path: Path, n_leads: int, n_months: int, seed: int, name: str
) -> None:
    with pytest.raises(UnableToSimulate, match=f"^{name} is .* Choose a number from"):
        simulate_company(n_leads=n_leads, n_months=n_months, seed=seed, out=tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_a_folder_with_files_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(UnableToWriteOutput, match=r"kept\.txt, which `leadpact simulate` did not"):
        simulate_company(n_leads=1, n_months=1, seed=1, out=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_company_until_a_day_has_leads_of_that_day_and_none_after(tmp_path: Path) -> None:
    last = date(2026, 5, 30)
    simulate_company(n_leads=3_000, n_months=3, seed=1, out=tmp_path / "a", until=last)
    created = pq.read_table(tmp_path / "a/leads")["created_at"].to_pylist()
    days = {moment.date() for moment in created if moment is not None}
    assert (min(days), max(days)) == (date(2026, 2, 28), last)


def test_fewer_sdrs_are_hired_where_each_is_handed_more_leads(tmp_path: Path) -> None:
    numbers = {}
    for each in (None, 22.0, 200.0):
        out = tmp_path / str(each)
        simulate_company(n_leads=2_000, n_months=2, seed=1, out=out, leads_per_sdr=each)
        numbers[each] = pq.read_table(out / "reps.parquet")["role"].to_pylist().count("SDR")
    assert numbers[None] == numbers[22.0] > numbers[200.0] == 3  # one in each region
    truth = json.loads((tmp_path / "200.0/truth.json").read_text(encoding="utf-8"))
    assert truth["parameters"]["selling"]["sdr_leads_per_week"] == 200.0


@pytest.mark.parametrize("each", [0.0, -1.0, float("nan")])
def test_sdr_who_is_handed_no_lead_is_refused(each: float, tmp_path: Path) -> None:
    with pytest.raises(UnableToSimulate, match="leads_per_sdr"):
        simulate_company(n_leads=10, n_months=1, seed=1, out=tmp_path / "a", leads_per_sdr=each)
