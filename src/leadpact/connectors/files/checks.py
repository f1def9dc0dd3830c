"""Whether a mapping makes sense: every finding in one run, each with its line and its mending."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import PurePosixPath

import pyarrow as pa

from leadpact.connectors.files.convert import Reading, convert
from leadpact.connectors.files.convert_times import EPOCH_FORMATS, TimeReading
from leadpact.connectors.files.derive import CLOSED_CODES, PLACEHOLDER
from leadpact.connectors.files.document import (
    ColumnDocument,
    MappingDocument,
    SourceDocument,
)
from leadpact.connectors.files.folder import SUFFIXES, is_glob, is_readable
from leadpact.pact.yaml_lines import Path_, Positions
from leadpact.terms.issues import Issue, Level, Place
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
        place = positions.value_place(("tables",))
        fact = "The mapping lists no table, so nothing would be imported."
        fix = "Add a table, or leave out `tables` to take files by their names."
        issues.append(_error("mapping-no-source", place, fact, fix))
    for name, sources in (document.tables or {}).items():
        table = TABLES.get(name)
        if table is None:
            issues.append(_unknown_table(name, positions.key_place(("tables", name))))
            continue
        if not sources:
            place = positions.value_place(("tables", name))
            fact = f"The table {name} has no source."
            issues.append(_error("mapping-no-source", place, fact, "Name a file, or remove it."))
        types: dict[str, str] = {}
        for number, source in enumerate(sources):
            path: Path_ = ("tables", name, number)
            issues += _check_source(source, path, positions)
            issues += _check_columns(table, source, path, positions)
            issues += _check_attributes(table, source, path, positions, types)
    return issues


def _check_source(source: SourceDocument, path: Path_, positions: Positions) -> Iterator[Issue]:
    yield from _check_zone(source.time_zone, (*path, "time_zone"), positions)
    yield from _check_file(source.file, positions.value_place((*path, "file")))
    yield from _check_encoding(source.encoding, positions.value_place((*path, "encoding")))
    for name, rule in source.where.items():
        if rule.is_ is None and rule.is_not is None and rule.is_known is None:
            fact = f"The condition on {name} asks nothing."
            fix = "Add `is`, `is_not` or `is_known`."
            yield _error(
                "mapping-empty-where", positions.key_place((*path, "where", name)), fact, fix
            )


def _check_columns(
    table: Table, source: SourceDocument, path: Path_, positions: Positions
) -> Iterator[Issue]:
    for column in table.columns:
        if column.required and column.name not in source.columns:
            fact = (
                f"{table.name}.{column.name} may not be missing, and this source does not give it."
            )
            fix = f"Add `{column.name}` under `columns`."
            yield _error("mapping-required-column", positions.value_place(path), fact, fix)
    for name, spec in source.columns.items():
        known = table.column(name)
        inner = (*path, "columns", name)
        if known is None:
            yield _unknown_column(table, name, positions.key_place(inner))
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
            fact = f"{name.lower()} is a canonical column of {table.name}, so it is no attribute."
            yield _error(
                "mapping-attribute-name", place, fact, "Move it to `columns`, or rename it."
            )
        elif not is_plain_name(name):
            fact = f'"{name}" cannot be the name of an attribute: conditions could not name it.'
            fix = "Use letters, digits and underscores, not beginning with a digit."
            yield _error("mapping-attribute-name", place, fact, fix)
        if (name not in types) and name.lower() in map(str.lower, types):
            fact = f"Two attributes are called {name} but for capitals, which a database overlooks."
            yield _error("mapping-attribute-name", place, fact, "Spell them alike, or rename one.")
        if types.setdefault(name, spec.type) != spec.type:
            fact = (
                f"The attribute {name} is {types[name]} in one source and {spec.type} in another."
            )
            yield _error("mapping-attribute-type", place, fact, "Give it one type.")
        column = _Column(table.name, name, ATTRIBUTE_TYPES[spec.type], spec, inner)
        yield from _check_column(column, positions)


def _check_column(column: _Column, positions: Positions) -> Iterator[Issue]:
    yield from _check_origin(column, positions)
    yield from _check_keys(column, positions)
    yield from _check_formats(column, positions)
    yield from _check_canonical_values(column, positions)
    if column.spec.lookup:
        inner = (*column.path, "lookup")
        lookup = column.spec.lookup
        yield from _check_file(lookup.file, positions.value_place((*inner, "file")))
        yield from _check_encoding(
            lookup.encoding or "utf-8", positions.value_place((*inner, "encoding"))
        )


def _check_origin(column: _Column, positions: Positions) -> Iterator[Issue]:
    given = [key for key in ORIGINS if getattr(column.spec, key) is not None]
    place = positions.key_place(column.path)
    if len(given) != 1:
        fact = (
            f"{column.name} has {len(given)} origins ({', '.join(given)}) and needs one."
            if given
            else f"Nothing says where {column.name} comes from."
        )
        fix = f"Give one of {', '.join(ORIGINS)}."
        yield _error("mapping-origin", place, fact, fix)
    template = column.spec.template
    if template is not None:
        rest = PLACEHOLDER.sub("", template)
        if "{" in rest or "}" in rest or rest == template:
            fact = f"`{template}` names no source column in braces, or a brace is left over."
            fix = 'Write it like "{Year}-Q{Quarter}".'
            yield _error(
                "mapping-template", positions.value_place((*column.path, "template")), fact, fix
            )


def _check_keys(column: _Column, positions: Positions) -> Iterator[Issue]:
    """Refuse keys that could have no effect, because the author of the mapping expects one."""
    spec = column.spec
    useless = {
        "otherwise": spec.otherwise is not None and spec.values is None,
        "format": spec.format is not None and column.type not in _TIMES,
        "decimal_comma": spec.decimal_comma and column.type not in _NUMERIC,
        "default": spec.default is not None and spec.constant is not None,
    }
    reasons = {
        "otherwise": "there are no `values`",
        "format": f"the column holds {column.type}, no time",
        "decimal_comma": f"the column holds {column.type}, no number",
        "default": "a constant is never missing",
    }
    for key, is_useless in useless.items():
        if is_useless:
            fact = f"`{key}` of {column.name} has no effect: {reasons[key]}."
            place = positions.key_place((*column.path, key))
            yield _error("mapping-useless-key", place, fact, f"Remove `{key}`.")


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
            fix = f"Use strptime codes such as `%m/%d/%Y`, or {' or '.join(EPOCH_FORMATS)}."
            place = positions.value_place((*column.path, "format"))
            yield _error("mapping-format", place, fact, fix)


def _check_canonical_values(column: _Column, positions: Positions) -> Iterator[Issue]:
    """Check that the values the mapping itself writes are values the column can hold."""
    written: list[tuple[Path_, str | None]] = [
        (("constant",), None if column.spec.values is not None else column.spec.constant),
        (("default",), column.spec.default),
    ]
    written += [(("values", source), value) for source, value in (column.spec.values or {}).items()]
    codes = CLOSED_CODES.get((column.table, column.name), ())
    reading = Reading(
        TimeReading(tuple(column.spec.format or ()), load_zone_offsets("UTC")),
        column.spec.decimal_comma,
    )
    for key, value in written:
        if value is None:
            continue
        place = positions.value_place((*column.path, *key))
        faults = convert(pa.array([value]), column.type, reading).faults
        if codes and value not in codes:
            close = get_close_matches(value.upper(), codes, n=1)
            fact = f'"{value}" is no code of {column.table}.{column.name}.'
            fix = f"Did you mean {close[0]}?" if close else f"Known are: {', '.join(codes)}."
            yield _error("mapping-unknown-code", place, fact, fix)
        elif faults:
            fact = f"{column.table}.{column.name} cannot hold the value: {faults[0].reason}"
            yield _error(
                "mapping-value-unreadable", place, fact, "Write it as the column reads it."
            )


def _check_zone(zone: str | None, path: Path_, positions: Positions) -> Iterator[Issue]:
    if zone is None:
        return
    try:
        load_zone_offsets(zone)
    except UnknownZone as error:
        names = " or ".join(f'"{name}"' for name in error.suggestions)
        fix = f"Did you mean {names}?" if names else 'Write a name such as "Europe/London".'
        fact = f'"{zone}" is no zone of the IANA time zone database.'
        yield _error("mapping-unknown-zone", positions.value_place(path), fact, fix)


def _check_file(file: str, place: Place) -> Iterator[Issue]:
    path = PurePosixPath(file)
    if "\0" in file:
        fact = "The name of the file holds a NUL character, which no name can."
        yield _error("mapping-file-type", place, fact, "Write the name as the folder shows it.")
    elif path.is_absolute() or ".." in path.parts or "\\" in file:
        fact = f"{file} leads out of the data folder; a mapping reads that folder only."
        fix = "Write the file relative to the data folder, with `/` between folders."
        yield _error("mapping-file-outside", place, fact, fix)
    elif not is_glob(file) and not is_readable(file):
        fact = f"{file} ends in none of {', '.join(SUFFIXES)}, so it cannot be read."
        yield _error("mapping-file-type", place, fact, "Export it as one of those.")


def _check_encoding(encoding: str, place: Place) -> Iterator[Issue]:
    try:
        "text".encode(encoding)
    except (LookupError, ValueError):
        fact = f'"{encoding}" is no encoding that is known.'
        fix = "Write a name such as utf-8, utf-16, cp1252 or latin-1."
        yield _error("mapping-unknown-encoding", place, fact, fix)


def _unknown_table(name: str, place: Place) -> Issue:
    close = get_close_matches(name.lower(), TABLES, n=1)
    fix = f"Did you mean `{close[0]}`?" if close else f"Known are: {', '.join(TABLES)}."
    return _error("mapping-unknown-table", place, f"There is no canonical table {name}.", fix)


def _unknown_column(table: Table, name: str, place: Place) -> Issue:
    close = get_close_matches(name.lower(), [column.name for column in table.columns], n=1)
    fix = f"Did you mean `{close[0]}`?" if close else "Put it under `attributes`, or remove it."
    return _error("mapping-unknown-column", place, f"{table.name} has no column {name}.", fix)


def _error(code: str, place: Place, fact: str, fix: str) -> Issue:
    return Issue(code, Level.ERROR, place, fact, fix)
