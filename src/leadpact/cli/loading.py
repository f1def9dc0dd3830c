"""Loading what commands are given: pacts, moments, data; or ending with what is wrong."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from leadpact.cli.output import print_issues, stop, stop_on
from leadpact.cli.progress import counting
from leadpact.connectors.files import ImportReport, Mapping, import_folder, load_mapping
from leadpact.engine.read import UnableToReadLead, read_time
from leadpact.pact.check import check_pact
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.dataset import read_manifest
from leadpact.terms.issues import has_errors


def require_pact(path: Path) -> Ruleset:
    """Return the ruleset of a pact file, warnings printed, or end with its errors."""
    checked = check_pact(path)
    if checked.ruleset is None:
        stop_on(checked.issues)
    print_issues(checked.issues)
    return checked.ruleset


def require_moment(text: str | None) -> datetime | None:
    """Return an aware moment given as an option, or end with what is wrong."""
    if text is None:
        return None
    try:
        return read_time(text, "--as-of")
    except UnableToReadLead as error:
        stop(str(error))


def require_mapping(name: str | None) -> Mapping | None:
    """Return a mapping by its path or shipped name, or end with its errors."""
    if name is None:
        return None
    mapping, issues = load_mapping(name)
    if mapping is None:
        stop_on(issues)
    print_issues(issues)
    return mapping


def import_into(data: Path, mapping: Mapping | None, out: Path) -> ImportReport:
    """Import a folder with progress, or end with its errors."""
    with counting("Importing") as report_rows:
        report = import_folder(data, mapping, out, report_progress=report_rows)
    if has_errors(report.issues):
        stop_on(report.issues)
    return report


@contextmanager
def canonical_data(data: Path, mapping: Mapping | None, keep: Path | None) -> Iterator[Path]:
    """Give the folder of canonical tables: a data set itself, or what is imported from files.

    A folder without a manifest is imported, canonical or not: its rows are checked and typed.
    `keep` is where an import stays; without it, it is removed afterwards.
    """
    if mapping is None and read_manifest(data) is not None:
        yield data
    elif keep is not None:
        report = import_into(data, mapping, keep)
        print_issues(report.issues)
        yield keep
    else:
        with tempfile.TemporaryDirectory(prefix="leadpact-") as folder:
            import_into(data, mapping, Path(folder) / "data")
            yield Path(folder) / "data"
