"""How large the stored form of events and states is, and how long it takes to write and read it."""

from collections import defaultdict
from statistics import median
from time import perf_counter_ns

from child import Figures, report, write_figures
from follow_up import live, make_rules
from leadpact.engine.lifecycle import Event, LeadState, decide
from leadpact.engine.routing import RoutingState
from leadpact.events import EventCodec, Parts, PersonalValues
from leads import make_cases

SALT = "0123456789abcdef0123456789abcdef"


def measure() -> Figures:
    """Store every event of every lead of the bench, and its state after the last."""
    rules, cases = make_rules(), make_cases()
    codec, routing = EventCodec(Parts()), RoutingState()
    sizes: dict[str, list[int]] = defaultdict(list)
    states: list[int] = []
    times: dict[str, list[float]] = defaultdict(list)
    for number, case in enumerate(cases):
        state, personal = LeadState(case.lead.lead_id), PersonalValues(SALT)
        for command, _ in live(case, number):
            decision = decide(state, command, rules, as_of=command.occurred_at, routing=routing)
            state, routing = decision.new_state, decision.routing
            for event in decision.events:
                sizes[str(event.kind)].append(_store(codec, event, personal, times))
        started = perf_counter_ns()
        text = codec.encode_state(state, personal)
        written = perf_counter_ns()
        back = codec.decode_state(text, personal, state.activities, state.seen)
        read = perf_counter_ns()
        assert back == state
        times["write a state"].append((written - started) / 1000)
        times["read a state"].append((read - written) / 1000)
        states.append(len(text.encode()))
    report(f"stored: {len(cases)} leads, {sum(map(len, sizes.values()))} events")
    clocks = [size for kind, found in sizes.items() if kind.startswith("clock.") for size in found]
    return {
        "n_leads": len(cases),
        "n_parts": len(codec.parts.added),
        "part_bytes": sum(len(text) for text in codec.parts.added.values()),
        "state_bytes": {"median": median(states), "largest": max(states)},
        "clock_event_bytes": {"median": median(clocks), "largest": max(clocks)},
        "event_bytes": {
            kind: {"n": len(found), "median": median(found), "largest": max(found)}
            for kind, found in sorted(sizes.items())
        },
        "median_us": {what: median(found) for what, found in times.items()},
    }


def _store(
    codec: EventCodec, event: Event, personal: PersonalValues, times: dict[str, list[float]]
) -> int:
    """Write and read one event; return the bytes of its payload."""
    started = perf_counter_ns()
    row = codec.encode_event(event, personal)
    written = perf_counter_ns()
    back = codec.decode_event(row, personal)
    read = perf_counter_ns()
    assert back == event
    times["write an event"].append((written - started) / 1000)
    times["read an event"].append((read - written) / 1000)
    return len(row.payload.encode())


if __name__ == "__main__":
    write_figures(measure())
