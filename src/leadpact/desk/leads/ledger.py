"""The ledger of a lead: its scores with parts that add up, and its gates criterion by criterion."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from leadpact.conditions.render import render_condition
from leadpact.engine.gates import GateCheck, Judgement, judge_lead
from leadpact.engine.lifecycle import LeadState
from leadpact.engine.scoring import LeadScore
from leadpact.explain.judgement import reason_words
from leadpact.explain.view import stage_label
from leadpact.pact.gate import Gate
from leadpact.pact.ruleset import MILLI, Ruleset
from leadpact.terms.reasons import POINT_CODES, JudgementReason, JudgementReasonCode


@dataclass(frozen=True, slots=True)
class LedgerPart:
    """What one rule or limit gave."""

    text: str
    points: float


@dataclass(frozen=True, slots=True)
class LedgerScore:
    """A score with its parts, which add up to it."""

    label: str
    total: float
    parts: list[LedgerPart]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that a gate asks for; `is_met` None: it is not known."""

    text: str
    is_met: bool | None
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate: what it asks for, and when it first opened."""

    label: str
    opened_at: datetime | None
    is_open: bool
    criteria: list[Criterion]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A lead as a pact judges it at a moment."""

    pact: str
    fingerprint: str
    as_of: datetime
    stage: str
    scores: list[LedgerScore]
    gates: list[GateLine]

    @property
    def open_gates(self) -> str:
        """The stages whose gates are open, in words."""
        return ", ".join(item.label for item in self.gates if item.is_open) or "none"


def ledger_of(state: LeadState, ruleset: Ruleset, *, as_of: datetime) -> Ledger | None:
    """Judge a lead by a pact at a moment, by what it did until then; None: it has no record."""
    if state.lead is None:
        return None
    judged = judge_lead(state.lead, state.activities, ruleset, as_of=as_of)
    checks = zip(ruleset.gates, judged.gates, strict=True)
    return Ledger(
        ruleset.name,
        ruleset.fingerprint,
        as_of,
        stage_label(judged.stage, ruleset),
        [_score(item, ruleset, state.lead_id) for item in judged.scores],
        [_gate(gate, check, judged, ruleset) for gate, check in checks],
    )


def _score(score: LeadScore, ruleset: Ruleset, lead_id: str) -> LedgerScore:
    labels = {item.name: item.label for item in ruleset.all_scores}
    parts = [
        LedgerPart(_part(reason, ruleset, lead_id), reason.millipoints / MILLI)
        for reason in score.reasons
        if reason.code in POINT_CODES
    ]
    return LedgerScore(labels[score.name], score.millipoints / MILLI, parts)


def _part(reason: JudgementReason, ruleset: Ruleset, lead_id: str) -> str:
    if reason.code is not JudgementReasonCode.PERSON_COUNTED:
        return reason_words(reason, ruleset)
    whose = "this person" if reason.field == lead_id else "another person of the account"
    return f"{_words(reason.rule_id)} of {whose}"


def _gate(gate: Gate, check: GateCheck, judged: Judgement, ruleset: Ruleset) -> GateLine:
    return GateLine(
        stage_label(gate.stage, ruleset),
        judged.opened_at[gate.name],
        check.is_open,
        list(_criteria(gate, check)),
    )


def _criteria(gate: Gate, check: GateCheck) -> Iterator[Criterion]:
    lacks = {
        reason.field
        for reason in check.reasons
        if reason.code
        in (JudgementReasonCode.MUST_HAVE_MISSING, JudgementReasonCode.NICE_TO_HAVE_MISSING)
    }
    for name in gate.must_have:
        yield Criterion(f"{_words(name)} is known", name not in lacks)
    if gate.when is not None:
        yield Criterion(render_condition(gate.when), check.condition)
    for path, asked in zip(gate.paths, check.paths, strict=True):
        is_met = False if asked.missing else asked.condition
        yield Criterion(f"one way: {_words(path.label)}", is_met, is_needed=len(gate.paths) == 1)
    for name in gate.nice_to_have:
        yield Criterion(f"{_words(name)} is known", name not in lacks, is_needed=False)


def _words(name: str) -> str:
    return name.replace("_", " ")
