"""Record what the engine decides on random histories: the ones of `test_decide_histories`.

They are drawn by `follow_up_random` from `random.Random(seed)`. A change of that generator shows in
the kind `commands`; where the commands are equal and another kind differs, the engine differs.
"""

import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[3]
sys.path.append(str(ROOT / "tests" / "unit" / "engine"))

from canonical_values import Writer  # noqa: E402
from follow_up_random import DAY, HOUR, MAKERS, MINUTE, happen, kind_for, pacts  # noqa: E402
from follow_up_world import june  # noqa: E402

from leadpact.engine.lifecycle import (  # noqa: E402
    Command,
    Decision,
    FollowUp,
    LeadState,
    decide,
)
from leadpact.engine.routing import RoutingState  # noqa: E402
from leadpact.explain import explain_follow_up  # noqa: E402

N_HISTORIES, PER_BLOCK = 10_000, 100
N_BLOCKS = N_HISTORIES // PER_BLOCK
WAITS = (timedelta(0), timedelta(0), 10 * MINUTE, HOUR, 3 * HOUR, DAY, 4 * DAY, -2 * HOUR)
LATER = 2 * DAY
"""How long after its end a history is explained for the second time."""

Recorded = dict[str, list[str]]
"""Lines of text by the kind of what they say."""
KINDS = ("commands", "events", "refusals", "reasons", "todo", "routing", "states", "text")


def record_histories(block: int) -> Recorded:
    """Record one block of histories, every kind by itself."""
    recorded: Recorded = {kind: [] for kind in KINDS}
    writer = Writer()
    for seed in range(block * PER_BLOCK, (block + 1) * PER_BLOCK):
        for kind, line in _record_one(seed, writer):
            recorded[kind].append(f"{seed:05}{line}")
    return recorded


def _record_one(seed: int, writer: Writer) -> Iterator[tuple[str, str]]:
    """Draw a history as `test_decide_histories` does, in the same order of draws."""
    random = Random(seed)
    state, routing, now = LeadState("l-1"), RoutingState(), june(1, 9)
    rules = random.choice(_pacts())
    for n in range(random.randint(8, 20)):
        now += random.choice(WAITS)
        rules = random.choice(_pacts()) if random.random() < 0.03 else rules
        kind = kind_for(random.choice, state)
        command = happen(random.choice, kind, state, now=now, fresh=f"h{n}")
        decision = decide(state, command, rules, as_of=now, routing=routing)
        yield "commands", f".{n} {_command_text(command, rules, writer)} {writer.write(now)}"
        for kind_of_line, text in _decision_lines(decision, writer):
            yield kind_of_line, f".{n} {text}"
        state, routing = decision.new_state, decision.routing
    yield "states", f" {writer.write(state)}"
    yield "routing", f" {writer.write(routing)}"
    for as_of in (now, now + LATER):
        for line in explain_follow_up(state, rules, as_of=as_of).splitlines():
            yield "text", f" {line}"


def _command_text(command: Command, rules: FollowUp, writer: Writer) -> str:
    """Return a command with its place among the kinds: only its class tells its kind."""
    place = list(MAKERS).index(type(command))
    return f"#{place} {writer.write(command)} pact {int(rules is _pacts()[1])}"


def _decision_lines(decision: Decision, writer: Writer) -> Iterator[tuple[str, str]]:
    for event in decision.events:
        yield "events", writer.write(event)
    if decision.refusal is not None:
        yield "refusals", writer.write(decision.refusal)
    for reason in decision.reasons:
        yield "reasons", writer.write(reason)
    for task in decision.tasks:
        yield "todo", f"task {writer.write(task)}"
    for message in decision.messages:
        yield "todo", f"message {writer.write(message)}"
    yield "todo", f"wake {writer.write(decision.wake_at)}"
    yield "todo", f"clocks {writer.write([item.clock_id for item in decision.clocks])}"
    for change in decision.routing_changes:
        yield "routing", writer.write(change)


@cache
def _pacts() -> tuple[FollowUp, FollowUp]:
    return pacts()
