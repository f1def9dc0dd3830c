"""How long it takes to find the account of one new lead among 200,000."""

import argparse
import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, perf_counter_ns, thread_time_ns

from child import Figures, report, write_figures
from leadpact.identity.accounts import (
    AccountIndex,
    AccountMatch,
    AccountRecord,
    LeadRecord,
    MatchOutcome,
    PreparedAccount,
    PreparedLead,
    account_keys,
    account_to_payload,
    find_candidates,
    match_account,
    prepare_account,
    prepare_lead,
)
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy
from leadpact.storage.key_index import (
    KeyedRecord,
    KeyIndex,
    open_postgres_index,
    open_sqlite_index,
)
from machine import peak_memory_bytes, quantile
from postgres_server import run_postgres

POLICY = AccountMatchingPolicy()
N_ACCOUNTS = 200_000
N_LEADS = 2_000
N_WORDS = 30_000
"""Words that companies call themselves by, drawn by Zipf's law, so that some are common."""

SYLLABLES = (
    *("ba", "be", "bo", "da", "de", "do", "fa", "fe", "ga", "ha", "ka", "ko", "la", "le", "lo"),
    *("ma", "me", "mo", "na", "ne", "no", "ra", "re", "ro", "sa", "se", "ta", "te", "va", "vi"),
)
TRADES = (
    *("Advisory", "Analytics", "Automation", "Bakery", "Bank", "Builders", "Chemicals", "Clinics"),
    *("Consulting", "Design", "Energy", "Engineering", "Foods", "Group", "Health", "Holdings"),
    *("Industries", "Instruments", "Insurance", "International", "Logistics", "Machines", "Media"),
    *("Networks", "Partners", "Power", "Retail", "Services", "Software", "Solutions", "Systems"),
)
FORMS = ("", "", "Inc.", "LLC", "Ltd", "GmbH", "S.A.", "B.V.", "AG", "Corp.")
CITIES = ("Leeds", "Lyon", "Austin", "Graz", "Porto", "Malmö", "Gdańsk", "Turin", "Ghent", "Cork")


@dataclass(frozen=True, slots=True)
class Ask:
    """A lead, and the account that is true of it; none for a stranger."""

    lead: LeadRecord
    account_id: str | None


def make_accounts(n_accounts: int, seed: int) -> Iterator[AccountRecord]:
    """Make accounts: most with a domain, every tenth with two, every twentieth with none."""
    random = Random(seed)
    words = _make_words(random)
    weights = [1 / (rank + 20) for rank in range(len(words))]
    drawn = iter(random.choices(words, weights, k=3 * n_accounts))
    for number in range(n_accounts):
        own = [next(drawn).capitalize() for _ in range(random.choice((1, 1, 2)))]
        name = " ".join([*own, random.choice(TRADES)])
        host = f"{''.join(own).lower()}{number if random.random() < 0.5 else ''}"
        endings = random.sample(("com", "de", "co.uk", "io", "fr"), random.choice((1,) * 9 + (2,)))
        domains = [f"{host}.{ending}" for ending in endings] if random.random() > 0.05 else []
        yield AccountRecord(
            account_id=f"A{number:07}",
            name=f"{name} {random.choice(FORMS)}".strip(),
            domains=tuple(domains),
            city=random.choice(CITIES),
            n_activities=random.randrange(50),
        )


def _make_words(random: Random) -> list[str]:
    lengths = random.choices((2, 3, 3, 4), k=3 * N_WORDS)
    made = {"".join(random.choices(SYLLABLES, k=length)) for length in lengths}
    return random.sample(sorted(made), min(N_WORDS, len(made)))


def make_asks(accounts: Sequence[AccountRecord], n_leads: int, seed: int) -> list[Ask]:
    """Make leads: every tenth is a stranger, every tenth writes from a mail provider."""
    random = Random(seed)
    strangers = list(make_accounts(n_leads, seed + 1))
    return [
        _make_ask(number, random, strangers[number] if number % 10 == 0 else None, accounts)
        for number in range(n_leads)
    ]


def _make_ask(
    number: int, random: Random, stranger: AccountRecord | None, accounts: Sequence[AccountRecord]
) -> Ask:
    account = stranger or random.choice(accounts)
    host = random.choice(account.domains) if account.domains else "gmail.com"
    if random.random() < 0.1:
        host = "gmail.com"
    lead = LeadRecord(
        f"L{number:06}", _typed(account.name or "", random), f"jo@{host}", city=account.city
    )
    return Ask(lead, None if stranger else account.account_id)


def _typed(name: str, random: Random) -> str:
    """Write a name as people do: without its form, with a slip, in capitals, with a country."""
    kind = random.randrange(5)
    if kind == 0:
        return name.upper()
    if kind == 1:
        return f"{name} Germany"
    if kind == 2:
        place = random.randrange(1, max(len(name) // 2, 2))
        return name[:place] + name[place + 1 :]
    return name.rsplit(" ", 1)[0] if kind == 3 else name


def measure(n_accounts: int, n_leads: int, stores: Sequence[str]) -> Figures:
    """Prepare and index the accounts, then time each lead, from its record to the decision."""
    records = list(make_accounts(n_accounts, seed=1))
    asks = make_asks(records, n_leads, seed=2)
    report(f"accounts: prepare {n_accounts:,}")
    started = perf_counter()
    accounts = [prepare_account(record) for record in records]
    prepared = perf_counter()
    gc.freeze()
    return {
        "n_accounts": n_accounts,
        "n_leads": n_leads,
        "prepare_us_per_account": (prepared - started) / n_accounts * 1e6,
        "stores": {store: MEASURES[store](accounts, asks) for store in stores},
        "peak_memory_bytes": peak_memory_bytes(),
    }


def _measure_memory(accounts: Sequence[PreparedAccount], asks: Sequence[Ask]) -> Figures:
    started = perf_counter()
    index = AccountIndex(accounts)
    return {"build_seconds": perf_counter() - started, **time_asks(asks, index.find)}


def _measure_sqlite(accounts: Sequence[PreparedAccount], asks: Sequence[Ask]) -> Figures:
    report("accounts: SQLite")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "accounts.db"
        with open_sqlite_index(path) as index:
            figures = _measure_index(index, accounts, asks)
        return figures | {"n_bytes": path.stat().st_size}


def _measure_postgres(accounts: Sequence[PreparedAccount], asks: Sequence[Ask]) -> Figures:
    report("accounts: PostgreSQL")
    with run_postgres() as address, open_postgres_index(address) as index:
        index.connection.execute("SET jit = off")
        return _measure_index(index, accounts, asks)


def _measure_index(
    index: KeyIndex, accounts: Sequence[PreparedAccount], asks: Sequence[Ask]
) -> Figures:
    started = perf_counter()
    index.put(
        KeyedRecord(account.account_id, account_keys(account), account_to_payload(account))
        for account in accounts
    )
    built = {"build_seconds": perf_counter() - started}
    return built | time_asks(asks, lambda lead: find_candidates(lead, index))


MEASURES: dict[str, Callable[[Sequence[PreparedAccount], Sequence[Ask]], Figures]] = {
    "memory": _measure_memory,
    "sqlite": _measure_sqlite,
    "postgres": _measure_postgres,
}


def time_asks(
    asks: Sequence[Ask], find: Callable[[PreparedLead], Sequence[PreparedAccount]]
) -> Figures:
    """Time every lead once, when the first hundred have warmed up; count those that are right."""
    for ask in asks[:100]:
        _match(ask, find)
    times: list[float] = []
    cpu_times: list[float] = []
    right = wrong = n_candidates = 0
    for ask in asks:
        started, cpu_started = perf_counter_ns(), thread_time_ns()
        match, n_found = _match(ask, find)
        times.append((perf_counter_ns() - started) / 1e6)
        cpu_times.append((thread_time_ns() - cpu_started) / 1e6)
        n_candidates += n_found
        if match.outcome is MatchOutcome.MATCHED:
            right += match.account_id == ask.account_id
            wrong += match.account_id != ask.account_id
    return {
        "p50_ms": quantile(times, 0.50),
        "p95_ms": quantile(times, 0.95),
        "p99_ms": quantile(times, 0.99),
        "max_ms": max(times),
        "cpu_p99_ms": quantile(cpu_times, 0.99),
        "candidates_per_lead": n_candidates / len(asks),
        "right_rate": right / sum(ask.account_id is not None for ask in asks),
        "precision": right / (right + wrong),
    }


def _match(
    ask: Ask, find: Callable[[PreparedLead], Sequence[PreparedAccount]]
) -> tuple[AccountMatch, int]:
    lead = prepare_lead(ask.lead)
    found = find(lead)
    return match_account(lead, found, policy=POLICY), len(found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=N_ACCOUNTS)
    parser.add_argument("--leads", type=int, default=N_LEADS)
    parser.add_argument("--stores", nargs="+", choices=MEASURES, default=list(MEASURES))
    options = parser.parse_args()
    write_figures(measure(options.accounts, options.leads, options.stores))
