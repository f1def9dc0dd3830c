"""How many leads several processes record and route side by side, and whether kills lose any.

Each process sends the same commands, beginning at another place, each in a transaction of its own;
what another process has recorded is mostly left out, and sometimes sent again.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from multiprocessing import RawArray
from pathlib import Path
from secrets import token_hex
from typing import Any

from child import Figures
from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    Command,
    EndLead,
    FollowUp,
    ReassignLead,
    RecordLead,
    make_follow_up,
)
from leadpact.engine.routing import make_roster
from leadpact.pact.check import load_pact_text
from leadpact.storage.lead_store import (
    LeadStore,
    Statements,
    create_tables,
    publish_pact,
    record_command,
)
from leadpact.terms.actors import HISTORY, SCHEDULER
from machine import machine_facts

N_REPS, DAILY_CAP = 40, 30
BEGIN = datetime(2026, 6, 1, 9, tzinfo=UTC)
WEIGHTS = ("1.1", "0.9")
"""Of the even and of the odd reps: of 1,000 leads 27.5 and 22.5 are theirs."""

PACT = f"""spec: 1
name: Forty reps with a daily cap
gates:
  conversation_lead: {{must_have: [email]}}
routing:
  pools:
    inbound: {{roles: [SDR], caps: {{per_day: {DAILY_CAP}}}}}
  default: inbound
cadences:
  tracks:
    - id: everyone
      steps: [{{id: call-1, channel: call}}, {{id: mail-1, channel: email, after: {{days: 1}}}}]
clocks:
  - {{kind: first_touch}}
  - {{kind: resolve}}
"""

Sent = tuple[str, Command, datetime]


def make_rules() -> FollowUp:
    """Return the pact over its forty reps."""
    ruleset = load_pact_text(PACT)
    reps = [
        {"rep_id": f"sdr-{n:02}", "role": "SDR", "weight": WEIGHTS[n % 2]} for n in range(N_REPS)
    ]
    assert ruleset.routing is not None
    return make_follow_up(ruleset, make_roster(reps, (), ruleset.routing.reps))


def arrivals(n_leads: int) -> list[Sent]:
    """Return the commands that record leads which qualify at once, one each second."""
    return [_arrival(n) for n in range(n_leads)]


def _arrival(n: int) -> Sent:
    at, lead_id = BEGIN + timedelta(seconds=n), f"lead-{n:05}"
    lead = Lead(lead_id, {"email": f"{lead_id}@example.com"}, created_at=at)
    return lead_id, RecordLead("came", at, lead, actor=HISTORY), at


def lives(n_leads: int) -> list[Sent]:
    """Return arrivals, after which some leads go to another rep, and some end."""
    made = list[Sent]()
    for n, (lead_id, command, at) in enumerate(arrivals(n_leads)):
        later = at + timedelta(hours=1)
        made.append((lead_id, command, at))
        if n % 3 == 0:
            made.append((lead_id, ReassignLead("other", later, actor=SCHEDULER), later))
        if n % 5 == 0:
            made.append((lead_id, EndLead("end", later, actor=HISTORY), later))
    return made


KINDS = {"arrivals": arrivals, "lives": lives}


class Database:
    """An address of SQLite (a path) or of PostgreSQL (with `=`), and its transactions."""

    def __init__(self, address: str, *, is_durable: bool = True) -> None:
        self.address, self._is_durable = address, is_durable
        self.is_postgres = "=" in address
        self._begin = "BEGIN" if self.is_postgres else "BEGIN IMMEDIATE"

    def connect(self) -> Any:
        """Open a connection on which every statement outside a transaction commits."""
        if self.is_postgres:
            return import_module("psycopg").connect(self.address, autocommit=True)
        connection = sqlite3.connect(
            self.address, timeout=60, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={'FULL' if self._is_durable else 'OFF'}")
        return connection

    @contextmanager
    def transaction(self, connection: Any) -> Iterator[None]:
        """Run a block as one transaction, which is the caller's to begin and to commit."""
        connection.execute(self._begin)
        try:
            yield
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


def is_passing(error: Exception) -> bool:
    """Tell whether a transaction that failed so may succeed when it is run again."""
    text = str(error)
    if isinstance(error, sqlite3.OperationalError):
        return "locked" in text or "busy" in text
    return getattr(error, "sqlstate", None) in ("40001", "40P01")


def record_once(
    database: Database, connection: Any, store: LeadStore, rules: FollowUp, sent: Sent
) -> int:
    """Record one command in one transaction; return how often that had to be run again."""
    lead_id, command, as_of = sent
    for n_again in range(100):
        try:
            with database.transaction(connection):
                record_command(store, rules, lead_id, command, as_of=as_of)
        except Exception as error:
            if not is_passing(error):
                raise
            time.sleep(random.random() / 100)
        else:
            return n_again
    raise TimeoutError(f"{lead_id} {command.id}: a hundred transactions failed")


def work(
    database: Database, rules: FollowUp, commands: Sequence[Sent], *, begin: int
) -> Iterator[None]:
    """Send all commands, beginning at a place; leave out most of those that are recorded.

    One step for each command that is sent.
    """
    connection = database.connect()
    store = LeadStore(Statements(connection), token_hex)
    wanted = "SELECT lead_id, command_id FROM command WHERE refusal IS NULL"
    known = {tuple(row) for row in store.statements.run(wanted)}
    for n, sent in enumerate((*commands[begin:], *commands[:begin])):
        lead_id, command, _ = sent
        if (lead_id, command.id) in known and n % 50:
            continue
        one = f"{wanted} AND lead_id = ? AND command_id = ?"
        if store.statements.run(one, lead_id, command.id) and n % 10:
            continue
        record_once(database, connection, store, rules, sent)
        yield
    connection.close()


def run_workers(
    database: Database,
    rules: FollowUp,
    commands: Sequence[Sent],
    *,
    n_workers: int = 4,
    n_kills: int = 0,
    seed: int = 1,
) -> Figures:
    """Let processes send the commands, and kill some of them while they do."""
    started, crew = time.perf_counter(), Crew(database, rules, commands, n_workers)
    crew.work_to_the_end(n_kills, random.Random(seed))
    seconds = time.perf_counter() - started
    n_recorded = sum(crew.done)
    return {
        "n_commands": len(commands),
        "n_workers": n_workers,
        "n_killed": crew.n_killed,
        "n_failed": crew.n_failed,
        "n_recorded": n_recorded,
        "seconds": round(seconds, 2),
        "per_second": round(n_recorded / seconds, 1),
    }


class Crew:
    """Processes at work on the same commands; one that was killed is replaced."""

    def __init__(
        self, database: Database, rules: FollowUp, commands: Sequence[Sent], n_workers: int
    ) -> None:
        self._database, self._rules, self._commands = database, rules, commands
        self.done, self.n_killed, self.n_failed = RawArray("q", n_workers), 0, 0
        self._slots = {self._start(slot): slot for slot in range(n_workers)}

    def work_to_the_end(self, n_kills: int, chance: random.Random) -> None:
        """Wait until all commands are recorded, and kill processes evenly on the way."""
        spacing = 0.8 * len(self._commands) / max(n_kills, 1)  # the last is well before the end
        while self._slots:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid:
                self._note_end(pid, status)
            elif self.n_killed < n_kills and sum(self.done) >= (self.n_killed + 0.5) * spacing:
                time.sleep(chance.random() / 100)
                pid = chance.choice(sorted(self._slots))
                os.kill(pid, signal.SIGKILL)
                self._note_end(*os.waitpid(pid, 0))
            else:
                time.sleep(0.001)

    def _start(self, slot: int) -> int:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                begin = len(self._commands) * slot // len(self.done)
                for _ in work(self._database, self._rules, self._commands, begin=begin):
                    self.done[slot] += 1
                code = 0
            finally:
                os._exit(code)
        return pid

    def _note_end(self, pid: int, status: int) -> None:
        slot = self._slots.pop(pid)
        if os.WIFSIGNALED(status):
            self.n_killed += 1
            self._slots[self._start(slot)] = slot
        elif os.WEXITSTATUS(status):
            self.n_failed += 1


def prepare(database: Database, rules: FollowUp) -> None:
    """Create the tables and publish the pact."""
    connection = database.connect()
    with database.transaction(connection):
        statements = Statements(connection)
        create_tables(statements)
        parts = LeadStore(statements, token_hex).codec.parts
        publish_pact(statements, parts, rules.ruleset, PACT, effective_at=BEGIN)
    connection.close()


@contextmanager
def open_database(name: str) -> Iterator[Database]:
    """Open a new database of a kind, or that of an address."""
    if name == "postgres":
        with import_module("postgres_server").run_postgres() as address:
            yield Database(address)
    elif name == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield Database(str(Path(folder) / "leads.db"))
    else:
        yield Database(name, is_durable=False)


def main(arguments: Sequence[str]) -> int:
    """Run processes on a database, and write what came of it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or an address")
    parser.add_argument("--kind", choices=KINDS, default="arrivals")
    parser.add_argument("--leads", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    rules, commands = make_rules(), KINDS[chosen.kind](chosen.leads)
    with open_database(chosen.database) as database:
        prepare(database, rules)
        figures = run_workers(
            database,
            rules,
            commands,
            n_workers=chosen.workers,
            n_kills=chosen.kills,
            seed=chosen.seed,
        )
    print(json.dumps({**figures, "machine": machine_facts()}, indent=2))
    return 1 if figures["n_failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
