"""What a folder remembers of merges: read with care, because a person's word is in it."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from leadpact.cli.output import fail, warn
from leadpact.identity.batch.people import merge_table

MERGES = "merge_events.parquet"
"""What was merged and un-merged; kept when the work is done again in the same folder."""


def remembered_merges(folder: Path | None) -> list[dict[str, Any]]:
    """Return the merges, and a person's words against them, that a folder keeps from before."""
    if folder is None or not (folder / MERGES).is_file():
        return []
    # Of a relative path with a colon, Arrow makes an address of something elsewhere.
    path = (folder / MERGES).absolute()
    try:
        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        merge_table(rows)
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        message = f"There is no column {error}" if isinstance(error, KeyError) else str(error)
        reason = message.split("': ")[-1].splitlines()[0].split(". ")[0].rstrip(".")
        fact = f"What was merged and parted before cannot be read from it. {reason}."
        fix = "Bring back a copy of it. Without it, what people decided on duplicates is forgotten:"
        fail(
            "merges-unreadable", folder / MERGES, fact, f"{fix} move it away only if that is meant."
        )
    return rows


def warn_unread_merges(n_unread: int, place: str | Path) -> None:
    """Warn of events on merging that say nothing of two leads, as other systems write them."""
    if n_unread:
        rows = "1 event" if n_unread == 1 else f"{n_unread:,} events"
        fact = f"{rows} of merging or parting leads could not be read, and changed nothing."
        fix = "Leave the events of other systems out of the table `events`."
        warn("merge-events-unread", place, fact, fix)
