"""Replay the history of a data set under a pact, and read the deals that its leads made.

Scores and behaviour come from the relations, all leads at once; what is stateful is the engine's.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from leadpact.engine.lead import NO_EARLIER_WORK, EarlierWork, Lead
from leadpact.engine.lifecycle import (
    Command,
    Event,
    RecordJudgement,
    RecordTouch,
    make_follow_up,
)
from leadpact.engine.replay import (
    DatasetHistory,
    LoggedHistory,
    PastLead,
    Replayed,
    replay_history,
)
from leadpact.engine.routing import make_roster, roster_notes
from leadpact.engine.scoring import KnownFacts
from leadpact.events import UnableToReadEvents
from leadpact.measure.opportunities import LeadDeals, known_opportunities, lead_deals
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.sections.conditions_used import conditions_used
from leadpact.pact.sections.routing.policy import EARLIER_WORK_TARGETS
from leadpact.relational.inputs import lead_facts
from leadpact.storage.arrivals import arrival_numbers
from leadpact.storage.dataset import Dataset
from leadpact.storage.judging import facts_reader, owners_of, qualified_leads, recorded_leads
from leadpact.storage.past import happened_after, touched_by, touched_leads
from leadpact.storage.store import Store
from leadpact.storage.stored_values import kept_within
from leadpact.terms.actors import HISTORY
from leadpact.terms.collection import collection_paused
from leadpact.terms.stages import Channel, Stage
from leadpact.terms.zone import HORIZON_STARTS_AT, epoch_seconds, moment_at

USUALLY_OPEN = timedelta(days=21)
"""Calendar days of 15 business days, the usual agreed time to resolve a lead."""

ENDED_STAGES = (Stage.DISQUALIFIED, Stage.RECYCLED, Stage.CLOSED_WON, Stage.NEXT_SALE)


def replay_dataset(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    *,
    from_at: int | None,
    to_at: int,
    log: LoggedHistory | None = None,
    record: Callable[[Sequence[Event]], None] | None = None,
) -> Replayed:
    """Replay the leads of a data set that came in `[from_at, to_at]` (epoch seconds).

    Parameters
    ----------
    log
        What the events of its leads record, which then is replayed in place of its history.
    record
        Called with the events of each decision.
    """
    policy = ruleset.routing
    assert policy is not None
    if log is None:
        history = read_history(store, dataset, ruleset, as_of=to_at, from_at=from_at)
    else:
        history = read_logged_history(store, dataset, ruleset, log, as_of=to_at, from_at=from_at)
    reps, absences = read_rows(store, dataset, "reps"), read_rows(store, dataset, "absences")
    notes = roster_notes(policy, reps, absences, calendars=ruleset.calendars)
    rules = make_follow_up(ruleset, make_roster(reps, absences, policy.reps))
    end = moment_at(to_at)
    with collection_paused():
        outcome = replay_history(
            history.commands,
            history.past,
            rules,
            until=end,
            usually_open=history.usually_open,
            arrivals=history.arrivals,
            record=record,
        )
    began_at = min(history.came_at.values(), default=end)
    return Replayed(ruleset, history, rules, outcome, began_at, end, notes)


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
    facts_of = facts_reader(conditions)
    earlier = earlier_work(rows, followed.commands, ruleset)
    arrivals = [
        (row["lead_id"], _arrival(row, stage, facts_of(row), earlier.get(row["lead_id"])))
        for row in rows
    ]
    return DatasetHistory(
        came_at=came_at,
        commands=(*arrivals, *followed.commands),
        past={row["lead_id"]: _past(row) for row in rows},
        owners=owners_of(store, dataset, as_of=as_of, from_at=from_at),
        touched=followed.touched,
        usually_open=_usually_open(rows),
        unread=_unread(len(found) - len(rows), followed.unread),
        arrivals=arrival_numbers(dataset),
    )


def read_logged_history(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    log: LoggedHistory,
    *,
    as_of: int,
    from_at: int | None = None,
) -> DatasetHistory:
    """Read the history that the events of a data set's leads record; parameters as `read_history`.

    The data says how leads ended and who had them, where the log does not.
    """
    came_at = {
        lead_id: at
        for lead_id, at in sorted(log.came_at.items())
        if (from_at or HORIZON_STARTS_AT) <= epoch_seconds(at) <= as_of
    }
    facts = lead_facts(dataset.inputs(), ruleset)
    recorded = recorded_leads(dataset, facts, as_of=as_of)
    found = store.fetch_rows(recorded.select("lead_id", *_OF_RECORD))
    _require_known(log, {row["lead_id"] for row in found}, dataset)
    rows = [row for row in found if row["lead_id"] in came_at]
    touched = touched_leads(store, dataset, came_at, as_of=as_of) | touched_by(log.commands)
    return DatasetHistory(
        came_at=came_at,
        commands=tuple(item for item in log.commands if item[0] in came_at),
        past={row["lead_id"]: _past(row) for row in rows} | dict(log.past),
        owners=owners_of(store, dataset, as_of=as_of, from_at=from_at),
        touched=touched,
        usually_open=_usually_open(rows),
        unread={},
        arrivals=arrival_numbers(dataset),
    )


_OF_RECORD = ("_created_t", "_stage", "_stage_t", "_owner")


def _require_known(log: LoggedHistory, lead_ids: Collection[str], dataset: Dataset) -> None:
    foreign = sorted({lead_id for lead_id, _ in log.commands} - set(lead_ids))
    if foreign:
        fact = f"The log has events of {len(foreign):,} leads that the data set does not have"
        fix = "Name the data set whose replay wrote the log, or take these events out of the log."
        raise UnableToReadEvents("log-foreign", dataset.folder, f"{fact}: {foreign[0]}.", fix)


def _arrival(
    row: Mapping[str, Any], stage: Stage, facts: KnownFacts, earlier: EarlierWork | None
) -> RecordJudgement:
    at, owner = moment_at(row["_as_of"]), row["_account_owner"]
    lead = Lead(row["lead_id"], {}, at, row["account_id"])
    return RecordJudgement("history/came", at, lead, stage, facts, owner, earlier, actor=HISTORY)


def earlier_work(
    rows: Iterable[Mapping[str, Any]], followed: Iterable[tuple[str, Command]], ruleset: Ruleset
) -> dict[str, EarlierWork]:
    """Return who had each lead and touched it last before it came, if a route asks about it.

    The owner on record had it before, unless the record is of a stage that it entered later: then
    they got it after it came.
    """
    routes = ruleset.routing.routes if ruleset.routing else ()
    if not any(route.target in EARLIER_WORK_TARGETS for route in routes):
        return {}
    touches: dict[str, list[tuple[datetime, str, Channel | None]]] = {}
    for lead_id, command in followed:
        if isinstance(command, RecordTouch) and command.rep_id is not None:
            touch = command.occurred_at, command.rep_id, command.channel
            touches.setdefault(lead_id, []).append(touch)
    found = {}
    for row in rows:
        name, came_at = row["lead_id"], moment_at(row["_as_of"])
        is_later = row["_stage_t"] is not None and row["_stage_t"] > row["_as_of"]
        before = [item for item in touches.get(name, ()) if item[0] < came_at]
        owner = None if is_later else row["_owner"]
        found[name] = NO_EARLIER_WORK.after(owner=owner, touches=before)
    return found


def _past(row: Mapping[str, Any]) -> PastLead:
    if not _has_end(row):
        return PastLead(row["lead_id"])
    return PastLead(row["lead_id"], moment_at(row["_stage_t"]), Stage(row["_stage"]))


def _unread(n_leads: int, followed: Mapping[str, int]) -> dict[str, int]:
    return {"leads": n_leads, **followed} if n_leads else dict(followed)


def _has_end(row: Mapping[str, Any]) -> bool:
    ended = row["_stage"] in ENDED_STAGES and row["_owner"] is not None
    is_dated = row["_stage_t"] is not None and row["_created_t"] is not None
    return ended and is_dated and row["_stage_t"] > row["_created_t"]


def _usually_open(rows: Iterable[Mapping[str, Any]]) -> timedelta:
    durations = [row["_stage_t"] - row["_created_t"] for row in rows if _has_end(row)]
    return timedelta(seconds=int(median(durations))) if durations else USUALLY_OPEN


def read_deals(store: Store, dataset: Dataset, zone: str, end: datetime) -> dict[str, LeadDeals]:
    """Return the deals of every lead with an opportunity, by lead id, as known at the end."""
    if "opportunities" not in dataset.tables:
        return {}
    known = known_opportunities(dataset.tables, zone, as_of=end)
    known = known.filter(known.lead_id.notnull())
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in store.fetch_rows(known.select("lead_id", "outcome", "amount", "currency")):
        found.setdefault(row["lead_id"], []).append(row)
    return {lead_id: lead_deals(rows) for lead_id, rows in found.items()}


def read_rows(store: Store, dataset: Dataset, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table with aware moments; none where the data set lacks it."""
    if name not in dataset.tables:
        return []
    return [_aware(row) for row in store.fetch_rows(dataset.tables[name])]


def _aware(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with aware moments; a bound such as the year 9999 is the last that is known."""
    return {
        name: kept_within(value.replace(tzinfo=value.tzinfo or UTC))
        if isinstance(value, datetime)
        else value
        for name, value in row.items()
    }
