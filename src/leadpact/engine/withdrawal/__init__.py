"""Withdraw a report of a lead: what came after it is decided again, as if it had never been."""

from leadpact.engine.withdrawal.past_decisions import PastDecision, decisions_of, recorded_groups
from leadpact.engine.withdrawal.with_log import decide_with_log

__all__ = [
    "PastDecision",
    "decide_with_log",
    "decisions_of",
    "recorded_groups",
]
