"""What was opened and accepted in each quota's period, against the quota."""

from collections.abc import Mapping

import ibis

from leadpact.measure.whole import whole_table
from leadpact.relational.columns import with_columns_of
from leadpact.relational.types import Table


def quotas(tables: Mapping[str, Table], opportunities: Table) -> Table:
    """Compare each quota with what was reached in its period `[starts_on, ends_on)`.

    Opportunities count on the local day they were opened, amounts on the local day they were
    accepted. A quota of a team counts the opportunities that its reps opened; a quota with a
    currency counts the amounts in that currency, and those without one.

    Parameters
    ----------
    tables
        The company's canonical tables.
    opportunities
        From `known_opportunities`.

    Returns
    -------
    Table
        `quota_id, team, starts_on, ends_on, currency, n_asked, amount_asked, n_opened,
        amount_accepted`, in order of period and team.
    """
    asked = whole_table(tables, "quotas")
    reps = whole_table(tables, "reps")
    teams = reps.select(_rep_id=reps.rep_id, _team=reps.team).distinct()
    made = opportunities.left_join(teams, opportunities.rep_id == teams._rep_id)
    made = made.select(
        "opened_on",
        "decided_on",
        "_team",
        "is_accepted",
        "amount",
        _opportunity_id=made.opportunity_id,
        _currency=made.currency,
    )
    keys = ("quota_id", "team", "starts_on", "ends_on", "currency")
    targets = asked.select(*keys, n_asked=asked.n_opportunities, amount_asked=asked.amount)
    opened = _within(targets, made, "opened_on").aggregate(n_opened=ibis._.count())
    accepted = made.filter(made.is_accepted.coalesce(False))
    amounts = _within(targets, accepted, "decided_on").aggregate(
        amount_accepted=_amount_in_currency().sum().cast("float64")
    )
    table = with_columns_of(with_columns_of(targets, opened, "quota_id"), amounts, "quota_id")
    return table.mutate(
        amount_asked=table.amount_asked.cast("float64"),
        n_opened=table.n_opened.coalesce(0),
        amount_accepted=table.amount_accepted.coalesce(0.0),
    ).order_by("starts_on", "team", "quota_id")


def _within(targets: Table, made: Table, day: str) -> Table:
    """Return the opportunities of each quota, grouped by it."""
    joined = targets.join(made, [targets.starts_on <= made[day], made[day] < targets.ends_on])
    is_of_team = joined.team.isnull() | (joined._team == joined.team).coalesce(False)
    return joined.filter(is_of_team).group_by("quota_id")


def _amount_in_currency() -> Table:
    row = ibis._
    is_same = (row._currency == row.currency).coalesce(True)
    return is_same.ifelse(row.amount, ibis.null("decimal(18, 2)"))
