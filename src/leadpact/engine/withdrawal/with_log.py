"""Decide on what takes back an earlier command: the withdrawal of a report, or a correction."""

from collections.abc import Callable, Sequence
from datetime import datetime

from leadpact.engine.lead import Person
from leadpact.engine.lifecycle import (
    Command,
    Decision,
    DisposeLead,
    Event,
    FollowUp,
    WithdrawReport,
)
from leadpact.engine.routing import RoutingState
from leadpact.engine.withdrawal.correct import decide_correction
from leadpact.engine.withdrawal.withdraw import decide_withdrawal


def decide_with_log(
    events: Sequence[Event],
    command: Command,
    rules: FollowUp,
    *,
    rules_of: Callable[[str], FollowUp],
    lead_id: str,
    as_of: datetime,
    routing: RoutingState | None = None,
    colleagues: Sequence[Person] = (),
) -> Decision:
    """Decide on a command of which `needs_log` is true, as `decide_withdrawal` does."""
    if isinstance(command, WithdrawReport):
        return decide_withdrawal(
            events,
            command,
            rules,
            rules_of=rules_of,
            lead_id=lead_id,
            as_of=as_of,
            routing=routing,
            colleagues=colleagues,
        )
    assert isinstance(command, DisposeLead)
    return decide_correction(
        events,
        command,
        rules,
        rules_of=rules_of,
        lead_id=lead_id,
        as_of=as_of,
        routing=routing,
        colleagues=colleagues,
    )
