"""What was done towards leads and what became of them, as happenings for the engine."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from leadpact.engine.follow_up.happenings import (
    DispositionGiven,
    Happening,
    MeetingBooked,
    MeetingMoved,
    MeetingStep,
    OpportunityMoved,
    OpportunityOpened,
    OutOfOfficeHeard,
    ProspectReplied,
    TouchMade,
)
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.dataset import Dataset
from leadpact.storage.store import Store
from leadpact.terms.stages import RepRole, Stage, TouchKind
from leadpact.terms.zone import moment_at

Named = tuple[str, Happening]

_MEETING_STEPS = {
    "meeting.confirmed": MeetingStep.CONFIRMED,
    "meeting.held": MeetingStep.HELD,
    "meeting.missed": MeetingStep.MISSED,
    "meeting.cancelled": MeetingStep.CANCELLED,
}
_OUTCOMES = {"WON": Stage.CLOSED_WON, "LOST": Stage.RECYCLED}
_OUT_OF_OFFICE = "OUT_OF_OFFICE"


@dataclass(frozen=True, slots=True)
class Followed:
    """What followed, and the leads towards which a rep did something."""

    happenings: tuple[Named, ...]
    touched: frozenset[str]


def happened_after(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    came_at: Mapping[str, datetime],
    *,
    as_of: int,
) -> Followed:
    """Read what followed for the leads that came, up to `as_of` (epoch seconds)."""
    until = moment_at(as_of)
    touches = [
        (row["lead_id"], happening)
        for row in _rows(store, dataset, "touches", until)
        if row["lead_id"] in came_at and (happening := _touch(row)) is not None
    ]
    events = [row for row in _rows(store, dataset, "events", until) if row["lead_id"] in came_at]
    decided = [item for row in events for item in _event(row, ruleset)]
    deals = [
        item
        for row in _rows(store, dataset, "opportunities", until, moment="opened_at")
        if row["lead_id"] in came_at
        for item in _opportunity(row, until)
    ]
    made = {name for name, happening in touches if isinstance(happening, TouchMade)}
    return Followed((*touches, *decided, *deals), frozenset(made))


def _rows(
    store: Store, dataset: Dataset, name: str, until: datetime, *, moment: str = "occurred_at"
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table up to a moment, times aware, missing columns None."""
    table = dataset.tables.get(name)
    if table is None or moment not in table.columns:
        return
    for row in store.fetch_rows(table):
        at = _aware(row[moment])
        if at is not None and at <= until and row.get("lead_id") is not None:
            yield {**row, moment: at}


def _aware(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    value = value if value.tzinfo else value.replace(tzinfo=UTC)
    return value.replace(microsecond=0)


def _touch(row: Mapping[str, Any]) -> Happening | None:
    """Return a touch, or the prospect's answer where the direction is inbound."""
    if row["kind"] not in TouchKind.__members__ or row["kind"] == TouchKind.MEETING:
        return None
    name, at, channel = row["touch_id"], row["occurred_at"], TouchKind(row["kind"])
    if row.get("result") == _OUT_OF_OFFICE:
        return OutOfOfficeHeard(name, at)
    if row.get("direction") == "INBOUND":
        return ProspectReplied(name, at, channel)
    return TouchMade(name, at, row.get("rep_id"), channel)


def _event(row: Mapping[str, Any], ruleset: Ruleset) -> Iterator[Named]:
    lead_id, name, at = row["lead_id"], row["event_id"], row["occurred_at"]
    payload = _payload(row)
    scheduled = _moment(payload.get("scheduled_at"))
    meeting_id = str(payload.get("meeting_id") or f"meeting/{payload.get('scheduled_at')}")
    if row["kind"] == "meeting.booked" and scheduled is not None:
        yield lead_id, MeetingBooked(meeting_id, at, scheduled, payload.get("rep_id"))
    elif row["kind"] in _MEETING_STEPS:
        yield lead_id, MeetingMoved(name, at, meeting_id, _MEETING_STEPS[row["kind"]])
    elif row["kind"] == "lead.dispositioned":
        given = _disposition(name, at, payload, ruleset)
        if given is not None:
            yield lead_id, given


def _payload(row: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found = json.loads(row.get("payload") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _moment(text: object) -> datetime | None:
    try:
        return _aware(datetime.fromisoformat(str(text)))
    except ValueError:
        return None


def _disposition(
    name: str, at: datetime, payload: Mapping[str, Any], ruleset: Ruleset
) -> DispositionGiven | None:
    """Return a disposition that the pact knows; others only end the lead."""
    said, code = str(payload.get("by")), str(payload.get("reason")).lower()
    if ruleset.feedback is None or said not in (RepRole.SDR, RepRole.AE):
        return None
    side = RepRole(said)
    if ruleset.feedback.disposition(side, code) is None:
        return None
    return DispositionGiven(name, at, side, code, payload.get("rep_id"))


def _opportunity(row: Mapping[str, Any], until: datetime) -> Iterator[Named]:
    lead_id, name = row["lead_id"], row["opportunity_id"]
    by_rep_id = row.get("opened_by_rep_id") or row.get("rep_id")
    is_pipeline = row.get("amount") is not None and row.get("expected_close_on") is not None
    yield (
        lead_id,
        OpportunityOpened(
            f"{name}/opened", row["opened_at"], name, None, by_rep_id, None, is_pipeline
        ),
    )
    closed_at, to = _aware(row.get("closed_at")), _OUTCOMES.get(row.get("outcome") or "")
    if closed_at is not None and closed_at <= until and to is not None:
        yield lead_id, OpportunityMoved(f"{name}/closed", closed_at, name, to)
