"""A data set on disk opened as relations; what it holds, what it lacks, and if it can be judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from leadpact.outputs import Manifest, read_manifest, require_complete
from leadpact.pact.ruleset import Attribute, Ruleset
from leadpact.relational.expressions import Table, Value
from leadpact.relational.inputs import Inputs
from leadpact.storage.store import Store
from leadpact.terms.attributes import AttributeType
from leadpact.terms.issues import Issue, Level, Place
from leadpact.terms.tables import TABLES, ColumnType


@dataclass(frozen=True, slots=True)
class Dataset:
    """The canonical tables of a folder as relations."""

    folder: Path
    tables: dict[str, Table]
    manifest: Manifest | None

    def has_leads(self) -> bool:
        """Return whether there is a table of leads, and not one that the manifest says is empty."""
        n_rows = self.manifest.n_rows if self.manifest else {}
        return "leads" in self.tables and n_rows.get("leads") != 0

    def inputs(self) -> Inputs:
        """Return what the rules read; the folder must have leads."""
        unique = self.manifest.unique_tables if self.manifest else ()
        return Inputs(
            leads=self.tables["leads"],
            accounts=self.tables.get("accounts"),
            activities=self.tables.get("activities"),
            has_unique_activities="activities" in unique,
            events=self.tables.get("events"),
        )


def open_dataset(store: Store, folder: Path) -> Dataset:
    """Open every canonical table that a folder holds as Parquet.

    A table is the file `<table>.parquet` or the files of the folder `<table>/`. Where the folder
    has a manifest, only the files it names are opened.

    Raises
    ------
    UnableToReadOutput
        Where a file that the manifest names is missing or has another size.
    """
    manifest = read_manifest(folder)
    if manifest is not None:
        require_complete(folder, manifest)
    tables = {}
    for name in TABLES:
        files = parquet_files(folder, name, manifest)
        if files:
            tables[name] = store.read_parquet(files, name)
    return Dataset(folder, tables, manifest)


_MOMENTS = {
    "leads": ("created_at", "stage_at"),
    "activities": ("occurred_at",),
    "touches": ("occurred_at",),
    "events": ("occurred_at",),
    "opportunities": ("opened_at", "decided_at", "closed_at"),
}


def latest_moment(store: Store, dataset: Dataset, now: datetime) -> datetime:
    """Return the last moment that a data set records, or `now` if that is earlier or none is."""
    found: list[datetime] = []
    for name, columns in _MOMENTS.items():
        table = dataset.tables.get(name)
        if table is None:
            continue
        latest = {one: table[one].max() for one in columns if one in table.columns}
        if latest:
            (row,) = store.fetch_rows(table.aggregate(**latest))
            found += [value for value in row.values() if value is not None]
    return min(now, max(found).replace(tzinfo=UTC)) if found else now


def parquet_files(folder: Path, table: str, manifest: Manifest | None) -> list[Path]:
    """Return the Parquet files of a table in a data set, in order of name."""
    if manifest is not None:
        return [folder / name for name in manifest.files_of(table)]
    single = folder / f"{table}.parquet"
    if single.is_file():
        return [single]
    parts = folder / table
    found = parts.iterdir() if parts.is_dir() else ()
    return sorted(path for path in found if path.name.endswith(".parquet"))


_NUMBERS = {"int64", "float64", "decimal", "boolean"}
_FITTING: dict[AttributeType, set[str]] = {
    AttributeType.TEXT: {"string", *_NUMBERS, "date", "timestamp"},
    AttributeType.CATEGORY: {"string", *_NUMBERS, "date", "timestamp"},
    AttributeType.INTEGER: {"string", *_NUMBERS},
    AttributeType.NUMBER: {"string", *_NUMBERS},
    AttributeType.BOOLEAN: {"string", *_NUMBERS},
    AttributeType.DATE: {"string", "date", "timestamp"},
}
"""The kinds of column that an attribute of each type can be read from, value by value."""

_WORDS = {
    "string": "texts",
    "int64": "whole numbers",
    "float64": "numbers",
    "decimal": "amounts",
    "boolean": "true and false",
    "date": "dates",
    "timestamp": "times",
}

_ALIKE = {"int64", "float64", "decimal"}


def dataset_issues(dataset: Dataset, ruleset: Ruleset, named: str) -> list[Issue]:
    """Return an error for leads or columns that are missing or unfit; `named` is the data's name.

    Attributes are looked at where the canonical columns have no error.
    """
    if not dataset.has_leads():
        fix = "Check that it is the right folder, and what became of the rows of leads."
        return [
            _error("leads-none", named, "There are no leads, so there is nobody to judge.", fix)
        ]
    return [*_canonical_issues(dataset, named)] or [*_attribute_issues(dataset, ruleset, named)]


def sources_of(item: Attribute, dataset: Dataset) -> Iterator[tuple[str, Table, Value]]:
    """Yield the columns that an attribute is read from: their names, tables and values."""
    leads, accounts = dataset.tables["leads"], dataset.tables.get("accounts")
    if item.table == "accounts":
        if accounts is not None and item.column in accounts.columns:
            yield f"accounts.{item.column}", accounts, accounts[item.column]
        if item.name in leads.columns:
            yield f"leads.{item.name}", leads, leads[item.name]
    elif item.column in leads.columns:
        yield f"leads.{item.column}", leads, leads[item.column]


def _canonical_issues(dataset: Dataset, named: str) -> Iterator[Issue]:
    fix = "Make the data set again with `leadpact import`."
    for name, table in dataset.tables.items():
        schema = table.schema()
        for column in TABLES[name].columns:
            if column.name not in schema:
                if column.required:
                    fact = f"{name} has no column {column.name}, which it may not lack."
                    yield _error("dataset-column-missing", named, fact, fix)
                continue
            kind = kind_of(schema[column.name])
            alike = _ALIKE if column.type in _ALIKE else {str(column.type)}
            if kind not in alike:
                fact = f"{name}.{column.name} holds {_words(kind)}, not {_words(column.type)}."
                yield _error("dataset-column-type", named, fact, fix)


def _attribute_issues(dataset: Dataset, ruleset: Ruleset, named: str) -> Iterator[Issue]:
    for name, item in ruleset.attributes.items():
        for column, _, value in sources_of(item, dataset):
            kind = kind_of(value.type())
            if kind not in _FITTING[item.type]:
                fact = f"`{name}` is of type {item.type} in the pact, and {column} holds"
                fix = f"Map the column with `type: {item.type}`, or change the type in the pact."
                yield _error("attribute-column-type", named, f"{fact} {_words(kind)}.", fix)


def kind_of(given: Value) -> str:
    """Return the canonical type that an engine's type is most like, or the engine's own name."""
    kinds = {
        ColumnType.STRING: given.is_string(),
        ColumnType.INTEGER: given.is_integer(),
        ColumnType.NUMBER: given.is_floating(),
        ColumnType.MONEY: given.is_decimal(),
        ColumnType.BOOLEAN: given.is_boolean(),
        ColumnType.DATE: given.is_date(),
        ColumnType.TIMESTAMP: given.is_timestamp(),
    }
    return next((str(kind) for kind, is_so in kinds.items() if is_so), str(given))


def _words(kind: str) -> str:
    return _WORDS.get(kind, f"{kind} values")


def _error(code: str, named: str, fact: str, fix: str) -> Issue:
    return Issue(code, Level.ERROR, Place(named), fact, fix)
