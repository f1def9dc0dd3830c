"""What a report counts and how it is written, and where each warning about data begins."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from file_imports import Content, RunImport

from leadpact.connectors.files.quality import cross_warnings, table_warnings
from leadpact.connectors.files.report import (
    ColumnReport,
    ImportReport,
    TableReport,
    quality_text,
)
from leadpact.terms.issues import Issue, Level, Place

AT = datetime(2021, 1, 5, 10, tzinfo=UTC)


def test_a_new_report_counts_nothing() -> None:
    assert ColumnReport() == ColumnReport(0, None, None, 0, Counter(), 0, 0)
    assert TableReport() == TableReport(0, 0, 0, 0, Counter(), {}, (), (), ())
    assert (ImportReport().tables, ImportReport().issues) == ({}, [])
    assert ImportReport().is_written


def test_a_column_is_reported_with_what_is_there_only() -> None:
    assert ColumnReport(n_missing=1).as_dict(3) == {"missing_share": 0.333333, "n_missing": 1}
    assert ColumnReport().as_dict(0) == {"n_missing": 0}
    assert ColumnReport(2, AT, AT, 3, Counter(b=1, a=2), 4, 5).as_dict(3) == {
        "missing_share": 0.666667,
        "n_missing": 2,
        "first_at": "2021-01-05T10:00:00+00:00",
        "last_at": "2021-01-05T10:00:00+00:00",
        "n_at_midnight": 3,
        "unlisted": {"a": 2, "b": 1},
        "n_unlisted_values": 2,
        "n_made_missing": 4,
        "n_rounded": 5,
    }


def test_fifty_values_that_are_not_listed_are_named_and_all_are_counted() -> None:
    unlisted = Counter({f"v{n}": 100 - n for n in range(51)})
    found = ColumnReport(unlisted=unlisted).as_dict(1)
    assert list(found["unlisted"].items()) == [(f"v{n}", 100 - n) for n in range(50)]
    assert found["n_unlisted_values"] == 51


def test_a_table_is_reported_with_the_share_of_each_column() -> None:
    table = TableReport(9, 4, 2, 1, Counter(b=1, a=1), {"title": ColumnReport(1)})
    table.absent_columns, table.files, table.empty_files = ("email",), ("l.csv",), ("m.csv",)
    assert table.as_dict() == {
        "files": ["l.csv"],
        "empty_files": ["m.csv"],
        "n_read": 9,
        "n_kept": 4,
        "n_not_selected": 2,
        "n_duplicates": 1,
        "n_refused": 2,
        "refused": {"a": 1, "b": 1},
        "absent_columns": ["email"],
        "columns": {"title": {"missing_share": 0.25, "n_missing": 1}},
    }
    assert list(table.as_dict()["refused"]) == ["a", "b"]
    assert table.missing_share("title") == 0.25
    assert TableReport(columns={"title": ColumnReport(1)}).missing_share("title") == 0.0


def test_a_report_is_written_as_it_reads_and_ends_its_line() -> None:
    issue = Issue("x", Level.WARNING, Place("é.csv"), "Fact.", "Fix.")
    report = ImportReport({"leads": TableReport(refused=Counter(a=2))}, [issue])
    text = quality_text(report)
    assert text.startswith('{\n  "tables": {\n    "leads": {\n')
    assert text.endswith("}\n")
    assert "é.csv" in text
    assert (report.n_refused, report.is_written) == (2, True)
    report.issues.append(Issue("x", Level.ERROR, Place("l.csv"), "Fact.", "Fix."))
    assert not report.is_written


def codes(report: TableReport) -> dict[str, str]:
    report.files = ("l.csv", "m.csv")
    issues = list(table_warnings("leads", report))
    assert {issue.place for issue in issues} <= {Place("l.csv")}
    return {issue.code: issue.fact for issue in issues}


@pytest.mark.parametrize(
    ("n_kept", "n_missing", "n_at_midnight", "is_doubtful"),
    [
        (20, 0, 20, True),
        (19, 0, 19, False),
        (25, 5, 20, True),
        (25, 6, 19, False),
        (100, 0, 99, True),
        (100, 0, 98, False),
        (200, 100, 99, True),
        (1000, 0, 989, False),
        (0, 0, 0, False),
    ],
)
def test_twenty_times_of_which_nearly_all_fall_on_midnight_are_dates(
    n_kept: int, n_missing: int, n_at_midnight: int, is_doubtful: bool
) -> None:
    column = ColumnReport(n_missing=n_missing, n_at_midnight=n_at_midnight)
    found = codes(TableReport(n_kept, n_kept, columns={"created_at": column}))
    n_times = n_kept - n_missing
    assert found == (
        {
            "times-without-hour": f"Of {n_times} values of leads.created_at, {n_at_midnight} fall "
            "on midnight: they are dates, so nothing shorter than a day can be measured with them."
        }
        if is_doubtful
        else {}
    )


def test_the_five_most_frequent_values_that_are_not_listed_are_named() -> None:
    unlisted = Counter({name: 10 - n for n, name in enumerate("abcdef")})
    found = codes(TableReport(1, 1, columns={"stage": ColumnReport(unlisted=unlisted)}))
    assert found["values-unlisted"].endswith('6 in all: "a", "b", "c", "d", "e".')


def test_refused_rows_are_counted_by_code_in_order() -> None:
    found = codes(TableReport(5, 2, refused=Counter(b=1, a=2)))
    assert found == {"rows-refused": "3 of 5 rows of leads were refused: 2 a, 1 b."}
    assert codes(TableReport(0, 0)) == {}
    assert set(codes(TableReport(1, 0))) == {"table-empty"}


REPS = {"reps.csv": "rep_id\n1\n"}


@pytest.mark.parametrize(
    ("name", "column", "text"),
    [
        ("accounts", "owner_rep_id", "account_id,owner_rep_id\na,7\nb,1\nc,\nd,6\n"),
        ("leads", "owner_rep_id", "lead_id,owner_rep_id\na,7\nb,1\nc,\nd,6\n"),
        ("opportunities", "rep_id", "opportunity_id,rep_id\na,7\nb,1\nc,\nd,6\n"),
        (
            "opportunities",
            "opened_by_rep_id",
            "opportunity_id,opened_by_rep_id\na,7\nb,1\nc,\nd,6\n",
        ),
    ],
)
def test_every_column_that_names_a_rep_is_compared_with_the_reps(
    run_import: RunImport, name: str, column: str, text: str
) -> None:
    files: dict[str, Content] = {**REPS, f"{name}.csv": text}
    facts = [issue.fact for issue in run_import(files).report.issues]
    assert facts == [f'{column} is no rep in 2 of 4 rows of {name}, such as "6".']


def test_rows_of_unknown_reps_are_counted_over_all_batches(run_import: RunImport) -> None:
    rows = "".join(f"{n},{n % 2 + 7}\n" for n in range(65_537))
    done = run_import({**REPS, "leads.csv": f"lead_id,owner_rep_id\n{rows}"})
    assert [issue.fact for issue in done.report.issues] == [
        'owner_rep_id is no rep in 65537 of 65537 rows of leads, such as "7".'
    ]


def test_touches_are_compared_with_reps_and_leads(run_import: RunImport) -> None:
    touches = "touch_id,lead_id,rep_id,kind,occurred_at\n"
    done = run_import({**REPS, "touches.csv": touches + "t,l,9,CALL,2021-01-01T10:00:00Z\n"})
    assert done.codes == {"leads-absent", "rep-unknown"}
    events = "event_id,lead_id,kind,occurred_at\ne,l,lead.assigned,2021-01-01T10:00:00Z\n"
    assert "leads-absent" in run_import({"events.csv": events}).codes


OPENED, BEFORE = "2021-03-02T00:00:00Z", "2021-03-01T23:59:59Z"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            f"opportunity_id,opened_at,decided_at\nz,{OPENED},{BEFORE}\nb,{OPENED},{BEFORE}\n"
            f"a,{OPENED},{OPENED}\nc,,{BEFORE}\n",
            ['In 2 of 4 opportunities decided_at lies before opened_at, as in "b".'],
        ),
        (f"opportunity_id,opened_at,closed_at\na,{OPENED},{OPENED}\n", []),
        (f"opportunity_id,decided_at,closed_at\na,{OPENED},{BEFORE}\n", []),
        (f"opportunity_id,opened_at\na,{OPENED}\n", []),
    ],
)
def test_a_later_time_that_lies_before_the_earlier_is_reported(
    run_import: RunImport, text: str, facts: list[str]
) -> None:
    done = run_import({"opportunities.csv": text})
    assert [issue.fact for issue in done.report.issues] == facts


@pytest.mark.parametrize("column", ["opened_at", "closed_at"])
def test_an_opportunity_is_no_older_than_its_lead(run_import: RunImport, column: str) -> None:
    done = run_import(
        {
            "leads.csv": f"lead_id,created_at\nl,{OPENED}\nm,\n",
            "opportunities.csv": f"opportunity_id,lead_id,{column}\n"
            f"a,l,{BEFORE}\nb,l,{OPENED}\nc,m,{BEFORE}\nd,,{BEFORE}\n",
        }
    )
    assert [issue.fact for issue in done.report.issues] == [
        f'In 1 of 4 opportunities {column} lies before its lead\'s created_at, as in "a".'
    ]


def test_leads_without_a_time_or_opportunities_without_lead_are_not_compared(
    run_import: RunImport,
) -> None:
    without_time = {
        "leads.csv": "lead_id\nl\n",
        "opportunities.csv": f"opportunity_id,lead_id,opened_at\na,l,{OPENED}\nb,,\n",
    }
    assert run_import(without_time).codes == set()
    without_lead = {"opportunities.csv": f"opportunity_id,opened_at\na,{OPENED}\n"}
    assert run_import(without_lead).codes == set()


def test_leads_may_have_attributes_named_like_columns_of_opportunities(
    run_import: RunImport,
) -> None:
    done = run_import(
        {
            "leads.csv": f"lead_id,created_at,opened_at,opportunity_id\nl,{OPENED},x,y\n",
            "opportunities.csv": f"opportunity_id,lead_id,opened_at\na,l,{BEFORE}\n",
        }
    )
    assert done.codes == {"times-disordered"}


def test_only_what_was_imported_is_compared(tmp_path: Path) -> None:
    pq.write_table(pa.table({"rep_id": ["1"]}), tmp_path / "reps.parquet")
    reports = {
        "reps": TableReport(columns={"rep_id": ColumnReport()}, files=("r.csv",)),
        "leads": TableReport(columns={"lead_id": ColumnReport()}, files=("l.csv",)),
    }
    assert list(cross_warnings(tmp_path, reports)) == []
    assert list(cross_warnings(tmp_path, {})) == []
