"""How long a decision on one lead takes: 200 activities, 30 rules, its whole history replayed."""

import argparse
from collections import defaultdict
from collections.abc import Callable
from statistics import median
from time import perf_counter_ns, thread_time_ns
from typing import Any

from child import Figures, report, write_figures
from leadpact.engine import Judgement, judge_lead, score_lead, search_gates
from leadpact.pact.check import load_pact
from leads import AS_OF, N_ACTIVITIES, Case, make_cases
from machine import quantile
from pacts import PACT_30

Times = list[list[tuple[float, float]]]
"""Wall and CPU microseconds of every call, by lead."""


def measure(repetitions: int) -> Figures:
    """Time every call on every lead; the collector of garbage runs as it does for anybody."""
    ruleset = load_pact(PACT_30)
    cases = make_cases()
    first = cases[0]
    first_call_us, _ = _time(judge_lead, first, ruleset)
    report(f"decide: {len(cases)} leads, {repetitions} calls each")
    times = {
        call.__name__: time_calls(call, cases, ruleset, repetitions)
        for call in (judge_lead, score_lead, search_gates)
    }
    decisions = [judge_lead(c.lead, c.activities, ruleset, as_of=AS_OF) for c in cases]
    return {
        "n_leads": len(cases),
        "n_activities": N_ACTIVITIES,
        "n_calls": len(cases) * repetitions,
        "first_call_us": first_call_us,
        "calls": {name: _quantiles(values) for name, values in times.items()},
        "profiles": _by_profile(cases, decisions, times["judge_lead"]),
        "qualified_rate": _qualified_rate(decisions),
    }


def time_calls(
    call: Callable[..., Any], cases: list[Case], ruleset: object, repetitions: int
) -> Times:
    """Call the leads in turn, round by round, so that none finds its data still at hand."""
    times: Times = [[] for _ in cases]
    for repetition in range(repetitions + 1):
        for case, own in zip(cases, times, strict=True):
            elapsed = _time(call, case, ruleset)
            if repetition:  # the first round warms up
                own.append(elapsed)
    return times


def _time(call: Callable[..., Any], case: Case, ruleset: object) -> tuple[float, float]:
    started, cpu_started = perf_counter_ns(), thread_time_ns()
    call(case.lead, case.activities, ruleset, as_of=AS_OF)
    ended, cpu_ended = perf_counter_ns(), thread_time_ns()
    return (ended - started) / 1000, (cpu_ended - cpu_started) / 1000


def _quantiles(times: Times) -> dict[str, float]:
    """Return quantiles over all calls; CPU time tells how much of them the machine is to blame."""
    wall = [elapsed for own in times for elapsed, _ in own]
    cpu = [elapsed for own in times for _, elapsed in own]
    return {
        "p50_us": quantile(wall, 0.50),
        "p95_us": quantile(wall, 0.95),
        "p99_us": quantile(wall, 0.99),
        "cpu_p99_us": quantile(cpu, 0.99),
        "slowest_lead_p50_us": max(median(elapsed for elapsed, _ in own) for own in times),
    }


def _by_profile(cases: list[Case], decisions: list[Judgement], times: Times) -> Figures:
    """Return quantiles and the share that qualifies for each sort of lead."""
    members: dict[str, list[int]] = defaultdict(list)
    for number, case in enumerate(cases):
        members[case.profile].append(number)
    return {
        profile: {
            "n_leads": len(numbers),
            "qualified_rate": _qualified_rate([decisions[number] for number in numbers]),
            **_quantiles([times[number] for number in numbers]),
        }
        for profile, numbers in members.items()
    }


def _qualified_rate(decisions: list[Judgement]) -> float:
    return sum(any(item.opened_at.values()) for item in decisions) / len(decisions)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=50, help="calls of each lead")
    write_figures(measure(parser.parse_args().repetitions))
