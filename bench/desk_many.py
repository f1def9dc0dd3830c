"""Fifty clients send the same leads side by side; and workers are killed a hundred times."""

# ruff: noqa: PLC0415 - Django is to be set up before the desk is imported
import argparse
import os
import random
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from desk_database import (
    MONDAY,
    N_REPS,
    fork,
    lead_command,
    n_differing,
    open_desk,
    rows,
    run_on_both,
)

N_PROCESSES, N_THREADS = 5, 10
CONNECTIONS = {"sqlite": (1, 3), "postgres": (N_PROCESSES, N_THREADS)}
"""Processes, and threads of each; on SQLite as many as `leadpact serve`: two and its worker."""


def names(n_leads: int) -> list[str]:
    """Return the ids of leads."""
    return [f"lead-{number:05}" for number in range(n_leads)]


def send(client: int, n_leads: int) -> None:
    """Send each fiftieth lead, and again what the client before sends."""
    from django.db import connection

    n_clients = N_PROCESSES * N_THREADS
    for number, name in enumerate(names(n_leads)):
        if number % n_clients in (client, (client - 1) % n_clients):
            while not sent(name):  # a client sends again what the desk was too busy for
                connection.close()
    connection.close()


def sent(name: str) -> bool:
    """Send a lead; False: the database was busy for longer than the desk waits."""
    from django.db import OperationalError

    from leadpact.desk.leads.actions import record

    try:
        record(name, lead_command(name))
    except OperationalError:
        return False
    return True


def fifty_clients(kind: str, n_leads: int, open_cap: int) -> None:
    """Let fifty clients send all leads, each of them twice."""
    from leadpact.desk import clock

    n_processes, n_threads = CONNECTIONS[kind]

    def run(process: int) -> None:
        clients = range(process, N_PROCESSES * N_THREADS, n_processes)
        with ThreadPoolExecutor(n_threads) as pool:
            list(pool.map(lambda one: send(one, n_leads), clients))

    with clock.fixed(MONDAY):
        started = time.perf_counter()
        children = [fork(lambda one=number: run(one)) for number in range(n_processes)]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        seconds = time.perf_counter() - started
        report = judge(n_leads, open_cap)
    print(f"{kind}: {2 * n_leads:,} sent by 50 in {seconds:.1f} s, ends {set(codes)}; {report}")


def judge(n_leads: int, open_cap: int) -> str:
    """Say whether each lead was routed once, and whether loads and shares are right."""
    held = dict(rows("SELECT owner_rep_id, count(*) FROM lead GROUP BY owner_rep_id"))
    n_waiting = held.pop(None, 0)
    given = Counter(
        dict(rows("SELECT lead_id, count(*) FROM event WHERE kind = 'lead.assigned' GROUP BY 1"))
    )
    days = dict(rows("SELECT rep_id, sum(n) FROM routing_day GROUP BY rep_id"))
    shares = [held.get(f"rep-{n:02}", 0) for n in range(N_REPS)]
    return (
        f"leads {sum(held.values()) + n_waiting:,} of {n_leads:,}, waiting {n_waiting:,};"
        f" routed twice {sum(n > 1 for n in given.values())};"
        f" shares {min(shares)} to {max(shares)} under a cap of {open_cap};"
        f" loads other than counted {sum(int(days.get(rep, 0)) != n for rep, n in held.items())};"
        f" leads that differ from their events {n_differing(MONDAY)}"
    )


def kills(kind: str, n_kills: int, open_cap: int) -> None:
    """Kill workers while they drain the inbox, then let one finish, and look at what is there."""
    from leadpact.desk import clock
    from leadpact.desk.work.inbox import put_off
    from leadpact.desk.work.models import PendingCommand
    from leadpact.desk.work.worker import work_off

    n_leads, n_workers = 20 * n_kills, 1 if kind == "sqlite" else 2
    with clock.fixed(MONDAY):
        for name in names(n_leads):
            put_off(name, lead_command(name), not_before=MONDAY)
        n_in_work = 0
        while n_in_work < n_kills and PendingCommand.objects.exists():
            workers = [fork(lambda: work_off(as_of=MONDAY) and None) for _ in range(n_workers)]
            time.sleep(random.uniform(0.1, 0.8))
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
                n_in_work += os.WTERMSIG(os.waitpid(worker, 0)[1]) == signal.SIGKILL
        n_left = PendingCommand.objects.count()
        time.sleep(1)  # PostgreSQL ends the transactions of who is gone
        work_off(as_of=MONDAY)
        ((n_taken,),) = rows("SELECT count(*) FROM command WHERE refusal IS NULL")
        ((n_lonely,),) = rows(
            "SELECT count(*) FROM lead WHERE version > 0 AND version <>"
            " (SELECT count(*) FROM event WHERE event.lead_id = lead.lead_id)"
        )
        report = judge(n_leads, open_cap)
        n_pending = PendingCommand.objects.count()
    print(
        f"{kind}: {n_in_work} kills, {n_left:,} commands left by them; then taken {n_taken:,} of"
        f" {n_leads:,}, left {n_pending}; states without their events {n_lonely}; {report}",
        flush=True,
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("what", choices=["clients", "kills"])
    options.add_argument("--leads", type=int, default=2_000)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--on", default="")
    given = options.parse_args()
    if not given.on:
        run_on_both(
            __file__, [given.what, "--leads", str(given.leads), "--kills", str(given.kills)]
        )
    elif given.what == "clients":
        open_desk(open_cap=60)
        fifty_clients(given.on, given.leads, 60)
    else:
        open_desk(open_cap=60)
        random.seed(1)
        kills(given.on, given.kills, 60)
