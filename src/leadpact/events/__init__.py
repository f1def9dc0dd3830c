"""The stored form of events, states and commands: one schema, one codec."""

from leadpact.events.codec import EventCodec, StoredEvent
from leadpact.events.failures import UnableToReadEvents
from leadpact.events.log import ReadLog, order_log, read_log, require_own
from leadpact.events.parts import Parts
from leadpact.events.personal import ErasedValue, PersonalValue, PersonalValues
from leadpact.events.registry import kind_of

__all__ = [
    "ErasedValue",
    "EventCodec",
    "Parts",
    "PersonalValue",
    "PersonalValues",
    "ReadLog",
    "StoredEvent",
    "UnableToReadEvents",
    "kind_of",
    "order_log",
    "read_log",
    "require_own",
]
