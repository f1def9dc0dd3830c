"""What was done towards leads and what became of them, as commands for the engine."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from leadpact.engine.lifecycle import (
    Command,
    DisposeLead,
    MoveOpportunity,
    OpenOpportunity,
    RecordOutOfOffice,
    RecordReply,
    RecordTouch,
)
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.dataset import Dataset
from leadpact.storage.past_meetings import BOOKED, STEPS, MeetingRow, meeting_row, meetings_of
from leadpact.storage.reported import ReportReader
from leadpact.storage.store import Store
from leadpact.storage.stored_values import is_known, whole_second
from leadpact.terms.actors import HISTORY, PROSPECT, actor_of
from leadpact.terms.stages import RepRole, Stage, TouchKind, channel_of
from leadpact.terms.zone import moment_at

Named = tuple[str, Command]

_DISPOSITION = "lead.dispositioned"
_OUTCOMES = {"WON": Stage.CLOSED_WON, "LOST": Stage.RECYCLED}
_OUT_OF_OFFICE = "OUT_OF_OFFICE"


@dataclass(frozen=True, slots=True)
class Followed:
    """What followed, the leads towards which a rep did something, and what could not be read.

    Attributes
    ----------
    unread
        How many rows of each table were left out: a time in them lies outside the years that
        calendars know, or the payload does not say what it must.
    """

    commands: tuple[Named, ...]
    touched: frozenset[str]
    unread: Mapping[str, int]


def happened_after(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    came_at: Mapping[str, datetime],
    *,
    as_of: int,
) -> Followed:
    """Read what followed for the leads that came, up to `as_of` (epoch seconds)."""
    reader = _PastReader(store, dataset, came_at, moment_at(as_of))
    touches = [
        (row["lead_id"], command)
        for row in reader.rows("touches")
        if (command := _touch(row)) is not None
    ]
    decided = list(reader.events(ruleset))
    deals = [
        item
        for row in reader.rows("opportunities", moment="opened_at")
        for item in reader.opportunity(row)
    ]
    return Followed((*touches, *decided, *deals), touched_by(touches), dict(reader.unread))


def touched_by(commands: Iterable[Named]) -> frozenset[str]:
    """Return the leads towards which a rep did something."""
    return frozenset(name for name, command in commands if isinstance(command, RecordTouch))


def touched_leads(
    store: Store, dataset: Dataset, came_at: Mapping[str, datetime], *, as_of: int
) -> frozenset[str]:
    """Return the leads towards which a rep did something up to `as_of` (epoch seconds)."""
    reader = _PastReader(store, dataset, came_at, moment_at(as_of))
    touches = ((row["lead_id"], _touch(row)) for row in reader.rows("touches"))
    return touched_by((name, command) for name, command in touches if command is not None)


class _PastReader:
    """Reads the rows of leads that came, and counts those that it cannot read."""

    def __init__(
        self, store: Store, dataset: Dataset, came_at: Mapping[str, datetime], until: datetime
    ) -> None:
        self._store, self._dataset = store, dataset
        self._came_at, self._until = came_at, until
        self._leads = store.table_of_ids("lead_id", came_at)
        self.unread: Counter[str] = Counter()

    def rows(self, name: str, *, moment: str = "occurred_at") -> Iterator[dict[str, Any]]:
        """Yield the rows of a table up to the end, in one order, moments aware.

        Of two rows with one id the engine takes the first: that must not be left to the files.
        """
        table = self._dataset.tables.get(name)
        if table is None or moment not in table.columns:
            return
        if "lead_id" not in table.columns or not table.lead_id.type().is_string():
            return
        for row in _in_order(self._store.fetch_rows(table.semi_join(self._leads, "lead_id"))):
            at = whole_second(row[moment])
            if at is None or at > self._until:
                continue
            if is_known(at):
                yield {**row, moment: at}
            else:
                self.unread[name] += 1

    def events(self, ruleset: Ruleset) -> Iterator[Named]:
        """Yield the meetings and dispositions that events record."""
        meetings: dict[str, list[MeetingRow]] = {}
        reports = ReportReader()
        for row in self.rows("events"):
            is_meeting = row["kind"] == BOOKED or row["kind"] in STEPS
            if not is_meeting and row["kind"] != _DISPOSITION:
                continue
            payload, lead_id = reports.payload(row), row["lead_id"]
            found = meeting_row(row, payload) if is_meeting and payload is not None else None
            if payload is None or (is_meeting and found is None):
                self.unread["events"] += 1
            elif found is not None:
                meetings.setdefault(lead_id, []).append(found)
            elif (given := _disposition(row, payload, ruleset)) is not None:
                yield lead_id, given
        for lead_id, rows in meetings.items():
            for command in meetings_of(rows, self._came_at[lead_id]):
                yield lead_id, command

    def opportunity(self, row: Mapping[str, Any]) -> Iterator[Named]:
        """Yield that an opportunity was opened and, where that is known, how it ended."""
        lead_id, name = row["lead_id"], row["opportunity_id"]
        by_rep_id = row.get("opened_by_rep_id") or row.get("rep_id")
        is_pipeline = row.get("amount") is not None and row.get("expected_close_on") is not None
        command_id = f"opportunity/{name}/opened"
        opened = OpenOpportunity(
            command_id,
            row["opened_at"],
            name,
            by_rep_id=by_rep_id,
            is_pipeline=is_pipeline,
            actor=actor_of(by_rep_id),
        )
        yield lead_id, opened
        closed_at, to = whole_second(row.get("closed_at")), _OUTCOMES.get(row.get("outcome") or "")
        if closed_at is None or closed_at > self._until or to is None:
            return
        if is_known(closed_at):
            actor, command_id = actor_of(row.get("rep_id")), f"opportunity/{name}/closed"
            yield lead_id, MoveOpportunity(command_id, closed_at, name, to, actor=actor)
        else:
            self.unread["opportunities"] += 1


def _in_order(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows in the order of their values as texts, the first column first."""
    first = [str(next(iter(row.values()))) for row in rows]
    if len(set(first)) == len(first):  # mostly the first is an id, which settles the order
        return [rows[place] for place in sorted(range(len(rows)), key=first.__getitem__)]
    return sorted(rows, key=lambda row: [*map(str, row.values())])


def _touch(row: Mapping[str, Any]) -> Command | None:
    """Return a touch, or the prospect's answer where the direction is inbound."""
    if not row["kind"] or row["kind"] == TouchKind.MEETING:
        return None
    name, at, channel = f"touch/{row['touch_id']}", row["occurred_at"], channel_of(row["kind"])
    if row.get("result") == _OUT_OF_OFFICE:
        return RecordOutOfOffice(name, at, actor=PROSPECT)
    if row.get("direction") == "INBOUND":
        return RecordReply(name, at, channel, actor=PROSPECT)
    rep_id = row.get("rep_id")
    return RecordTouch(name, at, rep_id, channel, actor=actor_of(rep_id))


def _disposition(
    row: Mapping[str, Any], payload: Mapping[str, Any], ruleset: Ruleset
) -> DisposeLead | None:
    """Return a disposition that the pact knows; others only end the lead.

    Who gave it is left out: under the pact somebody else may have had the lead.
    """
    side_name, code = str(payload.get("by")), str(payload.get("reason")).lower()
    if ruleset.feedback is None or side_name not in (RepRole.SDR, RepRole.AE):
        return None
    side = RepRole(side_name)
    if ruleset.feedback.disposition(side, code) is None:
        return None
    name = f"event/{row['event_id']}"
    until = _until(payload.get("until"))
    return DisposeLead(name, row["occurred_at"], side, code, actor=HISTORY, until=until)


def _until(value: Any) -> date | datetime | None:
    """Return until when a lead was put on hold: a day, or a moment, in UTC without a zone."""
    text = str(value)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    known = whole_second(at)
    if known is None or not is_known(known):
        return None
    return at.date() if len(text) == len("2026-05-01") else known
