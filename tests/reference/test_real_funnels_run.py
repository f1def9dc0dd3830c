"""`leadpact run` on two real funnels: the figures are those that their sources state."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from leadpact.cli.app import app

ROOT = Path(__file__).parents[2]


def run_funnel(name: str, shared_data: Path, out: Path) -> dict[str, Any]:
    arguments = ["run", "--pact", str(ROOT / "examples" / name / "pact.yaml"), "--mapping", name]
    arguments += ["--data", str(shared_data / name), "--out", str(out)]
    outcome = CliRunner().invoke(app, arguments)
    assert outcome.exit_code == 0, outcome.output
    scorecard: dict[str, Any] = json.loads((out / "scorecard.json").read_text(encoding="utf-8"))
    return scorecard


@pytest.fixture(scope="module")
def marketstar(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("marketstar")
    return {**run_funnel("marketstar-sdr-funnel", shared_data, out), "out": out}


@pytest.fixture(scope="module")
def olist(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return run_funnel("olist-marketing-funnel", shared_data, tmp_path_factory.mktemp("olist"))


def test_marketstar_has_43033_leads_and_10466_of_them_have_no_owner(
    marketstar: dict[str, Any],
) -> None:
    unowned = marketstar["ownership"]["unowned"]
    assert (unowned["n"], unowned["of"]) == (10_466, 43_033)


def test_marketstar_s_unowned_leads_of_the_third_quarter_of_2022_are_6455(
    marketstar: dict[str, Any],
) -> None:
    months = marketstar["ownership"]["months"]
    label = [month["label"].replace("\xa0", " ") for month in months]
    third = [months[label.index(f"{name} 2022")] for name in ("Jul", "Aug", "Sep")]
    assert sum(month["unowned"]["n"] for month in third) == 6_455


def test_marketstar_s_sales_accepted_697_and_rejected_364(marketstar: dict[str, Any]) -> None:
    acceptance = marketstar["acceptance"]
    assert acceptance["accepted"]["n"] == 697
    assert acceptance["n_rejected"] == 364
    assert round(acceptance["accepted"]["value"], 3) == 0.657


def test_marketstar_s_leads_took_2_to_442_days_to_an_opportunity_71_at_the_median(
    marketstar: dict[str, Any],
) -> None:
    delays = {item["step"]: item for item in marketstar["acceptance"]["delays"]}
    created = delays["CREATED_TO_OPENED"]
    assert [round(created[name]) for name in ("shortest_days", "median_days", "longest_days")] == [
        2,
        71,
        442,
    ]
    decided = delays["OPENED_TO_DECIDED"]
    assert [round(decided[name]) for name in ("shortest_days", "median_days", "longest_days")] == [
        1,
        4,
        19,
    ]


@pytest.mark.parametrize(
    ("source", "rate"),
    [("Web Registration", 0.033), ("Trade Shows and Events", 0.016), ("Purchased List", 0.007)],
)
def test_marketstar_s_conversion_by_source(
    marketstar: dict[str, Any], source: str, rate: float
) -> None:
    rows = {row["value"]: row for row in marketstar["sources"]["rows"]}
    assert round(rows[source]["outcome"]["value"], 3) == rate


def test_marketstar_s_decisions_are_a_row_a_lead(marketstar: dict[str, Any]) -> None:
    decisions = pq.read_table(marketstar["out"] / "decisions.parquet")
    assert decisions.num_rows == 43_033
    assert len(set(decisions["lead_id"].to_pylist())) == 43_033


def test_marketstar_s_scorecard_says_what_the_data_could_not_answer(
    marketstar: dict[str, Any],
) -> None:
    assert "no-touches" in {gap["code"] for gap in marketstar["gaps"]}


def test_olist_has_8000_leads_of_which_842_became_sellers(olist: dict[str, Any]) -> None:
    stages = {stage["stage"]: stage for stage in olist["funnel"]["stages"]}
    assert stages["CONVERSATION_LEAD"]["n_reached"] == 8_000
    assert stages["CLOSED_WON"]["n_reached"] == 842


def test_olist_s_unknown_origin_converts_best_and_missing_origins_are_kept_separate(
    olist: dict[str, Any],
) -> None:
    rows = {row["value"]: row for row in olist["sources"]["rows"]}
    assert rows["unknown"]["n_leads"] == 1_099
    assert round(rows["unknown"]["outcome"]["value"], 3) == 0.163
    assert rows[None]["n_leads"] == 60


def test_olist_s_first_cohorts_are_flagged_as_older_than_the_first_recorded_deal(
    olist: dict[str, Any],
) -> None:
    flags = {row["month"]: row["flag"] for row in olist["cohorts"]["rows"]}
    assert flags["2017-06"], "no deal is recorded before December 2017"
