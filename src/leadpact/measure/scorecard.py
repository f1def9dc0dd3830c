"""Every relation of the scorecard, by name. Who calls executes them, one after the other."""

from collections.abc import Callable, Mapping
from datetime import datetime

from leadpact.measure.checkpoints import checkpoint_gaps, checkpoints
from leadpact.measure.funnel import (
    cohorts,
    conversion_by,
    dispositions,
    funnel,
    unowned_by_month,
    unowned_by_stage,
)
from leadpact.measure.gaps import contradictions, known_columns, periods
from leadpact.measure.leads import measured_leads, not_leads
from leadpact.measure.opportunities import known_opportunities
from leadpact.measure.rules import (
    gate_paths,
    gates,
    gates_by_month,
    known_attributes,
    leads_that_miss,
    points_by_rule,
)
from leadpact.measure.sales import acceptance, delays, quotas
from leadpact.measure.volumes import team, volumes
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.expressions import Table


def scorecard_relations(
    tables: Mapping[str, Table],
    *,
    decisions: Table,
    ledger: Table,
    facts: Table,
    ruleset: Ruleset,
    as_of: datetime,
    keep: Callable[[Table, str], Table] | None = None,
) -> dict[str, Table]:
    """Return every relation that the scorecard is made of; all of them are small.

    Parameters
    ----------
    tables
        The company's canonical tables, those that it has; times in UTC.
    decisions
        From `relational.stage.judge_leads`.
    ledger
        From `relational.ledger.ledger`, as of the same moment.
    facts
        From `relational.inputs.lead_facts`.
    ruleset
        The pact in force.
    as_of
        The moment to measure at, aware: nothing that happened later counts.
    keep
        Takes a relation and a name and returns the relation's result as a table, such as
        `Store.keep`. With it, the row per lead that most relations start from is made once;
        without it, nothing is executed and each relation makes it again.

    Returns
    -------
    dict
        Lazy relations by name; `leadpact.report.build_scorecard` takes their rows under the same
        names.
    """
    opportunities = known_opportunities(tables, ruleset.time_zone, as_of=as_of)
    leads = measured_leads(tables, decisions, opportunities, ruleset, as_of=as_of)
    if keep:
        leads = keep(leads, "measured_leads")
    if ruleset.way_out is not None:
        facts = facts.semi_join(leads, "lead_id")
    return {
        **_lead_counts(leads),
        "acceptance": acceptance(opportunities),
        "delays": delays(leads, opportunities),
        "quotas": quotas(tables, opportunities),
        "points": points_by_rule(leads, ledger),
        "attributes": known_attributes(facts, ruleset, as_of=as_of),
        "missing": leads_that_miss(facts, ruleset, as_of=as_of),
        **_gate_counts(leads, ruleset),
        "not_leads": not_leads(tables, decisions, ruleset, as_of=as_of),
        "volumes": volumes(tables, ruleset.time_zone, as_of=as_of),
        "team": team(tables),
        "checkpoints": checkpoints(leads, decisions, ruleset),
        "checkpoint_gaps": checkpoint_gaps(leads, decisions, ruleset),
        "columns": known_columns(tables),
        "periods": periods(tables),
        "contradictions": contradictions(tables, leads, opportunities, as_of=as_of),
    }


def _lead_counts(leads: Table) -> dict[str, Table]:
    """Return what is counted of leads alone: how far they came, from where, and what was lost."""
    return {
        "funnel": funnel(leads),
        "cohorts": cohorts(leads),
        "sources": conversion_by(leads, "source"),
        "campaigns": conversion_by(leads, "campaign"),
        "unowned_by_month": unowned_by_month(leads),
        "unowned_by_stage": unowned_by_stage(leads),
        "dispositions": dispositions(leads),
    }


def _gate_counts(leads: Table, ruleset: Ruleset) -> dict[str, Table]:
    """Return who passed each gate: in all, by month and by path."""
    return {
        "gates": gates(leads, ruleset),
        "gates_by_month": gates_by_month(leads, ruleset),
        "gate_paths": gate_paths(leads, ruleset),
    }
