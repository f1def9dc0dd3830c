"""The won deals of one lead, and amounts added up by currency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from leadpact.measure.opportunities import WON


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
