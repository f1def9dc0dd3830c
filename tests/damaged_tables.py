"""Change one value of a written table, as somebody might who opens its file."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

Damage = Callable[[Any], Any]


def with_value(name: str, value: Any, at: int) -> Damage:
    """Return a change of one value of a column."""

    def change(table: Any) -> Any:
        values = table[name].to_pylist()
        values[at] = value
        place = table.column_names.index(name)
        return table.set_column(place, name, pa.array(values, table.schema.field(name).type))

    return change
