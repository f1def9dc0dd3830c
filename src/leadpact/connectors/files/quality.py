"""What is doubtful in imported data, as warnings: within a table, and between tables."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from leadpact.connectors.files.issues import make_warning
from leadpact.connectors.files.report import ColumnReport, TableReport
from leadpact.terms.issues import Issue, Place

_MIN_TIMES = 20
_NEARLY_ALL = 0.99  # a day that begins at 01:00, where the clock skips midnight, is a date too
_REP_COLUMNS = {
    "accounts": ("owner_rep_id",),
    "leads": ("owner_rep_id",),
    "touches": ("rep_id",),
    "opportunities": ("rep_id", "opened_by_rep_id"),
}


def table_warnings(name: str, report: TableReport) -> Iterator[Issue]:
    """Yield what is doubtful within one table.

    Parameters
    ----------
    name
        The table.
    report
        What the import counted in it.
    """
    for file in report.empty_files:
        yield make_warning(
            "file-empty",
            Place(file),
            f"{file} has a header and no row below it, so it adds nothing to {name}.",
            "Export it again, unless there is nothing to export.",
        )
    if report.n_read and not report.n_kept:
        yield _warning(
            "table-empty",
            report,
            f"No row was kept of {report.n_read}, so {name} is empty.",
            "See refused.parquet, or the `where` of the mapping.",
        )
    if report.n_refused:
        counts = ", ".join(f"{count} {code}" for code, count in sorted(report.refused.items()))
        yield _warning(
            "rows-refused",
            report,
            f"{report.n_refused} of {report.n_read} rows of {name} were refused: {counts}.",
            "See refused.parquet for each row and its reason.",
        )
    for column, found in report.columns.items():
        yield from _column_warnings(f"{name}.{column}", found, report)


def _column_warnings(label: str, found: ColumnReport, report: TableReport) -> Iterator[Issue]:
    if n_values := len(found.unlisted):
        values = ", ".join(f'"{value}"' for value, _ in found.unlisted.most_common(5))
        yield _warning(
            "values-unlisted",
            report,
            f"{label} holds what its `values` do not list, {n_values} in all: {values}.",
            "Add them to the mapping.",
        )
    if n_values := found.n_made_missing:
        yield _warning(
            "values-made-missing",
            report,
            f"Of {label}, what could not be read is missing now; values: {n_values}.",
            "Leave out `unreadable: missing` to see them refused, each with its reason.",
        )
    if n_amounts := found.n_rounded:
        yield _warning(
            "amounts-rounded",
            report,
            f"{label} is rounded to 2 digits after the point; amounts: {n_amounts}.",
            "Nothing, where cents are enough.",
        )
    n_times = report.n_kept - found.n_missing
    if n_times >= _MIN_TIMES and found.n_at_midnight >= _NEARLY_ALL * n_times:
        yield _warning(
            "times-without-hour",
            report,
            f"Of {n_times} values of {label}, {found.n_at_midnight} fall on midnight: they are "
            "dates, so nothing shorter than a day can be measured with them.",
            "Export the time of day if there is one.",
        )


def cross_warnings(folder: Path, reports: dict[str, TableReport]) -> Iterator[Issue]:
    """Yield what does not fit between the tables of a data set.

    Parameters
    ----------
    folder
        Where the tables are.
    reports
        What was imported, by table.
    """
    for table in ("activities", "touches", "events"):
        if table in reports and "leads" not in reports:
            yield _warning(
                "leads-absent",
                reports[table],
                f"There is no table of leads, so the leads of {table} were not checked.",
                "Add the leads to the data.",
            )
    yield from _unknown_reps(folder, reports)
    opportunities = reports.get("opportunities")
    if opportunities is None:
        return
    table = pq.read_table(folder / "opportunities.parquet")
    later = ("decided_at", "closed_at")
    yield from _disordered(table, "opened_at", later, opportunities, called="opened_at")
    if "leads" in reports and "lead_id" in table.column_names:
        yield from _against_leads(folder, table, opportunities)


def _unknown_reps(folder: Path, reports: dict[str, TableReport]) -> Iterator[Issue]:
    if "reps" not in reports:
        return
    reps = pq.read_table(folder / "reps.parquet", columns=["rep_id"])["rep_id"].combine_chunks()
    for table, columns in _REP_COLUMNS.items():
        present = [name for name in columns if table in reports and name in reports[table].columns]
        for column in present:
            n_rows, unknown = _values_not_in(folder / f"{table}.parquet", column, reps)
            if n_rows:
                yield _warning(
                    "rep-unknown",
                    reports[table],
                    f"{column} is no rep in {n_rows} of {reports[table].n_kept} rows of {table}, "
                    f'such as "{min(unknown)}".',
                    "Add the reps to the data.",
                )


def _values_not_in(path: Path, column: str, known: pa.Array) -> tuple[int, set[str]]:
    """Return how many rows of a file hold a value that is not known, and those values."""
    n_rows, values = 0, set[str]()
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=[column]):
            present = batch.column(0).drop_null()
            unknown = present.filter(pc.invert(pc.is_in(present, value_set=known)))
            n_rows += len(unknown)
            values.update(unknown.unique().to_pylist())
    return n_rows, values


def _disordered(
    table: pa.Table, earlier: str, later: tuple[str, ...], report: TableReport, *, called: str
) -> Iterator[Issue]:
    """Yield where a later time lies before the earlier one, which is `called` so in the text."""
    for name in later:
        if {earlier, name} <= set(table.column_names):
            wrong = table.filter(pc.less(table[name], table[earlier]))
            if wrong.num_rows:
                first = min(wrong["opportunity_id"].to_pylist())
                yield _warning(
                    "times-disordered",
                    report,
                    f"In {wrong.num_rows} of {report.n_kept} opportunities {name} lies before "
                    f'{called}, as in "{first}".',
                    "Check the dates in the CRM; durations between them would be negative.",
                )


def _against_leads(folder: Path, table: pa.Table, report: TableReport) -> Iterator[Issue]:
    schema = pq.read_schema(folder / "leads.parquet")
    wanted = [name for name in ("lead_id", "created_at") if name in schema.names]
    leads = pq.read_table(folder / "leads.parquet", columns=wanted)
    known = pc.is_in(table["lead_id"], value_set=leads["lead_id"].combine_chunks())
    unknown = table.filter(pc.and_(table["lead_id"].is_valid(), pc.invert(known)))
    if unknown.num_rows:
        yield _warning(
            "opportunity-lead-unknown",
            report,
            f"The lead of {unknown.num_rows} of {table.num_rows} opportunities was not kept, "
            f'such as "{unknown["lead_id"][0]}".',
            "Add the leads to the data.",
        )
    if "created_at" in wanted:
        joined = table.join(leads, "lead_id", join_type="inner")
        later = ("opened_at", "closed_at")
        yield from _disordered(joined, "created_at", later, report, called="its lead's created_at")


def _warning(code: str, report: TableReport, fact: str, fix: str) -> Issue:
    return make_warning(code, Place(report.files[0]), fact, fix)
