"""Judge one lead by a pact: stage, scores, gates, reasons, and the pact's fingerprint."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leadpact.engine.gates.gate import GateCheck, ask_gate
from leadpact.engine.gates.stage import advance_stage, first_openings, qualifying_moments
from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.scoring import (
    LeadScore,
    Moment,
    Program,
    explain_scores,
    make_program,
    moment_of,
)
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode
from leadpact.terms.stages import Stage
from leadpact.terms.zone import epoch_seconds, moment_at


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
    program = make_program(ruleset)
    lead = lead.recorded_by(as_of)
    seconds = epoch_seconds(as_of)
    moment = moment_of(program, lead, activities, seconds, colleagues)
    opened = first_openings(program, moment, qualifying_moments(lead, moment, seconds))
    times = moment.history.moments
    stage = advance_stage(lead, opened, has_activity=bool(times) and times[0] <= seconds)
    return Judgement(
        lead_id=lead.lead_id,
        as_of=moment_at(seconds),
        stage=stage,
        recorded_stage=lead.stage,
        scores=explain_scores(moment),
        gates=_gate_checks(program, moment, opened),
        opened_at={name: None if at is None else moment_at(at) for name, at in opened.items()},
        fingerprint=ruleset.fingerprint,
    )


def _gate_checks(
    program: Program, moment: Moment, opened: dict[str, int | None]
) -> tuple[GateCheck, ...]:
    """Check every gate at the moment, with why one that is open now did not let the lead in."""
    checks = []
    is_reached = True
    for compiled in program.gates:
        check = ask_gate(moment, compiled)
        if check.is_open and opened[check.gate] is None:
            code = (
                JudgementReasonCode.NOT_WHEN_ASKED
                if is_reached
                else JudgementReasonCode.GATE_BEFORE_CLOSED
            )
            check = replace(check, reasons=(*check.reasons, JudgementReason(code, check.gate)))
        is_reached = opened[check.gate] is not None
        checks.append(check)
    return tuple(checks)
