"""One lead, plain Python, no I/O: score, gate, stage, decide, explain."""

from leadpact.engine.gates.gate import GateCheck, check_gate
from leadpact.engine.gates.judge import Judgement, judge_lead
from leadpact.engine.gates.stage import GateHistory, advance_stage, search_gates
from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.scoring.moment import LeadScore
from leadpact.engine.scoring.score import score_lead

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
