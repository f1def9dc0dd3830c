"""How long a lead takes from its form to its rep, over HTTP, at rising rates and in a burst.

`python bench/desk_capture.py --database sqlite|postgres` starts `leadpact web`, sends forms whose
puzzles were solved before, and reads from the tables what became of each. The answer comes after
the lead is routed, so its time is that from capture to routed; it counts from the moment at which
the form was to be sent, so that waiting for a free connection is in it.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from machine import machine_facts
from postgres_server import run_postgres

ROOT = Path(__file__).parents[1]
PACT = ROOT / "tests" / "desk" / "pact.yaml"
N_REPS = 40
_CONNECTIONS = 24
_of_thread = threading.local()


@dataclass
class Run:
    """What came of sending forms: the seconds that each took, and the answers that were no lead."""

    name: str
    seconds: list[float] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    total_seconds: float = 0.0

    def quantile(self, share: float) -> float:
        """Return a quantile of the seconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def row(self) -> str:
        """Return the run as a row of a table."""
        p50, p95, p99 = (1000 * self.quantile(share) for share in (0.5, 0.95, 0.99))
        n, per_second = len(self.seconds), len(self.seconds) / (self.total_seconds or 1)
        shown = ", ".join(f"{n} × {what}" for what, n in self.refused.items()) or "none"
        return (
            f"| {self.name} | {n:,} | {self.total_seconds:.1f} | {per_second:.1f} |"
            f" {p50:.0f} | {p95:.0f} | {p99:.0f} | {shown} |"
        )


def make_forms(n: int, first: int) -> list[str]:
    """Return bodies of forms of new people, each with its token and the solution of its puzzle."""
    from leadpact.desk import clock  # noqa: PLC0415
    from leadpact.desk.capture.form_queries import live_form  # noqa: PLC0415
    from leadpact.desk.capture.suspicion import is_solved, make_token  # noqa: PLC0415

    form = live_form("demo")
    assert form is not None
    opened_at, bodies = clock.now() - timedelta(minutes=1), []
    for number in range(first, first + n):
        nonce, name = f"{os.getpid():x}-{number}", _letters(number)
        proof = next(str(k) for k in count() if is_solved(nonce, str(k)))
        answers = {
            "first_name": f"P{name}",
            "last_name": f"{name.title()}son{name}",
            "email": f"{name}.p@{name}works.com",
            "company": f"{name} works",
            "phone": f"+1 212 {200 + number % 700} {number % 10000:04}",
            "title": "Director of Operations",
            "token": make_token(form.pk, nonce, opened_at=opened_at),
            "proof": proof,
        }
        bodies.append(urlencode(answers))
    return bodies


def _letters(number: int) -> str:
    """Return a number in letters: names with digits are none."""
    text = ""
    for _ in range(5):
        number, rest = divmod(number, 21)
        text += "bcdfghjklmnpqrstvwxyz"[rest] + "aeiou"[(number + rest) % 5]
    return text


def send(port: int, body: str, number: int) -> str:
    """Send a form; return empty, or what the answer was instead of a lead."""
    known: http.client.HTTPConnection | None = getattr(_of_thread, "connection", None)
    if known is None:
        known = _of_thread.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    network = f"10.{number // 250 % 250}.{number % 250}.1"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": network,
    }
    try:
        known.request("POST", "/f/demo", body, headers)
        answer = known.getresponse()
        answer.read()
    except OSError as error:
        _of_thread.connection = None
        return type(error).__name__
    except http.client.HTTPException as error:
        _of_thread.connection = None
        return type(error).__name__
    return "" if answer.status == 302 else f"HTTP {answer.status}"


def run_at(port: int, bodies: Sequence[str], rate: float, first: int) -> Run:
    """Send forms at a steady rate; a rate of 0 sends all at once."""
    run, lock = Run(f"{rate:g} a second" if rate else f"burst of {len(bodies):,}"), threading.Lock()
    begun = time.perf_counter() + 0.1

    def one(place: int) -> None:
        due = begun + (place / rate if rate else 0)
        time.sleep(max(0.0, due - time.perf_counter()))
        what = send(port, bodies[place], first + place)
        took = time.perf_counter() - due
        with lock:
            if what:
                run.refused[what] = run.refused.get(what, 0) + 1
            else:
                run.seconds.append(took)

    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        list(pool.map(one, range(len(bodies))))
    run.total_seconds = time.perf_counter() - begun
    return run


def set_up() -> None:
    """Make a desk with its pact, its form and reps."""
    from leadpact.desk.people.actions import save_reps  # noqa: PLC0415
    from leadpact.desk.setup.actions import create_tables, publish_first  # noqa: PLC0415
    from leadpact.desk.store import in_transaction  # noqa: PLC0415

    create_tables()
    publish_first(PACT.read_text())
    rows: list[dict[str, Any]] = [
        {"rep_id": f"rep-{n}", "name": f"Rep {n}", "role": "SDR", "time_zone": "America/New_York"}
        for n in range(N_REPS)
    ]
    in_transaction(save_reps)(rows)


def outcomes() -> dict[str, int]:
    """Return what the tables say: leads, those with a rep, exchanges, quarantine."""
    from leadpact.desk.capture.models import CaptureEvidence, QuarantinedSubmission  # noqa: PLC0415
    from leadpact.desk.leads.models import LeadCard  # noqa: PLC0415

    return {
        "leads": LeadCard.objects.count(),
        "with a rep": LeadCard.objects.exclude(owner_rep_id="").count(),
        "exchanges": CaptureEvidence.objects.filter(is_new=False).count(),
        "in quarantine": QuarantinedSubmission.objects.count(),
    }


def wait_for(port: int) -> None:
    """Wait until the desk answers."""
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/f/demo")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The desk did not come up.")


def measure(port: int, seconds: int, rates: Sequence[float], burst: int) -> list[Run]:
    """Run the rates, the first for the whole time, then the burst; stop once one breaks."""
    run_at(port, make_forms(60, 0), 20, 0)  # warm: compiled rules, lists of domains, connections
    runs, first = [], 100
    for place, rate in enumerate(rates):
        n = int(rate * (seconds if place == 0 else min(seconds, 20)))
        runs.append(run_at(port, make_forms(n, first), rate, first))
        first += n
        print(runs[-1].row(), file=sys.stderr, flush=True)
        if place == 0 and burst:
            runs.append(run_at(port, make_forms(burst, first), 0, first))
            first += burst
            print(runs[-1].row(), file=sys.stderr, flush=True)
        if runs[-1].refused or (rate and runs[-1].quantile(0.99) > 5 and place):
            break
    return runs


def main() -> None:
    """Measure, and print a table and the facts of the machine."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rates", default="20,40,60,80,120")
    parser.add_argument("--burst", type=int, default=2000)
    parser.add_argument("--port", type=int, default=8013)
    given = parser.parse_args()
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="leadpact-desk-bench-"))
        os.environ |= {"LEADPACT_HOME": home, "LEADPACT_PROXIES": "1"}
        if given.database == "postgres":
            parts = dict(text.split("=") for text in stack.enter_context(run_postgres()).split())
            os.environ["DATABASE_URL"] = f"postgresql://leadpact@/postgres?host={parts['host']}"
        from leadpact.desk.start import start_django  # noqa: PLC0415

        start_django()
        set_up()
        command = [sys.executable, "-m", "leadpact", "web", "--port", str(given.port)]
        server = subprocess.Popen(command, cwd=ROOT)
        stack.callback(server.wait)
        stack.callback(server.terminate)
        wait_for(given.port)
        rates = [float(text) for text in given.rates.split(",")]
        runs = measure(given.port, given.seconds, rates, given.burst)
        print(f"{given.database}; load of the machine {os.getloadavg()[0]:.1f}")
        print("| sent | leads | seconds | a second | p50 ms | p95 ms | p99 ms | not taken |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
        for run in runs:
            print(run.row())
        print(json.dumps({**outcomes(), **machine_facts()}))
        from django.db import connections  # noqa: PLC0415

        connections.close_all()


if __name__ == "__main__":
    main()
