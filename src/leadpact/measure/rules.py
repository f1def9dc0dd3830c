"""What the pact's rules and gates did: points given, gates passed, and what leads lack for them."""

from datetime import datetime

import ibis

from leadpact.measure.tables import by_then, month_of, union_of, with_local_date
from leadpact.pact.gate import Gate
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.expressions import Table
from leadpact.terms.zone import SECONDS_A_DAY

N_SAMPLED = 5
"""Leads named for each must-have at most."""


def points_by_rule(leads: Table, ledger: Table) -> Table:
    """Add up what each rule gave, over all leads.

    Parameters
    ----------
    leads
        From `measured_leads`; others' entries are left out.
    ledger
        From `relational.ledger.ledger`.

    Returns
    -------
    Table
        `score, rule_id, code, n_leads` (that it touched), `millipoints` (in total). `rule_id` is as
        in the ledger: of code `SCORE_ADDED` the score that a sum adds, of `GROUP_LIMIT` the group,
        and of `RANGE_LIMIT` and `NIGHTLY_FLOOR` empty.
    """
    entries = ledger.semi_join(leads, "lead_id")
    rules = entries.group_by("score", "rule_id", "code").aggregate(
        n_leads=entries.lead_id.nunique(),
        millipoints=entries.millipoints.sum().cast("int64"),
    )
    return rules.order_by("score", "rule_id", "code")


def gates(leads: Table, ruleset: Ruleset) -> Table:
    """Count the leads that passed each gate, and how long after their creation.

    Returns
    -------
    Table
        `gate, n_passed, median_days` (of those that passed it after they were created).
    """
    parts = [_of_gate(leads, gate.name) for gate in ruleset.gates]
    return union_of(parts, {"n_passed": "int64", "median_days": "float64", "gate": "string"})


def gates_by_month(leads: Table, ruleset: Ruleset) -> Table:
    """Count the leads that passed each gate by local month.

    Returns
    -------
    Table
        `gate, month, n_passed`.
    """
    parts = [_months_of_gate(leads, gate.name, ruleset.time_zone) for gate in ruleset.gates]
    return union_of(parts, {"month": "date", "n_passed": "int64", "gate": "string"})


def gate_paths(leads: Table, ruleset: Ruleset) -> Table:
    """Count the leads that passed each gate by each of its paths.

    Returns
    -------
    Table
        `gate, path, n_passed`; a path by which nobody came in has no row.
    """
    parts = [_paths_of_gate(leads, gate) for gate in ruleset.gates if gate.paths]
    return union_of(parts, {"path": "string", "n_passed": "int64", "gate": "string"})


def _paths_of_gate(leads: Table, gate: Gate) -> Table:
    passed = leads.filter(leads[gate.path_name].notnull())
    counted = passed.group_by(path=passed[gate.path_name]).aggregate(n_passed=passed.count())
    return counted.mutate(gate=ibis.literal(gate.name))


def _of_gate(leads: Table, gate: str) -> Table:
    passed_t = leads[f"{gate}_t"]
    days = (passed_t - leads.created_t) / SECONDS_A_DAY
    later = (days >= 0).ifelse(days, ibis.null("float64"))
    row = leads.aggregate(n_passed=passed_t.count(), median_days=later.quantile(0.5))
    return row.mutate(gate=ibis.literal(gate))


def _months_of_gate(leads: Table, gate: str, zone: str) -> Table:
    passed = leads.filter(leads[f"{gate}_t"].notnull())
    dated = with_local_date(passed, zone, _passed_on=passed[f"{gate}_t"])
    months = dated.group_by(month=month_of(dated._passed_on)).aggregate(n_passed=dated.count())
    return months.mutate(gate=ibis.literal(gate))


def known_attributes(facts: Table, ruleset: Ruleset, *, as_of: datetime) -> Table:
    """Count the leads of which each attribute is known.

    Parameters
    ----------
    facts
        From `relational.inputs.lead_facts`.
    ruleset
        The pact in force.
    as_of
        Aware moment; leads created later are left out.

    Returns
    -------
    Table
        `attribute, n_leads, n_known`; no rows where the pact names no attribute.
    """
    names = list(ruleset.attributes)
    if not names:
        return union_of([], {"attribute": "string", "n_known": "int64", "n_leads": "int64"})
    facts = facts.filter(by_then(facts._created_t, as_of))
    counts = facts.aggregate(
        _n_leads=facts.count(), **{name: facts[name].count() for name in names}
    )
    long = counts.pivot_longer(names, names_to="attribute", values_to="n_known")
    return long.select("attribute", "n_known", n_leads=long._n_leads)


def leads_that_miss(facts: Table, ruleset: Ruleset, *, as_of: datetime) -> Table:
    """Name a few leads that lack each must-have, the first by their ids.

    Returns
    -------
    Table
        `attribute, lead_id`, at most `N_SAMPLED` rows per attribute.
    """
    facts = facts.filter(by_then(facts._created_t, as_of))
    needed = dict.fromkeys(name for gate in ruleset.gates for name in gate.must_have)
    samples = [
        facts.filter(facts[name].isnull())
        .select("lead_id", attribute=ibis.literal(name))
        .order_by("lead_id")
        .limit(N_SAMPLED)
        for name in needed
    ]
    return union_of(samples, {"lead_id": "string", "attribute": "string"})
