"""Withdraw a report of a lead: what came after it is decided again, as if it had never been."""

from leadpact.engine.withdrawal.correct import decide_correction
from leadpact.engine.withdrawal.past_decisions import PastDecision, decisions_of, recorded_groups
from leadpact.engine.withdrawal.with_log import decide_with_log
from leadpact.engine.withdrawal.withdraw import decide_withdrawal

__all__ = [
    "PastDecision",
    "decide_correction",
    "decide_with_log",
    "decide_withdrawal",
    "decisions_of",
    "recorded_groups",
]
