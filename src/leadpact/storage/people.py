"""One lead of a data set, with its account's other leads, as the engine wants them."""

from datetime import UTC, datetime
from typing import Any

from leadpact.engine.lead import Activity, Lead, Person
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.inputs import Inputs, counted_activities, lead_facts
from leadpact.storage.dataset import Dataset
from leadpact.storage.store import Store
from leadpact.terms.stages import Stage
from leadpact.terms.zone import moment_at


class UnableToFindLead(LookupError):
    """The data set has no such lead."""

    def __init__(self, lead_id: str, dataset: Dataset) -> None:
        fact = f"There is no lead {lead_id} in {dataset.folder}."
        super().__init__(f"{fact} Check the id: ids are texts, capitals count.")


def read_people(store: Store, dataset: Dataset, ruleset: Ruleset, lead_id: str) -> list[Person]:
    """Return a lead, first, and then its colleagues in the same account."""
    inputs = dataset.inputs()
    facts = lead_facts(inputs, ruleset)
    own = store.fetch_rows(facts.filter(facts.lead_id == lead_id))
    if not own:
        raise UnableToFindLead(lead_id, dataset)
    others: list[dict[str, Any]] = []
    if ruleset.account_scores and own[0]["account_id"] is not None:
        in_account = facts.filter(facts.account_id == own[0]["account_id"])
        others = store.fetch_rows(in_account.filter(in_account.lead_id != lead_id))
    rows = [*own[:1], *others]
    activities = _activities(store, inputs, ruleset, [row["lead_id"] for row in rows])
    return [Person(_lead(row, ruleset), activities.get(row["lead_id"], ())) for row in rows]


def _activities(
    store: Store, inputs: Inputs, ruleset: Ruleset, lead_ids: list[str]
) -> dict[str, list[Activity]]:
    if inputs.activities is None:
        return {}
    table = counted_activities(inputs, ruleset)
    found: dict[str, list[Activity]] = {}
    rows = store.fetch_rows(table.filter(table.lead_id.isin(lead_ids)))
    for number, row in enumerate(rows):
        fields = {name: row[name] for name in ("kind", "channel", "campaign", "content", "value")}
        activity = Activity(f"#{number}", occurred_at=moment_at(row["_t"]), **fields)
        found.setdefault(row["lead_id"], []).append(activity)
    return found


def _lead(row: dict[str, Any], ruleset: Ruleset) -> Lead:
    created: datetime | None = None
    if row["_created_t"] is not None:
        created = moment_at(row["_created_t"]).astimezone(UTC)
    return Lead(
        lead_id=row["lead_id"],
        attributes={name: row[name] for name in ruleset.attributes},
        created_at=created,
        account_id=row["account_id"],
        stage=Stage(row["_stage"]) if row["_stage"] else None,
        stage_at=None if row["_stage_t"] is None else moment_at(row["_stage_t"]),
    )
