"""How long it takes to order 5,000 tasks: of 40 reps, and all of one rep."""

from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter_ns, thread_time_ns

from child import Figures, report, write_figures
from leadpact.engine.cadences import Cadences, DueStep, Prospect, make_cadences
from leadpact.engine.lifecycle import Task, TaskKind
from leadpact.engine.scheduling import OpenTask, Promise, order_tasks
from leadpact.pact.sections.cadences.policy import CadencePolicy, CadenceStep, Throttle, Track
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.stages import TouchKind
from machine import quantile

N_TASKS, N_RUNS = 5_000, 30
AS_OF = datetime(2026, 6, 3, 14, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OFFICE = dict.fromkeys(("MON", "TUE", "WED", "THU", "FRI"), (("09:00", "17:00"),))
ZONES = ("UTC", "America/New_York", "Asia/Tokyo", "Europe/Berlin")
LIMITED, UNLIMITED = Throttle(per_day=60, calls_per_day=40), Throttle()


def measure() -> Figures:
    """Order the tasks again and again; the first time is not counted."""
    report(f"order of tasks: {N_TASKS} tasks, {N_RUNS} times each")
    return {
        "n_tasks": N_TASKS,
        "of 40 reps": _time(40, LIMITED),
        "of 40 reps, no limit of a day": _time(40, UNLIMITED),
        "of one rep": _time(1, LIMITED),
    }


def _time(n_reps: int, throttle: Throttle) -> Figures:
    tasks, cadences, wall, cpu = make_tasks(n_reps), make_rules(throttle), [], []
    for _ in range(N_RUNS + 1):
        started, started_cpu = perf_counter_ns(), thread_time_ns()
        order_tasks(tasks, as_of=AS_OF, cadences=cadences)
        wall.append((perf_counter_ns() - started) / 1e6)
        cpu.append((thread_time_ns() - started_cpu) / 1e6)
    return {"p50_ms": quantile(wall[1:], 0.5), "cpu_p50_ms": quantile(cpu[1:], 0.5)}


def make_rules(throttle: Throttle) -> Cadences:
    """Return cadences of one step, with a limit of a day or none."""
    step = CadenceStep("mail", TouchKind.EMAIL)
    return make_cadences(CadencePolicy(tracks=(Track("all", (step,)),), throttle=throttle))


def make_tasks(n_reps: int) -> list[OpenTask]:
    """Return steps with up to three clocks each, of which two thirds are due."""
    random = Random(1)
    calendars = [BusinessCalendar(zone=zone, windows=OFFICE) for zone in ZONES]
    return [_make_task(random, calendars, number, n_reps) for number in range(N_TASKS)]


def _make_task(
    random: Random, calendars: list[BusinessCalendar], number: int, n_reps: int
) -> OpenTask:
    rep, due_at = f"rep-{number % n_reps:02}", AS_OF + random.randint(-9000, 4500) * MINUTE
    calendar, channel = random.choice(calendars), random.choice((TouchKind.CALL, TouchKind.EMAIL))
    promises = tuple(
        Promise(f"clock-{n}", AS_OF + random.randint(-2000, 20_000) * MINUTE, calendar)
        for n in range(random.randint(0, 3))
    )
    prospect = Prospect(random.choice((*ZONES, None)), random.choice(("US", "DE", None)))
    step = DueStep("run", "mail", channel, rep, due_at, None, prospect)
    task = Task(TaskKind.TAKE_STEP, rep, "run/mail", due_at)
    scores = random.randint(0, 100_000), random.randint(0, 100_000)
    return OpenTask(f"lead-{number:05}", task, promises, step, scores=scores)


if __name__ == "__main__":
    write_figures(measure())
