"""Many records as they are compared: the twin of `prepare_person` over Arrow tables.

The blocking keys of a batch are columns too, without those that too many records share.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from leadpact.identity.duplicates.model import MatchModel
from leadpact.identity.duplicates.prepare import DERIVE, prepare_value
from leadpact.identity.duplicates.splink_model import key_column


def prepare_table(
    records: Any, model: MatchModel, *, id_column: str, columns: Mapping[str, str]
) -> Any:
    """Return many records as an Arrow table of the model's columns and `record_id`.

    The twin of `prepare_person`: every different value is prepared once, by the same function.

    Parameters
    ----------
    records
        An Arrow table.
    model
        The model whose columns are needed.
    id_column
        The column with the unique id of each record.
    columns
        The table's column of each field that is called otherwise there.
    """
    arrays = {"record_id": _text_array(records.column(id_column))}
    own = {
        name: _map_values(records.column(column), partial(prepare_value, kind=kind))
        for name, kind in model.fields.items()
        if (column := columns.get(name, name)) in records.column_names
    }
    missing = pa.nulls(len(records), pa.string())
    for column in model.columns():
        name, _, derived = column.partition("__")
        value = own.get(name, missing)
        arrays[column] = _map_values(value, DERIVE[derived]) if derived else value
    return pa.table(arrays)


def _text_array(values: Any) -> Any:
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return whole if pa.types.is_string(whole.type) else pc.cast(whole, pa.string())


def _map_values(values: Any, change: Callable[[str], str | None]) -> Any:
    """Apply a function to each different text of a column."""
    coded = pc.dictionary_encode(_text_array(values))
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    changed = [change(text) for text in coded.dictionary.to_pylist()]
    return pa.array(changed, pa.string()).take(coded.indices)


@dataclass(frozen=True, slots=True)
class CrowdedKey:
    """A key that was not used for comparison: too many records share it.

    Attributes
    ----------
    rule
        The prepared columns that the key joins.
    key
        The key, as `blocking_keys` writes it.
    n_records
        How many records share it.
    """

    rule: tuple[str, ...]
    key: str
    n_records: int


def add_keys(
    prepared: Any, model: MatchModel, *, at_most: int
) -> tuple[Any, tuple[CrowdedKey, ...]]:
    """Add a column of keys for each rule, empty where a value is missing or the key is crowded."""
    crowded: list[CrowdedKey] = []
    for number, rule in enumerate(model.keys):
        keys = _join([prepared.column(name) for name in rule], number)
        kept, found = _without_crowded(keys, rule, at_most)
        crowded += found
        prepared = prepared.append_column(key_column(number), kept)
    return prepared, tuple(crowded)


def _join(columns: list[Any], number: int) -> Any:
    """Join columns to keys; a missing part makes the key missing."""
    start = pa.scalar(str(number), pa.string())
    return pc.binary_join_element_wise(start, *columns, "|", null_handling="emit_null")


def _without_crowded(
    keys: Any, rule: tuple[str, ...], at_most: int
) -> tuple[Any, list[CrowdedKey]]:
    counted = pa.table({"key": keys}).group_by("key").aggregate([("key", "count")])
    many = counted.filter(pc.greater(counted["key_count"], at_most)).sort_by("key")
    rows = zip(many["key"].to_pylist(), many["key_count"].to_pylist(), strict=True)
    found = [CrowdedKey(rule, key, n) for key, n in rows]
    if not found:
        return keys, found
    is_crowded = pc.is_in(keys, value_set=many["key"].combine_chunks())
    return pc.if_else(is_crowded, pa.scalar(None, pa.string()), keys), found
