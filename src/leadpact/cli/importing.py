"""Getting canonical tables out of what a command is given: a data set, or a folder of files."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from leadpact.cli.output import print_issues, stop_on, warn
from leadpact.cli.progress import counting
from leadpact.terms.dataset import read_manifest
from leadpact.terms.issues import Issue, has_errors

if TYPE_CHECKING:
    from leadpact.connectors.files import ImportReport, Mapping

_MANY_ROWS = 100_000

# The room of files takes half a second to import, and who has a data set does not need it.


def require_mapping(name: str | None) -> "Mapping | None":
    """Return a mapping by its path or shipped name, or end with its errors."""
    if name is None:
        return None
    from leadpact.connectors.files import load_mapping  # noqa: PLC0415 - see above

    mapping, issues = load_mapping(name)
    if mapping is None:
        stop_on(issues)
    print_issues(issues)
    return mapping


def import_into(data: Path, mapping: "Mapping | None", out: Path) -> "ImportReport":
    """Import a folder with progress, or end with its errors."""
    from leadpact.connectors.files import import_folder  # noqa: PLC0415 - see above

    with counting("Importing") as report_rows:
        report = import_folder(data, mapping, out, report_progress=report_rows)
    if has_errors(report.issues):
        stop_on(report.issues)
    return report


@contextmanager
def canonical_data(data: Path, mapping: "Mapping | None", keep: Path | None) -> Iterator[Path]:
    """Give the folder of canonical tables: a data set itself, or what is imported from files.

    A folder without a manifest is imported, canonical or not: its rows are checked and typed.
    `keep` is where an import stays; without it, it is removed afterwards.
    """
    if mapping is None and read_manifest(data) is not None:
        yield data
    elif keep is not None:
        print_issues(import_into(data, mapping, keep).issues)
        yield keep
    else:
        with tempfile.TemporaryDirectory(prefix="leadpact-") as folder:
            report = import_into(data, mapping, Path(folder) / "data")
            print_issues(_without_refused(issue) for issue in report.issues)
            n_rows = sum(table.n_read for table in report.tables.values())
            if n_rows >= _MANY_ROWS:
                fact = f"All {n_rows:,} rows of the files were read for this, and are not kept."
                fix = "Read them once with `leadpact import`, and give what it writes as --data."
                warn("data-read-whole", data, fact, fix)
            yield Path(folder) / "data"


def _without_refused(issue: Issue) -> Issue:
    """Return an issue whose fix does not name a file that is removed at once."""
    if "refused.parquet" not in issue.fix:
        return issue
    return replace(issue, fix="Run `leadpact import` to see each row and its reason.")
