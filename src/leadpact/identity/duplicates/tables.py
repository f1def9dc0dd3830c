"""Many records as they are compared: the twin of `prepare_person` over Arrow tables."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from leadpact.identity.duplicates.model import MatchModel
from leadpact.identity.duplicates.prepare import DERIVE, prepare_value


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
