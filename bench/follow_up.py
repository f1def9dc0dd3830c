"""How long a decision on what happened to a lead takes: 200 activities, 30 rules, 40 reps.

Every lead lives through its last 20 activities, then through follow-up to its end, as reps of one
team share the leads; each decision is timed once, in the order of a company's day.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import perf_counter_ns, thread_time_ns

from child import HERE, Figures, report, write_figures
from leadpact.engine.lifecycle import (
    AdvanceTime,
    BookMeeting,
    Command,
    DebriefMeeting,
    DisposeLead,
    FollowUp,
    LeadState,
    MeetingStep,
    OpenOpportunity,
    ReassignLead,
    RecordActivity,
    RecordLead,
    RecordOutOfOffice,
    RecordTouch,
    UpdateMeeting,
    decide,
    make_follow_up,
)
from leadpact.engine.routing import RoutingState, make_roster
from leadpact.pact.check import load_pact_text
from leadpact.terms.stages import RepRole, TouchKind
from leads import AS_OF, N_ACTIVITIES, Case, make_cases
from machine import quantile
from pacts import PACT_30

N_REPS = 40
N_TIMED_ACTIVITIES = 20
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def measure() -> Figures:
    """Time every decision of every lead, and of a few leads that nobody touches for a year."""
    rules, cases = make_rules(), make_cases()
    report(f"follow-up: {len(cases)} leads, {N_REPS} reps")
    times = time_lives(cases, rules)
    every = [elapsed for found in times.values() for elapsed in found]
    alone = time_lives(cases[:40], rules, are_left_alone=True)
    return {
        "n_leads": len(cases),
        "n_activities": N_ACTIVITIES,
        "n_reps": N_REPS,
        "all": _quantiles(every),
        "commands": {name: _quantiles(found) for name, found in sorted(times.items())},
        "left_alone": _quantiles([elapsed for found in alone.values() for elapsed in found]),
    }


def time_lives(
    cases: list[Case], rules: FollowUp, *, are_left_alone: bool = False
) -> dict[str, list[tuple[float, float]]]:
    """Return the microseconds of every timed decision, by what happened."""
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    routing = RoutingState()
    for number, case in enumerate(cases):
        state = LeadState(case.lead.lead_id)
        for command, is_timed in live(case, number, is_left_alone=are_left_alone):
            at = command.occurred_at
            started, cpu_started = perf_counter_ns(), thread_time_ns()
            decision = decide(state, command, rules, as_of=at, routing=routing)
            ended, cpu_ended = perf_counter_ns(), thread_time_ns()
            state, routing = decision.new_state, decision.routing
            if is_timed:
                elapsed = ((ended - started) / 1000, (cpu_ended - cpu_started) / 1000)
                times[type(command).__name__].append(elapsed)
    return times


def make_rules() -> FollowUp:
    """Return the pact of the measurements over its reps."""
    follow_up = (HERE / "follow_up.yaml").read_text(encoding="utf-8")
    ruleset = load_pact_text(PACT_30.read_text(encoding="utf-8") + "\n" + follow_up)
    reps = [
        {"rep_id": f"sdr-{number:02}", "role": "SDR", "paired_rep_id": f"ae-{number % 5}"}
        for number in range(N_REPS)
    ]
    reps += [{"rep_id": f"ae-{number}", "role": "AE"} for number in range(5)]
    return make_follow_up(ruleset, make_roster(reps))


def live(case: Case, number: int, *, is_left_alone: bool = False) -> Iterator[tuple[Command, bool]]:
    """Yield what happens to a lead, and whether the decision on it is timed.

    A lead that is left alone goes from rep to rep, for nobody touches it within four hours.
    """
    activities = sorted(case.activities, key=lambda item: item.occurred_at)
    created = case.lead.created_at or activities[0].occurred_at
    yield RecordLead("arrived", created, case.lead, actor="person:ann"), False
    first_timed = len(activities) - N_TIMED_ACTIVITIES
    for place, activity in enumerate(activities):
        at = activity.occurred_at
        yield (
            RecordActivity(activity.activity_id, at, activity, actor="person:ann"),
            place >= first_timed,
        )
        if place % 20 == 0 and not is_left_alone:
            yield (
                RecordTouch(
                    f"early-{place}", at + HOUR / 12, None, TouchKind.EMAIL, actor="person:ann"
                ),
                False,
            )
    yield from ((command, True) for command in follow(AS_OF + number * HOUR / 4))


def follow(at: datetime) -> Iterator[Command]:
    """Yield what reps do, and what comes of it, from a moment on."""
    yield AdvanceTime("", at, actor="person:ann")
    yield ReassignLead("reassign", at + HOUR, actor="person:ann")
    channels = (TouchKind.CALL, TouchKind.EMAIL, TouchKind.CALL, TouchKind.VOICEMAIL)
    for place, channel in enumerate(channels):
        yield RecordTouch(
            f"touch-{place}", at + (place + 1) * DAY, "sdr-00", channel, actor="person:ann"
        )
    yield RecordOutOfOffice("away", at + 5 * DAY, actor="person:ann")
    yield BookMeeting("meeting", at + 6 * DAY, at + 9 * DAY, "ae-0", actor="person:ann")
    yield AdvanceTime("", at + 8 * DAY, actor="person:ann")
    yield UpdateMeeting("held", at + 9 * DAY, "meeting", MeetingStep.HELD, actor="person:ann")
    yield DebriefMeeting(
        "debrief", at + 9 * DAY + HOUR, "meeting", RepRole.AE, True, actor="person:ann"
    )
    yield OpenOpportunity(
        "opened", at + 10 * DAY, "deal", "meeting", "ae-0", RepRole.AE, actor="person:ann"
    )
    yield DisposeLead(
        "verdict",
        at + 11 * DAY,
        RepRole.AE,
        "unqualified",
        reason="no_budget",
        meeting_id="meeting",
        actor="person:ann",
    )


def _quantiles(times: list[tuple[float, float]]) -> Figures:
    wall, cpu = ([item[place] for item in times] for place in (0, 1))
    return {
        "n": len(times),
        "p50_us": quantile(wall, 0.50),
        "p95_us": quantile(wall, 0.95),
        "p99_us": quantile(wall, 0.99),
        "cpu_p99_us": quantile(cpu, 0.99),
    }


if __name__ == "__main__":
    write_figures(measure())
