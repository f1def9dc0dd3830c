"""What the gates demand of a lead and the data lack."""

from datetime import datetime

import ibis

from leadpact.pact.ruleset import Ruleset
from leadpact.relational.types import Table
from leadpact.terms.zone import epoch_seconds as moment_seconds

N_SAMPLED = 5


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
        return _nothing({"attribute": "string", "n_known": "int64", "n_leads": "int64"})
    facts = _until(facts, as_of)
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
    facts = _until(facts, as_of)
    needed = dict.fromkeys(name for gate in ruleset.gates for name in gate.must_have)
    samples = [
        facts.filter(facts[name].isnull())
        .select("lead_id", attribute=ibis.literal(name))
        .order_by("lead_id")
        .limit(N_SAMPLED)
        for name in needed
    ]
    if not samples:
        return _nothing({"lead_id": "string", "attribute": "string"})
    return ibis.union(*samples, distinct=False) if len(samples) > 1 else samples[0]


def _until(facts: Table, as_of: datetime) -> Table:
    return facts.filter((facts._created_t <= moment_seconds(as_of)).coalesce(True))


def _nothing(schema: dict[str, str]) -> Table:
    return ibis.memtable([], schema=schema)
