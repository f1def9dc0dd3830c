"""How long each page of a desk with 100,000 leads takes, and how many statements it runs, by role.

The company is simulated up to now and loaded once into a folder; later runs take what is there.
"""

# ruff: noqa: PLC0415 - Django is to be set up before modules of the desk are imported

import argparse
import os
import sqlite3
import statistics
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from child import DATA, Figures, report, write_figures
from machine import machine_facts

ROOT = Path(__file__).parents[1]
PACT = ROOT / "examples/saas-follow-up/pact.yaml"
N_REQUESTS = 20
_OF_OTHERS = ("account_", "mfa_")
"""Pages of django-allauth, which read the user alone."""
_NO_QUERIES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


def load_desk(home: Path, n_leads: int, n_months: int) -> Figures:
    """Load a simulated company into a desk, unless it is there already; say how long that took."""
    from leadpact.desk.demo.actions import make_demo
    from leadpact.desk.demo.links import is_demo
    from leadpact.desk.setup.actions import create_tables
    from leadpact.simulate import simulate_company

    create_tables()
    if is_demo():
        return {}
    report(f"desk_pages: simulating and loading {n_leads:,} leads")
    company, today = home / "company", datetime.now(UTC).date()
    simulate_company(n_leads=n_leads, n_months=n_months, seed=1, out=company, until=today)
    began, cpu = perf_counter(), process_time()
    found = make_demo(company, PACT.read_text(encoding="utf-8"))
    return {
        "n_leads": found.n_leads,
        "n_qualified": found.n_qualified,
        "n_open": found.n_open,
        "n_decisions": found.n_decisions,
        "load_seconds": perf_counter() - began,
        "load_cpu_seconds": process_time() - cpu,
    }


def state_bytes() -> Figures:
    """Return how large the rows of states are: of all leads, and of those that reps have."""
    from leadpact.desk.leads.models import StoredLead

    sizes: dict[str, list[int]] = {"all": [], "with a rep": []}
    rows = StoredLead.objects.values_list("owner_rep_id", "state")
    for owner, state in rows.iterator(chunk_size=2_000):
        sizes["all"].append(len(state))
        if owner:
            sizes["with a rep"].append(len(state))
    return {
        name: {"median_bytes": statistics.median(found), "largest_bytes": max(found)}
        for name, found in sizes.items()
        if found
    }


def measure_pages() -> Iterator[Figures]:
    """Yield the figures of each page and role: status, median, p95, statements."""
    from django.test import Client
    from django.test.utils import setup_test_environment

    from leadpact.desk import clock
    from leadpact.desk.demo.actions import demo_users
    from leadpact.desk.permissions import PAGES

    setup_test_environment()
    for item in demo_users(as_of=clock.now()):
        client = Client()
        client.force_login(item.user, backend="django.contrib.auth.backends.ModelBackend")
        for page in PAGES:
            if page.is_public or page.name.startswith(_OF_OTHERS):
                continue
            if not (page.is_own or item.role in page.roles):
                continue
            found = _measure(client, list(_addresses(page.name, item.user)))
            if found is not None:
                yield {"page": page.name, "role": str(item.role), **found}


def _addresses(name: str, user: Any) -> Iterator[str]:
    """Yield addresses of a page: as many as there are requests, of different leads or reps."""
    from django.urls import NoReverseMatch, reverse

    from leadpact.desk import access
    from leadpact.desk.people.models import StoredRep

    if name == "lead":
        step = max(access.leads_for(user).count() // N_REQUESTS, 1)
        ids = access.leads_for(user).order_by("lead_id").values_list("lead_id", flat=True)
        yield from (reverse(name, args=[found]) for found in ids[: step * N_REQUESTS : step])
        return
    if name == "coaching-rep":
        own = [user.rep_id] if user.rep_id else []
        reps = own or StoredRep.objects.values_list("rep_id", flat=True)[:N_REQUESTS]
        yield from (reverse(name, args=[found]) for found in reps)
        return
    try:
        yield from [reverse(name)] * N_REQUESTS
    except NoReverseMatch:
        return


def _measure(client: Any, addresses: list[str]) -> Figures | None:
    """Open addresses one after another; None where there is no page to open."""
    if not addresses or client.get(addresses[0]).status_code in (404, 405):
        return None
    seconds, statements, statuses, sizes = [], [], set(), []
    for address in addresses:
        with _Counted() as count:
            began = perf_counter()
            answer = client.get(address)
            seconds.append(perf_counter() - began)
        statements.append(len(count))
        statuses.add(answer.status_code)
        sizes.append(len(answer.content))
    ordered = sorted(seconds)
    return {
        "statuses": sorted(statuses),
        "median_ms": statistics.median(seconds) * 1000,
        "p95_ms": ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000,
        "most_statements": max(statements),
        "median_bytes": statistics.median(sizes),
    }


class _Counted:
    """Counts every statement of the connection, also those of the store."""

    def __enter__(self) -> list[str]:
        from django.db import connection

        connection.ensure_connection()
        self._raw: sqlite3.Connection = connection.connection
        found: list[str] = []
        self._raw.set_trace_callback(
            lambda text: None if text.startswith(_NO_QUERIES) else found.append(text)
        )
        return found

    def __exit__(self, *_: object) -> None:
        self._raw.set_trace_callback(None)


def main() -> None:
    """Load, measure, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--home", type=Path, default=DATA / "desk")
    options = parser.parse_args()
    os.environ |= {"LEADPACT_HOME": str(options.home), "DATABASE_URL": ""}
    from leadpact.desk.start import start_django

    options.home.mkdir(parents=True, exist_ok=True)
    start_django()
    loaded = load_desk(options.home, options.leads, options.months)
    figures: Figures = {"machine": machine_facts(), "loaded": loaded, "states": state_bytes()}
    figures["pages"] = list(measure_pages())
    write_figures(figures)


if __name__ == "__main__":
    sys.exit(main())
