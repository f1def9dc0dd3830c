"""The leads that passed each gate of the pact, and when."""

from collections.abc import Callable
from typing import TypeAlias

import ibis

from leadpact.measure.acceptance import DAY_SECONDS
from leadpact.measure.months import month_of, with_local_date
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.types import Table

_Measure: TypeAlias = Callable[[Table, str, Ruleset], Table]


def gates(leads: Table, ruleset: Ruleset) -> Table:
    """Count the leads that passed each gate, and how long after their creation.

    Returns
    -------
    Table
        `gate, n_passed, median_days` (of those that passed it after they were created).
    """
    return _by_gate(leads, ruleset, _of_gate, {"n_passed": "int64", "median_days": "float64"})


def gates_by_month(leads: Table, ruleset: Ruleset) -> Table:
    """Count the leads that passed each gate by local month.

    Returns
    -------
    Table
        `gate, month, n_passed`.
    """
    return _by_gate(leads, ruleset, _months_of_gate, {"month": "date", "n_passed": "int64"})


def _by_gate(leads: Table, ruleset: Ruleset, measure: _Measure, columns: dict[str, str]) -> Table:
    parts = [
        measure(leads, gate.name, ruleset).mutate(gate=ibis.literal(gate.name))
        for gate in ruleset.gates
    ]
    if not parts:
        return ibis.memtable([], schema={**columns, "gate": "string"})
    return ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]


def _of_gate(leads: Table, gate: str, _ruleset: Ruleset) -> Table:
    passed_t = leads[f"{gate}_t"]
    days = (passed_t - leads.created_t) / DAY_SECONDS
    later = (days >= 0).ifelse(days, ibis.null("float64"))
    return leads.aggregate(n_passed=passed_t.count(), median_days=later.quantile(0.5))


def _months_of_gate(leads: Table, gate: str, ruleset: Ruleset) -> Table:
    passed = leads.filter(leads[f"{gate}_t"].notnull())
    dated = with_local_date(passed, ruleset.time_zone, _passed_on=passed[f"{gate}_t"])
    return dated.group_by(month=month_of(dated._passed_on)).aggregate(n_passed=dated.count())
