"""The stored form of events, states and commands: one schema, one codec."""

from leadpact.events.codec import EVENT_COLUMNS, EventCodec, StoredEvent
from leadpact.events.failures import UnableToReadEvents
from leadpact.events.log import ReadLog, order_log, read_log, require_own
from leadpact.events.merges import MergeEventKind, MergePayload
from leadpact.events.parts import Parts
from leadpact.events.payloads import decode_merge, encode_merge
from leadpact.events.personal import ErasedValue, PersonalValue, PersonalValues
from leadpact.events.registry import kind_of, lead_kind_of, schema_of

__all__ = [
    "EVENT_COLUMNS",
    "ErasedValue",
    "EventCodec",
    "MergeEventKind",
    "MergePayload",
    "Parts",
    "PersonalValue",
    "PersonalValues",
    "ReadLog",
    "StoredEvent",
    "UnableToReadEvents",
    "decode_merge",
    "encode_merge",
    "kind_of",
    "lead_kind_of",
    "order_log",
    "read_log",
    "require_own",
    "schema_of",
]
