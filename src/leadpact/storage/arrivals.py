"""The leads of a data set as they are to be routed: when each came, and what was known of it then.

Scores and behaviour come from the relations, all leads at once; who gets a lead is the engine's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from leadpact.conditions.nodes import Condition, Count, DaysSince
from leadpact.conditions.walk import behaviours_of, names_of
from leadpact.engine.routing.lead import RoutedLead
from leadpact.engine.routing.walk import Arrival
from leadpact.pact.fades import DAY_SECONDS
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.asked import ask_at, with_behaviour
from leadpact.relational.columns import with_columns_of, without
from leadpact.relational.evaluate import behaviour_column
from leadpact.relational.inputs import counted_activities, lead_facts, recorded_by
from leadpact.relational.rules import firings
from leadpact.relational.score import score_leads
from leadpact.relational.stage import first_qualifications
from leadpact.relational.types import Table
from leadpact.storage.dataset import Dataset
from leadpact.storage.store import Store
from leadpact.terms.stages import Stage
from leadpact.terms.zone import moment_at

STANDARD_OPEN_DAYS = 21
"""Calendar days of 15 business days, the usual agreed time to resolve a lead."""

_ENDED = (Stage.DISQUALIFIED, Stage.RECYCLED, Stage.CLOSED_WON)


class KnownThen:
    """What conditions may ask of a lead at the moment it came: one row of the relations."""

    __slots__ = ("_row",)

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row

    def value(self, name: str) -> Any:
        """Return an attribute, or a score in millipoints."""
        return self._row.get(name)

    def count(self, kind: str, days: int | None) -> int:
        """Return how many activities of a kind were younger than `days`."""
        return int(self._row[behaviour_column(Count(kind, days))])

    def seconds_since(self, kind: str) -> int | None:
        """Return the age of the latest activity of a kind, in whole days."""
        days = self._row[behaviour_column(DaysSince(kind))]
        return None if days is None else int(days) * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class History:
    """What is replayed.

    Attributes
    ----------
    arrivals
        Every lead at the moment it is to be routed: as its first gate opened, or as it was created
        where the pact has no gates.
    owners
        Who had each lead in history, by lead id; None where nobody had.
    open_seconds
        How long a lead counts as open where history does not tell: the median of those it tells
        of, else `STANDARD_OPEN_DAYS`.
    """

    arrivals: tuple[Arrival, ...]
    owners: Mapping[str, str | None]
    open_seconds: int


def read_history(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    *,
    as_of: int,
    conditions: tuple[Condition, ...] = (),
) -> History:
    """Read the leads of a data set as they are to be routed.

    Parameters
    ----------
    store, dataset, ruleset
        The data and the pact.
    as_of
        The end of the history, epoch seconds.
    conditions
        Those of the routes: what they ask of behaviour is worked out too.
    """
    rows = store.fetch_rows(_relation(store, dataset, ruleset, as_of, conditions))
    told = [row["_stage_t"] - row["_created_t"] for row in rows if _has_end(row)]
    usual = int(median(told)) if told else STANDARD_OPEN_DAYS * DAY_SECONDS
    return History(
        tuple(Arrival(_routed(row), _open_seconds(row, usual)) for row in rows),
        {row["lead_id"]: row["_owner"] for row in rows},
        usual,
    )


def _relation(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    as_of: int,
    conditions: tuple[Condition, ...],
) -> Table:
    inputs = dataset.inputs()
    facts = recorded_by(lead_facts(inputs, ruleset), as_of)
    facts = with_columns_of(facts, _owners(dataset), "lead_id")
    activities = store.keep(counted_activities(inputs, ruleset), "counted")
    if ruleset.gates:
        opened = first_qualifications(facts, activities, ruleset, as_of=as_of, keep=store.keep)
        came = opened[f"{ruleset.gates[0].name}_at"]
        moments = opened.filter(came.notnull()).select("lead_id", _as_of=came)
    else:
        created = facts.filter((facts._created_t <= as_of).coalesce(False))
        moments = created.select("lead_id", _as_of=created._created_t)
    moments = store.keep(moments, "moments")
    asked = ask_at(moments, facts, activities, ruleset, firings(activities, ruleset))
    wanted = frozenset(name for condition in conditions for name in names_of(condition))
    scores = {score.name for score in ruleset.all_scores}
    if scores & wanted:
        asked = score_leads(asked, wanted)
    return with_behaviour(asked, [item for item in conditions if behaviours_of(item)]).questions


def _owners(dataset: Dataset) -> Table:
    """Return who owned each lead, and who owns its account."""
    leads, accounts = dataset.tables["leads"], dataset.tables.get("accounts")
    has_owner = "owner_rep_id" in leads.columns
    owned = leads.select(
        "lead_id", _owner=leads.owner_rep_id if has_owner else leads.lead_id.nullif(leads.lead_id)
    )
    if (
        accounts is None
        or "owner_rep_id" not in accounts.columns
        or "account_id" not in leads.columns
    ):
        return owned.mutate(_account_owner=owned._owner.nullif(owned._owner))
    named = accounts.select("account_id", _account_owner=accounts.owner_rep_id)
    keyed = with_columns_of(leads.select("lead_id", "account_id"), named, "account_id")
    return with_columns_of(owned, without(keyed, "account_id"), "lead_id")


def _has_end(row: Mapping[str, Any]) -> bool:
    ended = row["_stage"] in _ENDED and row["_owner"] is not None
    return ended and row["_stage_t"] is not None and row["_created_t"] is not None


def _open_seconds(row: Mapping[str, Any], usual: int) -> int:
    return max(row["_stage_t"] - row["_created_t"], 0) if _has_end(row) else usual


def _routed(row: Mapping[str, Any]) -> RoutedLead:
    came: datetime = moment_at(row["_as_of"]).astimezone(UTC)
    return RoutedLead(
        lead_id=row["lead_id"],
        facts=KnownThen(row),
        arrived_at=came,
        account_id=row["account_id"],
        account_owner_rep_id=row["_account_owner"],
    )
