"""Write the events of many leads as files, while they are decided on.

The same events, salts and pacts give the same bytes.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from leadpact.engine.lifecycle import Event
from leadpact.events import EventCodec, Parts, PersonalValues, StoredEvent
from leadpact.outputs import Output
from leadpact.storage.event_log.files import (
    EVENT_SCHEMA,
    EVENTS,
    PART_SCHEMA,
    PARTS,
    PERSONAL,
    PERSONAL_SCHEMA,
)

_GROUP_ROWS = 20_000
"""Rows of one row group, and the most that are held before they are written."""


class EventLogWriter:
    """Takes events as they are decided, and writes them in that order.

    Parameters
    ----------
    file
        An open Parquet file of `EVENT_SCHEMA`.
    salt_of
        The salt of a lead, by its id: the same for the same lead, known to nobody without the data.
    known
        The personal values that are known already, by lead id.
    """

    def __init__(
        self,
        file: Any,
        *,
        salt_of: Callable[[str], str],
        known: Mapping[str, PersonalValues],
    ) -> None:
        self._file, self._salt_of = file, salt_of
        self._personal = dict(known)
        self._used: set[str] = set()
        self._codec = EventCodec(Parts())
        self._waiting: list[StoredEvent] = []

    def add(self, events: Sequence[Event]) -> None:
        """Take the events of one decision."""
        for event in events:
            self._waiting.append(self._codec.encode_event(event, self._values_of(event.lead_id)))
        if len(self._waiting) >= _GROUP_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write the events that were taken."""
        columns = [list(map(attrgetter(name), self._waiting)) for name in EVENT_SCHEMA.names]
        self._waiting = []
        self._file.write_table(pa.table(columns, schema=EVENT_SCHEMA))

    def part_rows(self) -> list[tuple[str, str]]:
        """Return the parts that the events name, by hash."""
        names = sorted(self._codec.parts.take_used())
        return [(name, self._codec.parts.text_of(name) or "") for name in names]

    def personal_rows(self) -> list[tuple[str, ...]]:
        """Return the personal values of the leads, by lead and hash."""
        return sorted(
            (lead_id, values.salt, item.digest, item.field, json.dumps(item.value))
            for lead_id, values in self._personal.items()
            if lead_id in self._used
            for item in values.added
        )

    def _values_of(self, lead_id: str) -> PersonalValues:
        self._used.add(lead_id)
        values = self._personal.get(lead_id)
        if values is None:
            values = self._personal[lead_id] = PersonalValues(self._salt_of(lead_id))
        return values


@contextmanager
def writing_log(
    output: Output,
    *,
    suffix: str = "",
    salt_of: Callable[[str], str],
    known: Mapping[str, PersonalValues],
) -> Iterator[EventLogWriter]:
    """Give what writes a log into an output; its parts and personal values follow at the end.

    Parameters
    ----------
    suffix
        What the names of the files end with, before `.parquet`.
    """
    with output.file(f"{EVENTS}{suffix}.parquet") as path, _opened(path, EVENT_SCHEMA) as file:
        writer = EventLogWriter(file, salt_of=salt_of, known=known)
        yield writer
        writer.flush()
    _write_rows(output, f"{PARTS}{suffix}", PART_SCHEMA, writer.part_rows())
    _write_rows(output, f"{PERSONAL}{suffix}", PERSONAL_SCHEMA, writer.personal_rows())


def _write_rows(output: Output, name: str, schema: Any, rows: Sequence[tuple[str, ...]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in schema]
    with output.file(f"{name}.parquet") as path, _opened(path, schema) as file:
        file.write_table(pa.table(columns, schema=schema))


def _opened(path: Path, schema: Any) -> Any:
    # Of a relative path with a colon, Arrow makes an address of something elsewhere.
    return pq.ParquetWriter(path.absolute(), schema, compression="zstd")
