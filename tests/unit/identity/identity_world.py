"""Leads, accounts and events of merging that several tests of identity share."""

from datetime import UTC, datetime, timedelta

from leadpact.identity.accounts import (
    AccountMatch,
    AccountRecord,
    LeadRecord,
    match_account,
    prepare_accounts,
    prepare_lead,
)
from leadpact.identity.merging.clusters import find_clusters
from leadpact.identity.merging.events import EventStamp
from leadpact.identity.merging.people import People
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy
from leadpact.terms.actors import person_actor

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)


def stamp(n: int, actor: str = "rule:email", *, at: datetime | None = None) -> EventStamp:
    """Return the stamp of the n-th event, a minute after the one before."""
    when = at or T0 + timedelta(minutes=n)
    return EventStamp(f"ev-{n:04}", actor, when, when, "f1")


def batch_stamp(one: str, other: str) -> EventStamp:
    """Return the stamp under which a batch merges two leads."""
    return EventStamp(f"batch-{one}-{other}", "rule:batch", T0, T0, "f1")


PERSON = person_actor("rep-7")


def persons(people: People, lead_ids: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the leads of each person."""
    return [person.member_ids for person in find_clusters(people, lead_ids).people]


POLICY = AccountMatchingPolicy()


def match(
    lead: LeadRecord, *accounts: AccountRecord, policy: AccountMatchingPolicy = POLICY
) -> AccountMatch:
    """Match a lead to one of some accounts."""
    return match_account(prepare_lead(lead), prepare_accounts(accounts), policy=policy)


def lead(company: str | None = None, email: str | None = None, **fields: str) -> LeadRecord:
    """Return a lead to be matched."""
    return LeadRecord("L1", company, email, **fields)


ACME = AccountRecord("A1", "Acme Bakery Inc.", ("acmebakery.com",))
