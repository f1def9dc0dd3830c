"""The import of a folder: all of its tables or, where a file cannot be read, none of them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from leadpact.connectors.files.batches import SourceFile, UnableToRead
from leadpact.connectors.files.convert import to_text
from leadpact.connectors.files.document import LookupDocument
from leadpact.connectors.files.issues import make_warning
from leadpact.connectors.files.mapping import Mapping
from leadpact.connectors.files.plan import Plan, make_plan
from leadpact.connectors.files.quality import cross_warnings, table_warnings
from leadpact.connectors.files.refused import REFUSED, join_refused, refused_part
from leadpact.connectors.files.report import QUALITY, ImportReport, quality_text
from leadpact.connectors.files.table_import import (
    OF_LEADS,
    ImportContext,
    ReportProgress,
    import_table,
)
from leadpact.outputs import Output, UnableToWriteOutput, open_output
from leadpact.terms.issues import Issue, Place, has_errors

MADE_BY = "import"


def import_folder(
    data: Path,
    mapping: Mapping | None,
    out: Path,
    *,
    report_progress: ReportProgress | None = None,
) -> ImportReport:
    """Turn the files of a folder into a data set of canonical tables.

    Parameters
    ----------
    data
        The folder of CSV, TSV and Parquet files.
    mapping
        How they are read. Without it, files named like canonical tables are taken as they are.
    out
        The folder of the data set; absent, empty or an earlier import, which is replaced.
    report_progress
        Is called with a table's name and its rows read so far; a table whose keys repeat is read
        twice, and counted from the start again.

    Returns
    -------
    ImportReport
        Counts, shares, ranges and issues. Where an issue is an error, nothing was written.
    """
    try:
        with open_output(out, made_by=MADE_BY, reads=[data]) as output:
            report = import_to(data, mapping, output, report_progress=report_progress)
            if not report.is_written:
                output.discard()
    except UnableToWriteOutput as error:
        return ImportReport(issues=[error.issue])
    return report


def import_to(
    data: Path,
    mapping: Mapping | None,
    output: Output,
    *,
    report_progress: ReportProgress | None = None,
) -> ImportReport:
    """Import a folder into an output that is open, see `import_folder`.

    Where an issue is an error, the output holds nothing that is of use.
    """
    plan, issues = make_plan(data, mapping)
    report = ImportReport(issues=issues)
    if report.is_written:
        with _without_cycle_search():
            _import_plan(plan, output, report, report_progress or (lambda _table, _n_rows: None))
    return report


def _import_plan(
    plan: Plan, output: Output, report: ImportReport, report_progress: ReportProgress
) -> None:
    # Of a relative path with a colon, Arrow makes an address of something elsewhere.
    folder = output.folder.absolute()
    lookups: dict[LookupDocument, dict[str, str]] = {}
    for spec, files in plan.lookups.items():
        lookups[spec], issues = _read_lookup(spec, files)
        report.issues += issues
    needs_leads = any(planned.table.name in OF_LEADS for planned in plan.tables)
    context = ImportContext(folder, lookups, None, report_progress)
    for planned in plan.tables:
        name = planned.table.name
        is_leads = name == "leads"
        imported = import_table(planned, context, wants_keys=is_leads and needs_leads)
        report.tables[name] = imported.report
        report.issues += imported.issues
        if is_leads:
            context = replace(context, lead_ids=imported.keys)
    if has_errors(report.issues):
        return
    for name, table in report.tables.items():
        report.issues += table_warnings(name, table)
    report.issues += cross_warnings(folder, report.tables)
    join_refused([refused_part(folder, name) for name in report.tables], folder / REFUSED)
    n_rows = {name: table.n_kept for name, table in report.tables.items()}
    output.describe(n_rows=n_rows, unique_tables=report.tables)
    output.write_text(QUALITY, quality_text(report))


def _read_lookup(
    spec: LookupDocument, files: dict[str, SourceFile]
) -> tuple[dict[str, str], list[Issue]]:
    """Read the files of a lookup; of several values of a key take the first, and warn."""
    found: dict[str, str] = {}
    issues: list[Issue] = []
    for name, file in files.items():
        ambiguous: set[str] = set()
        n_broken = 0
        try:
            for batch in file.batches(list(dict.fromkeys([spec.key, spec.value]))):
                n_broken += len(batch.broken)
                keys = to_text(batch.columns[spec.key]).to_pylist()
                values = to_text(batch.columns[spec.value]).to_pylist()
                for key, value in zip(keys, values, strict=True):
                    is_pair = key is not None and value is not None
                    if is_pair and found.setdefault(key, value) != value:
                        ambiguous.add(key)
        except UnableToRead as error:
            issues.append(error.as_issue(name))
        if ambiguous:
            issues.append(
                make_warning(
                    "lookup-ambiguous",
                    Place(name),
                    f"Several values of {spec.value} belong to one {spec.key}, as for "
                    f'"{min(ambiguous)}" ({len(ambiguous)} in all); the first is taken.',
                    "Look up a column that is unique.",
                )
            )
        if n_broken:
            issues.append(
                make_warning(
                    "lookup-rows-skipped",
                    Place(name),
                    f"The lookup by {spec.by} skips rows that do not split into cells: {n_broken}.",
                    "Correct the rows in the file.",
                )
            )
    return found, issues


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Pause the search for reference cycles.

    A batch of text is hundreds of thousands of lists and strings without a single cycle; searching
    them again and again took two thirds of the time of an import.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
