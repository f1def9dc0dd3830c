"""The plan of an import: which file gives which canonical column. Made before any row is read."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path

from leadpact.connectors.files.batches import Reading, SourceFile, UnableToRead
from leadpact.connectors.files.by_name import sources_by_name
from leadpact.connectors.files.checks import ATTRIBUTE_TYPES
from leadpact.connectors.files.derive import allowed_codes, source_columns
from leadpact.connectors.files.document import (
    ColumnDocument,
    LookupDocument,
    SourceDocument,
)
from leadpact.connectors.files.folder import (
    all_files,
    find_files,
    is_glob,
    open_source,
)
from leadpact.connectors.files.issues import make_error, suggest
from leadpact.connectors.files.mapping import Mapping
from leadpact.pact.yaml_lines import Path_, Positions
from leadpact.terms.issues import Issue, Place
from leadpact.terms.tables import TABLES, Column, ColumnType, Table
from leadpact.terms.zone import ZoneOffsets, load_zone_offsets


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """One column of the outcome and its origin in one source."""

    name: str
    type: ColumnType
    is_required: bool
    spec: ColumnDocument
    reading: Reading
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file that is read into one table, in the way its source says."""

    name: str
    file: SourceFile
    source: SourceDocument
    zone: ZoneOffsets | None
    columns: tuple[PlannedColumn, ...]

    @property
    def wanted(self) -> list[str]:
        """The source columns to read, each once."""
        names = [name for column in self.columns for name in source_columns(column.spec)]
        return list(dict.fromkeys([*names, *self.source.where]))


@dataclass(frozen=True, slots=True)
class PlannedTable:
    """One table of the outcome: its columns in order and the files its rows come from."""

    table: Table
    columns: dict[str, ColumnType]
    files: tuple[PlannedFile, ...]


LookupFiles = dict[LookupDocument, dict[str, SourceFile]]
"""The files that each lookup searches, by name."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an import reads, in the order it is read."""

    tables: tuple[PlannedTable, ...] = ()
    lookups: LookupFiles = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlacedSource:
    """A source and where its parts are written, in a mapping or by a file's own header.

    `pattern` finds its files: of a mapping it is a name or a glob, else the name taken literally.
    """

    table: str
    source: SourceDocument
    pattern: str
    place: Place
    place_of: Callable[[str, str], Place]


def make_plan(data: Path, mapping: Mapping | None) -> tuple[Plan, list[Issue]]:
    """Find and open every file an import needs and check that it has the columns.

    Parameters
    ----------
    data
        The folder of the files.
    mapping
        How they are read; without it, or where it lists no tables, files go by their names.

    Returns
    -------
    tuple
        The plan, and all issues found; with an error among them it is not to be carried out.
    """
    if not data.is_dir():
        fact, fix = f"There is no folder {data}.", "Check the path."
        if data.exists():
            fact, fix = f"{data} is a file, and a folder of files is read.", "Name its folder."
        return Plan(), [make_error("data-missing", Place(str(data)), fact, fix)]
    if not all_files(data):
        others = sorted(path.name for path in data.iterdir())
        fact = "The folder holds no CSV, TSV or Parquet file."
        if others:
            fact = (
                f"{fact} What is in it: {', '.join(others[:8])}{' …' if len(others) > 8 else ''}."
            )
        return Plan(), [
            make_error("data-empty", Place(str(data)), fact, "Export the tables into it.")
        ]
    planner = _Planner(data, mapping)
    return planner.plan(), planner.issues


class _Planner:
    """Builds the plan and collects what is wrong on the way."""

    def __init__(self, data: Path, mapping: Mapping | None) -> None:
        self.issues: list[Issue] = []
        self._data = data
        self._zone = mapping.document.time_zone if mapping else None
        self._lookups: LookupFiles = {}
        if mapping and mapping.document.tables is not None:
            self._sources = list(_mapped_sources(mapping))
        else:
            found, issues = sources_by_name(data)
            self.issues += issues
            self._sources = [
                PlacedSource(
                    table,
                    source,
                    escape(source.file),
                    Place(source.file),
                    _by_header(source.file),
                )
                for table, source in found
            ]

    def plan(self) -> Plan:
        tables = []
        for table in TABLES.values():
            sources = [source for source in self._sources if source.table == table.name]
            if sources:
                files = [file for source in sources for file in self._files(table, source)]
                tables.append(PlannedTable(table, _columns(table, sources), tuple(files)))
        return Plan(tuple(tables), self._lookups)

    def _files(self, table: Table, placed: PlacedSource) -> Iterator[PlannedFile]:
        source = placed.source
        zone_name = source.time_zone or self._zone
        zone = load_zone_offsets(zone_name) if zone_name else None
        columns = tuple(_planned_columns(table, source, zone))
        self._plan_lookups(placed)
        wanted = {
            column: placed.place_of(section, key)
            for section, key, columns_of in _uses(source)
            for column in columns_of
        }
        for name, file in self._open(
            placed.pattern, source.encoding, source.delimiter, placed.place
        ):
            self._check_header(name, file, wanted)
            yield PlannedFile(name, file, source, zone, columns)

    def _plan_lookups(self, placed: PlacedSource) -> None:
        specs = {**placed.source.columns, **placed.source.attributes}
        for name, spec in specs.items():
            lookup = spec.lookup
            if lookup is None or lookup in self._lookups:
                continue
            section = "columns" if name in placed.source.columns else "attributes"
            place = placed.place_of(section, name)
            opened = self._open(lookup.file, lookup.encoding or "utf-8", lookup.delimiter, place)
            self._lookups[lookup] = {}
            for file_name, file in opened:
                self._check_header(file_name, file, {lookup.key: place, lookup.value: place})
                self._lookups[lookup][file_name] = file

    def _open(
        self, pattern: str, encoding: str, delimiter: str | None, place: Place
    ) -> Iterator[tuple[str, SourceFile]]:
        paths, named = find_files(self._data, pattern), self._data / pattern
        if is_glob(pattern) and named.is_file() and named not in paths:
            self.issues.append(
                make_error(
                    "mapping-file-pattern",
                    place,
                    f"{pattern} is a pattern, and does not find the file of that very name.",
                    f"Write `{escape(pattern)}` to name that file.",
                )
            )
        elif not paths:
            names = [path.relative_to(self._data).as_posix() for path in all_files(self._data)]
            self.issues.append(
                make_error(
                    "mapping-file-missing",
                    place,
                    f"The data folder has no file {pattern}.",
                    suggest(pattern, names, f"There are: {', '.join(names[:20])}."),
                )
            )
        for path in paths:
            name = path.relative_to(self._data).as_posix()
            try:
                yield name, open_source(path, encoding=encoding, delimiter=delimiter)
            except UnableToRead as error:
                self.issues.append(error.as_issue(name))

    def _check_header(self, name: str, file: SourceFile, wanted: dict[str, Place]) -> None:
        header = [column for column in file.header if column]
        counts = Counter(header)
        for column, place in wanted.items():
            if counts[column] == 0:
                self.issues.append(_column_missing(name, header, column, place))
            elif counts[column] > 1:
                self.issues.append(
                    make_error(
                        "file-header-duplicate",
                        Place(name, 1),
                        f"Two columns of {name} are called {column}, so neither can be read.",
                        "Rename one of them in the file.",
                    )
                )


def _mapped_sources(mapping: Mapping) -> Iterator[PlacedSource]:
    positions = mapping.positions
    for table, sources in (mapping.document.tables or {}).items():
        for number, source in enumerate(sources):
            path: Path_ = ("tables", table, number)
            place = positions.value_place((*path, "file"))
            yield PlacedSource(table, source, source.file, place, _by_key(positions, path))


def _by_key(positions: Positions, path: Path_) -> Callable[[str, str], Place]:
    return lambda section, key: positions.key_place((*path, section, key))


def _by_header(file: str) -> Callable[[str, str], Place]:
    return lambda _section, _key: Place(file, 1)


def _planned_columns(
    table: Table, source: SourceDocument, zone: ZoneOffsets | None
) -> Iterator[PlannedColumn]:
    attributes = [
        Column(name, ATTRIBUTE_TYPES[attribute.type])
        for name, attribute in source.attributes.items()
    ]
    for column in (*table.columns, *attributes):
        if spec := source.columns.get(column.name) or source.attributes.get(column.name):
            yield PlannedColumn(
                column.name,
                column.type,
                column.required,
                spec,
                Reading(tuple(spec.format or ()), zone, spec.decimal_comma),
                allowed_codes(table.name, column.name, spec),
            )


def _columns(table: Table, sources: Iterable[PlacedSource]) -> dict[str, ColumnType]:
    """Return the columns that any source gives: canonical ones in their order, then attributes."""
    given = {name for placed in sources for name in placed.source.columns}
    columns = {column.name: column.type for column in table.columns if column.name in given}
    return columns | {
        name: ATTRIBUTE_TYPES[spec.type]
        for placed in sources
        for name, spec in placed.source.attributes.items()
    }


def _uses(source: SourceDocument) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each key of a source that names columns of its file, with those columns."""
    for name, spec in source.columns.items():
        yield "columns", name, source_columns(spec)
    for name, attribute in source.attributes.items():
        yield "attributes", name, source_columns(attribute)
    for name in source.where:
        yield "where", name, [name]


def _column_missing(name: str, header: list[str], column: str, place: Place) -> Issue:
    fix = suggest(column, header, f"It has: {', '.join(header[:20])}.", cutoff=0.5)
    if len(header) == 1 and ";" in header[0]:
        fix = 'Its header is separated by semicolons: add `delimiter: ";"`.'
    return make_error("mapping-column-missing", place, f"{name} has no column {column}.", fix)
