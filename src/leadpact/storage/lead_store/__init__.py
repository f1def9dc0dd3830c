"""Keep the leads of a company in SQLite or PostgreSQL, changed by many workers side by side."""

from leadpact.storage.lead_store.cleaning import PERSONAL_TABLES, clean_store
from leadpact.storage.lead_store.erasure import ErasedLead, erased_leads
from leadpact.storage.lead_store.failures import UnableToUseStore
from leadpact.storage.lead_store.lists import leads_due, leads_of_rep, waiting_leads
from leadpact.storage.lead_store.load import LeadLoader
from leadpact.storage.lead_store.merging import MergeOutcome, merge_leads, unmerge_leads
from leadpact.storage.lead_store.pacts import (
    StoredPact,
    pact_in_force,
    publish_pact,
    stored_ruleset,
)
from leadpact.storage.lead_store.persons import erase_person, leads_of_person
from leadpact.storage.lead_store.rebuild import RebuiltLead, rebuild_lead
from leadpact.storage.lead_store.record import record_command, touches_assignment
from leadpact.storage.lead_store.routing_rows import read_routing
from leadpact.storage.lead_store.schema import create_tables
from leadpact.storage.lead_store.statements import Statements
from leadpact.storage.lead_store.store import LeadStore, LoadedLead

__all__ = [
    "PERSONAL_TABLES",
    "ErasedLead",
    "LeadLoader",
    "LeadStore",
    "LoadedLead",
    "MergeOutcome",
    "RebuiltLead",
    "Statements",
    "StoredPact",
    "UnableToUseStore",
    "clean_store",
    "create_tables",
    "erase_person",
    "erased_leads",
    "leads_due",
    "leads_of_person",
    "leads_of_rep",
    "merge_leads",
    "pact_in_force",
    "publish_pact",
    "read_routing",
    "rebuild_lead",
    "record_command",
    "stored_ruleset",
    "touches_assignment",
    "unmerge_leads",
    "waiting_leads",
]
