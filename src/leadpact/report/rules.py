"""The sections on the pact's rules and gates.

Why points were given, what each rule did; who passed a gate, and what others lack.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from leadpact.pact.gate import Gate
from leadpact.report.section import Measured, Rate, Row, ScorecardSection, rate_of
from leadpact.report.words import (
    attribute_label,
    format_count,
    format_month,
    format_percent,
    format_points,
    number_of,
    rule_label,
)
from leadpact.terms.reasons import RULE_CODES, JudgementReasonCode

_LIMITS = (
    JudgementReasonCode.GROUP_LIMIT,
    JudgementReasonCode.NIGHTLY_FLOOR,
    JudgementReasonCode.RANGE_LIMIT,
)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What one rule gave over all leads, in points."""

    score: str
    score_label: str
    rule_id: str
    label: str
    touched: Rate
    points: float
    points_per_lead: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Points(ScorecardSection):
    """Why points were given."""

    rows: tuple[RuleRow, ...] = ()


@dataclass(frozen=True, slots=True)
class GateRow:
    """The leads that passed one gate of the pact."""

    gate: str
    label: str
    passed: Rate
    median_days: float | None


@dataclass(frozen=True, slots=True)
class GateMonth:
    """The leads that passed each gate in one month, in the order of the section's rows."""

    month: str
    label: str
    n_passed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PathRow:
    """The leads that came in through a gate by one of its paths, of all that passed the gate."""

    gate: str
    gate_label: str
    path: str
    label: str
    passed: Rate


@dataclass(frozen=True, slots=True)
class NotLeadRow:
    """Those who left as one kind of no lead, of all who came; `send_to` is empty for nobody."""

    not_lead: str
    label: str
    send_to: str
    left: Rate


@dataclass(frozen=True, slots=True)
class MustHave:
    """The leads that lack what a gate demands."""

    gate: str
    gate_label: str
    attribute: str
    label: str
    lacking: Rate
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates(ScorecardSection):
    """The gates, and what leads lack for them."""

    rows: tuple[GateRow, ...] = ()
    months: tuple[GateMonth, ...] = ()
    must_haves: tuple[MustHave, ...] = ()
    paths: tuple[PathRow, ...] = ()
    not_leads: tuple[NotLeadRow, ...] = ()


def build_points(measured: Measured) -> Points:
    """Build the section: by score, the rule that moved most points first."""
    ruleset = measured.ruleset
    if not ruleset.scores:
        return Points(missing="The pact gives no points.")
    order = [score.name for score in ruleset.lead_scores]
    rows = [(row["code"], _rule(measured, row)) for row in measured.rows["points"]]
    rows.sort(key=lambda row: (order.index(row[1].score), row[0] in _LIMITS, -abs(row[1].points)))
    if not rows:
        return Points(missing="No rule of the pact gave a point to any lead.")
    reading = " ".join(_points_texts(measured, rows))
    return Points(reading=reading, rows=tuple(row for _, row in rows))


def _rule(measured: Measured, row: Row) -> RuleRow:
    score = next(item for item in measured.ruleset.lead_scores if item.name == row["score"])
    points = row["millipoints"] / 1000
    return RuleRow(
        score=score.name,
        score_label=score.label[:1].upper() + score.label[1:],
        rule_id=row["rule_id"],
        label=rule_label(measured.ruleset, score, row["rule_id"], row["code"]),
        touched=rate_of(row["n_leads"], measured.n_leads),
        points=points,
        points_per_lead=round(points / row["n_leads"], 3),
    )


def _points_texts(measured: Measured, rows: list[tuple[str, RuleRow]]) -> Iterator[str]:
    ruled = [row for code, row in rows if code in RULE_CODES]
    if ruled:
        most = max(ruled, key=lambda row: abs(row.points))
        yield (
            f"“{most.label}” moved most: {format_points(most.points)} points over "
            f"{format_count(most.touched.n)} leads."
        )
    n_silent = _n_silent(measured, ruled)
    if n_silent:
        touch = "touches" if n_silent == 1 else "touch"
        yield f"{number_of(n_silent, 'rule')} {touch} no lead at all."
    codes = {code for code, _ in rows}
    if JudgementReasonCode.RANGE_LIMIT in codes:
        yield "What a score's range held back is shown as a line of its own."
    if JudgementReasonCode.GROUP_LIMIT in codes:
        yield "What a group of rules held back is shown as a line of its own."
    if JudgementReasonCode.NIGHTLY_FLOOR in codes:
        yield "What nights gave back is shown as a line of its own."


def _n_silent(measured: Measured, ruled: list[RuleRow]) -> int:
    """Count the rules that touched no lead."""
    scores = measured.ruleset.scores
    rules = {(score.name, rule.rule_id) for score in scores for rule in score.rules}
    return len(rules - {(row.score, row.rule_id) for row in ruled})


def build_gates(measured: Measured) -> Gates:
    """Build the section, gates in the pact's order, the most lacking must-have first."""
    gates = measured.ruleset.gates
    if not gates:
        return Gates(missing="The pact has no gates.", not_leads=tuple(_not_leads(measured)))
    lacks = [_must_have(measured, gate, name) for gate in gates for name in gate.must_have]
    order = [gate.name for gate in gates]
    lacks.sort(key=lambda item: (order.index(item.gate), -item.lacking.n))
    rows = tuple(_gate(measured, gate) for gate in gates)
    return Gates(
        reading=" ".join(_gates_texts(rows, lacks)),
        rows=rows,
        months=tuple(_months(measured, order)),
        must_haves=tuple(lacks),
        paths=tuple(_paths(measured)),
        not_leads=tuple(_not_leads(measured)),
    )


def _gate(measured: Measured, gate: Gate) -> GateRow:
    row = measured.row("gates", "gate", gate.name)
    days = row["median_days"]
    return GateRow(
        gate=gate.name,
        label=measured.label(gate.stage),
        passed=rate_of(row["n_passed"], measured.n_leads),
        median_days=None if days is None else round(days, 2),
    )


def _paths(measured: Measured) -> Iterator[PathRow]:
    """Yield every path in the pact's order, also those by which nobody came in."""
    counts = {(row["gate"], row["path"]): row["n_passed"] for row in measured.rows["gate_paths"]}
    for gate in measured.ruleset.gates:
        n_passed = measured.row("gates", "gate", gate.name)["n_passed"]
        for path in gate.paths:
            passed = rate_of(counts.get((gate.name, path.path_id), 0), n_passed)
            gate_label = measured.label(gate.stage)
            yield PathRow(gate.name, gate_label, path.path_id, path.label, passed)


def _not_leads(measured: Measured) -> Iterator[NotLeadRow]:
    """Yield every kind of no lead in the pact's order, also those as which nobody left."""
    counts = {row["not_lead"]: row["n_leads"] for row in measured.rows["not_leads"]}
    n_came = measured.n_leads + sum(counts.values())
    for item in measured.ruleset.not_leads:
        left = rate_of(counts.get(item.not_lead_id, 0), n_came)
        yield NotLeadRow(item.not_lead_id, item.label, item.send_to, left)


def _months(measured: Measured, gates: list[str]) -> Iterator[GateMonth]:
    counts: dict[date, Counter[str]] = {}
    for row in measured.rows["gates_by_month"]:
        counts.setdefault(row["month"], Counter())[row["gate"]] += row["n_passed"]
    for month, passed in sorted(counts.items()):
        n_passed = tuple(passed[gate] for gate in gates)
        yield GateMonth(month.strftime("%Y-%m"), format_month(month), n_passed)


def _must_have(measured: Measured, gate: Gate, name: str) -> MustHave:
    row = measured.row("attributes", "attribute", name)
    samples = [item["lead_id"] for item in measured.rows["missing"] if item["attribute"] == name]
    return MustHave(
        gate=gate.name,
        gate_label=measured.label(gate.stage),
        attribute=name,
        label=attribute_label(name),
        lacking=rate_of(row["n_leads"] - row["n_known"], row["n_leads"]),
        samples=tuple(sorted(samples)),
    )


def _gates_texts(rows: tuple[GateRow, ...], lacks: list[MustHave]) -> Iterator[str]:
    for row in rows:
        yield (
            f"{number_of(row.passed.n, 'lead')} ({format_percent(row.passed.value)}) passed the "
            f"gate to {row.label}."
        )
    worst = max(lacks, key=lambda item: item.lacking.n, default=None)
    if worst and worst.lacking.n:
        yield (
            f"The must-have most often missing is the {worst.label}: "
            f"{number_of(worst.lacking.n, 'lead')} ({format_percent(worst.lacking.value)}) "
            f"{'lacks' if worst.lacking.n == 1 else 'lack'} it."
        )
    elif worst:
        yield "No lead lacks a must-have."
