"""Simulated people, some of them in the CRM more than once, and the truth about who is who.

The people, their employers and countries are those of the simulated company. What a simulated
company lacks and duplicates need is added here:

- Names are drawn by Zipf's law, so that two people share a last name once in about 600 times and
  a first name once in about 150; two in five bear a first name that has short forms.
- Every person has a phone number of their own (under +999, which no country has); one in twelve
  gives the switchboard of the employer.
- A quarter of the people come again, some more than once, each time typed again: `RATES` tells how
  often each thing happens to a record that comes again.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from child import DATA
from leadpact.identity.data_files import read_table
from leadpact.simulate.behaviour_tables import make_behaviour_tables
from leadpact.simulate.names import make_lexicon
from leadpact.simulate.run import CHUNK_LEADS, SimulationTally, make_period, simulate_chunk
from leadpact.simulate.setting import make_setting
from leadpact.simulate.truth import TRUTH
from leadpact.simulate.world import COUNTRIES

COLUMNS = ("first_name", "last_name", "email", "phone", "company", "domain", "country")
STARTS_ON = datetime(2024, 1, 1, tzinfo=UTC)
COMES_AGAIN = 0.25
SWITCHBOARD = 1 / 12

RATES = {
    "moved": 0.08,  # to another employer: e-mail, company and domain are new
    "private": 0.10,  # writes from a mailbox at home: no domain
    "other_local": 0.05,  # the same mailbox, written in another way
    "email_missing": 0.20,
    "email_typo": 0.03,
    "phone_missing": 0.40,
    "phone_new": 0.12,
    "phone_typo": 0.03,
    "first_short": 0.25,  # where the name has short forms
    "first_initial": 0.03,
    "first_typo": 0.05,
    "last_typo": 0.05,
    "last_new": 0.02,  # by marriage
    "names_swapped": 0.015,
    "company_missing": 0.20,
    "company_form": 0.20,  # with a legal form
    "company_typo": 0.06,
    "country_missing": 0.10,
    "country_wrong": 0.02,
}
"""How often it happens to a record that comes again, each on its own."""

Row = dict[str, str | None]


def make_people(n_records: int, seed: int) -> Any:
    """Return an Arrow table of `lead_id`, `person_id` (the truth) and `COLUMNS`, shuffled."""
    rng = np.random.default_rng(seed)
    n_people = int(n_records * 0.72)
    first = list(_people(n_people, seed, rng))
    rows = list(first)
    again = rng.random(len(first)) < COMES_AGAIN
    candidates = np.flatnonzero(again)
    while len(rows) < n_records:
        number = int(rng.choice(candidates))
        employer = first[int(rng.integers(len(first)))]
        rows.append(retype(first[number], employer, rng))
    rows = [rows[n] for n in rng.permutation(len(rows))[:n_records]]
    ids = [f"L{number:08d}" for number in range(len(rows))]
    columns = {name: pa.array([row[name] for row in rows]) for name in ("person_id", *COLUMNS)}
    return pa.table({"lead_id": pa.array(ids), **columns})


def _people(n_people: int, seed: int, rng: np.random.Generator) -> Iterator[Row]:
    """Yield each person once, as typed without any slip."""
    names = _draw_names(n_people, rng)
    leads = islice(_simulated_leads(n_people * 2, seed), n_people)
    for number, (lead, (first, last)) in enumerate(zip(leads, names, strict=True)):
        yield _person(f"P{number:08d}", first, last, lead, rng)


def _simulated_leads(n_leads: int, seed: int) -> Iterator[Row]:
    """Yield the first lead of each simulated person with its employer's name and domain."""
    period = make_period(date(STARTS_ON.year, STARTS_ON.month, STARTS_ON.day), 12)
    setting = make_setting(TRUTH, period, n_leads=n_leads, seed=seed)
    tables, tally = make_behaviour_tables(setting), SimulationTally(TRUTH)
    for number in range(n_leads // CHUNK_LEADS + 1):
        made: dict[str, Any] = {}
        for name, table in simulate_chunk(
            setting, tables, tally, number=number, size=CHUNK_LEADS, seed=seed
        ):
            made[name] = table
            if name == "leads":
                break
        yield from _join(made["accounts"], made["leads"])


def _join(accounts: Any, leads: Any) -> Iterator[Row]:
    employers = {row["account_id"]: row for row in accounts.to_pylist()}
    wanted = leads.select(["account_id", "person_id", "country"]).to_pylist()
    seen: set[str] = set()
    for row in wanted:
        if row["person_id"] in seen:
            continue
        seen.add(row["person_id"])
        employer = employers[row["account_id"]]
        domain = employer["domain"] or f"{employer['name'].lower().replace(' ', '-')}.example"
        yield {"company": employer["name"], "domain": domain, "country": row["country"]}


def _draw_names(n_people: int, rng: np.random.Generator) -> Iterator[tuple[str, str]]:
    lexicon = make_lexicon()
    real = sorted({row["name"].capitalize() for row in read_table("diminutives.tsv")})
    made = lexicon.first_names.to_pylist()
    lasts = lexicon.last_names.to_pylist()
    known = rng.random(n_people) < 0.4
    pools = ((real, 0.6), (made, 0.7), (lasts, 0.75))
    draws = [rng.choice(len(pool), n_people, p=_zipf(len(pool), s)) for pool, s in pools]
    for number in range(n_people):
        pool, drawn = (real, draws[0]) if known[number] else (made, draws[1])
        yield pool[drawn[number]], lasts[draws[2][number]]


def _zipf(n: int, exponent: float) -> Any:
    weights = 1.0 / np.arange(1, n + 1) ** exponent
    return weights / weights.sum()


def _person(person_id: str, first: str, last: str, lead: Row, rng: np.random.Generator) -> Row:
    domain = lead["domain"] or ""
    is_private = rng.random() < TRUTH.free_mail_rate
    phone = f"+999{rng.integers(10**9):09d}"
    if rng.random() < SWITCHBOARD:
        phone = f"+998{crc32(domain.encode()) % 10**9:09d}"
    return {
        "person_id": person_id,
        "first_name": first,
        "last_name": last,
        "email": _address(first, last, _home(rng) if is_private else domain, rng),
        "phone": phone if rng.random() < 0.7 else None,
        "company": lead["company"],
        "domain": None if is_private else domain,
        "country": lead["country"],
    }


def _home(rng: np.random.Generator) -> str:
    return TRUTH.free_mail_domains[int(rng.integers(len(TRUTH.free_mail_domains)))]


def _address(first: str, last: str, domain: str, rng: np.random.Generator) -> str:
    """Return an address in one of the usual forms; at free mail with a number."""
    forms = (f"{first}.{last}", f"{first[0]}{last}", f"{first[0]}.{last}", f"{first}{last[0]}")
    local = forms[int(rng.choice(4, p=(0.6, 0.2, 0.12, 0.08)))].lower()
    number = str(rng.integers(10, 9999)) if domain in TRUTH.free_mail_domains else ""
    return f"{local}{number}@{domain}"


def retype(person: Row, elsewhere: Row, rng: np.random.Generator) -> Row:
    """Return a record of a person as it comes again."""
    happens = {name: rng.random() < rate for name, rate in RATES.items()}
    row = dict(person)
    if happens["moved"]:
        row |= {name: elsewhere[name] for name in ("company", "domain")}
        row["email"] = _address(
            person["first_name"], person["last_name"], row["domain"] or _home(rng), rng
        )
    _change_address(row, person, happens, rng)
    _change_phone(row, happens, rng)
    _change_names(row, happens, rng)
    _change_employer(row, happens, rng)
    return row


def _change_address(row: Row, person: Row, happens: dict[str, bool], rng: Any) -> None:
    first, last = person["first_name"], person["last_name"]
    if happens["private"]:
        row |= {"email": _address(first, last, _home(rng), rng), "domain": None}
    elif row["email"] and happens["other_local"]:
        row["email"] = _address(first, last, row["email"].partition("@")[2], rng)
    if row["email"] and happens["email_typo"]:
        row["email"] = _slip(row["email"], rng)
    if happens["email_missing"]:
        row["email"] = None


def _change_phone(row: Row, happens: dict[str, bool], rng: Any) -> None:
    if happens["phone_new"]:
        row["phone"] = f"+999{rng.integers(10**9):09d}"
    if row["phone"] and happens["phone_typo"]:
        row["phone"] = row["phone"][:-2] + f"{rng.integers(100):02d}"
    if happens["phone_missing"]:
        row["phone"] = None


def _change_names(row: Row, happens: dict[str, bool], rng: Any) -> None:
    shorts = _short_forms().get(row["first_name"].lower(), ())
    if shorts and happens["first_short"]:
        row["first_name"] = shorts[int(rng.integers(len(shorts)))].capitalize()
    if happens["first_typo"]:
        row["first_name"] = _slip(row["first_name"], rng)
    if happens["first_initial"]:
        row["first_name"] = row["first_name"][:1]
    if happens["last_new"]:
        lasts = _last_names()
        row["last_name"] = lasts[int(rng.integers(len(lasts)))]
    if happens["last_typo"]:
        row["last_name"] = _slip(row["last_name"], rng)
    if happens["names_swapped"]:
        row["first_name"], row["last_name"] = row["last_name"], row["first_name"]


def _change_employer(row: Row, happens: dict[str, bool], rng: Any) -> None:
    if row["company"] and happens["company_form"]:
        row["company"] += (" Inc", " Ltd", " GmbH", " Group")[int(rng.integers(4))]
    if row["company"] and happens["company_typo"]:
        row["company"] = _slip(row["company"], rng)
    if happens["company_missing"]:
        row["company"] = None
    if happens["country_wrong"]:
        row["country"] = COUNTRIES[int(rng.integers(len(COUNTRIES)))].code
    if happens["country_missing"]:
        row["country"] = None
    if row["email"] is None:
        row["domain"] = None  # it was known by the address only


def _slip(text: str, rng: Any) -> str:
    """Return a text with a letter left out, doubled, wrong, or changed about with the next."""
    if len(text) < 3:
        return text
    at = int(rng.integers(1, len(text) - 1))
    letter = "abcdefghijklmnopqrstuvwxyz"[int(rng.integers(26))]
    made = (
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + letter + text[at + 1 :],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    return made[int(rng.integers(len(made)))]


@cache
def _short_forms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in read_table("diminutives.tsv"):
        found.setdefault(row["name"], []).append(row["short"])
    return found


@cache
def _last_names() -> list[str]:
    names: list[str] = make_lexicon().last_names.to_pylist()
    return names


def kept_people(n_records: int, seed: int = 1) -> Path:
    """Return a Parquet file of these people, made the first time."""
    path = DATA / f"people-{n_records}-{seed}.parquet"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        pq.write_table(make_people(n_records, seed), unfinished)
        unfinished.rename(path)
    return path
