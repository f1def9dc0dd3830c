"""One lead, plain Python, no I/O: score, gate, stage, decide, explain."""

from leadpact.engine.explain import explain
from leadpact.engine.gate import GateCheck, check_gate
from leadpact.engine.judge import Judgement, judge_lead
from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.moment import LeadScore
from leadpact.engine.score import score_lead
from leadpact.engine.stage import GateHistory, advance_stage, search_gates

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
    "explain",
    "judge_lead",
    "score_lead",
    "search_gates",
]
