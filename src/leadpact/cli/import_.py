"""`leadpact import`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadpact.cli.importing import import_into, require_mapping
from leadpact.cli.output import Format, print_issues, print_json, print_table, say
from leadpact.cli.pact import FormatOption
from leadpact.outputs import open_output

if TYPE_CHECKING:
    from leadpact.connectors.files import ImportReport

MappingOption = Annotated[
    str | None,
    typer.Option("--mapping", help="A mapping file, or the name of one that is shipped."),
]


def import_(
    data: Annotated[Path, typer.Argument(help="The folder of CSV, TSV and Parquet files.")],
    out_: Annotated[Path, typer.Option("--out", help="Where the canonical tables go.")],
    mapping: MappingOption = None,
    format_: FormatOption = Format.TEXT,
) -> None:
    """Read a company's files into canonical tables, and say what became of every row."""
    read_by = require_mapping(mapping)
    with open_output(out_, made_by="import", reads=[data]) as output:
        report = import_into(data, read_by, output)
    if format_ is Format.JSON:
        print_json(report.as_dict())
        return
    print_issues(report.issues)
    print_table(*quality_table(report))
    if report.n_refused:
        say(f"Refused rows and their reasons: {out_ / 'refused.parquet'}")
    say(f"Canonical tables: {out_}")


def quality_table(report: "ImportReport") -> tuple[list[str], list[list[str]]]:
    """Return what became of the rows of each table, as the names of columns and the rows."""
    rows = []
    for name, item in report.tables.items():
        counts = (item.n_read, item.n_kept, item.n_not_selected, item.n_duplicates)
        n_refused = sum(item.refused.values())
        rows.append([name, *(f"{count:,}" for count in (*counts, n_refused))])
    return ["table", "read", "kept", "not selected", "duplicates", "refused"], rows
