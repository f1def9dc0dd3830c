"""Warnings of what a data set and a pact call differently, before the leads are judged."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from leadpact.pact.ruleset import Attribute, Ruleset
from leadpact.relational.expressions import Table, Value
from leadpact.relational.inputs import as_attribute, missing_attributes
from leadpact.storage.dataset import Dataset, sources_of
from leadpact.storage.store import Store
from leadpact.terms.attributes import AttributeType
from leadpact.terms.issues import Issue, Level, Place

_WORDS = {
    AttributeType.INTEGER: "a whole number",
    AttributeType.NUMBER: "a number",
    AttributeType.BOOLEAN: "true or false",
    AttributeType.DATE: "a date",
}
_MAX_SHOWN = 5


def run_warnings(
    store: Store, dataset: Dataset, ruleset: Ruleset, as_of: datetime, named: str
) -> Iterator[Issue]:
    """Yield what the pact asks and the data lacks, and the other way round.

    Parameters
    ----------
    as_of
        The moment of judging.
    named
        What the user calls the data, for the places of issues.
    """
    yield from _missing_columns(dataset, ruleset, named)
    yield from _kinds_of_activity(store, dataset, ruleset, named)
    yield from value_warnings(store, dataset, ruleset, named)
    yield from _created_at(store, dataset, as_of, named)


def value_warnings(store: Store, dataset: Dataset, ruleset: Ruleset, named: str) -> Iterator[Issue]:
    """Yield the attributes with values that are not of the pact's type, or not on its list."""
    for item, column, table, value, unfit in _with_unfit(store, dataset, ruleset):
        found = table.filter(unfit).group_by(_value=value.cast("string"))
        counted = found.aggregate(_n=lambda rows: rows.count())
        rows = store.fetch_rows(counted.order_by(counted._n.desc(), counted._value))
        yield _unfit_issue(item.name, column, item, rows, named)


def _with_unfit(
    store: Store, dataset: Dataset, ruleset: Ruleset
) -> Iterator[tuple[Attribute, str, Table, Value, Value]]:
    """Yield the columns with unfit values: attribute, name, table, values and which are unfit.

    All columns of a table are looked through in one reading.
    """
    asked = [
        (item, column, table, value, unfit)
        for item in ruleset.attributes.values()
        for column, table, value in sources_of(item, dataset)
        if (unfit := _is_unfit(value, item)) is not None
    ]
    for name in ("leads", "accounts"):
        own = [one for one in asked if one[1].startswith(f"{name}.")]
        if own:
            sums = {f"_{number}": one[4].sum() for number, one in enumerate(own)}
            row = store.fetch_rows(own[0][2].aggregate(**sums))[0]
            yield from (one for number, one in enumerate(own) if row[f"_{number}"])


def lead_warnings(
    store: Store, dataset: Dataset, ruleset: Ruleset, lead_id: str, named: str
) -> Iterator[Issue]:
    """Yield the values of one lead, and of its account, that are not as the pact says."""
    tables = dict(dataset.tables)
    leads = tables["leads"]
    tables["leads"] = leads.filter(leads.lead_id == lead_id)
    accounts = tables.get("accounts")
    if accounts is not None and "account_id" in leads.columns:
        own = store.fetch_rows(tables["leads"].select("account_id"))
        ids = [row["account_id"] for row in own if row["account_id"] is not None]
        tables["accounts"] = accounts.filter(accounts.account_id.isin(ids or [""]))
    yield from value_warnings(store, replace(dataset, tables=tables), ruleset, named)


def _missing_columns(dataset: Dataset, ruleset: Ruleset, named: str) -> Iterator[Issue]:
    names = missing_attributes(dataset.inputs(), ruleset)
    if names:
        asks, them = (
            ("an attribute", "it") if len(names) == 1 else (f"{len(names)} attributes", "them")
        )
        fact = (
            f"The pact asks for {asks} that no column holds, so every lead lacks {them}:"
            f" {', '.join(names)}."
        )
        fix = (
            "Map columns to them, or say in the pact where they are, as in"
            f" `from: leads.{names[0]}`."
        )
        yield _warning("attribute-without-column", named, fact, fix)


def _kinds_of_activity(
    store: Store, dataset: Dataset, ruleset: Ruleset, named: str
) -> Iterator[Issue]:
    """Yield warnings of the kinds of activity that only the data, or only the pact, knows."""
    activities = dataset.tables.get("activities")
    if activities is None:
        return
    counted = activities.group_by("kind").aggregate(n=activities.count())
    rows = store.fetch_rows(counted.order_by(counted.n.desc(), counted.kind))
    found = {row["kind"]: row["n"] for row in rows}
    unknown = [f"{kind} ({n:,})" for kind, n in found.items() if kind not in ruleset.activities]
    if unknown:
        fact = "The pact does not know these kinds of activity, which count for nothing:"
        fix = "Declare them under `activities`, or map them to kinds that it knows."
        yield _warning("activity-kind-unknown", named, f"{fact} {_listed(unknown)}.", fix)
    absent = [kind for kind in ruleset.activities if kind not in found]
    if absent and found:
        fact = f"The pact counts kinds of activity that never occur: {_listed(absent)}."
        fix = "Check how the data spells them."
        yield _warning("activity-kind-absent", named, fact, fix)


def _is_unfit(value: Value, item: Attribute) -> Value | None:
    """Return whether a value is there and not what the pact says; None where it always is."""
    if item.type is AttributeType.TEXT or (item.type is AttributeType.CATEGORY and not item.values):
        return None
    typed, given = as_attribute(value, item.type), value.type()
    if item.type is AttributeType.CATEGORY:
        return typed.notnull() & ~typed.isin(item.values)
    unfit = value.notnull() & typed.isnull()
    if given.is_string():
        return unfit & (value.strip() != "")
    # A data frame writes NaN where it has nothing.
    return unfit & ~value.isnan() if given.is_floating() else unfit


def _unfit_issue(
    name: str, column: str, item: Attribute, rows: list[dict[str, Any]], named: str
) -> Issue:
    n = sum(row["_n"] for row in rows)
    shown = _listed(f'"{row["_value"]}" ({row["_n"]:,})' for row in rows)
    values, are, them = ("value", "is", "it") if n == 1 else ("values", "are", "them")
    if item.type is not AttributeType.CATEGORY:
        fact = (
            f"{n:,} {values} of {column} cannot be read as {_WORDS[item.type]}, which `{name}` is"
            f" in the pact: {shown}. Rules do not see what is written there."
        )
        fix = "Correct them in the data, or read them by a mapping that says how they are written."
        return _warning("attribute-value-unreadable", named, fact, fix)
    fact = (
        f"{n:,} {values} of {column} {are} not on the pact's list of `{name}`: {shown}."
        f" No condition on the list finds {them}."
    )
    fix = "Add them to `values` in the pact, or translate them in a mapping."
    by_small = {value.lower(): value for value in item.values}
    for close in get_close_matches(str(rows[0]["_value"]).lower(), by_small, n=1):
        fix = f"Did you mean `{by_small[close]}`? Spell both alike; capitals count."
    return _warning("category-value-unlisted", named, fact, fix)


def _created_at(store: Store, dataset: Dataset, as_of: datetime, named: str) -> Iterator[Issue]:
    leads = dataset.tables["leads"]
    if "created_at" not in leads.columns:
        fact = (
            "Leads have no `created_at`, so they belong to no month of the funnel, and no gate"
            " opens before their first activity."
        )
        yield _warning("leads-without-created-at", named, fact, "Map a column to it.")
        return
    created = leads.created_at
    row = store.fetch_rows(
        leads.aggregate(n=leads.count(), missing=created.isnull().sum(), first=created.min())
    )[0]
    if row["missing"]:
        fact = (
            f"{row['missing']:,} of {row['n']:,} leads have no `created_at`: they belong to no"
            " month of the funnel, and no gate opens before their first activity."
        )
        yield _warning("leads-without-created-at", named, fact, "Complete the export.")
    first = row["first"].replace(tzinfo=UTC) if row["first"] else None
    if first and first > as_of:
        fact = (
            f"The first lead was created at {first:%Y-%m-%d %H:%M:%S} UTC, after the moment that is"
            f" asked for, {as_of:%Y-%m-%d %H:%M:%S} UTC: nothing is there to judge."
        )
        yield _warning("as-of-before-data", "--as-of", fact, "Ask for a later moment.")


def _listed(items: Iterable[str]) -> str:
    shown = list(items)
    more = f" and {len(shown) - _MAX_SHOWN:,} more" if len(shown) > _MAX_SHOWN else ""
    return f"{', '.join(shown[:_MAX_SHOWN])}{more}"


def _warning(code: str, named: str, fact: str, fix: str) -> Issue:
    return Issue(code, Level.WARNING, Place(named), fact, fix)
