"""Judge one lead by a pact: stage, scores, gates, reasons, and the pact's fingerprint.

Twin: `relational.stage`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from leadpact.engine.gates.checkpoints import CheckpointCheck, ask_checkpoints
from leadpact.engine.gates.stage import Openings, advance_stage, first_openings, with_paths
from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.scoring import (
    CompiledGate,
    CompiledPath,
    LeadScore,
    Moment,
    explain_scores,
    make_program,
    moment_of,
)
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode
from leadpact.terms.stages import Stage
from leadpact.terms.zone import epoch_seconds, moment_at


@dataclass(frozen=True, slots=True)
class PathCheck:
    """The answer of a path of a gate, as of the gate; `missing` are its must-haves not known."""

    path: str
    condition: bool | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateCheck:
    """The answer of a gate: `condition` is True, False, or None where it is unknown."""

    gate: str
    is_open: bool
    condition: bool | None
    reasons: tuple[JudgementReason, ...]
    paths: tuple[PathCheck, ...] = ()


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
    if any(compiled.paths for compiled in program.gates):
        moment = with_paths(moment, first_openings(lead.recorded_by(as_of), moment).paths)
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
    paths = tuple(_ask_path(moment, item) for item in compiled.paths)
    return GateCheck(gate.name, is_open, condition, tuple(reasons), paths)


def _ask_path(moment: Moment, compiled: CompiledPath) -> PathCheck:
    condition = True if compiled.opens is None else compiled.opens(moment)
    missing = (name for name in compiled.path.must_have if moment.attributes[name] is None)
    return PathCheck(compiled.path.path_id, condition, tuple(missing))


@dataclass(frozen=True, slots=True)
class Judgement:
    """The judgement of a lead at `as_of` by a pact.

    Attributes
    ----------
    stage
        The stage the lead is in: by its history under the pact, and never behind the record.
    gates
        Every gate asked at `as_of`.
    opened_at
        The first moment each gate opened, by its name; None where it never did.
    paths
        By which path each gate opened that has any, by the gate's name; None where it never did.
    not_lead
        As what it left, of the pact's `not_leads`, before its first gate opened, at `left_at`;
        None: it did not.
    checkpoints
        The checkpoints that are asked of a lead of its stage, at `as_of`, by their ids.
    fingerprint
        The pact it was judged under.
    """

    lead_id: str
    as_of: datetime
    stage: Stage
    recorded_stage: Stage | None
    scores: tuple[LeadScore, ...]
    gates: tuple[GateCheck, ...]
    opened_at: dict[str, datetime | None]
    fingerprint: str
    paths: dict[str, str | None] = field(default_factory=dict)
    not_lead: str | None = None
    left_at: datetime | None = None
    checkpoints: dict[str, CheckpointCheck] = field(default_factory=dict)


def judge_lead(
    lead: Lead,
    activities: Sequence[Activity],
    ruleset: Ruleset,
    *,
    as_of: datetime,
    colleagues: Sequence[Person] = (),
) -> Judgement:
    """Judge one lead at one moment, with the reasons.

    Parameters
    ----------
    lead, activities, ruleset, as_of, colleagues
        As in `score_lead`.

    Returns
    -------
    Judgement
        A function of its arguments alone: the order of arrival never matters.

    See Also
    --------
    leadpact.relational.stage.judge_leads : the twin over many leads.
    """
    lead, seconds = lead.recorded_by(as_of), epoch_seconds(as_of)
    moment = moment_of(make_program(ruleset), lead, activities, seconds, colleagues)
    found = first_openings(lead, moment)
    opened = found.opened_at
    stage = advance_stage(lead, opened, has_activity=moment.has_activity)
    moment_by_path = with_paths(moment, found.paths)
    return Judgement(
        lead_id=lead.lead_id,
        as_of=moment_at(seconds),
        stage=stage,
        recorded_stage=lead.stage,
        scores=explain_scores(moment),
        gates=_gate_checks(moment_by_path, found),
        opened_at={name: None if at is None else moment_at(at) for name, at in opened.items()},
        fingerprint=ruleset.fingerprint,
        paths=found.paths,
        not_lead=found.not_lead,
        left_at=None if found.left_at is None else moment_at(found.left_at),
        checkpoints={} if found.not_lead is not None else ask_checkpoints(moment_by_path, stage),
    )


def _gate_checks(moment: Moment, found: Openings) -> tuple[GateCheck, ...]:
    """Check every gate at the moment, with why one that is open now did not let the lead in."""
    checks, opened = [], found.opened_at
    is_reached = True
    for compiled in moment.program.gates:
        check = ask_gate(moment, compiled)
        if check.is_open and opened[check.gate] is None:
            code = JudgementReasonCode.NOT_WHEN_ASKED
            if found.not_lead is not None:
                code = JudgementReasonCode.NO_LEAD
            elif not is_reached:
                code = JudgementReasonCode.GATE_BEFORE_CLOSED
            check = replace(check, reasons=(*check.reasons, JudgementReason(code, check.gate)))
        is_reached = opened[check.gate] is not None
        checks.append(check)
    return tuple(checks)
