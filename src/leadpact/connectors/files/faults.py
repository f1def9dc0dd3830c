"""A fault: why one value, and with it one row, cannot be taken. Not an issue of a whole file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

MAX_SHOWN = 60


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row is refused: a stable code and the reason as a sentence."""

    code: str
    reason: str


class UnreadableValue(ValueError):
    """A value that cannot be read as what its column holds."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.fault = RowFault(code, reason)


@dataclass(frozen=True, slots=True)
class Converted:
    """The values of one column of a batch, and the faults by row; a faulty value is null."""

    values: pa.Array
    faults: dict[int, RowFault] = field(default_factory=dict)
    n_rounded: int = 0


def shown(value: str) -> str:
    """Return a value in quotes for a message, shortened where it is long."""
    return f'"{value}"' if len(value) <= MAX_SHOWN else f'"{value[:MAX_SHOWN]}…"'


def convert_distinct(
    text: pa.Array, parse: Callable[[str], Any], data_type: pa.DataType
) -> Converted:
    """Convert each distinct value of a batch once.

    Parameters
    ----------
    text
        Strings; null stays null.
    parse
        Turns one string into a value that `data_type` can hold, or raises `UnreadableValue`.
    data_type
        The type of the outcome.
    """
    encoded = text.dictionary_encode()
    values: list[Any] = []
    faults: dict[int, RowFault] = {}
    for number, value in enumerate(encoded.dictionary.to_pylist()):
        try:
            values.append(parse(value))
        except UnreadableValue as error:
            values.append(None)
            faults[number] = error.fault
    converted = pa.array(values, data_type).take(encoded.indices)
    return Converted(converted, _by_row(encoded.indices, faults))


def _by_row(numbers: pa.Array, faults: dict[int, RowFault]) -> dict[int, RowFault]:
    """Spread the faults of distinct values over the rows that hold them."""
    if not faults:
        return {}
    is_faulty = pc.is_in(numbers, value_set=pa.array(list(faults), numbers.type))
    rows = pc.indices_nonzero(is_faulty)
    pairs = zip(rows.to_pylist(), numbers.take(rows).to_pylist(), strict=True)
    return {row: faults[number] for row, number in pairs}
