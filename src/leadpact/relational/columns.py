"""Joining and leaving out columns, so that an expression used several times is computed once.

Ibis makes a common table expression of a selection that is used several times, and not of columns
dropped.
"""

from collections.abc import Sequence

from leadpact.relational.types import Table


def without(table: Table, *names: str) -> Table:
    """Return a table without some of its columns."""
    return table.select(*(name for name in table.columns if name not in names))


def with_columns_of(table: Table, other: Table, keys: str | Sequence[str]) -> Table:
    """Return a table with the columns of another one, missing where it has no row of that key."""
    keys = [keys] if isinstance(keys, str) else keys
    return without(table.left_join(other, keys), *(f"{key}_right" for key in keys))
