"""The events of many leads as files: written by a replay, and replayed again."""

from leadpact.storage.event_log.read import EventLog, has_log, read_event_log, read_rows
from leadpact.storage.event_log.salts import salts_of
from leadpact.storage.event_log.write import EventLogWriter, writing_log

__all__ = [
    "EventLog",
    "EventLogWriter",
    "has_log",
    "read_event_log",
    "read_rows",
    "salts_of",
    "writing_log",
]
