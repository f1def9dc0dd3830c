"""The import of a folder: all of its tables or, where a file cannot be read, none of them."""

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from leadpact.connectors.files.document import LookupDocument
from leadpact.connectors.files.lookups import read_lookup
from leadpact.connectors.files.mapping import Mapping
from leadpact.connectors.files.plan import Plan, make_plan
from leadpact.connectors.files.quality import cross_warnings, table_warnings
from leadpact.connectors.files.refused import REFUSED, join_refused
from leadpact.connectors.files.report import QUALITY, ImportReport, write_quality
from leadpact.connectors.files.table_import import (
    OF_LEADS,
    ReportProgress,
    Surroundings,
    import_table,
    refused_part,
)
from leadpact.terms.dataset import MANIFEST, Manifest, read_manifest, write_manifest
from leadpact.terms.issues import Issue, Level, Place, has_errors
from leadpact.terms.tables import TABLES

MADE_BY = "import"
_OWN_FILES = {MANIFEST, REFUSED, QUALITY, *(f"{name}.parquet" for name in TABLES)}


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
    plan, issues = make_plan(data, mapping)
    report = ImportReport(issues=issues)
    if not _is_replaceable(out):
        fact = f"{out} holds something that is no earlier import, and it would be mixed up with it."
        if not out.is_dir():
            fact = f"{out} is a file, and an import is a folder of files."
        fix = "Name an empty folder, or one that does not exist."
        report.issues.append(Issue("out-not-empty", Level.ERROR, Place(str(out)), fact, fix))
    if report.is_written:
        with _staging(out) as folder, _without_cycle_search():
            _import_plan(plan, folder, report, report_progress or (lambda _table, _n_rows: None))
            if report.is_written:
                write_quality(folder, report)
                _publish(folder, out)
    return report


def _import_plan(
    plan: Plan, folder: Path, report: ImportReport, report_progress: ReportProgress
) -> None:
    lookups: dict[LookupDocument, dict[str, str]] = {}
    for spec, files in plan.lookups.items():
        lookups[spec], issues = read_lookup(spec, files)
        report.issues += issues
    needs_leads = any(planned.table.name in OF_LEADS for planned in plan.tables)
    around = Surroundings(folder, lookups, None, report_progress)
    for planned in plan.tables:
        name = planned.table.name
        is_leads = name == "leads"
        imported = import_table(planned, around, wants_keys=is_leads and needs_leads)
        report.tables[name] = imported.report
        report.issues += imported.issues
        if is_leads:
            around = replace(around, lead_ids=imported.keys)
    if has_errors(report.issues):
        return
    for name, table in report.tables.items():
        report.issues += table_warnings(name, table)
    report.issues += cross_warnings(folder, report.tables)
    join_refused([refused_part(folder, name) for name in report.tables], folder / REFUSED)
    n_rows = {name: table.n_kept for name, table in report.tables.items()}
    write_manifest(folder, Manifest(MADE_BY, n_rows, tuple(report.tables)))


def _is_replaceable(out: Path) -> bool:
    if not out.exists():
        return True
    if not out.is_dir():
        return False
    names = {path.name for path in out.iterdir()}
    manifest = read_manifest(out)
    return not names or (
        names <= _OWN_FILES and manifest is not None and manifest.made_by == MADE_BY
    )


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """Give a folder beside the outcome, so that a failed import leaves nothing half done."""
    folder = out.parent / f".{out.name}.importing"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _publish(folder: Path, out: Path) -> None:
    """Put the data set in the place of an earlier import."""
    if out.exists():
        shutil.rmtree(out)
    folder.replace(out)


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
