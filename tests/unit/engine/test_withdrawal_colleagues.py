"""What colleagues of an account did counts in a withdrawal as it does in every other decision."""

import pytest
from follow_up_world import company, june

from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.lifecycle import LeadState, RecordLead, RecordTouch, WithdrawReport, decide
from leadpact.engine.withdrawal import decide_with_log
from leadpact.terms.stages import TouchKind

GATES = """
  judge_again: {every: day}
  conversation_lead: {when: "account >= 50"}
"""
COLLEAGUE = Person(
    Lead("l-2", {}, june(1, 8), "acme"), (Activity("demo", "demo_requested", june(2, 12)),)
)


@pytest.mark.parametrize("withdrawn", ["touch", "unknown"])
def test_gate_opens_by_a_colleague_at_the_night_before_a_withdrawal(withdrawn: str) -> None:
    rules = company(gates=GATES, without=("cadences", "clocks"))
    arrived = RecordLead(
        "came", june(1, 9), Lead("l-1", {}, june(1, 9), "acme"), actor="person:ann"
    )
    touch = RecordTouch("touch", june(1, 10), "ann", TouchKind.CALL, actor="person:ann")
    state, events = LeadState("l-1"), []
    for command in (arrived, touch):
        at = command.occurred_at
        decision = decide(state, command, rules, as_of=at, colleagues=[COLLEAGUE])
        assert decision.refusal is None
        state, events = decision.new_state, [*events, *decision.events]
    assert not state.opened_at
    after = decide_with_log(
        events,
        WithdrawReport("w", june(3, 9), withdrawn, actor="person:ann"),
        rules,
        rules_of={rules.fingerprint: rules}.__getitem__,
        lead_id="l-1",
        as_of=june(3, 9),
        colleagues=[COLLEAGUE],
    )
    assert (after.refusal is None) == (withdrawn == "touch")
    assert after.new_state.opened_at == {"conversation_lead": june(3)}
