"""How long a worker takes to wake many leads that came due while none lived; nothing is lost."""

# ruff: noqa: PLC0415 - Django is to be set up before the desk is imported
import argparse
import time
from datetime import timedelta

from desk_database import MONDAY, lead_command, n_differing, open_desk, rows, run_on_both


def measure(kind: str, n_leads: int, *, compares: bool) -> None:
    """Record leads, let their clocks be missed for three hours, and wake them all."""
    open_desk(open_cap=n_leads)
    from leadpact.desk import clock
    from leadpact.desk.leads.actions import record
    from leadpact.desk.work.worker import work_off

    with clock.fixed(MONDAY):
        started = time.perf_counter()
        for number in range(n_leads):
            record(f"lead-{number:05}", lead_command(f"lead-{number:05}"))
        recorded = time.perf_counter() - started
        work_off(as_of=MONDAY)
    late = MONDAY + timedelta(hours=7)  # the first touch was due after four
    with clock.fixed(late):
        started = time.perf_counter()
        n_done = work_off(as_of=late)
        seconds = time.perf_counter() - started
        ((n_missed,),) = rows("SELECT count(*) FROM lead_clock WHERE breached_at = due_at")
        ((n_dated,),) = rows(
            "SELECT count(*) FROM event WHERE kind = 'clock.breached' AND occurred_at < recorded_at"
        )
        differing = n_differing(late) if compares else "not compared"
    print(
        f"{kind}: {n_leads:,} leads recorded in {recorded:.1f} s; {n_done:,} done in {seconds:.1f}"
        f" s, {n_leads / seconds:.0f} wakes a second; {n_missed:,} clocks missed, {n_dated:,} dated"
        f" when they were due; leads that differ from their events: {differing}",
        flush=True,
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--leads", type=int, default=10_000)
    options.add_argument("--on", default="")
    options.add_argument("--compare", action="store_true")
    given = options.parse_args()
    if given.on:
        measure(given.on, given.leads, compares=given.compare)
    else:
        more = ["--compare"] if given.compare else []
        run_on_both(__file__, ["--leads", str(given.leads), *more])
