"""What a mapping can make of files."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
from file_imports import RunImport

FULL = """
spec: 1
name: everything
time_zone: Europe/London
tables:
  leads:
    - file: crm/people.tsv
      encoding: utf-16
      where:
        Deleted: {is_not: ["1"]}
        Email: {is_known: true}
      columns:
        lead_id: {template: "crm-{Id}"}
        email: Email
        stage:
          template: "{Status}/{Origin}"
          values: {new/list: TARGET, new/web: EXCHANGE, junk/web: null}
          otherwise: keep
          unreadable: missing
        source: {column: Origin, values: {list: purchased}, otherwise: keep}
        country: {constant: GB}
        seniority: {column: Level, default: UNKNOWN}
        created_at: Made
        owner_rep_id: {lookup: {file: owners.csv, key: Name, value: Id, by: Owner}}
      attributes:
        vip: {column: Vip, type: boolean}
        Score: {column: Score, type: number}
        since: {month_start: {year: Year, month: Month}}
  quotas:
    - file: q*.csv
      delimiter: ";"
      columns:
        quota_id: {template: "{Year}-Q{Quarter}"}
        starts_on: {quarter_start: {year: Year, quarter: Quarter}}
        ends_on: {quarter_end: {year: Year, quarter: Quarter}}
        amount: {column: Betrag, decimal_comma: true}
"""
PEOPLE = "Id Email Status Origin Level Made Owner Deleted Vip Score Year Month".replace(" ", "\t")


def person(*cells: str) -> str:
    return "\n" + "\t".join(cells)


def test_every_kind_of_origin_gives_its_column(run_import: RunImport) -> None:
    people = (
        PEOPLE
        + person(
            "1",
            "a@b.c",
            "new",
            "list",
            "VP",
            "2021-07-01 10:00",
            "Ann",
            "",
            "yes",
            "1.5",
            "2021",
            "12",
        )
        + person("2", "d@e.f", "junk", "web", "", "2021-12-01", "Bob", "0", "", "", "", "")
        + person("3", "", "new", "web", "", "2021-12-01", "Ann", "0", "", "", "", "")
        + person("4", "g@h.i", "new", "web", "", "2021-12-01", "Ann", "1", "", "", "", "")
        + person("5", "j@k.l", "odd", "web", "", "", "", "", "", "", "", "")
    )
    done = run_import(
        {
            "crm/people.tsv": people.encode("utf-16"),
            "owners.csv": "Id,Name\n7,Ann\n",
            "q1.csv": 'Year;Quarter;Betrag\n2021;4;"1.000,50 €"\n',
            "q2.csv": "Year;Quarter;Betrag\n2022;1;\n2022;5;1\n2022;;1\n",
        },
        FULL,
    )
    one, two, five = done.rows("leads")
    assert one == {
        "lead_id": "crm-1",
        "email": "a@b.c",
        "country": "GB",
        "seniority": "VP",
        "source": "purchased",
        "created_at": datetime(2021, 7, 1, 9, tzinfo=UTC),
        "owner_rep_id": "7",
        "stage": "TARGET",
        "vip": True,
        "Score": 1.5,
        "since": "2021-12-01",
    }
    assert (two["stage"], two["seniority"], two["source"]) == (None, "UNKNOWN", "web")
    assert (two["owner_rep_id"], two["vip"], two["Score"]) == (None, None, None)
    assert (five["stage"], five["created_at"]) == (None, None)
    leads = done.report.tables["leads"]
    assert (leads.n_read, leads.n_kept, leads.n_not_selected) == (5, 3, 2)
    assert leads.columns["stage"].n_made_missing == 1
    assert leads.columns["stage"].unlisted == {"odd/web": 1}
    assert leads.columns["source"].unlisted == {"web": 2}
    assert done.rows("quotas") == [
        {
            "quota_id": "2021-Q4",
            "starts_on": date(2021, 10, 1),
            "ends_on": date(2022, 1, 1),
            "amount": Decimal("1000.50"),
        },
        {
            "quota_id": "2022-Q1",
            "starts_on": date(2022, 1, 1),
            "ends_on": date(2022, 4, 1),
            "amount": None,
        },
    ]
    assert [row["code"] for row in done.refused] == ["time-unreadable", "value-missing"]


def test_a_month_ends_where_the_next_one_starts(run_import: RunImport) -> None:
    mapping = """
spec: 1
name: x
tables:
  quotas:
    - file: q.csv
      columns:
        quota_id: {template: "{y}-{m}"}
        starts_on: {month_start: {year: y, month: m}}
        ends_on: {month_end: {year: y, month: m}}
"""
    done = run_import({"q.csv": "y,m\n2021,12\n2022,02\n2022,Q1\n"}, mapping)
    assert [(row["starts_on"], row["ends_on"]) for row in done.rows("quotas")] == [
        (date(2021, 12, 1), date(2022, 1, 1)),
        (date(2022, 2, 1), date(2022, 3, 1)),
    ]
    assert done.report.tables["quotas"].refused == {"time-unreadable": 1}


def test_rows_are_selected_by_a_list_of_values(run_import: RunImport) -> None:
    mapping = """
spec: 1
name: x
tables:
  touches:
    - file: t.csv
      where: {type: {is: [Call]}}
      columns: {touch_id: id, lead_id: who, kind: {constant: CALL}, occurred_at: when}
    - file: t.csv
      where: {type: {is: [Mail, 2]}}
      columns: {touch_id: id, lead_id: who, kind: {constant: EMAIL}, occurred_at: when}
  leads:
    - file: l.parquet
      columns: {lead_id: id}
"""
    touches = "id,who,when,type\n" + "".join(
        f"{number},1,2021-01-01T0{number}:00:00Z,{kind}\n"
        for number, kind in enumerate(["Call", "Mail", "", "2"])
    )
    done = run_import({"t.csv": touches, "l.parquet": pa.table({"id": [1.0, 2.0]})}, mapping)
    assert {row["touch_id"]: row["kind"] for row in done.rows("touches")} == {
        "0": "CALL",
        "1": "EMAIL",
        "3": "EMAIL",
    }
    assert done.report.tables["touches"].n_not_selected == 5


def test_parquet_types_become_canonical_ones(run_import: RunImport) -> None:
    table = pa.table(
        {
            "lead_id": pa.array([1, 2, 3]),
            "title": pa.array(["VP", None, " "]).dictionary_encode(),
            "created_at": pa.array([1_609_840_800_500] * 3, pa.timestamp("ms", "America/Lima")),
            "owner_rep_id": pa.array([4.0, float("nan"), None]),
            "n_employees": pa.array([5, None, 7], pa.int16()),
            "share": pa.array([0.25, None, 1.0]),
            "tags": pa.array([["a"], None, []]),
        }
    )
    done = run_import({"leads.parquet": table})
    schema = pq.read_schema(done.out / "leads.parquet")
    assert schema.field("created_at").type == pa.timestamp("us", "UTC")
    assert schema.field("n_employees").type == pa.int64()
    assert schema.field("share").type == pa.float64()
    assert "tags" not in schema.names
    first = done.rows("leads")[0]
    assert first["lead_id"] == "1"
    assert first["owner_rep_id"] == "4"
    assert first["created_at"] == datetime(2021, 1, 5, 10, tzinfo=UTC)
    report = done.report.tables["leads"]
    assert report.missing_share("title") == 2 / 3
    assert report.columns["owner_rep_id"].n_missing == 2


def test_a_mapping_without_tables_states_the_zone_of_files_taken_by_name(
    run_import: RunImport,
) -> None:
    files = {"leads.csv": "lead_id,created_at\nl1,2021-07-01\n"}
    done = run_import(files, "spec: 1\nname: x\ntime_zone: Europe/Paris\n")
    assert done.rows("leads")[0]["created_at"] == datetime(2021, 6, 30, 22, tzinfo=UTC)


def test_a_source_can_have_a_zone_of_its_own(run_import: RunImport) -> None:
    mapping = """
spec: 1
name: x
time_zone: Europe/Paris
tables:
  leads:
    - {file: a.csv, columns: {lead_id: id, created_at: at}}
    - {file: b.csv, time_zone: Asia/Tokyo, columns: {lead_id: id, created_at: at}}
"""
    row = "id,at\n{},2021-07-01 12:00\n"
    done = run_import({"a.csv": row.format("a"), "b.csv": row.format("b")}, mapping)
    assert [row["created_at"].hour for row in done.rows("leads")] == [10, 3]


def test_a_byte_order_mark_is_no_part_of_the_first_column(run_import: RunImport) -> None:
    done = run_import({"reps.csv": "\ufeffrep_id\n1\n"})
    assert done.rows("reps") == [{"rep_id": "1"}]


def test_files_of_different_columns_make_one_table(run_import: RunImport) -> None:
    done = run_import(
        {"leads/a.csv": "lead_id,title\n1,VP\n", "leads/b.csv": "lead_id,email,x\n2,a@b.c,9\n"}
    )
    assert done.rows("leads") == [
        {"lead_id": "1", "email": None, "title": "VP", "x": None},
        {"lead_id": "2", "email": "a@b.c", "title": None, "x": 9},
    ]


def test_further_columns_of_leads_are_typed_by_all_their_values(run_import: RunImport) -> None:
    rows = [
        "lead_id,whole,decimal,flag,day,code,mixed,sign,blank,Long Name",
        "1,10,1.5,TRUE,2021-01-31,007,5,+1,,x",
        "2,,2,false,,12,five,2,,y",
        "3,-3,,,2021-02-28,,,,,z",
    ]
    done = run_import({"leads.csv": "\n".join(rows) + "\n"})
    types = {field.name: field.type for field in pq.read_schema(done.out / "leads.parquet")}
    assert types == {
        "lead_id": pa.string(),
        "whole": pa.int64(),
        "decimal": pa.float64(),
        "flag": pa.bool_(),
        "day": pa.date32(),
        "code": pa.string(),
        "mixed": pa.string(),
        "sign": pa.string(),
        "blank": pa.string(),
    }
    assert done.codes == {"column-ignored"}


def test_of_names_that_differ_in_capitals_only_the_first_is_kept(run_import: RunImport) -> None:
    done = run_import(
        {"leads/a.csv": "lead_id,Score,Title\n1,5,x\n", "leads/b.csv": "lead_id,score\n2,6\n"}
    )
    assert list(done.rows("leads")[0]) == ["lead_id", "Score"]
    assert [issue.code for issue in done.report.issues] == ["column-ignored", "column-ignored"]


def test_a_column_of_days_that_do_not_exist_stays_text(run_import: RunImport) -> None:
    done = run_import({"leads.csv": "lead_id,day\n1,2021-02-30\n"})
    assert done.rows("leads")[0]["day"] == "2021-02-30"


def test_the_report_is_written_next_to_the_data(run_import: RunImport) -> None:
    done = run_import({"leads.csv": "lead_id,created_at\n1,2021-01-01T00:00:00Z\n2,\n"})
    quality = json.loads((done.out / "quality.json").read_text())
    assert quality == done.report.as_dict()
    leads = quality["tables"]["leads"]
    assert leads["columns"]["created_at"] == {
        "missing_share": 0.5,
        "n_missing": 1,
        "first_at": "2021-01-01T00:00:00+00:00",
        "last_at": "2021-01-01T00:00:00+00:00",
    }
    assert "email" in leads["absent_columns"]
    assert done.report.n_refused == 0


def test_the_same_files_give_the_same_bytes(run_import: RunImport) -> None:
    files = {"leads.csv": "lead_id,title\n1,VP\n2,\n1,CEO\n1,VP\n"}
    first = {path.name: path.read_bytes() for path in run_import(files).out.iterdir()}
    second = {path.name: path.read_bytes() for path in run_import(files).out.iterdir()}
    assert first == second


def test_a_quarter_may_be_written_with_its_letter(run_import: RunImport) -> None:
    mapping = """
spec: 1
name: x
tables:
  quotas:
    - file: q.csv
      columns:
        quota_id: "q"
        starts_on: {quarter_start: {year: y, quarter: q}}
        ends_on: {quarter_end: {year: y, quarter: q}}
"""
    [row] = run_import({"q.csv": "y,q\n2021,q4\n"}, mapping).rows("quotas")
    assert (row["starts_on"], row["ends_on"]) == (date(2021, 10, 1), date(2022, 1, 1))
