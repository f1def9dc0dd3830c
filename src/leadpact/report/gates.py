"""The section on the pact's gates: who passed, and what others lack."""

from collections import Counter
from datetime import date

from leadpact.pact.ruleset import Gate
from leadpact.report.labels import attribute_label
from leadpact.report.measured import Measured
from leadpact.report.numbers import format_month, format_percent, number_of
from leadpact.report.rate import rate_of
from leadpact.report.scorecard import GateMonth, GateRow, Gates, MustHave


def build_gates(measured: Measured) -> Gates:
    """Build the section, gates in the pact's order, the most lacking must-have first."""
    gates = measured.ruleset.gates
    if not gates:
        return Gates("", "The pact has no gates.", (), (), ())
    lacks = [_must_have(measured, gate, name) for gate in gates for name in gate.must_have]
    order = [gate.name for gate in gates]
    lacks.sort(key=lambda item: (order.index(item.gate), -item.lacking.n))
    rows = tuple(_gate(measured, gate) for gate in gates)
    return Gates(_reading(rows, lacks), "", rows, _months(measured, order), tuple(lacks))


def _gate(measured: Measured, gate: Gate) -> GateRow:
    row = next(row for row in measured.rows["gates"] if row["gate"] == gate.name)
    days = row["median_days"]
    return GateRow(
        gate=gate.name,
        label=measured.label(gate.stage),
        passed=rate_of(row["n_passed"], measured.n_leads),
        median_days=None if days is None else round(days, 2),
    )


def _months(measured: Measured, gates: list[str]) -> tuple[GateMonth, ...]:
    counts: dict[date, Counter[str]] = {}
    for row in measured.rows["gates_by_month"]:
        counts.setdefault(row["month"], Counter())[row["gate"]] += row["n_passed"]
    return tuple(
        GateMonth(
            month.strftime("%Y-%m"),
            format_month(month),
            tuple(counts[month][gate] for gate in gates),
        )
        for month in sorted(counts)
    )


def _must_have(measured: Measured, gate: Gate, name: str) -> MustHave:
    row = next(row for row in measured.rows["attributes"] if row["attribute"] == name)
    samples = [item["lead_id"] for item in measured.rows["missing"] if item["attribute"] == name]
    return MustHave(
        gate=gate.name,
        gate_label=measured.label(gate.stage),
        attribute=name,
        label=attribute_label(name),
        lacking=rate_of(row["n_leads"] - row["n_known"], row["n_leads"]),
        samples=tuple(sorted(samples)),
    )


def _reading(rows: tuple[GateRow, ...], lacks: list[MustHave]) -> str:
    texts = [
        f"{number_of(row.passed.n, 'lead')} ({format_percent(row.passed.value)}) passed the gate "
        f"to {row.label}."
        for row in rows
    ]
    worst = max(lacks, key=lambda item: item.lacking.n, default=None)
    if worst and worst.lacking.n:
        texts.append(
            f"The must-have most often missing is the {worst.label}: "
            f"{number_of(worst.lacking.n, 'lead')} ({format_percent(worst.lacking.value)}) "
            f"{'lacks' if worst.lacking.n == 1 else 'lack'} it."
        )
    elif worst:
        texts.append("No lead lacks a must-have.")
    return " ".join(texts)
