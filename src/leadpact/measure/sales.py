"""Whether sales took what it was given, how long each step took, and what quotas asked for."""

from collections.abc import Mapping

import ibis

from leadpact.measure.opportunities import WON
from leadpact.measure.tables import MONEY, n_where, whole_table
from leadpact.relational.expressions import Table, Value, with_columns_of
from leadpact.terms.zone import SECONDS_A_DAY


def acceptance(opportunities: Table) -> Table:
    """Count the decisions of sales on opportunities.

    Parameters
    ----------
    opportunities
        From `known_opportunities`.

    Returns
    -------
    Table
        One row: `n_opportunities, n_accepted, n_rejected, n_undecided, n_won, n_lost`.
    """
    answer, outcome = opportunities.is_accepted, opportunities.outcome
    return opportunities.aggregate(
        n_opportunities=opportunities.count(),
        n_accepted=n_where(answer),
        n_rejected=n_where(~answer),
        n_undecided=n_where(answer.isnull()),
        n_won=n_where(outcome == WON),
        n_lost=n_where(outcome == "LOST"),
    )


def delays(leads: Table, opportunities: Table) -> Table:
    """Measure how long opportunities took, in days.

    Parameters
    ----------
    leads
        From `measured_leads`.
    opportunities
        From `known_opportunities`.

    Returns
    -------
    Table
        A row per step, `CREATED_TO_OPENED`, `OPENED_TO_DECIDED` and `CREATED_TO_WON`: `step, n,
        n_negative` (impossible ones, which are left out of the rest), `shortest_days,
        first_quartile_days, median_days, third_quartile_days, longest_days`.
    """
    created = leads.select("lead_id", "created_t")
    joined = with_columns_of(opportunities, created, "lead_id")
    won_t = (joined.outcome == WON).ifelse(joined.closed_t, ibis.null("int64"))
    steps = {
        "CREATED_TO_OPENED": joined.opened_t - joined.created_t,
        "OPENED_TO_DECIDED": joined.decided_t - joined.opened_t,
        "CREATED_TO_WON": won_t - joined.created_t,
    }
    return ibis.union(*(_spread(joined, *step) for step in steps.items()), distinct=False)


def _spread(table: Table, step: str, seconds: Value) -> Table:
    timed = table.select(_days=seconds / SECONDS_A_DAY)
    days = (timed._days >= 0).ifelse(timed._days, ibis.null("float64"))
    row = timed.aggregate(
        n=days.count(),
        n_negative=n_where(timed._days < 0),
        shortest_days=days.min(),
        first_quartile_days=days.quantile(0.25),
        median_days=days.quantile(0.5),
        third_quartile_days=days.quantile(0.75),
        longest_days=days.max(),
    )
    return row.mutate(step=ibis.literal(step))


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
    return is_same.ifelse(row.amount, ibis.null(MONEY))
