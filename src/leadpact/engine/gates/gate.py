"""Check one gate at one moment: must-haves and condition. Twin: `relational.stage`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.scoring import CompiledGate, Moment, make_program, moment_of
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode
from leadpact.terms.zone import epoch_seconds


@dataclass(frozen=True, slots=True)
class GateCheck:
    """The answer of a gate: `condition` is True, False, or None where it is unknown."""

    gate: str
    is_open: bool
    condition: bool | None
    reasons: tuple[JudgementReason, ...]


def check_gate(
    lead: Lead,
    activities: Sequence[Activity],
    ruleset: Ruleset,
    *,
    gate: str,
    as_of: datetime,
    colleagues: Sequence[Person] = (),
) -> GateCheck:
    """Check whether a gate is open for a lead at one moment.

    Parameters
    ----------
    lead, activities, ruleset, as_of, colleagues
        As in `score_lead`.
    gate
        The gate's name; KeyError where the pact has no such gate.

    Returns
    -------
    GateCheck
        Open or not, with every missing must-have and the value of the condition.
    """
    program = make_program(ruleset)
    found = {compiled.gate.name: compiled for compiled in program.gates}[gate]
    moment = moment_of(program, lead, activities, epoch_seconds(as_of), colleagues)
    return ask_gate(moment, found)


def ask_gate(moment: Moment, compiled: CompiledGate) -> GateCheck:
    """Check a gate at a moment, with the reasons."""
    gate = compiled.gate
    known = moment.attributes
    missing = [name for name in gate.must_have if known[name] is None]
    wanted = [name for name in gate.nice_to_have if known[name] is None]
    condition = True if compiled.opens is None else compiled.opens(moment)
    reasons = [
        JudgementReason(JudgementReasonCode.MUST_HAVE_MISSING, gate.name, name) for name in missing
    ]
    reasons += [
        JudgementReason(JudgementReasonCode.NICE_TO_HAVE_MISSING, gate.name, name)
        for name in wanted
    ]
    if condition is not True:
        unknown = condition is None
        code = (
            JudgementReasonCode.GATE_CONDITION_UNKNOWN
            if unknown
            else JudgementReasonCode.GATE_CONDITION_FALSE
        )
        reasons.append(JudgementReason(code, gate.name))
    is_open = condition is True and not missing
    return GateCheck(gate.name, is_open, condition, tuple(reasons))
