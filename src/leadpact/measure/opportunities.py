"""Opportunities as they were known at a moment, and what they show about their leads.

As relations; and of rows already read, the won deals of one lead and amounts by currency.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import ibis

from leadpact.measure.tables import by_then, whole_table, with_local_date
from leadpact.relational.expressions import Table
from leadpact.relational.inputs import epoch_seconds

WON = "WON"
_NOT_WON = ("LOST", "REJECTED")


def known_opportunities(tables: Mapping[str, Table], zone: str, *, as_of: datetime) -> Table:
    """Return the opportunities that existed at a moment, with what was known of them then.

    Parameters
    ----------
    tables
        The company's canonical tables.
    zone
        The zone of `opened_on` and `decided_on`.
    as_of
        Aware moment; an opportunity opened later is left out, a later decision is missing.

    Returns
    -------
    Table
        `opportunity_id, lead_id, rep_id` (who opened it, else whose it is), `amount, currency,
        expected_close_on, is_accepted, outcome`, the epoch seconds `opened_t, decided_t,
        closed_t`, `known_t` (the first of those known) and the local dates `opened_on,
        decided_on`.
    """
    found = whole_table(tables, "opportunities")
    timed = found.mutate(
        opened_t=epoch_seconds(found.opened_at),
        decided_t=epoch_seconds(found.decided_at),
        closed_t=epoch_seconds(found.closed_at),
    )
    timed = timed.mutate(known_t=timed.opened_t.coalesce(timed.decided_t).coalesce(timed.closed_t))
    timed = timed.filter(by_then(timed.known_t, as_of))
    is_decided, is_closed = by_then(timed.decided_t, as_of), by_then(timed.closed_t, as_of)
    known = timed.select(
        "opportunity_id",
        "lead_id",
        "currency",
        "expected_close_on",
        "opened_t",
        "known_t",
        rep_id=timed.opened_by_rep_id.coalesce(timed.rep_id),
        amount=timed.amount,
        is_accepted=is_decided.ifelse(timed.is_accepted, ibis.null("boolean")),
        outcome=is_closed.ifelse(timed.outcome, ibis.null("string")),
        decided_t=is_decided.ifelse(timed.decided_t, ibis.null("int64")),
        closed_t=is_closed.ifelse(timed.closed_t, ibis.null("int64")),
    )
    return with_local_date(known, zone, opened_on=known.opened_t, decided_on=known.decided_t)


def opportunities_of_leads(opportunities: Table) -> Table:
    """Summarize the opportunities of every lead that has one, a row per lead.

    Columns: `lead_id, n_opportunities, has_pipeline` (one with an amount and an expected close
    that sales did not reject), `is_won, is_lost` (each one lost or rejected), `is_accepted` (any
    accepted), `is_decided` (any decided).
    """
    table = opportunities.filter(opportunities.lead_id.notnull())
    is_rejected = (~table.is_accepted).coalesce(False)
    is_over = is_rejected | table.outcome.isin(_NOT_WON).coalesce(False)
    has_plan = table.amount.notnull() & table.expected_close_on.notnull()
    return table.group_by("lead_id").aggregate(
        n_opportunities=table.count(),
        has_pipeline=(has_plan & ~is_rejected).any(),
        is_won=(table.outcome == WON).coalesce(False).any(),
        is_lost=is_over.all(),
        is_accepted=table.is_accepted.coalesce(False).any(),
        is_decided=table.is_accepted.notnull().any(),
    )


@dataclass(frozen=True, slots=True)
class LeadDeals:
    """The opportunities of one lead: how many were won, and what they brought by currency."""

    n_won: int
    won_amounts: Mapping[str, Decimal]


def lead_deals(rows: Iterable[Mapping[str, Any]]) -> LeadDeals:
    """Return the deals of one lead; rows are `outcome, amount, currency` of opportunities."""
    won = [row for row in rows if row["outcome"] == WON]
    return LeadDeals(len(won), add_amounts((row["currency"], row["amount"]) for row in won))


def add_amounts(amounts: Iterable[tuple[str | None, Any]]) -> dict[str, Decimal]:
    """Add up amounts by currency; the name of an unknown currency is empty."""
    found: dict[str, Decimal] = {}
    for currency, given in amounts:
        # A data set may hold amounts as floats, and then also what is no number.
        amount = None if given is None else Decimal(str(given))
        if amount is not None and amount.is_finite():
            name = currency or ""
            found[name] = found.get(name, Decimal(0)) + amount
    return found
