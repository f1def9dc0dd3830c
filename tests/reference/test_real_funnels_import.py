"""Two real funnels, imported with the shipped mappings: the figures their publishers' notes tell.

The figures are those of the data sets' descriptions: counts by file, known quirks, date ranges.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from leadpact.connectors.files import ImportReport, import_folder, load_mapping
from leadpact.outputs import read_manifest

Row = dict[str, Any]


@dataclass(frozen=True)
class Funnel:
    report: ImportReport
    out: Path

    def rows(self, table: str) -> list[Row]:
        rows: list[Row] = pq.read_table(self.out / f"{table}.parquet").to_pylist()
        return rows


def imported(shared_data: Path, name: str, out: Path) -> Funnel:
    mapping, issues = load_mapping(name)
    assert mapping is not None, issues
    return Funnel(import_folder(shared_data / name, mapping, out), out)


@pytest.fixture(scope="module")
def marketstar(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Funnel:
    return imported(shared_data, "marketstar-sdr-funnel", tmp_path_factory.mktemp("marketstar"))


@pytest.fixture(scope="module")
def olist(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Funnel:
    return imported(shared_data, "olist-marketing-funnel", tmp_path_factory.mktemp("olist"))


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def test_marketstar_every_row_is_kept(marketstar: Funnel) -> None:
    manifest = read_manifest(marketstar.out)
    assert manifest is not None
    assert manifest.n_rows == {"leads": 43_033, "opportunities": 1_061, "reps": 8, "quotas": 8}
    assert set(manifest.unique_tables) == set(manifest.n_rows)
    assert marketstar.report.n_refused == 0


def test_marketstar_new_leads_are_those_without_an_owner(marketstar: Funnel) -> None:
    leads = marketstar.rows("leads")
    assert marketstar.report.tables["leads"].columns["owner_rep_id"].n_missing == 10_466
    assert {lead["stage"] for lead in leads if lead["owner_rep_id"] is None} == {
        "TARGET",
        "EXCHANGE",
    }
    assert Counter(lead["stage"] for lead in leads) == {
        "TARGET": 53,
        "EXCHANGE": 10_413,
        "CONVERSATION_LEAD": 1_784,
        "FIRST_MEETING": 49,
        "OPPORTUNITY": 1_061,
        "DISQUALIFIED": 29_673,
    }


def test_marketstar_dates_are_days_of_the_team_s_zone(marketstar: Funnel) -> None:
    days = Counter(
        local_day(lead["created_at"], "America/Denver") for lead in marketstar.rows("leads")
    )
    assert days[date(2021, 1, 5)] == 9_754
    assert (min(days), max(days)) == (date(2021, 1, 1), date(2022, 9, 29))
    since_april = Counter(
        local_day(lead["created_at"], "America/Denver") >= date(2022, 4, 1)
        for lead in marketstar.rows("leads")
        if lead["owner_rep_id"] is None
    )
    assert since_april[True] == 9_149


def test_marketstar_opportunities_are_decided_as_reported(marketstar: Funnel) -> None:
    opportunities = marketstar.rows("opportunities")
    assert Counter(row["is_accepted"] for row in opportunities) == {True: 697, False: 364}
    assert min(row["opened_at"] for row in opportunities) == datetime(2021, 1, 11, 7, tzinfo=UTC)
    assert max(row["decided_at"] for row in opportunities) == datetime(2022, 10, 13, 6, tzinfo=UTC)
    amounts = [row["amount"] for row in opportunities]
    assert Decimal("-511.28") in amounts
    assert max(amounts).to_integral_value() == 118_771


def test_marketstar_each_opportunity_has_the_one_lead_it_came_from(marketstar: Funnel) -> None:
    owners = {lead["lead_id"]: lead["owner_rep_id"] for lead in marketstar.rows("leads")}
    opportunities = marketstar.rows("opportunities")
    assert len({row["lead_id"] for row in opportunities} & owners.keys()) == 1_061
    opened_by_owner = sum(
        owners[row["lead_id"]] == row["opened_by_rep_id"] for row in opportunities
    )
    assert round(opened_by_owner / 1_061, 3) == 0.969


def test_marketstar_reps_and_quotas(marketstar: Funnel) -> None:
    assert Counter(rep["role"] for rep in marketstar.rows("reps")) == {"SDR": 5, "AE": 3}
    quotas = {quota.pop("quota_id"): quota for quota in marketstar.rows("quotas")}
    assert quotas["2021-Q1"] == {
        "starts_on": date(2021, 1, 1),
        "ends_on": date(2021, 4, 1),
        "n_opportunities": None,
        "amount": None,
        "currency": "USD",
    }
    assert quotas["2022-Q4"]["ends_on"] == date(2023, 1, 1)
    assert quotas["2021-Q2"]["amount"] == Decimal(200_000)
    assert quotas["2022-Q2"]["n_opportunities"] == 250


def test_marketstar_is_known_by_days_only(marketstar: Funnel) -> None:
    assert {issue.code for issue in marketstar.report.issues} == {"times-without-hour"}


def test_olist_every_lead_and_win_is_kept(olist: Funnel) -> None:
    tables = olist.report.tables
    assert tables["leads"].n_kept == 8_000
    assert tables["opportunities"].n_kept == 842
    assert tables["accounts"].n_kept == 842
    assert olist.report.n_refused == 0
    assert {row["outcome"] for row in olist.rows("opportunities")} == {"WON"}


def test_olist_the_two_kinds_of_missing_origin_are_kept_apart(olist: Funnel) -> None:
    origins = Counter(lead["source"] for lead in olist.rows("leads"))
    assert (origins[None], origins["unknown"]) == (60, 1_099)
    assert len(origins) == 11
    assert len({lead["landing_page_id"] for lead in olist.rows("leads")}) == 495


def test_olist_dates_lie_where_they_are_reported(olist: Funnel) -> None:
    days = [local_day(lead["created_at"], "America/Sao_Paulo") for lead in olist.rows("leads")]
    assert (min(days), max(days)) == (date(2017, 6, 14), date(2018, 5, 31))
    wins = [local_day(row["closed_at"], "America/Sao_Paulo") for row in olist.rows("opportunities")]
    assert (min(wins), max(wins)) == (date(2017, 12, 5), date(2018, 11, 14))


def test_olist_the_win_before_the_first_contact_is_reported(olist: Funnel) -> None:
    [issue] = [issue for issue in olist.report.issues if issue.code == "times-disordered"]
    assert "1 of 842 opportunities closed_at lies before its lead's created_at" in issue.fact


def test_olist_reps_are_collapsed_from_the_deals_that_name_them(olist: Funnel) -> None:
    reps = olist.report.tables["reps"]
    assert (reps.n_read, reps.n_kept, reps.n_duplicates) == (1_684, 41, 1_643)
    deals = olist.rows("opportunities")
    assert len({deal["opened_by_rep_id"] for deal in deals}) == 32
    assert len({deal["rep_id"] for deal in deals}) == 22


def test_olist_sellers_are_found_where_they_are_known(olist: Funnel) -> None:
    regions = [account["region"] for account in olist.rows("accounts")]
    assert sum(region is not None for region in regions) == 380
