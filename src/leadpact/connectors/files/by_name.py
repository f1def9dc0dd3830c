"""Files that are named like canonical tables, taken without a mapping.

A column named like a canonical one is that one. A further column of `leads` or `accounts` is kept
as an attribute; its type is that of all its values, see `_TEXT_TYPES`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from leadpact.connectors.files.batches import Reading, SourceFile, UnableToRead, all_match
from leadpact.connectors.files.checks import is_plain_name
from leadpact.connectors.files.convert import to_text
from leadpact.connectors.files.convert_times import read_dates
from leadpact.connectors.files.document import (
    AttributeKind,
    ColumnDocument,
    MappedAttributeDocument,
    SourceDocument,
)
from leadpact.connectors.files.folder import all_files, open_source, stem
from leadpact.connectors.files.issues import make_error, make_warning, suggest
from leadpact.terms.issues import Issue, Place
from leadpact.terms.tables import TABLES, Table

_TEXT_TYPES: tuple[tuple[AttributeKind, str], ...] = (
    ("boolean", r"(?i)^(true|false)$"),
    ("integer", r"^(0|-?[1-9][0-9]{0,17})$"),
    ("number", r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?$"),
    ("date", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
)
"""The types that all values of a text column must fit, tried in order; else it stays text.

So `00123`, `+1 555` and `yes` stay text: to read them otherwise would lose something. A column of
blanks is text.
"""

_KEEPS_ATTRIBUTES = {"leads", "accounts"}
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def sources_by_name(data: Path) -> tuple[list[tuple[str, SourceDocument]], list[Issue]]:
    """Return a source for each file that is named like a table, with that table's name.

    Files are `leads.csv`, `leads.parquet` and so on, or any files in a folder `leads`.
    """
    issues: list[Issue] = []
    found: dict[str, list[Path]] = {}
    for path in all_files(data):
        parts = path.relative_to(data).parts
        table = parts[0] if len(parts) == 2 else stem(path)
        if table in TABLES and len(parts) <= 2:
            found.setdefault(table, []).append(path)
        else:
            name = path.relative_to(data).as_posix()
            issues.append(
                make_warning(
                    "file-ignored",
                    Place(name),
                    f"{name} is not named like a canonical table, so it is left out.",
                    suggest(table.lower(), TABLES, "Write a mapping if it is wanted."),
                )
            )
    if not found:
        issues.append(
            make_error(
                "data-unnamed",
                Place(str(data)),
                "No file of the folder is named like a canonical table.",
                f"Write a mapping, or name the files like {', '.join(TABLES)}.",
            )
        )
    sources = []
    for name, paths in found.items():
        made, more = _table_sources(TABLES[name], data, paths)
        sources += [(name, source) for source in made]
        issues += more
    return sources, issues


def _table_sources(
    table: Table, data: Path, paths: Sequence[Path]
) -> tuple[list[SourceDocument], list[Issue]]:
    issues: list[Issue] = []
    opened: dict[str, SourceFile] = {}
    for path in paths:
        name = path.relative_to(data).as_posix()
        try:
            opened[name] = open_source(path, encoding="utf-8", delimiter=None)
        except UnableToRead as error:
            issues.append(error.as_issue(name))
    spellings = {column.name: column.name for column in table.columns}
    extra = {
        name: _extra_columns(table, name, file, spellings, issues) for name, file in opened.items()
    }
    types = _attribute_types(opened, extra)
    sources = []
    for name, file in opened.items():
        canonical = [column.name for column in table.columns if column.name in file.header]
        issues += _required_missing(table, name, canonical, file)
        sources.append(
            SourceDocument(
                file=name,
                columns={column: ColumnDocument(column=column) for column in canonical},
                attributes={
                    column: MappedAttributeDocument(column=column, type=types[column])
                    for column in extra[name]
                },
            )
        )
    return sources, issues


def _extra_columns(
    table: Table, name: str, file: SourceFile, spellings: dict[str, str], issues: list[Issue]
) -> list[str]:
    """Return the columns to keep as attributes, and note those that are left out.

    Of names that differ in capitals only, the first spelling is kept: databases overlook capitals.
    """
    kept: list[str] = []
    for column in file.header:
        if not column or table.column(column) or _delimiter_of(file.header):
            continue
        is_own = spellings.setdefault(column.lower(), column) == column and column not in kept
        if table.name in _KEEPS_ATTRIBUTES and is_plain_name(column) and is_own:
            kept.append(column)
        else:
            issues.append(
                make_warning(
                    "column-ignored",
                    Place(name, 1),
                    f"{table.name} has no column {column}, so it is left out.",
                    suggest(
                        column.lower(),
                        [known.name for known in table.columns],
                        "Write a mapping if it is wanted.",
                    ),
                )
            )
    required = {column.name for column in table.columns if column.required}
    issues += [
        make_warning(
            "column-ignored",
            Place(name, 1),
            f"{column} holds lists or records, which are not read, so it is left out.",
            "Write one value a cell if it is wanted.",
        )
        for column in file.nested
        if column not in required
    ]
    return kept


def _attribute_types(
    opened: dict[str, SourceFile], extra: dict[str, list[str]]
) -> dict[str, AttributeKind]:
    """Read the further columns of all files of a table once and find a type that fits each."""
    fitting: dict[str, list[AttributeKind]] = {}
    for name, columns in extra.items():
        for column in columns:
            fitting.setdefault(column, [kind for kind, _ in _TEXT_TYPES])
        for values in _values(opened[name], columns):
            for column, array in values.items():
                fitting[column] = [kind for kind in fitting[column] if _fits(array, kind)]
    return {
        column: kinds[0] if 0 < len(kinds) < len(_TEXT_TYPES) else "text"
        for column, kinds in fitting.items()
    }


def _values(file: SourceFile, columns: list[str]) -> Iterator[dict[str, pa.Array]]:
    """Yield the columns batch by batch; what cannot be read is reported with the rows."""
    if not columns:
        return
    try:
        for batch in file.batches(columns):
            yield {name: to_text(batch.columns[name]) for name in columns}
    except UnableToRead:
        return


def _fits(text: pa.Array, kind: AttributeKind) -> bool:
    fits = all_match(text, dict(_TEXT_TYPES)[kind])
    return fits and (kind != "date" or not read_dates(text, Reading()).faults)


def _delimiter_of(header: Sequence[str]) -> str | None:
    """Return the delimiter of a header that was not split, or None where it was."""
    return next((sign for sign in _DELIMITERS if len(header) == 1 and sign in header[0]), None)


def _required_missing(table: Table, name: str, given: list[str], file: SourceFile) -> list[Issue]:
    fix = "Add the column, or write a mapping that makes it."
    if delimiter := _delimiter_of(file.header):
        fix = (
            f"Its header is separated by {_DELIMITERS[delimiter]}: write a mapping with "
            "`delimiter`, or export it with commas."
        )
    return [
        make_error(
            "file-required-column",
            Place(name, 1),
            f"{name} has no column {column.name}, which {table.name} may not lack."
            if column.name not in file.nested
            else f"{column.name} holds lists or records, and {table.name} may not lack its values.",
            fix,
        )
        for column in table.columns
        if column.required and column.name not in given
    ]
