"""The files of a replay: assignments and clocks under each pact, moves between two, the summary."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow.parquet as pq

from leadpact.engine.replay import Replayed
from leadpact.identity.batch.arrow import table_of
from leadpact.outputs import Output
from leadpact.report.replay.assignments import (
    ASSIGNMENT_COLUMNS,
    MOVE_COLUMNS,
    assignment_rows,
    move_rows,
)
from leadpact.report.replay.clocks import CLOCK_COLUMNS, clock_rows


def write_replay(output: Output, replayed: Sequence[Replayed], values: Mapping[str, Any]) -> None:
    """Write the tables of one or two replays, and the values of `summarise_replay`."""
    for suffix, item in zip(("", "_against"), replayed, strict=False):
        _write_table(output, f"assignments{suffix}", assignment_rows(item), ASSIGNMENT_COLUMNS)
        if item.ruleset.clocks:
            _write_table(output, f"clocks{suffix}", clock_rows(item), CLOCK_COLUMNS)
    if len(replayed) > 1:
        _write_table(output, "moves", move_rows(*replayed), MOVE_COLUMNS)
    output.write_text("replay.json", json.dumps(values, indent=2, ensure_ascii=False) + "\n")


def _write_table(
    output: Output, name: str, rows: Iterable[tuple[object, ...]], columns: str
) -> None:
    with output.file(f"{name}.parquet") as path:
        pq.write_table(table_of(rows, columns), path)
