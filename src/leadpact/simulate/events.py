"""What became of one chunk's leads as rows of the table `events`.

The rows are what a CRM would report: they have no number, and are no log of decisions. Payloads
have the stored form of their kind, with its version, as `leadpact.events` writes it. Only of an
assignment a CRM does not know what a decision holds, so its row has no version, as any report of
another system.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leadpact.engine.handoff import MeetingState
from leadpact.engine.lifecycle import EventKind, StageReasonCode
from leadpact.events import schema_of
from leadpact.simulate.chunk import LOG_STRIDE, STAGES, Chunk
from leadpact.simulate.sampling import IntArray, keep, order_by_lead
from leadpact.simulate.setting import REASONS
from leadpact.simulate.tables import count_ids, make_codes, make_ids, make_moments, make_table
from leadpact.simulate.world import REGIONS
from leadpact.terms.actors import PERSON, SYSTEM
from leadpact.terms.stages import Stage

EVENT_KINDS = (
    EventKind.STAGE_CHANGED,
    EventKind.ASSIGNED,
    EventKind.DISPOSITIONED,
    EventKind.MEETING_BOOKED,
    EventKind.MEETING_HELD,
    EventKind.MEETING_MISSED,
    EventKind.OPPORTUNITY_OPENED,
    EventKind.OPPORTUNITY_MOVED,
)
_KIND = {kind: index for index, kind in enumerate(EVENT_KINDS)}
_SCHEMAS = [None if kind is EventKind.ASSIGNED else schema_of(kind) for kind in EVENT_KINDS]

_CRM, _MARKETING = -2, -1
"""Who acts where no rep does; reps are numbered from 0."""

_MEETING_SECONDS = 1800

_Events = tuple[EventKind, IntArray, IntArray, IntArray, Any]
"""Some events of one kind: the kind, and of each the lead, the moment, the actor, the payload."""

_Written = tuple[Callable[[IntArray], Any], IntArray]
"""How numbers are written as JSON, and the number of each assigned lead."""

_Fields = Mapping[str, str | _Written]
"""The fields of a payload in the order of its class: what is written, or the same for all."""


def tabulate_events(chunk: Chunk, rng: np.random.Generator) -> Any:
    """Return all events within the period, by lead and time: the decisions, and their outcomes."""
    events = [
        _stage_changes(chunk),
        *_decisions(chunk),
        *_meetings(chunk),
        *_opportunities(chunk),
    ]
    kinds, leads, moments, actors, payloads = zip(*events, strict=True)
    rows = order_by_lead(np.concatenate(leads), np.concatenate(moments))
    kind = np.repeat([_KIND[name] for name in kinds], [len(lead) for lead in leads])[rows]
    moment, actor = np.concatenate(moments)[rows], np.concatenate(actors)[rows]
    by_hand = (3600 * rng.standard_exponential(len(rows))).astype(np.int64)
    lag = np.where(actor >= 0, by_hand, rng.integers(0, 5, len(rows)))
    return make_table(
        "events",
        count_ids("E", chunk.number * LOG_STRIDE, len(rows)),
        make_codes(np.concatenate(leads)[rows], chunk.lead_ids),
        pa.nulls(len(rows), pa.int64()),
        make_codes(kind, list(map(str, EVENT_KINDS))),
        pa.array(_SCHEMAS, pa.int64()).take(pa.array(kind)),
        make_moments(moment, chunk.epoch),
        make_moments(np.minimum(moment + lag, chunk.end - 1), chunk.epoch),
        pa.nulls(len(rows), pa.string()),
        make_codes(actor - _CRM, _actors(chunk)),
        pa.nulls(len(rows), pa.string()),
        pa.concat_arrays(payloads).take(pa.array(rows)),
    )


def _actors(chunk: Chunk) -> Any:
    systems = pa.array([f"{SYSTEM}crm", f"{SYSTEM}marketing"])
    return pa.concat_arrays([systems, _joined(PERSON, chunk.rep_ids)])


def _stage_changes(chunk: Chunk) -> _Events:
    """Return every step from stage to stage."""
    snapshot = chunk.snapshot
    reps = np.full((chunk.leads.size, len(STAGES) - 1), _CRM)
    reps[:, STAGES.index(Stage.CONVERSATION_LEAD)] = _MARKETING
    rows = chunk.selling.assignment.lead
    reps[rows, STAGES.index(Stage.FIRST_MEETING) :] = chunk.selling.scene.ae[:, None]
    disposed_by = chunk.selling.disposed_by
    ender = np.where(disposed_by >= 0, disposed_by, chunk.selling.scene.ae)
    reps[rows, STAGES.index(Stage.RECYCLED) :] = ender[:, None]
    lead, stage = np.nonzero(snapshot.reached_at < chunk.end)
    moment = snapshot.reached_at[lead, stage]
    payload = _object(
        {
            "to": (_pick(STAGES), stage),
            "at": (_write_seconds, moment + chunk.epoch),
            "reason": (_take(list(map(_reason_of, STAGES))), stage),
            "came_from": (_pick(STAGES), snapshot.came_from[lead, stage]),
        },
        np.arange(len(lead)),
    )
    return EventKind.STAGE_CHANGED, lead, moment, reps[lead, stage], payload


def _reason_of(stage: Stage) -> str:
    """Return why a CRM has a lead in a stage, as JSON: it says no more than that it is so."""
    is_out = stage in (Stage.RECYCLED, Stage.DISQUALIFIED)
    code = StageReasonCode.ENDED_ELSEWHERE if is_out else StageReasonCode.RECORDED
    return f'{{"code":"{code}"}}'


def _happened(
    chunk: Chunk, kind: EventKind, moment: IntArray, actor: IntArray, fields: _Fields
) -> _Events:
    """Return the events of one kind that fall into the period.

    `moment` and `actor` have a row for each assigned lead.
    """
    rows = np.flatnonzero(moment < chunk.end)
    lead = chunk.selling.assignment.lead[rows]
    return kind, lead, moment[rows], actor[rows], _object(fields, rows)


def _object(fields: _Fields, rows: IntArray) -> Any:
    """Return rows as JSON objects."""
    parts: list[Any] = []
    for sign, (name, value) in zip(["{", *"," * (len(fields) - 1)], fields.items(), strict=True):
        written = value if isinstance(value, str) else value[0](value[1][rows])
        parts += [f'{sign}"{name}":', written]
    return _joined(*parts, "}")


def _joined(*parts: Any) -> Any:
    return pc.binary_join_element_wise(*parts, "")


def _take(texts: Any) -> Callable[[IntArray], Any]:
    """Return what writes numbers as the texts that have these places."""
    return lambda places: pa.array(texts).take(pa.array(places))


def _pick(texts: Any) -> Callable[[IntArray], Any]:
    """Return what writes numbers as the texts that have these places, between quotes."""
    return _take(_quoted(pa.array(list(map(str, texts)))))


def _quoted(texts: Any) -> Any:
    return _joined('"', texts, '"')


def _write_seconds(moments: IntArray) -> Any:
    """Write seconds since 1970."""
    return pa.array(moments).cast(pa.string())


def _write_meeting_ids(moments: IntArray) -> Any:
    """Write the ids of meetings, by when they start."""
    start = pa.array(moments).cast(pa.timestamp("s"))
    return _quoted(_joined("meeting/", pc.strftime(start, format="%Y-%m-%dT%H:%M:%SZ")))


def _decisions(chunk: Chunk) -> list[_Events]:
    """Return who got the lead (an SDR, and the AE once they accepted it), and who gave it up."""
    selling, scene = chunk.selling, chunk.selling.scene
    accepted_at = keep(selling.deals.is_accepted, selling.deals.decided_at)
    crm = np.full(scene.size, _CRM)
    region = chunk.leads.region[selling.assignment.lead]
    reps = _pick(chunk.rep_ids)
    assigned = [
        _happened(
            chunk,
            EventKind.ASSIGNED,
            moment,
            crm,
            {
                "rep_id": (reps, rep),
                "pool": (_pick([f"{role}-{name}" for name in REGIONS]), region),
            },
        )
        for role, moment, rep in (
            ("SDR", selling.assignment.assigned_at, scene.sdr),
            ("AE", accepted_at, scene.ae),
        )
    ]
    return [*assigned, _dispositions(chunk)]


def _dispositions(chunk: Chunk) -> _Events:
    selling, scene = chunk.selling, chunk.selling.scene
    numbers = chunk.leads.first_number + selling.assignment.lead
    codes = _pick([name.lower() for name, _ in REASONS])
    fields: dict[str, str | _Written] = {
        "disposition_id": (lambda given: _quoted(make_ids("D", given)), numbers),
        "side": (_pick(["SDR", "AE"]), np.where(selling.disposed_by == scene.sdr, 0, 1)),
        "code": (codes, selling.reason),
        "given_at": (_write_seconds, selling.disposed_at + chunk.epoch),
        "by_rep_id": (_pick(chunk.rep_ids), selling.disposed_by),
    }
    unknown = ("reason", "fault", "subject_id", "referred_lead_id", "opportunity_id")
    fields |= dict.fromkeys(unknown, "null")
    disposed_at, disposed_by = selling.disposed_at, selling.disposed_by
    return _happened(chunk, EventKind.DISPOSITIONED, disposed_at, disposed_by, fields)


def _meetings(chunk: Chunk) -> list[_Events]:
    """Return meetings: booked, missed, booked again, held."""
    meetings, scene = chunk.selling.meetings, chunk.selling.scene
    events = []
    for place, booker in enumerate((scene.sdr, scene.ae)):
        scheduled_at = meetings.scheduled_at[place]
        held_at = keep(meetings.held_at == scheduled_at, scheduled_at)
        for kind, moment, actor, state in (
            (EventKind.MEETING_BOOKED, meetings.booked_at[place], booker, None),
            (EventKind.MEETING_MISSED, meetings.missed_at[place], scene.ae, MeetingState.MISSED),
            (EventKind.MEETING_HELD, held_at, scene.ae, MeetingState.HELD),
        ):
            fields = _meeting(chunk, place)
            if state is not None:
                fields["state"] = f'"{state}"'
                fields["ended_at"] = _write_seconds, moment + chunk.epoch
            if place:
                first = meetings.scheduled_at[0] + chunk.epoch
                fields |= {"n_rebooked": "1", "rebooks_meeting_id": (_write_meeting_ids, first)}
            events.append(_happened(chunk, kind, moment, actor, fields))
    return events


def _meeting(chunk: Chunk, place: int) -> dict[str, str | _Written]:
    """Return the fields of the first or the second meeting as it is booked."""
    meetings, scene, reps = chunk.selling.meetings, chunk.selling.scene, _pick(chunk.rep_ids)
    starts_at = meetings.scheduled_at[place] + chunk.epoch
    return {
        "meeting_id": (_write_meeting_ids, starts_at),
        "starts_at": (_write_seconds, starts_at),
        "ends_at": (_write_seconds, starts_at + _MEETING_SECONDS),
        "booked_at": (_write_seconds, meetings.booked_at[place] + chunk.epoch),
        "ae_rep_id": (reps, scene.ae),
        "sdr_rep_id": (reps, scene.sdr),
    }


def _opportunities(chunk: Chunk) -> list[_Events]:
    """Return opportunities as they are opened, won and lost."""
    selling, deals = chunk.selling, chunk.selling.deals
    number = chunk.leads.first_number + selling.assignment.lead
    opened: dict[str, str | _Written] = {
        "opportunity_id": (lambda numbers: _quoted(make_ids("O", numbers)), number),
        "opened_at": (_write_seconds, deals.opened_at + chunk.epoch),
    }
    won_at, lost_at = keep(deals.is_won, deals.closed_at), keep(~deals.is_won, deals.closed_at)
    ae, moved = selling.scene.ae, EventKind.OPPORTUNITY_MOVED
    return [
        _happened(chunk, kind, moment, actor, {**opened, "stage": f'"{stage}"'})
        for kind, moment, actor, stage in (
            (EventKind.OPPORTUNITY_OPENED, deals.opened_at, deals.opened_by, Stage.FIRST_MEETING),
            (moved, won_at, ae, Stage.CLOSED_WON),
            (moved, lost_at, ae, Stage.RECYCLED),
        )
    ]
