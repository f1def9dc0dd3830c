"""One lead of a data set, with its account's other leads, as the engine wants them."""

from dataclasses import replace
from typing import Any

from leadpact.engine.lead import Activity, Lead, Person
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.inputs import Inputs, counted_activities, lead_facts
from leadpact.storage.dataset import Dataset
from leadpact.storage.store import Store
from leadpact.terms.stages import Stage
from leadpact.terms.zone import moment_at

_STAGES = frozenset(Stage)


class UnableToFindLead(LookupError):
    """The data set has no such lead."""


def read_people(store: Store, dataset: Dataset, ruleset: Ruleset, lead_id: str) -> list[Person]:
    """Return a lead, first, and then its colleagues in the same account.

    Only their rows are taken from the tables, before anything is worked out: of the others no more
    is read than their ids.
    """
    inputs = _narrowed(store, dataset, ruleset, lead_id)
    rows: dict[str, dict[str, Any]] = {}
    for row in store.fetch_rows(lead_facts(inputs, ruleset)):
        rows.setdefault(row["lead_id"], row)
    people = [rows.pop(lead_id), *rows.values()]
    activities = _activities(store, inputs, ruleset, [row["lead_id"] for row in people])
    return [Person(_lead(row, ruleset), activities.get(row["lead_id"], ())) for row in people]


def _narrowed(store: Store, dataset: Dataset, ruleset: Ruleset, lead_id: str) -> Inputs:
    """Return the inputs with the rows of a lead and, where its account counts, its colleagues."""
    inputs = dataset.inputs()
    leads, accounts = inputs.leads, inputs.accounts
    has_account = "account_id" in leads.columns
    ids = leads.filter(leads.lead_id == lead_id).select("lead_id", *["account_id"] * has_account)
    own = store.fetch_rows(ids)
    if not own:
        raise UnableToFindLead(f"There is no lead {lead_id} in {dataset.folder}.")
    account_id = own[0].get("account_id")
    # Never both by `or`: on one column, the engine passes over whole row groups.
    wanted = leads.lead_id == lead_id
    if ruleset.account_scores and account_id is not None:
        wanted = leads.account_id == account_id
    if accounts is not None:
        accounts = accounts.filter(accounts.account_id == (account_id or ""))
    return replace(inputs, leads=leads.filter(wanted), accounts=accounts)


def _activities(
    store: Store, inputs: Inputs, ruleset: Ruleset, lead_ids: list[str]
) -> dict[str, list[Activity]]:
    found: dict[str, list[Activity]] = {}
    if inputs.activities is None and not ruleset.past_kinds:
        return found
    own = {
        name: table.filter(table.lead_id.isin(lead_ids))
        for name in ("activities", "events")
        if (table := getattr(inputs, name)) is not None
    }
    rows = store.fetch_rows(counted_activities(replace(inputs, **own), ruleset))
    for number, row in enumerate(rows):
        fields = {name: row[name] for name in ("kind", "channel", "campaign", "content", "value")}
        activity = Activity(f"#{number}", occurred_at=moment_at(row["_t"]), **fields)
        found.setdefault(row["lead_id"], []).append(activity)
    return found


def _lead(row: dict[str, Any], ruleset: Ruleset) -> Lead:
    return Lead(
        lead_id=row["lead_id"],
        attributes={name: row[name] for name in ruleset.attributes},
        created_at=None if row["_created_t"] is None else moment_at(row["_created_t"]),
        account_id=row["account_id"],
        stage=Stage(row["_stage"]) if row["_stage"] in _STAGES else None,
        stage_at=None if row["_stage_t"] is None else moment_at(row["_stage_t"]),
    )
