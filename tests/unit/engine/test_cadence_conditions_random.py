"""Random histories under a pact whose steps have conditions: the next step is always a true one."""

from random import Random

import pytest
from follow_up_invariants import hold_all, hold_fold
from follow_up_random import DAY, HOUR, MINUTE, ROUTING, happen, kind_for
from follow_up_stored import hold_stored
from follow_up_world import ABSENCES, company, june

from leadpact.engine.lifecycle import Decision, LeadState, ReasonCode, decide
from leadpact.engine.routing import RoutingState

N_HISTORIES, N_PARTS = 240, 4
WAITS = (10 * MINUTE, HOUR, 3 * HOUR, DAY, 4 * DAY)
CADENCES = """
  tracks:
    - id: north
      when: "region == 'North'"
      steps:
        - {id: mail-1, channel: email, when: "n_employees >= 20"}
        - {id: call-1, channel: call}
    - id: everyone
      steps:
        - {id: call-1, channel: call}
        - {id: mail-1, channel: email, after: {days: 1}, when: "n_employees >= 20"}
        - {id: social-1, channel: social, after: {hours: 4}, when: "is_known(phone)"}
        - {id: call-2, channel: call, after: {days: 3}}
      influencer_steps: [{id: mail-2, channel: email, when: "intent >= 50"}]
"""
RULES = company(routing=ROUTING, cadences=CADENCES, absences=ABSENCES)
IS_TRUE = {
    "mail-1": lambda known: (known.get("n_employees") or 0) >= 20,
    "social-1": lambda known: known.get("phone") is not None,
}


def live(seed: int) -> list[Decision]:
    """Live through a random history of one lead, whose every decision is held to all invariants."""
    random = Random(seed)
    state, routing, now = LeadState("l-1"), RoutingState(), june(1, 9)
    decisions = list[Decision]()
    for n in range(random.randint(8, 20)):
        now += random.choice(WAITS)
        kind = kind_for(random.choice, state)
        command = happen(random.choice, kind, state, now=now, fresh=f"h{n}")
        decision = decide(state, command, RULES, as_of=now, routing=routing)
        hold_fold(state, routing, decision)
        hold_all(state, routing, command, decision, RULES)
        hold_next_step(decision.new_state)
        decisions.append(decision)
        state, routing = decision.new_state, decision.routing
    return decisions


def hold_next_step(state: LeadState) -> None:
    """The next step of a lead that a rep has is one whose condition is true now."""
    if state.assignment is None or state.lead is None or state.facts is not None:
        return
    for run in state.runs:
        if not run.is_over and run.next_step_id in IS_TRUE:
            assert IS_TRUE[run.next_step_id](state.lead.attributes), run
        order = [step.step_id for step in run.steps]
        passed = {item.step_id for item in (*run.done, *run.left_out)}
        if run.next_step_id is not None:
            assert passed == {*order[: order.index(run.next_step_id)]}


@pytest.mark.parametrize("part", range(N_PARTS))
def test_the_next_step_is_a_true_one_in_every_history_and_is_read_as_it_was_stored(
    part: int,
) -> None:
    left_out = set[str]()
    for seed in range(part, N_HISTORIES, N_PARTS):
        decisions = live(seed)
        hold_stored(decisions, every_state=seed % 10 == 0)
        for decision in decisions:
            left_out |= {
                reason.about
                for reason in decision.reasons
                if reason.code is ReasonCode.STEP_LEFT_OUT
            }
    assert left_out >= {"mail-1", "mail-2"}
