"""Check that a data set can be judged: its tables have what the pact and the product read."""

from collections.abc import Iterator

from leadpact.pact.ruleset import Attribute, Ruleset
from leadpact.relational.expressions import Table, Value
from leadpact.storage.dataset import Dataset
from leadpact.terms.attributes import AttributeType
from leadpact.terms.issues import Issue, Level, Place
from leadpact.terms.tables import TABLES, ColumnType

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
    counts = dataset.manifest.n_rows if dataset.manifest else {}
    if "leads" not in dataset.tables or counts.get("leads") == 0:
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
