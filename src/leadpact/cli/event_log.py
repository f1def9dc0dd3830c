"""The log of events that `replay` reads and writes."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from leadpact.cli.output import print_issues
from leadpact.outputs import Output
from leadpact.storage.dataset import Dataset, latest_moment
from leadpact.storage.event_log import (
    EventLog,
    EventLogWriter,
    has_log,
    read_event_log,
    salts_of,
    writing_log,
)
from leadpact.storage.store import Store


def read_log(store: Store, dataset: Dataset, folder: Path | None) -> EventLog | None:
    """Return the log in a folder, else that of the data set, with warnings printed.

    None: the events of the data set are reports of another system.
    """
    if folder is None and not has_log(store, dataset):
        return None
    log = read_event_log(folder or dataset.folder)
    print_issues(log.issues)
    return log


def last_moment(store: Store, dataset: Dataset, log: EventLog | None, now: datetime) -> datetime:
    """Return the last moment in a data set and a log, or `now` if that is earlier."""
    latest = latest_moment(store, dataset, now)
    if log is None or log.latest_at is None:
        return latest
    return min(now, max(latest, log.latest_at))


@contextmanager
def log_writers(
    store: Store, dataset: Dataset, log: EventLog | None, output: Output, suffixes: Sequence[str]
) -> Iterator[list[EventLogWriter]]:
    """Give what writes a log under each suffix; what was personal in the log before is kept."""
    known = {} if log is None else log.personal
    with ExitStack() as stack:
        salt_of = salts_of(store, dataset) if suffixes else str
        yield [
            stack.enter_context(writing_log(output, suffix=suffix, salt_of=salt_of, known=known))
            for suffix in suffixes
        ]
