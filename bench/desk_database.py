"""A desk to measure on: a fresh database of a kind, a pact, forty reps, and processes by fork."""

# ruff: noqa: PLC0415 - Django is to be set up before the desk is imported
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from postgres_server import run_postgres

MONDAY = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
PACT = Path(__file__).parents[1] / "tests/desk/pact.yaml"
N_REPS = 40


def run_on_both(file: str, arguments: list[str]) -> None:
    """Run a file again on an empty SQLite, then on an empty PostgreSQL."""
    for kind in ("sqlite", "postgres"):
        with ExitStack() as stack:
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="leadpact-desk-"))
            url = ""
            if kind == "postgres":
                address = dict(
                    item.split("=") for item in stack.enter_context(run_postgres()).split()
                )
                url = f"postgresql://leadpact@/postgres?host={address['host']}"
            settings = {"LEADPACT_HOME": home, "DATABASE_URL": url}
            command = [sys.executable, file, "--on", kind, *arguments]
            subprocess.run(command, env={**os.environ, **settings}, check=True)


def open_desk(open_cap: int) -> None:
    """Make the tables, and publish the pact over forty reps."""
    from leadpact.desk.start import start_django

    start_django()
    from leadpact.desk.governance.actions import publish
    from leadpact.desk.people.actions import save_reps
    from leadpact.desk.setup.actions import create_tables

    create_tables()
    save_reps(
        {
            "rep_id": f"rep-{n:02}",
            "role": "SDR",
            "time_zone": "America/New_York",
            "open_cap": open_cap,
        }
        for n in range(N_REPS)
    )
    publish(PACT.read_text(), by="system:bench", effective_at=MONDAY - timedelta(days=1))


def lead_command(name: str) -> Any:
    """Return the command by which a lead comes that asks for a demo."""
    from leadpact.engine.lead import Activity, Lead
    from leadpact.engine.lifecycle import RecordLead

    values = {
        "first_name": "Pat",
        "last_name": name,
        "email": f"{name}@customer.example",
        "company": "Customer",
        "n_employees": 300,
    }
    did = (Activity(f"{name}/demo", "demo_requested", MONDAY),)
    lead = Lead(name, values, created_at=MONDAY)
    return RecordLead(f"{name}/came", MONDAY, lead, activities=did, actor="system:form")


def fork(act: Callable[[], None]) -> int:
    """Run a function in a process of its own, with connections of its own; return its id."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        act()
        connections.close_all()
        os._exit(0)
    finally:
        os._exit(1)


def n_differing(as_of: datetime) -> int:
    """Return how many leads are stored otherwise than their events say."""
    from leadpact.desk.setup.rebuild import compare_leads

    return sum(item is not None for item in compare_leads(as_of=as_of, corrects=False))


def rows(statement: str) -> list[Any]:
    """Return the rows of a statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
