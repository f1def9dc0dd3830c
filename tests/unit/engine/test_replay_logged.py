"""The events of a replay are a history again: replayed, they give the same events."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from follow_up_random import DAY, HOUR, MINUTE, happen, kind_for, pacts
from follow_up_world import june
from test_withdrawal_random import live, withdrawable

from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    AssignLead,
    Command,
    EndLead,
    Event,
    EventKind,
    FollowUp,
    LeadState,
    RecordLead,
    RecordTouch,
    decide,
)
from leadpact.engine.replay import (
    PastLead,
    ReplayedHistory,
    logged_history,
    replay_history,
)
from leadpact.engine.routing import RoutingState
from leadpact.terms.actors import HISTORY, SCHEDULER
from leadpact.terms.stages import Stage, TouchKind
from vacuous import some

WAITS = (timedelta(0), 10 * MINUTE, HOUR, 3 * HOUR, DAY, 4 * DAY)
Named = tuple[str, Command]
UNTIL = june(1, 9) + 90 * DAY


def history_of(seed: int, rules: FollowUp, *, n_leads: int = 5, n: int = 14) -> list[Named]:
    """Return random commands to some leads that come within a day."""
    random, found = Random(seed), list[Named]()
    for number in range(n_leads):
        name = f"l-{number}"
        state, routing = LeadState(name), RoutingState()
        now = june(1, 9) + random.randrange(24) * HOUR
        for place in range(n):
            now += random.choice(WAITS)
            kind = kind_for(random.choice, state)
            command = happen(random.choice, kind, state, now=now, fresh=f"h{place}")
            if command.id:  # one without id asks for the time to pass, which is no report
                found.append((name, command))
            state = decide(state, command, rules, as_of=now, routing=routing).new_state
    return found


def ends_of(seed: int) -> dict[str, PastLead]:
    at = june(1, 9) + (1 + seed % 9) * DAY
    return {"l-0": PastLead("l-0", at, Stage.RECYCLED), "l-1": PastLead("l-1")}


def recorded(
    rules: FollowUp, commands: Sequence[Named], past: Mapping[str, PastLead]
) -> tuple[list[Event], ReplayedHistory]:
    events = list[Event]()
    found = replay_history(
        commands, past, rules, until=UNTIL, usually_open=8 * DAY, record=events.extend
    )
    return events, found


@pytest.mark.parametrize("rules", pacts(), ids=["first", "second"])
def test_random_histories_give_the_same_events_when_their_events_are_replayed(
    rules: FollowUp,
) -> None:
    kinds = set[EventKind]()
    for seed in range(40):
        commands, past = history_of(seed, rules), ends_of(seed)
        events, found = recorded(rules, commands, past)
        logged = logged_history(events)
        again, found_again = recorded(rules, logged.commands, logged.past)
        assert again == events, seed
        # A second copy of a command, and one to a lead that nobody knows, leave no event.
        counted = replace(found, n_decisions=0, refused={})
        assert replace(found_again, n_decisions=0, refused={}) == counted, seed
        kinds |= {event.kind for event in events}
    wanted = {EventKind.COMMAND_REFUSED, EventKind.WAITING, EventKind.RELEASED}
    assert wanted <= kinds
    assert {EventKind.MEETING_HELD, EventKind.OPPORTUNITY_MOVED, EventKind.CLOCK_BREACHED} <= kinds


def test_events_in_any_order_give_the_same_history() -> None:
    rules = pacts()[0]
    events, _ = recorded(rules, history_of(3, rules), ends_of(3))
    one, other = logged_history(events), logged_history(events[::-1])
    assert one.came_at == other.came_at
    assert recorded(rules, one.commands, one.past) == recorded(rules, other.commands, other.past)


def test_a_lead_comes_with_the_first_report_on_the_lead_itself() -> None:
    rules = pacts()[0]
    first = RecordLead("a", june(1, 9), Lead("l-1", created_at=june(1, 9)), actor="system:crm")
    again = RecordLead("b", june(2, 9), Lead("l-1", created_at=june(1, 9)), actor="system:crm")
    events, _ = recorded(rules, [("l-1", first), ("l-1", again)], {})
    logged = logged_history(events)
    assert logged.came_at == {"l-1": june(1, 9)}
    assert logged.commands == (("l-1", first), ("l-1", again))


def test_what_the_scheduler_did_is_left_out_and_a_retry_by_a_person_is_kept() -> None:
    rules = pacts()[0]
    by_hand = AssignLead("by-hand", june(3, 9), actor="person:max")
    events, _ = recorded(rules, [*history_of(1, rules), ("l-0", by_hand)], {})
    taken = [event.payload.command for event in events if event.kind is EventKind.COMMAND_TAKEN]
    assert any(command.actor == SCHEDULER for command in taken)
    kept = [command for _, command in logged_history(events).commands]
    assert not any(command.actor == SCHEDULER for command in kept)
    assert by_hand in kept


@pytest.mark.parametrize("stage", [Stage.RECYCLED, None])
def test_an_end_of_history_is_one_again_and_one_that_was_assumed_is_left_out(
    stage: Stage | None,
) -> None:
    rules = pacts()[0]
    lead = Lead("l-1", {"source": "few"}, june(1, 9), stage=Stage.CONVERSATION_LEAD)
    commands: list[Named] = [
        ("l-1", RecordLead("came", june(1, 9), lead, actor=HISTORY)),
        ("l-1", RecordTouch("t", june(1, 10), "ann", TouchKind.CALL, actor="person:ann")),
    ]
    ended = PastLead("l-1", june(2, 9), stage) if stage else PastLead("l-1")
    events, found = recorded(rules, commands, {"l-1": ended})
    ends = [
        event.payload.command
        for event in events
        if event.kind is EventKind.COMMAND_TAKEN and isinstance(event.payload.command, EndLead)
    ]
    logged = logged_history(events)
    assert [end.stage for end in some(ends)] == [stage]
    assert logged.past == ({"l-1": ended} if stage else {})
    assert logged.commands == tuple(commands)
    assert recorded(rules, logged.commands, logged.past) == (events, found)


def test_an_end_that_another_system_reported_is_a_command_like_others() -> None:
    rules = pacts()[0]
    lead = Lead("l-1", {"source": "fair"}, june(1, 9))
    end = EndLead("crm/7", june(2, 9), Stage.RECYCLED, actor="system:crm")
    came = RecordLead("came", june(1, 9), lead, actor="system:crm")
    events, _ = recorded(rules, [("l-1", came), ("l-1", end)], {})
    logged = logged_history(events)
    assert logged.commands == (("l-1", came), ("l-1", end))
    assert not logged.past


def test_a_report_that_was_withdrawn_is_left_out_and_all_else_comes_once() -> None:
    n_tried = 0
    for seed in range(60):
        lived, _ = live(seed)
        before = logged_history(lived.events).commands
        for n in range(2):  # a second withdrawal can go back to before the first, or after it
            names = withdrawable(lived)
            if not names:
                break
            taken = {
                event.payload.command.id: event.payload.command
                for event in lived.events
                if event.kind is EventKind.COMMAND_TAKEN
            }
            name = Random(seed + n).choice(names)
            lived.withdraw(name, june(1, 9) + (60 + n) * DAY, pacts()[0], by=f"w{n}")
            kept = list(before)
            kept.remove(("l-1", taken[name]))
            assert list(logged_history(lived.events).commands) == kept, seed
            before, n_tried = tuple(kept), n_tried + 1
    assert n_tried > 60
