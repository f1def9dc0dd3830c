"""Whether a mapping makes sense: every finding in one run, each with its line and its fix."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

import pyarrow as pa

from leadpact.connectors.files.batches import Reading
from leadpact.connectors.files.convert import convert
from leadpact.connectors.files.convert_times import EPOCH_FORMATS
from leadpact.connectors.files.derive import PLACEHOLDER, allowed_codes
from leadpact.connectors.files.document import (
    ColumnDocument,
    MappingDocument,
    SourceDocument,
)
from leadpact.connectors.files.folder import SUFFIXES, is_glob, is_readable
from leadpact.connectors.files.issues import make_error, suggest
from leadpact.pact.yaml_lines import Path_, Positions
from leadpact.terms.issues import Issue, Place
from leadpact.terms.tables import TABLES, ColumnType, Table
from leadpact.terms.zone import UnknownZone, load_zone_offsets

ATTRIBUTE_TYPES = {
    "text": ColumnType.STRING,
    "integer": ColumnType.INTEGER,
    "number": ColumnType.NUMBER,
    "boolean": ColumnType.BOOLEAN,
    "date": ColumnType.DATE,
}
ORIGINS = (
    "column",
    "constant",
    "template",
    "lookup",
    "quarter_start",
    "quarter_end",
    "month_start",
    "month_end",
)
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")
_NUMERIC = {ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.MONEY}
_TIMES = {ColumnType.TIMESTAMP, ColumnType.DATE}
_PROBE = datetime(2021, 11, 23)  # noqa: DTZ001 - written and read back, never compared with a clock


@dataclass(frozen=True, slots=True)
class _Column:
    """One column or attribute of the mapping, and all that is to be known to judge it."""

    table: str
    name: str
    type: ColumnType
    spec: ColumnDocument
    path: Path_


def is_plain_name(name: str) -> bool:
    """Tell whether a name can be an attribute, that is, be named in a condition."""
    return _PLAIN_NAME.fullmatch(name) is not None


def check_mapping(document: MappingDocument, positions: Positions) -> list[Issue]:
    """Check what a mapping says against the canonical tables and against itself.

    Parameters
    ----------
    document
        The mapping, right in shape.
    positions
        The places of its keys and values.
    """
    issues = list(_check_zone(document.time_zone, ("time_zone",), positions))
    if document.tables is not None and not document.tables:
        issues.append(
            make_error(
                "mapping-no-source",
                positions.value_place(("tables",)),
                "The mapping lists no table, so nothing would be imported.",
                "Add a table, or leave out `tables` to take files by their names.",
            )
        )
    for name, sources in (document.tables or {}).items():
        issues += _check_table(name, sources, positions)
    return issues


def _check_table(name: str, sources: list[SourceDocument], positions: Positions) -> Iterator[Issue]:
    table = TABLES.get(name)
    if table is None:
        yield make_error(
            "mapping-unknown-table",
            positions.key_place(("tables", name)),
            f"There is no canonical table {name}.",
            suggest(name.lower(), TABLES, f"Known are: {', '.join(TABLES)}.", mark="`"),
        )
        return
    if not sources:
        yield make_error(
            "mapping-no-source",
            positions.value_place(("tables", name)),
            f"The table {name} has no source.",
            "Name a file, or remove it.",
        )
    types: dict[str, str] = {}
    for number, source in enumerate(sources):
        path: Path_ = ("tables", name, number)
        yield from _check_source(source, path, positions)
        yield from _check_columns(table, source, path, positions)
        yield from _check_attributes(table, source, path, positions, types)


def _check_source(source: SourceDocument, path: Path_, positions: Positions) -> Iterator[Issue]:
    yield from _check_zone(source.time_zone, (*path, "time_zone"), positions)
    yield from _check_file(source.file, positions.value_place((*path, "file")))
    yield from _check_encoding(source.encoding, positions.value_place((*path, "encoding")))
    for name, rule in source.where.items():
        if rule.is_ is None and rule.is_not is None and rule.is_known is None:
            yield make_error(
                "mapping-empty-where",
                positions.key_place((*path, "where", name)),
                f"The condition on {name} asks nothing.",
                "Add `is`, `is_not` or `is_known`.",
            )


def _check_columns(
    table: Table, source: SourceDocument, path: Path_, positions: Positions
) -> Iterator[Issue]:
    for column in table.columns:
        if column.required and column.name not in source.columns:
            yield make_error(
                "mapping-required-column",
                positions.value_place(path),
                f"{table.name}.{column.name} may not be missing, and this source does not give it.",
                f"Add `{column.name}` under `columns`.",
            )
    for name, spec in source.columns.items():
        known = table.column(name)
        inner = (*path, "columns", name)
        if known is None:
            yield make_error(
                "mapping-unknown-column",
                positions.key_place(inner),
                f"{table.name} has no column {name}.",
                suggest(
                    name.lower(),
                    [column.name for column in table.columns],
                    "Put it under `attributes`, or remove it.",
                    mark="`",
                ),
            )
        else:
            yield from _check_column(_Column(table.name, name, known.type, spec, inner), positions)


def _check_attributes(
    table: Table,
    source: SourceDocument,
    path: Path_,
    positions: Positions,
    types: dict[str, str],
) -> Iterator[Issue]:
    for name, spec in source.attributes.items():
        inner = (*path, "attributes", name)
        place = positions.key_place(inner)
        if table.column(name.lower()):
            yield make_error(
                "mapping-attribute-name",
                place,
                f"{name.lower()} is a canonical column of {table.name}, so it is no attribute.",
                "Move it to `columns`, or rename it.",
            )
        elif not is_plain_name(name):
            yield make_error(
                "mapping-attribute-name",
                place,
                f'"{name}" cannot be the name of an attribute: conditions could not name it.',
                "Use letters, digits and underscores, not beginning with a digit.",
            )
        if (name not in types) and name.lower() in map(str.lower, types):
            yield make_error(
                "mapping-attribute-name",
                place,
                f"Two attributes are called {name} but for capitals, which a database overlooks.",
                "Spell them alike, or rename one.",
            )
        if types.setdefault(name, spec.type) != spec.type:
            yield make_error(
                "mapping-attribute-type",
                place,
                f"The attribute {name} is {types[name]} in one source and {spec.type} in another.",
                "Give it one type.",
            )
        column = _Column(table.name, name, ATTRIBUTE_TYPES[spec.type], spec, inner)
        yield from _check_column(column, positions)


def _check_column(column: _Column, positions: Positions) -> Iterator[Issue]:
    yield from _check_origin(column, positions)
    yield from _check_keys(column, positions)
    yield from _check_formats(column, positions)
    yield from _check_canonical_values(column, positions)
    if lookup := column.spec.lookup:
        inner = (*column.path, "lookup")
        yield from _check_file(lookup.file, positions.value_place((*inner, "file")))
        yield from _check_encoding(
            lookup.encoding or "utf-8", positions.value_place((*inner, "encoding"))
        )


def _check_origin(column: _Column, positions: Positions) -> Iterator[Issue]:
    given = [key for key in ORIGINS if getattr(column.spec, key) is not None]
    if len(given) != 1:
        yield make_error(
            "mapping-origin",
            positions.key_place(column.path),
            f"{column.name} has {len(given)} origins ({', '.join(given)}) and needs one."
            if given
            else f"Nothing says where {column.name} comes from.",
            f"Give one of {', '.join(ORIGINS)}.",
        )
    if (template := column.spec.template) is not None:
        rest = PLACEHOLDER.sub("", template)
        if "{" in rest or "}" in rest or rest == template:
            yield make_error(
                "mapping-template",
                positions.value_place((*column.path, "template")),
                f"`{template}` names no source column in braces, or a brace is left over.",
                'Write it like "{Year}-Q{Quarter}".',
            )


def _check_keys(column: _Column, positions: Positions) -> Iterator[Issue]:
    """Refuse keys that could have no effect, because the author of the mapping expects one."""
    spec = column.spec
    for key, is_useless, reason in (
        (
            "otherwise",
            spec.otherwise is not None and spec.values is None,
            "there are no `values`",
        ),
        (
            "format",
            spec.format is not None and column.type not in _TIMES,
            f"the column holds {column.type}, no time",
        ),
        (
            "decimal_comma",
            spec.decimal_comma and column.type not in _NUMERIC,
            f"the column holds {column.type}, no number",
        ),
        (
            "default",
            spec.default is not None and spec.constant is not None,
            "a constant is never missing",
        ),
    ):
        if is_useless:
            yield make_error(
                "mapping-useless-key",
                positions.key_place((*column.path, key)),
                f"`{key}` of {column.name} has no effect: {reason}.",
                f"Remove `{key}`.",
            )


def _check_formats(column: _Column, positions: Positions) -> Iterator[Issue]:
    if column.type not in _TIMES:
        return
    for pattern in column.spec.format or ():
        if pattern in EPOCH_FORMATS:
            continue
        fact = f"The format `{pattern}` does not hold a whole date."
        try:
            is_whole = datetime.strptime(_PROBE.strftime(pattern), pattern).date() == _PROBE.date()  # noqa: DTZ007
        except ValueError:
            is_whole = False
        except re.error:  # of two groups with one name, which is how strptime reads a code
            is_whole, fact = False, f"The format `{pattern}` has one code twice."
        if not is_whole:
            yield make_error(
                "mapping-format",
                positions.value_place((*column.path, "format")),
                fact,
                f"Use strptime codes such as `%m/%d/%Y`, or {' or '.join(EPOCH_FORMATS)}.",
            )


def _check_canonical_values(column: _Column, positions: Positions) -> Iterator[Issue]:
    """Check that the values the mapping itself writes are values the column can hold."""
    written: list[tuple[Path_, str | None]] = [
        (("constant",), None if column.spec.values is not None else column.spec.constant),
        (("default",), column.spec.default),
        *((("values", source), value) for source, value in (column.spec.values or {}).items()),
    ]
    codes = allowed_codes(column.table, column.name, column.spec)
    reading = Reading(
        tuple(column.spec.format or ()), load_zone_offsets("UTC"), column.spec.decimal_comma
    )
    for key, value in written:
        if value is None:
            continue
        place = positions.value_place((*column.path, *key))
        if codes and value not in codes:
            yield make_error(
                "mapping-unknown-code",
                place,
                f'"{value}" is no code of {column.table}.{column.name}.',
                suggest(value.upper(), codes, f"Known are: {', '.join(codes)}."),
            )
        elif faults := convert(pa.array([value]), column.type, reading).faults:
            yield make_error(
                "mapping-value-unreadable",
                place,
                f"{column.table}.{column.name} cannot hold the value: {faults[0].reason}",
                "Write it as the column reads it.",
            )


def _check_zone(zone: str | None, path: Path_, positions: Positions) -> Iterator[Issue]:
    if zone is None:
        return
    try:
        load_zone_offsets(zone)
    except UnknownZone as error:
        names = " or ".join(f'"{name}"' for name in error.suggestions)
        yield make_error(
            "mapping-unknown-zone",
            positions.value_place(path),
            f'"{zone}" is no zone of the IANA time zone database.',
            f"Did you mean {names}?" if names else 'Write a name such as "Europe/London".',
        )


def _check_file(file: str, place: Place) -> Iterator[Issue]:
    path = PurePosixPath(file)
    if "\0" in file:
        yield make_error(
            "mapping-file-type",
            place,
            "The name of the file holds a NUL character, which no name can.",
            "Write the name as the folder shows it.",
        )
    elif path.is_absolute() or ".." in path.parts or "\\" in file:
        yield make_error(
            "mapping-file-outside",
            place,
            f"{file} leads out of the data folder; a mapping reads that folder only.",
            "Write the file relative to the data folder, with `/` between folders.",
        )
    elif not is_glob(file) and not is_readable(file):
        yield make_error(
            "mapping-file-type",
            place,
            f"{file} ends in none of {', '.join(SUFFIXES)}, so it cannot be read.",
            "Export it as one of those.",
        )


def _check_encoding(encoding: str, place: Place) -> Iterator[Issue]:
    try:
        "text".encode(encoding)
    except (LookupError, ValueError):
        yield make_error(
            "mapping-unknown-encoding",
            place,
            f'"{encoding}" is no encoding that is known.',
            "Write a name such as utf-8, utf-16, cp1252 or latin-1.",
        )
