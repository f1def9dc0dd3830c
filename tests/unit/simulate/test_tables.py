"""The files: canonical columns, unique ids, whole references, times within the period."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadpact.outputs import read_manifest
from leadpact.simulate.tables import schema_of
from leadpact.terms.tables import TABLES, ColumnType

REFERENCES = [
    ("leads", "account_id", "accounts"),
    ("leads", "owner_rep_id", "reps"),
    ("accounts", "parent_account_id", "accounts"),
    ("accounts", "owner_rep_id", "reps"),
    ("absences", "rep_id", "reps"),
    ("reps", "paired_rep_id", "reps"),
    ("activities", "lead_id", "leads"),
    ("touches", "lead_id", "leads"),
    ("touches", "rep_id", "reps"),
    ("events", "lead_id", "leads"),
    ("opportunities", "lead_id", "leads"),
    ("opportunities", "account_id", "accounts"),
    ("opportunities", "rep_id", "reps"),
    ("opportunities", "opened_by_rep_id", "reps"),
]
CAMPAIGN_REFERENCES = [("leads", "campaign"), ("activities", "campaign")]


def path_of(company: Path, name: str) -> Path:
    folder = company / name
    return folder if folder.is_dir() else company / f"{name}.parquet"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_canonical_columns_and_types(company: Path, name: str) -> None:
    assert pq.read_table(path_of(company, name)).schema.equals(schema_of(name))


@pytest.mark.parametrize("name", TABLES)
def test_the_manifest_counts_the_rows_of_the_files(company: Path, name: str) -> None:
    manifest = read_manifest(company)
    assert manifest is not None
    assert (
        manifest.n_rows[name]
        == pq.read_table(path_of(company, name), columns=[TABLES[name].key]).num_rows
    )
    assert manifest.n_rows[name] > 0


@pytest.mark.parametrize("name", TABLES)
def test_keys_are_unique_and_required_values_are_there(ask, name: str) -> None:
    table = TABLES[name]
    n_rows, n_keys = ask(f"SELECT count(*), count(DISTINCT {table.key}) FROM {name}")[0]
    assert n_rows == n_keys
    for column in table.columns:
        if column.required:
            assert ask(f"SELECT count(*) FROM {name} WHERE {column.name} IS NULL") == [(0,)]


@pytest.mark.parametrize(("table", "column", "target"), REFERENCES)
def test_every_reference_leads_somewhere(ask, table: str, column: str, target: str) -> None:
    key = TABLES[target].key
    lost, known = ask(
        f"SELECT count(*) FILTER (t.{key} IS NULL), count(*) FROM {table} AS f"
        f" LEFT JOIN {target} AS t ON t.{key} = f.{column} WHERE f.{column} IS NOT NULL"
    )[0]
    assert lost == 0
    assert known > 0


@pytest.mark.parametrize(("table", "column"), CAMPAIGN_REFERENCES)
def test_every_campaign_runs_when_it_is_named(ask, table: str, column: str) -> None:
    moment = "created_at" if table == "leads" else "occurred_at"
    lost, known = ask(
        f"SELECT count(*) FILTER (campaign_id IS NULL), count(*) FROM {table} AS f"
        f" LEFT JOIN campaigns ON campaign_id = {column}"
        # One day of grace: campaigns count local days.
        f" AND {moment}::DATE BETWEEN starts_on - 1 AND ends_on WHERE {column} IS NOT NULL"
    )[0]
    assert lost == 0
    assert known > 1000


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if column.type is ColumnType.TIMESTAMP
    ],
)
def test_all_times_are_whole_seconds_within_the_period(ask, table: str, column: str) -> None:
    n_known, n_bad = ask(
        f"SELECT count({column}), count(*) FILTER ({column} < TIMESTAMPTZ '2024-01-01 00:00Z'"
        f" OR {column} >= TIMESTAMPTZ '2026-01-01 00:00Z'"
        f" OR epoch_us({column}) % 1000000 <> 0) FROM {table}"
    )[0]
    assert n_known > 0
    assert n_bad == 0


def test_activities_are_ordered_by_lead_and_time(company: Path) -> None:
    table = pq.read_table(company / "activities", columns=["lead_id", "occurred_at"])
    order = pa.compute.sort_indices(
        table, sort_keys=[("lead_id", "ascending"), ("occurred_at", "ascending")]
    )
    assert table.take(order).equals(table)


def test_no_activity_comes_before_its_lead(ask) -> None:
    query = (
        "SELECT count(*) FROM activities JOIN leads USING (lead_id) WHERE occurred_at < created_at"
    )
    assert ask(query) == [(0,)]


def test_nothing_is_recorded_before_it_happened_and_some_of_it_a_day_late(ask) -> None:
    early, late = ask(
        "SELECT count(*) FILTER (recorded_at < occurred_at),"
        " avg((recorded_at::DATE > occurred_at::DATE)::INT) FROM activities"
    )[0]
    assert early == 0
    assert 0.02 < late < 0.05
    assert ask("SELECT count(*) FROM events WHERE recorded_at < occurred_at") == [(0,)]


def test_leads_do_ten_things_each_and_a_few_do_hundreds(ask) -> None:
    mean, median, most, in_sessions = ask(
        "WITH n AS (SELECT lead_id, count(*) AS n FROM activities GROUP BY ALL), gaps AS"
        " (SELECT occurred_at - lag(occurred_at) OVER (PARTITION BY lead_id ORDER BY occurred_at)"
        " AS gap FROM activities)"
        " SELECT sum(n) / 45000, median(n), max(n),"
        " (SELECT avg((gap < INTERVAL 1 HOUR)::INT) FROM gaps WHERE gap IS NOT NULL) FROM n"
    )[0]
    assert 8.5 < mean < 11.5
    assert median < mean / 1.5
    assert most > 200
    assert in_sessions > 0.5


def test_weekends_nights_and_august_are_quiet(ask) -> None:
    weekend, night, august = ask(
        "SELECT avg((isodow(created_at) >= 6)::INT), avg((hour(timezone(time_zone, created_at))"
        " NOT BETWEEN 6 AND 21)::INT), avg((month(created_at) = 8)::INT)"
        " FROM leads WHERE time_zone IS NOT NULL"
    )[0]
    assert 0.04 < weekend < 0.12
    assert night < 0.05
    assert august < 1 / 12


def test_leads_come_in_bursts_with_their_campaigns(ask) -> None:
    (share,) = ask(
        "SELECT avg((campaign IS NOT NULL)::INT) FROM leads WHERE source = 'trade_show'"
    )[0]
    (days,) = ask("SELECT sum(ends_on - starts_on) / 731 FROM campaigns WHERE channel = 'event'")[0]
    assert share > 0.5
    assert days < 0.1


@pytest.mark.parametrize(
    ("table", "column", "rate"),
    [
        ("leads", "phone", 0.34),
        ("leads", "title", 0.08),
        ("leads", "seniority", 0.17),
        ("leads", "source", 0.03),
        ("accounts", "industry", 0.13),
        ("accounts", "n_employees", 0.16),
    ],
)
def test_values_are_missing_at_the_stated_rate(ask, table: str, column: str, rate: float) -> None:
    (found,) = ask(f"SELECT avg(({column} IS NULL)::INT) FROM {table}")[0]
    assert found == pytest.approx(rate, abs=0.02)


def test_addresses_and_phone_numbers_belong_to_nobody(ask) -> None:
    reserved = (
        r"^(\+1-\d{3}-555-01\d\d|\+44-20-7946-0\d{3}|\+44-161-496-0\d{3}|\+49-30-23125-\d{3}"
        r"|\+49-89-99998-\d{3}|\+33-1-9900-\d{4}|\+46-70-17406\d\d|\+353-20-91\d{5}"
        r"|\+61-2-5550-\d{4}|\+61-8-7010-\d{4})$"
    )
    query = f"SELECT count(*) FROM leads WHERE NOT regexp_matches(phone, '{reserved}')"
    assert ask(query) == [(0,)]
    assert ask(r"SELECT count(*) FROM leads WHERE email NOT SIMILAR TO '.+@.+\.example'") == [(0,)]
    assert ask(r"SELECT count(*) FROM accounts WHERE domain NOT LIKE '%.example'") == [(0,)]


def test_some_people_come_more_than_once_as_the_same_person(ask) -> None:
    repeated, names = ask(
        "WITH p AS (SELECT person_id, count(*) AS n, count(DISTINCT (first_name, last_name, email,"
        " account_id)) AS names FROM leads GROUP BY ALL)"
        " SELECT avg((n > 1)::INT), max(names) FROM p"
    )[0]
    assert 0.01 < repeated < 0.05
    assert names == 1
