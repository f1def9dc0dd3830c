"""The blocking keys of a batch as columns, without those that too many records share."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from leadpact.identity.duplicates.model import MatchModel
from leadpact.identity.duplicates.splink_settings import key_column


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
