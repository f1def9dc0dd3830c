"""Read the whole history of a data set as an application would have recorded it.

A replay begins with leads that qualified. An application also has those that did not, with who
they are and what they did, so that it can go on from there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from leadpact.engine.lead import Activity, EarlierWork, Lead
from leadpact.engine.lifecycle import Command, EndLead, RecordActivity, RecordLead
from leadpact.engine.replay import PAST_END_ID
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.standard import STANDARD_ATTRIBUTES
from leadpact.relational.inputs import ACTIVITY_FIELDS, lead_facts
from leadpact.storage.arrivals import arrival_numbers
from leadpact.storage.dataset import Dataset
from leadpact.storage.judging import qualified_leads, recorded_leads
from leadpact.storage.past import happened_after
from leadpact.storage.replay import ENDED_STAGES, earlier_work
from leadpact.storage.store import Store
from leadpact.storage.stored_values import is_known, whole_second
from leadpact.terms.actors import HISTORY, PROSPECT
from leadpact.terms.stages import Stage
from leadpact.terms.zone import HORIZON_STARTS_AT, epoch_seconds, moment_at

Named = tuple[str, Command]

CAME_ID = "history/came"
"""The id of the command that records a lead as history shows it."""

_OURS_TO_JUDGE = (Stage.TARGET, Stage.EXCHANGE, Stage.CONVERSATION_LEAD, Stage.FIRST_MEETING)
"""Stages that a pact gives; on record they say what another agreement judged."""


@dataclass(frozen=True, slots=True)
class WholeHistory:
    """The history of all leads, as commands.

    Attributes
    ----------
    commands
        By lead id. A lead that qualified comes at that moment with what it did before, and what
        followed comes at its own moment; another comes once, with all that it did.
    n_leads, n_qualified
        How many leads there are, and how many of them qualified.
    unread
        How many rows of each table were left out because they could not be read.
    arrivals
        The number of each lead in the order in which leads came, by id.
    """

    commands: tuple[Named, ...]
    n_leads: int
    n_qualified: int
    unread: Mapping[str, int]
    arrivals: Mapping[str, int]


def read_whole_history(
    store: Store, dataset: Dataset, ruleset: Ruleset, *, as_of: int
) -> WholeHistory:
    """Read the history of a data set up to `as_of` (epoch seconds).

    The end of a lead is a command where history shows it, and none is assumed.
    """
    qualified = qualified_leads(store, dataset, ruleset, as_of=as_of)
    moments = store.fetch_rows(qualified.select("lead_id", "_as_of"))
    came_at = {
        row["lead_id"]: moment_at(row["_as_of"])
        for row in sorted(moments, key=lambda row: str(row["lead_id"]))
        if row["_as_of"] >= HORIZON_STARTS_AT
    }
    wanted = replace(ruleset, attributes={**STANDARD_ATTRIBUTES, **ruleset.attributes})
    facts = recorded_leads(dataset, lead_facts(dataset.inputs(), wanted), as_of=as_of)
    rows = {str(row["lead_id"]): row for row in store.fetch_rows(facts)}
    activities, n_unread = _activities(store, dataset, rows, until=moment_at(as_of))
    followed = happened_after(store, dataset, ruleset, came_at, as_of=as_of)
    asked = [{**rows[name], "_as_of": epoch_seconds(at)} for name, at in came_at.items()]
    known = _Known(tuple(wanted.attributes), earlier_work(asked, followed.commands, ruleset))
    commands: list[Named] = []
    n_leads = 0
    for lead_id, row in sorted(rows.items()):
        found = known.commands_of(row, activities.get(lead_id, []), came_at.get(lead_id), as_of)
        n_leads += bool(found)
        commands += [(lead_id, command) for command in found]
    unread = dict(followed.unread)
    if n_unread:
        unread["activities"] = n_unread
    return WholeHistory(
        (*commands, *followed.commands), n_leads, len(came_at), unread, arrival_numbers(dataset)
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What turns the row of a lead into commands."""

    attributes: tuple[str, ...]
    earlier: Mapping[str, EarlierWork]

    def commands_of(
        self, row: Mapping[str, Any], did: list[Activity], came_at: datetime | None, as_of: int
    ) -> list[Command]:
        """Return the commands of one lead; none where it was not there yet."""
        created = row["_created_t"]
        if created is not None and not HORIZON_STARTS_AT <= created <= as_of:
            return []
        if came_at is None:
            return self._unqualified(row, did)
        before = tuple(item for item in did if item.occurred_at <= came_at)
        return [
            self._recorded(row, came_at, before),
            *(
                RecordActivity(
                    f"activity/{item.activity_id}", item.occurred_at, item, actor=PROSPECT
                )
                for item in did[len(before) :]
            ),
            *_end_of(row, came_at),
        ]

    def _unqualified(self, row: Mapping[str, Any], did: list[Activity]) -> list[Command]:
        """Return the command for a lead below the first gate, at the last that is known of it."""
        stage, stage_t = _stage_on_record(row)
        seconds = [at for at in (row["_created_t"], stage_t if stage else None) if at is not None]
        moments = [*map(moment_at, seconds), *(item.occurred_at for item in did[-1:])]
        if not moments:
            return []
        return [self._recorded(row, max(moments), tuple(did), stage, stage_t)]

    def _recorded(
        self,
        row: Mapping[str, Any],
        at: datetime,
        did: tuple[Activity, ...],
        stage: Stage | None = None,
        stage_t: int | None = None,
    ) -> RecordLead:
        known = {name: row[name] for name in self.attributes if row[name] is not None}
        created = None if row["_created_t"] is None else moment_at(row["_created_t"])
        stage_at = None if stage_t is None or stage is None else moment_at(stage_t)
        lead = Lead(row["lead_id"], known, created, row["account_id"], stage, stage_at)
        return RecordLead(
            CAME_ID,
            at,
            lead,
            row["_account_owner"],
            earlier=self.earlier.get(row["lead_id"]),
            activities=did,
            actor=HISTORY,
        )


def _stage_on_record(row: Mapping[str, Any]) -> tuple[Stage | None, int | None]:
    """Return the stage on record that no pact gives, such as an end, with its moment if known."""
    name = row["_stage"]
    stage = Stage(name) if name in Stage.__members__ else None
    if stage is None or stage in _OURS_TO_JUDGE:
        return None, None
    return stage, row["_stage_t"]


def _end_of(row: Mapping[str, Any], came_at: datetime) -> Iterator[EndLead]:
    """Yield the end of a lead that qualified, where history shows it."""
    stage, stage_t = _stage_on_record(row)
    if stage not in ENDED_STAGES or stage_t is None or moment_at(stage_t) <= came_at:
        return
    yield EndLead(PAST_END_ID, moment_at(stage_t), stage, actor=HISTORY)


def _activities(
    store: Store, dataset: Dataset, lead_ids: Iterable[str], *, until: datetime
) -> tuple[dict[str, list[Activity]], int]:
    """Return what each lead did up to a moment, each id once, and how many rows were unreadable."""
    table = dataset.tables.get("activities")
    if table is None or not {"activity_id", "lead_id", "kind", "occurred_at"} <= {*table.columns}:
        return {}, 0
    fields = [name for name in ACTIVITY_FIELDS if name in table.columns]
    rows = store.fetch_rows(table.select("activity_id", "lead_id", "kind", "occurred_at", *fields))
    found: dict[str, dict[str, Activity]] = {lead_id: {} for lead_id in lead_ids}
    n_unread = 0
    for row in rows:
        at, own = whole_second(row["occurred_at"]), found.get(row["lead_id"])
        if at is None or own is None or not row["kind"] or at > until:
            continue
        if not is_known(at):
            n_unread += 1
            continue
        item = _activity(row, at, fields)
        held = own.setdefault(item.activity_id, item)
        if held is not item and _place(item) < _place(held):
            own[item.activity_id] = item
    return {
        lead_id: sorted(own.values(), key=_place) for lead_id, own in found.items() if own
    }, n_unread


def _activity(row: Mapping[str, Any], at: datetime, fields: Iterable[str]) -> Activity:
    values = {name: row[name] for name in fields if row[name] is not None}
    if "value" in values:
        values["value"] = float(values["value"])
    return Activity(str(row["activity_id"]), str(row["kind"]), at, **values)


def _place(item: Activity) -> tuple[Any, ...]:
    return item.occurred_at, item.kind, item.activity_id
