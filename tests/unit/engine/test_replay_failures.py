"""A lead on which a decision raises is listed with its error, and the other leads go on."""

from datetime import timedelta
from typing import Any

from routing_world import MONDAY, row
from test_replay_history import HOUR, replay

from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    Command,
    FollowUp,
    RecordJudgement,
    RecordTouch,
    make_follow_up,
)
from leadpact.engine.replay import DatasetHistory, Replayed
from leadpact.engine.routing import make_roster
from leadpact.engine.scheduling import MOST_FAILURES, StuckLead
from leadpact.engine.scoring import KnownFacts
from leadpact.pact.check import load_pact_text
from leadpact.report.replay import summarise_replay
from leadpact.terms.actors import HISTORY
from leadpact.terms.stages import Stage, TouchKind

MINUTE = timedelta(minutes=1)
PACT = """spec: 1
name: Routed by source
attributes: {source: {type: text}}
routing:
  pools: {sdr: {reps: [ann], hours: any, caps: {per_day: %s}}}
  routes: [{id: all, when: source == 'fair', pool: sdr}]
  default: sdr
"""


class Unreadable(KnownFacts):
    """Facts that can be read so many times, then raise so many times, then can be read again."""

    n_left: list[int]

    def __init__(self, *, n_read: int = 0, n_raised: int = 10**6) -> None:
        super().__init__({"source": "fair"})
        object.__setattr__(self, "n_left", [n_read, n_raised])  # the facts themselves are frozen

    def value(self, name: str) -> Any:
        self.n_left[0] -= 1
        if self.n_left[0] < 0 < self.n_left[1]:
            self.n_left[1] -= 1
            raise ValueError(f"cannot read {name}")
        return super().value(name)


def rules(per_day: int = 9) -> FollowUp:
    return make_follow_up(load_pact_text(PACT % per_day), make_roster([row("ann")]))


def came(number: int, facts: KnownFacts | None = None) -> tuple[str, Command]:
    at, name = MONDAY + number * MINUTE, f"L{number}"
    facts = facts or KnownFacts({"source": "fair"})
    lead = Lead(name, created_at=at)
    return name, RecordJudgement("came", at, lead, Stage.CONVERSATION_LEAD, facts, actor=HISTORY)


def test_a_lead_that_always_raises_is_listed_and_the_others_are_as_without_it() -> None:
    others = [came(0), came(2), came(3)]
    found = replay(rules(), [*others, came(1, Unreadable())])
    last_at = MONDAY + MINUTE + 1231 * MINUTE  # 1 + 2 + ... + 256 minutes, then twice 6 hours
    error = "ValueError: cannot read source"
    assert found.failed == {"L1": StuckLead("L1", MOST_FAILURES, error, last_at)}
    without = replay(rules(), others)
    assert found.states == without.states
    assert (found.routing, found.n_decisions) == (without.routing, without.n_decisions)
    assert without.failed == {}


def test_a_lead_that_can_be_decided_on_later_goes_on_from_then_with_what_happened_meanwhile() -> (
    None
):
    touch = RecordTouch("t", MONDAY + 2 * MINUTE, "ann", TouchKind.CALL, actor="person:ann")
    found = replay(rules(), [came(1, Unreadable(n_raised=2)), ("L1", touch)])
    state = found.states["L1"]
    assert state.assignment is not None
    assert state.assignment.assigned_at == MONDAY + 4 * MINUTE  # it came at 1, failed at 1 and 2
    assert [(item.touch_id, item.made_at) for item in state.touches] == [("t", touch.occurred_at)]
    assert found.failed["L1"].n_failures == 2


def test_a_waiting_lead_that_raises_holds_up_nobody_of_its_group() -> None:
    broken = came(1, Unreadable(n_read=1))
    found = replay(rules(per_day=1), [came(0), broken, came(2)], days=3)
    assert found.states["L1"].is_waiting
    given = found.states["L2"].assignment
    assert given is not None
    assert given.assigned_at == MONDAY + 12 * HOUR
    first_at = MONDAY + 12 * HOUR  # when the day's room opens; 1231 minutes later it is given up
    assert found.failed["L1"].failed_at == first_at + 1231 * MINUTE


def test_a_waiting_lead_that_could_not_be_tried_waits_on_in_its_place() -> None:
    shaky = came(1, Unreadable(n_read=1, n_raised=1))
    found = replay(rules(per_day=1), [came(0), shaky, came(2), came(3)], days=5)
    days = [
        (found.states[name].assignment.assigned_at - MONDAY).days  # type: ignore[union-attr]
        for name in ("L1", "L2", "L3")
    ]
    # L1 fails on Tuesday at 00:00, so that L2 gets the room; L1 is before L3 on Wednesday.
    assert days == [1, 0, 2]


def summary_of(broken: dict[str, KnownFacts]) -> tuple[dict[str, Any], list[str]]:
    """Return what the report shows of a replay of two good leads and some that raise."""
    commands = [came(0), came(1), *(came(n, facts) for n, facts in enumerate(broken.values(), 2))]
    company = rules()
    came_at = {name: command.occurred_at for name, command in commands}
    history = DatasetHistory(
        came_at=came_at,
        commands=tuple(commands),
        past={},
        owners=dict.fromkeys(came_at),
        touched=frozenset(),
        usually_open=timedelta(days=9),
        unread={},
    )
    outcome, end = replay(company, commands), MONDAY + timedelta(days=60)
    found = Replayed(company.ruleset, history, company, outcome, MONDAY, end, ())
    return summarise_replay([found], {})


def test_the_report_names_each_lead_that_failed_and_the_error() -> None:
    values, lines = summary_of({"L2": Unreadable()})
    assert values["n_leads"] == 2
    assert values["failed"] == {
        "L2": {
            "n_failures": 12,
            "error": "ValueError: cannot read source",
            "at": (MONDAY + 1233 * MINUTE).isoformat(),
        }
    }
    place = next(
        n for n, text in enumerate(lines) if text.startswith("1 lead could not be decided")
    )
    assert lines[place + 1] == ("  L2: ValueError: cannot read source (attempts that failed: 12)")


def test_the_report_names_five_leads_that_failed_and_counts_the_others() -> None:
    values, lines = summary_of({f"L{n}": Unreadable() for n in range(2, 9)})
    assert len(values["failed"]) == 7
    assert "  and 2 more, listed in replay.json" in lines
    assert len([text for text in lines if "attempts that failed" in text]) == 5


def test_a_report_without_failures_says_nothing_of_them() -> None:
    values, lines = summary_of({})
    assert "failed" not in values
    assert not [text for text in lines if "could not be decided" in text]
