"""The history of a data set as it is to be replayed: leads as they came, and what followed.

Scores and behaviour come from the relations, all leads at once; what is stateful is the engine's.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from statistics import median
from typing import Any

from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import RecordJudgement
from leadpact.engine.replay import DatasetHistory, PastLead
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.sections.conditions_used import conditions_used
from leadpact.storage.dataset import Dataset
from leadpact.storage.past import happened_after
from leadpact.storage.qualified import KnownThen, owners_of, qualified_leads
from leadpact.storage.store import Store
from leadpact.terms.stages import Stage
from leadpact.terms.zone import HORIZON_STARTS_AT, moment_at

USUALLY_OPEN = timedelta(days=21)
"""Calendar days of 15 business days, the usual agreed time to resolve a lead."""

_ENDED = (Stage.DISQUALIFIED, Stage.RECYCLED, Stage.CLOSED_WON, Stage.NEXT_SALE)


def read_history(
    store: Store, dataset: Dataset, ruleset: Ruleset, *, as_of: int, from_at: int | None = None
) -> DatasetHistory:
    """Read the history of a data set as it is to be replayed under a pact.

    Parameters
    ----------
    store, dataset, ruleset
        The data and the pact.
    as_of
        The end of the history, epoch seconds.
    from_at
        Leads that came before are left out.
    """
    conditions = tuple(conditions_used(ruleset))
    relation = qualified_leads(store, dataset, ruleset, as_of=as_of, conditions=conditions)
    found = [
        row for row in store.fetch_rows(relation) if from_at is None or row["_as_of"] >= from_at
    ]
    rows = [row for row in found if row["_as_of"] >= HORIZON_STARTS_AT]
    rows.sort(key=lambda row: row["lead_id"])
    came_at = {row["lead_id"]: moment_at(row["_as_of"]) for row in rows}
    followed = happened_after(store, dataset, ruleset, came_at, as_of=as_of)
    stage = Stage(ruleset.gates[0].name.upper()) if ruleset.gates else Stage.EXCHANGE
    arrivals = [(row["lead_id"], _arrival(row, stage)) for row in rows]
    return DatasetHistory(
        came_at=came_at,
        commands=(*arrivals, *followed.commands),
        past={row["lead_id"]: _past(row) for row in rows},
        owners=owners_of(store, dataset, as_of=as_of, from_at=from_at),
        touched=followed.touched,
        usually_open=_usually_open(rows),
        unread=_unread(len(found) - len(rows), followed.unread),
    )


def _arrival(row: Mapping[str, Any], stage: Stage) -> RecordJudgement:
    at = moment_at(row["_as_of"])
    lead = Lead(row["lead_id"], {}, at, row["account_id"])
    return RecordJudgement("history/came", at, lead, stage, KnownThen(row), row["_account_owner"])


def _past(row: Mapping[str, Any]) -> PastLead:
    if not _has_end(row):
        return PastLead(row["lead_id"])
    return PastLead(row["lead_id"], moment_at(row["_stage_t"]), Stage(row["_stage"]))


def _unread(n_leads: int, followed: Mapping[str, int]) -> dict[str, int]:
    return {"leads": n_leads, **followed} if n_leads else dict(followed)


def _has_end(row: Mapping[str, Any]) -> bool:
    ended = row["_stage"] in _ENDED and row["_owner"] is not None
    is_dated = row["_stage_t"] is not None and row["_created_t"] is not None
    return ended and is_dated and row["_stage_t"] > row["_created_t"]


def _usually_open(rows: Iterable[Mapping[str, Any]]) -> timedelta:
    durations = [row["_stage_t"] - row["_created_t"] for row in rows if _has_end(row)]
    return timedelta(seconds=int(median(durations))) if durations else USUALLY_OPEN
