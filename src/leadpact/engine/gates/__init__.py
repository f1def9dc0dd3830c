"""Judge one lead: check its gates, find when each first opened, and give the stage."""

from leadpact.engine.gates.judge import GateCheck, Judgement, check_gate, judge_lead
from leadpact.engine.gates.stage import (
    GateHistory,
    advance_stage,
    first_openings,
    search_gates,
)

__all__ = [
    "GateCheck",
    "GateHistory",
    "Judgement",
    "advance_stage",
    "check_gate",
    "first_openings",
    "judge_lead",
    "search_gates",
]
