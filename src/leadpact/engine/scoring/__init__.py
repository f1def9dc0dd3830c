"""Score one lead: its activities and attributes at one moment, as integers with reasons."""

from leadpact.engine.scoring.activities import ActivityHistory, Series
from leadpact.engine.scoring.evaluate import (
    DatedFacts,
    Facts,
    KnownFacts,
    OnlyValues,
    StagedFacts,
    Test,
    compile_condition,
    compile_if_any,
    holds,
)
from leadpact.engine.scoring.moment import LeadScore, Moment
from leadpact.engine.scoring.program import (
    CompiledCheckpoint,
    CompiledConditionRule,
    CompiledGate,
    CompiledPath,
    CompiledScore,
    Program,
    make_program,
)
from leadpact.engine.scoring.rounding import rule_millipoints
from leadpact.engine.scoring.score import explain_scores, moment_of, score_lead
from leadpact.engine.scoring.sums import CompiledSum, rising_parts

__all__ = [
    "ActivityHistory",
    "CompiledCheckpoint",
    "CompiledConditionRule",
    "CompiledGate",
    "CompiledPath",
    "CompiledScore",
    "CompiledSum",
    "DatedFacts",
    "Facts",
    "KnownFacts",
    "LeadScore",
    "Moment",
    "OnlyValues",
    "Program",
    "Series",
    "StagedFacts",
    "Test",
    "compile_condition",
    "compile_if_any",
    "explain_scores",
    "holds",
    "make_program",
    "moment_of",
    "rising_parts",
    "rule_millipoints",
    "score_lead",
]
