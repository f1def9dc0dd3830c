"""The merge history of a folder: read with care, because it holds what people decided."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from leadpact.identity.batch.people import merge_table
from leadpact.identity.merging.actions import Unmerging, unmerge
from leadpact.identity.merging.clusters import find_cluster
from leadpact.identity.merging.events import (
    EventStamp,
    current_row,
    event_row,
    read_events,
)
from leadpact.identity.merging.people import People, apply_events
from leadpact.outputs import revise_output
from leadpact.terms.issues import Issue, Level, Place, UnableToIdentify

MERGES = "merge_events.parquet"
"""What was merged and un-merged; kept when the work is done again in the same folder."""


def read_merges(folder: Path | None) -> list[dict[str, Any]]:
    """Return the merges that a folder keeps from before, and the partings that people decided."""
    if folder is None or not (folder / MERGES).is_file():
        return []
    # Of a relative path with a colon, Arrow makes an address of something elsewhere.
    path = (folder / MERGES).absolute()
    try:
        rows = [dict(current_row(row)) for row in pq.read_table(path).to_pylist()]
        merge_table(rows)
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        message = f"There is no column {error}" if isinstance(error, KeyError) else str(error)
        reason = message.split("': ")[-1].splitlines()[0].split(". ")[0].rstrip(".")
        fact = f"What was merged and parted before cannot be read from it. {reason}."
        fix = (
            "Bring back a copy of it. Without it, what people decided on duplicates is forgotten:"
            " move it away only if that is meant."
        )
        raise UnableToIdentify("merges-unreadable", str(folder / MERGES), fact, fix) from None
    return rows


def write_merges(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write all merges that a folder keeps."""
    pq.write_table(merge_table(rows), path)


def unmerge_leads(
    folder: Path,
    lead_id: str,
    other_id: str,
    *,
    stamp: EventStamp,
    report: Callable[[Sequence[Issue]], None],
) -> Unmerging:
    """Record in a folder that two leads are two persons; `report` is called with warnings.

    Raises
    ------
    UnableToIdentify
        Where the folder holds no merges, or the leads are not merged there.
    """
    if not read_merges(folder):
        fact = "It holds no merges, so there is nothing to take back."
        fix = "Name the folder that `dedupe` wrote."
        raise UnableToIdentify("merges-missing", str(folder), fact, fix)
    with revise_output(folder, MERGES) as path:
        # Read again under the lock: another command may have written since.
        rows = read_merges(folder)
        known, n_unread = read_events(rows)
        report(unread_merges(n_unread, str(folder / MERGES)))
        people = apply_events(People(), known)
        if lead_id == other_id or other_id not in find_cluster(people, lead_id).member_ids:
            fact = f"The leads `{lead_id}` and `{other_id}` are not merged."
            fix = "Look them up in members.parquet."
            raise UnableToIdentify("merge-missing", str(folder), fact, fix)
        parted = unmerge(people, frozenset({lead_id}), frozenset({other_id}), stamp=stamp)
        write_merges(path, [*rows, event_row(parted.event)])
    return parted


def unread_merges(n_unread: int, place: str) -> list[Issue]:
    """Return a warning of merge events that name no two leads, as other systems write them."""
    if not n_unread:
        return []
    rows = "1 event" if n_unread == 1 else f"{n_unread:,} events"
    fact = f"{rows} of merging or parting leads could not be read, and changed nothing."
    fix = "Leave the events of other systems out of the table `events`."
    return [Issue("merge-events-unread", Level.WARNING, Place(place), fact, fix)]
