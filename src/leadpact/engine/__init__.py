"""One lead, plain Python, no I/O: score, gate, stage, decide, explain."""

from leadpact.engine.gates import (
    GateCheck,
    GateHistory,
    Judgement,
    advance_stage,
    check_gate,
    judge_lead,
    search_gates,
)
from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.scoring import LeadScore, score_lead

__all__ = [
    "Activity",
    "GateCheck",
    "GateHistory",
    "Judgement",
    "Lead",
    "LeadScore",
    "Person",
    "advance_stage",
    "check_gate",
    "judge_lead",
    "score_lead",
    "search_gates",
]
