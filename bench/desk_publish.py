"""What publishing does to a desk that takes in leads: how long each waits, and what moves.

Threads add leads at a steady rate; meanwhile two pacts are published in turns. At the end the
events are read: each decision must name one pact, and no clock that ran may have moved.
"""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

from leadpact.desk.start import start_django

os.environ.setdefault("LEADPACT_HOME", tempfile.mkdtemp(prefix="leadpact-bench-"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "desk"))
start_django()

from company import PACT, Desk  # noqa: E402 - Django is to be set up first
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from leadpact.desk import clock  # noqa: E402
from leadpact.desk.governance.actions import publish  # noqa: E402
from leadpact.desk.leads.models import LeadClock  # noqa: E402
from leadpact.desk.store import open_store  # noqa: E402


def main() -> None:
    """Measure, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=float, default=20.0, help="leads a second")
    parser.add_argument("--every", type=float, default=5.0, help="seconds between pacts")
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args()
    print(json.dumps(measure(options), indent=2))


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Return the figures of one run on a new desk."""
    desk, pacts = _new_desk()
    waits: list[float] = []
    ends_at = time.monotonic() + options.seconds
    pause = options.threads / options.rate
    threads = [
        threading.Thread(target=_capture, args=(desk, f"t{n}", pause, ends_at, waits))
        for n in range(options.threads)
    ]
    for thread in threads:
        thread.start()
    before, publishing = _clocks(), []
    while time.monotonic() + options.every < ends_at:
        time.sleep(options.every)
        before |= {key: due for key, due in _clocks().items() if key not in before}
        text = pacts[(len(publishing) + 1) % 2]
        publishing.append(_timed(partial(publish, text, by="system:bench")))
    for thread in threads:
        thread.join()
    after, decisions = _clocks(), _decisions()
    return {
        "leads": len(waits),
        "leads a second": round(len(waits) / options.seconds, 1),
        "lead p50 ms": _percentile(waits, 50),
        "lead p99 ms": _percentile(waits, 99),
        "pacts published": len(publishing),
        "publishing, longest ms": _percentile(publishing, 100),
        "decisions": len(decisions),
        "decisions of more than one pact": sum(len(found) != 1 for found in decisions.values()),
        "clocks that moved": sum(after.get(key) != due for key, due in before.items()),
    }


def _new_desk() -> tuple[Desk, list[str]]:
    call_command("migrate", verbosity=0)
    desk = Desk.opened("", clock.now())
    return desk, [PACT, PACT.replace("within: {hours: 4}", "within: {hours: 2}")]


def _capture(desk: Desk, name: str, pause: float, ends_at: float, waits: list[float]) -> None:
    number = 0
    while time.monotonic() < ends_at:
        began = time.monotonic()
        waits.append(_timed(partial(desk.add_lead, f"{name}-{number}")))
        number += 1
        time.sleep(max(0.0, pause - (time.monotonic() - began)))
    connections["default"].close()


def _clocks() -> dict[tuple[str, str], Any]:
    rows = LeadClock.objects.values_list("lead_id", "clock_id", "due_at")
    return {(lead_id, clock_id): due_at for lead_id, clock_id, due_at in rows}


def _decisions() -> dict[tuple[Any, ...], set[str]]:
    found: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for *decision, fingerprint in open_store().statements.run(
        "SELECT lead_id, recorded_at, command_id, fingerprint FROM event"
    ):
        found[tuple(decision)].add(fingerprint)
    return found


def _timed(act: Any) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _percentile(seconds: list[float], percent: int) -> float:
    ordered = sorted(seconds)
    place = min(len(ordered) - 1, len(ordered) * percent // 100) if ordered else 0
    return round(1000 * ordered[place], 1) if ordered else 0.0


if __name__ == "__main__":
    main()
