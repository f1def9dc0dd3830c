"""Organisations with their domains, and leads of them whose company name somebody typed.

Built from `org-domain-truth`, the same on every run: every choice is a hash of the organisation and
what is chosen. An organisation is

- a university of the list; entries that share a domain are one;
- an owner of .gov domains: its name, and outside the federal government its state too, for there is
  a Lincoln County in nine states; all its domains are its;
- a company that Y Combinator funded or that was acquired, or an acquirer; entries that share the
  host of their website are one. Those without a website have an account and no leads.

All are accounts in one pool, but every tenth has no account: its leads are strangers, and matching
one is an error. Every tenth lead writes from a mail provider, from which anybody can write.
"""

import csv
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from leadpact.identity.accounts import AccountRecord, LeadRecord
from leadpact.identity.hygiene.domain import clean_website

N_PER_SOURCE = 1_500
"""Leads of one source, at most: the organisations with the least hashes, one lead each."""


@dataclass(frozen=True)
class Organisation:
    org_id: str
    source: str
    name: str
    domains: tuple[str, ...]
    country: str = ""
    owner: str = ""


@dataclass(frozen=True)
class TruthLead:
    """A lead with what is true of it.

    Attributes
    ----------
    org_id
        The account it belongs to; empty where its organisation has none.
    changes
        What was done to the name.
    """

    lead: LeadRecord
    source: str
    org_id: str
    is_free_mail: bool
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Truth:
    accounts: tuple[AccountRecord, ...]
    leads: tuple[TruthLead, ...]


def build_truth(folder: Path, *, n_per_source: int = N_PER_SOURCE) -> Truth:
    """Build the accounts of all sources and leads of each; `folder` is `org-domain-truth`."""
    organisations = read_organisations(folder)
    withheld = {org.org_id for org in organisations if draw(10, org.org_id, "withheld") == 0}
    accounts = [_account(org) for org in organisations if org.org_id not in withheld]
    leads: list[TruthLead] = []
    for source in sorted({org.source for org in organisations}):
        own = [org for org in organisations if org.source == source and org.domains]
        own.sort(key=lambda org: digest(org.org_id, "sample"))
        leads += [_truth_lead(org, org.org_id in withheld) for org in own[:n_per_source]]
    return Truth(tuple(accounts), tuple(leads))


def digest(*parts: object) -> bytes:
    return hashlib.sha256("|".join(map(str, parts)).encode()).digest()


def draw(n: int, *parts: object) -> int:
    """Return a number from 0 to n - 1, always the same for the same parts."""
    return int.from_bytes(digest(*parts)[:8], "big") % n


def read_organisations(folder: Path) -> list[Organisation]:
    found = [*_universities(folder), *_governments(folder), *_companies(folder)]
    return _united(found)


def _united(found: Sequence[Organisation]) -> list[Organisation]:
    """Make one organisation of those that share a host; the first one's name stays."""
    by_host: dict[str, str] = {}
    united: dict[str, Organisation] = {}
    for org in found:
        hosts = tuple(dict.fromkeys(filter(None, map(_host, org.domains))))
        first = next((by_host[host] for host in hosts if host in by_host), org.org_id)
        known = united.get(first, replace(org, domains=()))
        united[first] = replace(known, domains=tuple(dict.fromkeys((*known.domains, *hosts))))
        by_host |= dict.fromkeys(hosts, first)
    return list(united.values())


def _host(website: str) -> str:
    return (clean_website(website).host or "").removeprefix("www.")


def _universities(folder: Path) -> Iterator[Organisation]:
    text = gzip.decompress((folder / "world_universities_and_domains.json.gz").read_bytes())
    for number, row in enumerate(json.loads(text)):
        domains = tuple(row["domains"])
        yield Organisation(
            f"university-{number:05}", "universities", row["name"], domains, row["country"]
        )


def _governments(folder: Path) -> Iterator[Organisation]:
    owners: dict[tuple[str, str], list[str]] = {}
    names: dict[tuple[str, str], str] = {}
    for row in _rows(folder / "dotgov_current-full.csv"):
        name = row["Organization name"].strip()
        state = "" if row["Domain type"].startswith("Federal") else row["State"].strip().upper()
        owners.setdefault((name.casefold(), state), []).append(row["Domain name"].lower())
        names.setdefault((name.casefold(), state), name)
    for number, (key, domains) in enumerate(owners.items()):
        org_id = f"government-{number:05}"
        yield Organisation(org_id, "dotgov", names[key], tuple(domains), "United States")


def read_sub_organisations(folder: Path) -> list[tuple[Organisation, str]]:
    """Return the offices that own federal domains, each with the name of what they are part of."""
    domains: dict[tuple[str, str], list[str]] = {}
    for row in _rows(folder / "dotgov_current-full.csv"):
        part, whole = row["Suborganization name"].strip(), row["Organization name"].strip()
        if row["Domain type"].startswith("Federal") and part and part != whole:
            domains.setdefault((part, whole), []).append(row["Domain name"].lower())
    return [
        (Organisation(f"office-{number:04}", "dotgov", part, tuple(own), "United States"), whole)
        for number, ((part, whole), own) in enumerate(domains.items())
    ]


def _companies(folder: Path) -> Iterator[Organisation]:
    for number, row in enumerate(_rows(folder / "tech_acquirers.csv")):
        yield _company(f"acquirer-{number:04}", "tech", row["Acquiring Company"], row)
    for number, row in enumerate(_rows(folder / "tech_acquired_companies.csv")):
        yield _company(f"acquired-{number:04}", "tech", row["Company"], row)
    for number, row in enumerate(_rows(folder / "yc_startups.csv")):
        website, country = row["Website"], row["Headquarters (Country)"]
        domains = (website,) if website else ()
        yield Organisation(f"yc-{number:04}", "yc", row["Company"], domains, country)


def _company(org_id: str, source: str, name: str, row: dict[str, str]) -> Organisation:
    domains = (row["Homepage"],) if row["Homepage"] else ()
    owner = row.get("Acquired by", "")
    return Organisation(org_id, source, name, domains, row["Country (HQ)"], owner)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        yield from csv.DictReader(lines)


def _account(org: Organisation) -> AccountRecord:
    return AccountRecord(org.org_id, org.name, org.domains)


PEOPLE = ("j.smith", "maria", "info", "a.kowalski", "chen.li", "office", "t_brown", "ivanova")
SUBDOMAINS = ("mail", "us", "corp", "students", "eu1", "it.hq")
PROVIDERS = ("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "gmx.de", "mailinator.com")


def _truth_lead(org: Organisation, is_withheld: bool) -> TruthLead:
    is_free_mail = draw(10, org.org_id, "free") == 0
    company, changes = perturb(org)
    lead = LeadRecord(f"lead-{org.org_id}", company, _address(org, is_free_mail))
    org_id = "" if is_withheld else org.org_id
    return TruthLead(lead, org.source, org_id, is_free_mail, changes)


def _address(org: Organisation, is_free_mail: bool) -> str:
    person = PEOPLE[draw(len(PEOPLE), org.org_id, "person")]
    if is_free_mail:
        return f"{person}@{PROVIDERS[draw(len(PROVIDERS), org.org_id, 'provider')]}"
    domain = org.domains[draw(len(org.domains), org.org_id, "domain")]
    if draw(10, org.org_id, "under") < 4:
        return f"{person}@{SUBDOMAINS[draw(len(SUBDOMAINS), org.org_id, 'sub')]}.{domain}"
    return f"{person}@{domain}"


def perturb(org: Organisation) -> tuple[str, tuple[str, ...]]:
    """Return the name as a person may type it, with one or two of the changes that change it."""
    possible = [name for name in CHANGES if CHANGES[name](org.name, org) != org.name]
    possible.sort(key=lambda name: digest(org.org_id, name))
    chosen = set(possible[: 1 + draw(2, org.org_id, "changes")])
    if "ACRONYM" in chosen:
        chosen = {"ACRONYM"}
    text = org.name
    for name, change in CHANGES.items():
        text = change(text, org) if name in chosen else text
    return text, tuple(name for name in CHANGES if name in chosen)


def _typo(text: str, org: Organisation) -> str:
    """Drop, double, swap or change one letter of a word that has at least five."""
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not long:
        return text
    chosen = long[draw(len(long), org.org_id, "typo word")]
    word = words[chosen]
    place = 1 + draw(len(word) - 2, org.org_id, "typo place")
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = "aeionrst"[draw(8, org.org_id, "typo letter")]
    kinds = (
        before + after,
        before + letter * 2 + after,
        before + after[0] + letter + after[1:],
        before + other + after,
    )
    words[chosen] = kinds[draw(4, org.org_id, "typo kind")]
    return " ".join(words)


def _legal_form(text: str, org: Organisation) -> str:
    forms = ("Inc.", "LLC", "Ltd", "GmbH", "S.A.", "Corp.", "Pty Ltd", "Limited")
    return f"{text} {forms[draw(len(forms), org.org_id, 'form')]}"


def _acronym(text: str, org: Organisation) -> str:
    """Return the initials of the words that begin with a capital, where there are three or more."""
    words = text.removeprefix("The ").replace("-", " ").split()
    initials = "".join(word[0] for word in words if word[0].isupper())
    return initials if len(initials) > 2 else text


def _the(text: str, org: Organisation) -> str:
    return text[4:] if text.startswith("The ") else f"The {text}"


def _country(text: str, org: Organisation) -> str:
    if not org.country:
        return text
    return f"{text} ({org.country})" if draw(2, org.org_id, "country") else f"{text} {org.country}"


def _case(text: str, org: Organisation) -> str:
    return text.upper() if draw(2, org.org_id, "case") else text.lower()


def _abbreviation(text: str, org: Organisation) -> str:
    pairs = (
        ("University", "Univ."),
        ("Department", "Dept."),
        ("International", "Intl"),
        ("Institute", "Inst."),
        ("Technology", "Tech"),
        (" and ", " & "),
        ("County", "Cnty"),
        ("Saint ", "St. "),
    )
    for long, short in pairs:
        text = text.replace(long, short)
    return text


def _spaces(text: str, org: Organisation) -> str:
    first, space, rest = text.partition(" ")
    return first + ("-" if draw(2, org.org_id, "spaces") else "") + rest if space else text


CHANGES: dict[str, Callable[[str, Organisation], str]] = {
    "ACRONYM": _acronym,
    "TYPO": _typo,
    "ABBREVIATION": _abbreviation,
    "SPACES": _spaces,
    "THE": _the,
    "COUNTRY": _country,
    "LEGAL_FORM": _legal_form,
    "CASE": _case,
}
"""What people do to names, in the order in which it is done."""
