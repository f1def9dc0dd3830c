"""The fields of leads and accounts for matching: as given, and prepared once for comparing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from leadpact.identity.accounts.names import CompanyNames, prepare_names
from leadpact.identity.accounts.words import fold_letters
from leadpact.identity.hygiene.domain import CleanDomain, DomainKind, clean_domain, clean_website
from leadpact.identity.hygiene.email import EmailKind, clean_email

MAX_DOMAINS = 500
"""Domains of one account that are looked at: no organisation of the data had more than 124."""

MAX_DOMAIN_TEXT = 50_000
_BETWEEN = re.compile(r"[\s,;|]+")


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account as a table has it; phone in E.164, country as ISO code where they are clean.

    Each of `domains` may hold several, parted by spaces, commas, semicolons or bars.
    """

    account_id: str
    name: str | None = None
    domains: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    phone: str | None = None
    address: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    parent_account_id: str | None = None
    is_customer: bool = False
    has_owner: bool = False
    n_activities: int = 0
    n_employees: int | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeadRecord:
    """A lead as a table has it; phone in E.164, country as ISO code where they are clean."""

    lead_id: str
    company: str | None = None
    email: str | None = None
    website: str | None = None
    phone: str | None = None
    address: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Host:
    """A host that belongs to a company, and its registered domain."""

    name: str
    registrable: str

    @property
    def label(self) -> str:
        """Return the registered name without its suffix: "acme" of acme.co.uk."""
        return self.registrable.partition(".")[0]


@dataclass(frozen=True, slots=True)
class CompanyEvidence:
    """A company as it is compared, from a lead or from an account; blanks are ""."""

    names: CompanyNames
    hosts: tuple[Host, ...] = ()
    phone: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class PreparedAccount:
    """An account, prepared.

    Attributes
    ----------
    root_account_id
        The top of its family; its own id where it has no parent.
    """

    account_id: str
    company: CompanyEvidence
    parent_account_id: str | None
    root_account_id: str
    is_customer: bool
    has_owner: bool
    n_activities: int
    n_employees: int | None
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class PreparedLead:
    """A lead, prepared."""

    lead_id: str
    company: CompanyEvidence


def prepare_account(
    record: AccountRecord, *, root_account_id: str | None = None
) -> PreparedAccount:
    """Prepare an account for matching; once per account, not once per lead.

    Parameters
    ----------
    record
        The account.
    root_account_id
        The top of its family as `account_roots` finds it; without it, the parent.
    """
    company = CompanyEvidence(
        prepare_names(record.name, aliases=record.aliases),
        tuple(sorted(set(_hosts_of(record.domains)))),
        **_places_of(record),
    )
    return PreparedAccount(
        account_id=record.account_id,
        company=company,
        parent_account_id=record.parent_account_id,
        root_account_id=root_account_id or record.parent_account_id or record.account_id,
        is_customer=record.is_customer,
        has_owner=record.has_owner,
        n_activities=record.n_activities,
        n_employees=record.n_employees,
        created_at=record.created_at,
    )


def prepare_accounts(records: Iterable[AccountRecord]) -> tuple[PreparedAccount, ...]:
    """Prepare all accounts, each with the top of its family, in the order of their ids."""
    listed = sorted(records, key=lambda record: record.account_id)
    roots = account_roots({record.account_id: record.parent_account_id for record in listed})
    return tuple(prepare_account(r, root_account_id=roots[r.account_id]) for r in listed)


def prepare_lead(record: LeadRecord) -> PreparedLead:
    """Prepare a lead for matching.

    The hosts are those of its address, unless its domain gives addresses to anyone, and of its
    website.
    """
    hosts = (*_email_hosts(record.email), *_company_host(clean_website(record.website)))
    company = CompanyEvidence(
        prepare_names(record.company), tuple(dict.fromkeys(hosts)), **_places_of(record)
    )
    return PreparedLead(record.lead_id, company)


def account_roots(parents: Mapping[str, str | None]) -> dict[str, str]:
    """Find the top of each account's family.

    Parameters
    ----------
    parents
        The parent of each account, if any. A parent that is not among the accounts is the top; in
        a circle, the least id is.
    """
    return {account_id: _root_of(account_id, parents) for account_id in parents}


def _root_of(account_id: str, parents: Mapping[str, str | None]) -> str:
    path = [account_id]
    while parent := parents.get(path[-1]):
        if parent in path:
            return min(path[path.index(parent) :])
        path.append(parent)
    return path[-1]


def as_account(lead: PreparedLead, account_id: str) -> PreparedAccount:
    """Return the account that a lead by itself would found."""
    return PreparedAccount(account_id, lead.company, None, account_id, False, False, 0, None, None)


def _places_of(record: AccountRecord | LeadRecord) -> dict[str, str]:
    return {
        "phone": "".join(char for char in record.phone or "" if char.isdecimal() or char == "+"),
        "address": fold_letters(record.address or ""),
        "city": fold_letters(record.city or ""),
        "state": fold_letters(record.state or ""),
        "country": fold_letters(record.country or ""),
    }


def _hosts_of(domains: Iterable[str]) -> Iterator[Host]:
    parts = (part for text in domains for part in _BETWEEN.split(text[:MAX_DOMAIN_TEXT]))
    for part in list(dict.fromkeys(filter(None, parts)))[:MAX_DOMAINS]:
        yield from _company_host(clean_domain(part))


def _company_host(found: CleanDomain) -> Iterator[Host]:
    if found.kind is DomainKind.COMPANY and found.host is not None:
        yield from _host(found.host, found.value)


def _email_hosts(email: str | None) -> Iterator[Host]:
    found = clean_email(email)
    if found.kind in (EmailKind.CORPORATE, EmailKind.ROLE) and found.domain is not None:
        yield from _host(found.domain, found.registrable_domain)


def _host(name: str, registrable: str | None) -> Iterator[Host]:
    """Yield the host where its domain is registered, without its "www"."""
    if registrable is not None:
        yield Host(name if name == registrable else name.removeprefix("www."), registrable)
