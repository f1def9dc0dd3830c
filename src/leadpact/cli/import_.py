"""`leadpact import`, and canonical tables out of what other commands are given.

That is a data set, or a folder of files.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadpact.cli.output import (
    Format,
    FormatOption,
    print_issues,
    print_json,
    print_table,
    say,
    stop_on,
    warn,
)
from leadpact.outputs import Output, open_output, read_manifest
from leadpact.terms.issues import Issue, has_errors

if TYPE_CHECKING:
    from leadpact.connectors.files import ImportReport, Mapping

MappingOption = Annotated[
    str | None,
    typer.Option("--mapping", help="A mapping file, or the name of one that is shipped."),
]

_MANY_ROWS = 100_000

# The room of files takes half a second to import, and who has a data set does not need it.


def import_(
    data: Annotated[Path, typer.Argument(help="The folder of CSV, TSV and Parquet files.")],
    out_: Annotated[Path, typer.Option("--out", help="Where the canonical tables go.")],
    mapping: MappingOption = None,
    format_: FormatOption = Format.TEXT,
) -> None:
    """Read a company's files into canonical tables, and say what became of every row."""
    read_by = require_mapping(mapping)
    with open_output(out_, made_by="import", reads=[data]) as output:
        report = _import_into(data, read_by, output)
    if format_ is Format.JSON:
        print_json(report.as_dict())
        return
    print_issues(report.issues)
    print_table(*_quality_table(report))
    if report.n_refused:
        say(f"Refused rows and their reasons: {out_ / 'refused.parquet'}")
    say(f"Canonical tables: {out_}")


def _quality_table(report: "ImportReport") -> tuple[list[str], list[list[str]]]:
    """Return what became of the rows of each table, as the names of columns and the rows."""
    rows = []
    for name, item in report.tables.items():
        counts = (item.n_read, item.n_kept, item.n_not_selected, item.n_duplicates)
        n_refused = sum(item.refused.values())
        rows.append([name, *(f"{count:,}" for count in (*counts, n_refused))])
    return ["table", "read", "kept", "not selected", "duplicates", "refused"], rows


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


def _import_into(data: Path, mapping: "Mapping | None", output: Output) -> "ImportReport":
    """Import a folder with progress, or end with its errors."""
    from leadpact.cli.progress import counting  # noqa: PLC0415 - see above
    from leadpact.connectors.files import import_to  # noqa: PLC0415 - see above

    with counting("Importing") as report_rows:
        report = import_to(data, mapping, output, report_progress=report_rows)
    if has_errors(report.issues):
        stop_on(report.issues)
    return report


@contextmanager
def canonical_data(
    data: Path, mapping: "Mapping | None", output: Output | None = None
) -> Iterator[Path]:
    """Give the folder of canonical tables: a data set itself, or what is imported from files.

    A folder without a manifest is imported, canonical or not: its rows are checked and typed.
    An import is kept as the part `data` of the output; without one, it is removed afterwards.
    """
    manifest = None if mapping is not None else read_manifest(data)
    if manifest is not None and manifest.n_rows:
        yield data
    elif output is not None:
        yield _imported_part(data, mapping, output)
    else:
        with tempfile.TemporaryDirectory(prefix="leadpact-") as folder:
            with open_output(Path(folder) / "data", made_by="import", reads=[data]) as read:
                report = _import_into(data, mapping, read)
            print_issues(_without_refused(issue) for issue in report.issues)
            n_rows = sum(table.n_read for table in report.tables.values())
            if n_rows >= _MANY_ROWS:
                fact = f"All {n_rows:,} rows of the files were read for this, and are not kept."
                fix = "Read them once with `leadpact import`, and give what it writes as --data."
                warn("data-read-whole", data, fact, fix)
            yield Path(folder) / "data"


def _imported_part(data: Path, mapping: "Mapping | None", output: Output) -> Path:
    part = output.part("data", "import")
    print_issues(_import_into(data, mapping, part).issues)
    part.finish()
    return part.folder


def _without_refused(issue: Issue) -> Issue:
    """Return an issue whose fix does not name a file that is removed at once."""
    if "refused.parquet" not in issue.fix:
        return issue
    return replace(issue, fix="Run `leadpact import` to see each row and its reason.")
