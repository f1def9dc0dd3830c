"""What became in history of the leads that a pact lets in, and of those it keeps out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from leadpact.cli.replaying import Replayed
from leadpact.measure.intervals import wilson_interval
from leadpact.measure.opportunities import WON, known_opportunities
from leadpact.storage.dataset import Dataset
from leadpact.storage.store import Store


@dataclass(frozen=True, slots=True)
class LeadDeals:
    """The opportunities of one lead: how many were won, and what they brought by currency."""

    n_won: int
    won_amounts: Mapping[str, Decimal]


def deals_of(store: Store, dataset: Dataset, zone: str, end: datetime) -> dict[str, LeadDeals]:
    """Return the deals of the leads that made an opportunity, as far as they were known."""
    if "opportunities" not in dataset.tables:
        return {}
    known = known_opportunities(dataset.tables, zone, as_of=end)
    known = known.filter(known.lead_id.notnull())
    found: dict[str, list[dict[str, Any]]] = {}
    for row in store.fetch_rows(known.select("lead_id", "outcome", "amount", "currency")):
        found.setdefault(row["lead_id"], []).append(row)
    return {lead_id: _deals(rows) for lead_id, rows in found.items()}


def _deals(rows: Iterable[Mapping[str, Any]]) -> LeadDeals:
    won = [row for row in rows if row["outcome"] == WON]
    return LeadDeals(len(won), _add(won))


def _add(rows: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = {}
    for row in rows:
        # A data set may hold amounts as floats, and then also what is no number.
        amount = None if row["amount"] is None else Decimal(str(row["amount"]))
        if amount is not None and amount.is_finite():
            name = row["currency"] or ""
            amounts[name] = amounts.get(name, Decimal(0)) + amount
    return amounts


def let_in_groups(replayed: Replayed, deals: Mapping[str, LeadDeals]) -> dict[str, Any]:
    """Return the outcomes of the leads that one pact lets in, and of all others."""
    came = replayed.history.came_at.keys()
    groups = {"let_in": came, "kept_out": replayed.history.owners.keys() - came}
    return {name: outcome_of(ids, replayed, deals) for name, ids in groups.items()}


def compared_groups(
    one: Replayed, other: Replayed, deals: Mapping[str, LeadDeals]
) -> dict[str, Any]:
    """Return the outcomes of the leads that both, one or none of two pacts let in."""
    new, old = one.history.came_at.keys(), other.history.came_at.keys()
    groups = {
        "let_in_by_both": new & old,
        "let_in_only_by_the_first": new - old,
        "let_in_only_by_the_second": old - new,
        "kept_out_by_both": one.history.owners.keys() - new - old,
    }
    return {name: outcome_of(ids, one, deals) for name, ids in groups.items()}


def outcome_of(
    ids: Iterable[str], replayed: Replayed, deals: Mapping[str, LeadDeals]
) -> dict[str, Any]:
    """Return what became of some leads; of those that nobody worked nothing is known."""
    names = sorted(ids)
    worked = [name for name in names if replayed.history.owners.get(name) is not None]
    found = [deals[name] for name in worked if name in deals]
    interval = wilson_interval(len(found), len(worked))
    amounts = _add(
        {"currency": currency, "amount": amount}
        for item in found
        for currency, amount in item.won_amounts.items()
    )
    return {
        "n_leads": len(names),
        "n_worked": len(worked),
        "n_with_opportunity": len(found),
        "opportunity_rate": len(found) / len(worked) if worked else None,
        "opportunity_rate_low": interval.low if interval else None,
        "opportunity_rate_high": interval.high if interval else None,
        "n_won": sum(item.n_won > 0 for item in found),
        "won_amounts": {name: str(amount) for name, amount in sorted(amounts.items())},
    }


def outcome_line(name: str, group: Mapping[str, Any]) -> str:
    """Return what became of some leads in one line."""
    rate, share = group["opportunity_rate"], "nobody worked them, so nothing is known"
    if rate is not None:
        low, high = group["opportunity_rate_low"], group["opportunity_rate_high"]
        share = f"{rate:.1%} of the worked ones made an opportunity ({low:.1%} to {high:.1%})"
    won = " and ".join(f"{amount} {name}".strip() for name, amount in group["won_amounts"].items())
    spoken, n_won = name.replace("_", " "), group["n_won"]
    line = f"{group['n_leads']:,} {spoken}, {group['n_worked']:,} of them worked: {share}"
    return f"{line}; {n_won:,} won{f', {won}' if won else ''}" if n_won else line
