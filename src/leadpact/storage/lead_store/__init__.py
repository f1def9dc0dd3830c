"""Keep the leads of a company in SQLite or PostgreSQL, changed by many workers side by side."""

from leadpact.storage.lead_store.record import record_command, touches_assignment
from leadpact.storage.lead_store.routing_rows import read_routing
from leadpact.storage.lead_store.schema import create_tables
from leadpact.storage.lead_store.statements import Statements
from leadpact.storage.lead_store.store import LeadStore

__all__ = [
    "LeadStore",
    "Statements",
    "create_tables",
    "read_routing",
    "record_command",
    "touches_assignment",
]
