"""Judge one lead: check its gates, find when each first opened, and give the stage."""

from leadpact.engine.gates.checkpoints import CheckpointCheck
from leadpact.engine.gates.judge import GateCheck, Judgement, PathCheck, check_gate, judge_lead
from leadpact.engine.gates.stage import (
    GateHistory,
    Openings,
    advance_stage,
    first_openings,
    search_gates,
    with_paths,
)

__all__ = [
    "CheckpointCheck",
    "GateCheck",
    "GateHistory",
    "Judgement",
    "Openings",
    "PathCheck",
    "advance_stage",
    "check_gate",
    "first_openings",
    "judge_lead",
    "search_gates",
    "with_paths",
]
