"""The events of one chunk: the decisions about its leads, and their outcomes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leadpact.simulate.chunk import CURRENCY, LOG_STRIDE, Chunk
from leadpact.simulate.columns import (
    count_ids,
    make_codes,
    make_moments,
    make_money,
    nothing,
    schema_of,
)
from leadpact.simulate.outcomes import make_opportunity_ids
from leadpact.simulate.places import REGIONS
from leadpact.simulate.reasons import REASONS
from leadpact.simulate.sampling import IntArray, order_by_lead
from leadpact.simulate.scene import keep
from leadpact.simulate.snapshot import STAGES
from leadpact.terms.stages import Stage

EVENT_KINDS = (
    "lead.stage.changed",
    "lead.assigned",
    "lead.dispositioned",
    "meeting.booked",
    "meeting.held",
    "meeting.missed",
    "opportunity.opened",
    "opportunity.won",
    "opportunity.lost",
)
_KIND = {kind: index for index, kind in enumerate(EVENT_KINDS)}

_SYSTEM, _MARKETING, _FIRST_REP = 0, 1, 2


@dataclass(frozen=True, slots=True)
class _Entries:
    """Some events of one kind; `payload` is the JSON text of each."""

    kind: str
    lead: IntArray
    moment: IntArray
    actor: IntArray
    payload: Any


def tabulate_events(chunk: Chunk, rng: np.random.Generator) -> Any:
    """Return all events within the period, by lead and time."""
    entries = [
        _stage_changes(chunk),
        *_assignments(chunk),
        _dispositions(chunk),
        *_meetings(chunk),
        *_opportunities(chunk),
    ]
    lead = np.concatenate([entry.lead for entry in entries])
    moment = np.concatenate([entry.moment for entry in entries])
    rows = order_by_lead(lead, moment)
    actor = np.concatenate([entry.actor for entry in entries])[rows]
    kind = np.repeat([_KIND[entry.kind] for entry in entries], [len(e.lead) for e in entries])
    payload = pa.concat_arrays([entry.payload for entry in entries]).take(pa.array(rows))
    moment = moment[rows]
    by_hand = (3600 * rng.standard_exponential(len(rows))).astype(np.int64)
    lag = np.where(actor >= _FIRST_REP, by_hand, rng.integers(0, 5, len(rows)))
    actors = pa.concat_arrays([pa.array(["system", "marketing"]), chunk.rep_ids])
    epoch = chunk.epoch
    columns = [
        count_ids("E", chunk.number * LOG_STRIDE, len(rows)),
        make_codes(lead[rows], chunk.lead_ids),
        make_codes(kind[rows], EVENT_KINDS),
        make_moments(moment, epoch),
        make_moments(np.minimum(moment + lag, chunk.end - 1), epoch),
        make_codes(actor, actors),
        nothing(len(rows)),
        payload,
        nothing(len(rows)),
    ]
    return pa.Table.from_arrays(columns, names=schema_of("events").names)


def _join(*parts: Any) -> Any:
    """Write texts one after another, row by row."""
    return pc.binary_join_element_wise(*parts, "")


def _stage_changes(chunk: Chunk) -> _Entries:
    """Return every step from stage to stage."""
    snapshot = chunk.snapshot
    reps = np.full((chunk.leads.size, len(STAGES) - 1), _SYSTEM)
    reps[:, STAGES.index(Stage.CONVERSATION_LEAD)] = _MARKETING
    rows = chunk.selling.assignment.lead
    reps[rows, STAGES.index(Stage.FIRST_MEETING) :] = chunk.selling.scene.ae[:, None] + _FIRST_REP
    disposed_by = chunk.selling.disposed_by
    ender = np.where(disposed_by >= 0, disposed_by, chunk.selling.scene.ae) + _FIRST_REP
    reps[rows, STAGES.index(Stage.RECYCLED) :] = ender[:, None]
    lead, stage = np.nonzero(snapshot.reached_at < chunk.end)
    texts = [f'{{"from":"{a}","to":"{b}"}}' for a in STAGES for b in STAGES]
    place = snapshot.came_from[lead, stage] * len(STAGES) + stage
    payload = pa.array(texts).take(pa.array(place))
    moment = snapshot.reached_at[lead, stage]
    return _Entries("lead.stage.changed", lead, moment, reps[lead, stage], payload)


def _assignments(chunk: Chunk) -> list[_Entries]:
    """Return who got the lead: an SDR, and the AE once they accepted it."""
    selling = chunk.selling
    accepted_at = keep(selling.deals.is_accepted, selling.deals.decided_at)
    firsts = _assigned(chunk, selling.assignment.assigned_at, selling.scene.sdr, "SDR")
    return [firsts, _assigned(chunk, accepted_at, selling.scene.ae, "AE")]


def _assigned(chunk: Chunk, moment: IntArray, rep: IntArray, role: str) -> _Entries:
    """Return assignments to reps of one role."""
    rows = np.flatnonzero(moment < chunk.end)
    lead = chunk.selling.assignment.lead[rows]
    pools = pa.array([f'","pool":"{role}-{region}"}}' for region in REGIONS])
    payload = _join(
        '{"rep_id":"',
        chunk.rep_ids.take(pa.array(rep[rows])),
        pools.take(pa.array(chunk.leads.region[lead])),
    )
    actor = np.full(len(rows), _SYSTEM)
    return _Entries("lead.assigned", lead, moment[rows], actor, payload)


def _dispositions(chunk: Chunk) -> _Entries:
    """Return the outcomes that reps gave where the work ended without an opportunity."""
    selling = chunk.selling
    rows = np.flatnonzero(selling.disposed_at < chunk.end)
    by = np.where(selling.disposed_by[rows] == selling.scene.sdr[rows], 0, 1)
    payload = _join(
        '{"reason":"',
        _write_reasons(selling.reason[rows]),
        pa.array(['","by":"SDR"}', '","by":"AE"}']).take(pa.array(by)),
    )
    actor = selling.disposed_by[rows] + _FIRST_REP
    lead = selling.assignment.lead[rows]
    return _Entries("lead.dispositioned", lead, selling.disposed_at[rows], actor, payload)


def _write_reasons(reasons: IntArray) -> Any:
    """Write reasons by name."""
    return pa.array([name for name, _ in REASONS]).take(pa.array(reasons))


def _meetings(chunk: Chunk) -> list[_Entries]:
    """Return meetings: booked, missed, booked again, held."""
    meetings, scene = chunk.selling.meetings, chunk.selling.scene
    entries = []
    for place, booker in enumerate((scene.sdr, scene.ae)):
        scheduled_at = meetings.scheduled_at[place]
        for kind, moment, actor in (
            ("meeting.booked", meetings.booked_at[place], booker),
            ("meeting.missed", meetings.missed_at[place], scene.ae),
            ("meeting.held", keep(meetings.held_at == scheduled_at, scheduled_at), scene.ae),
        ):
            rows = np.flatnonzero(moment < chunk.end)
            payload = _join(
                '{"rep_id":"',
                chunk.rep_ids.take(pa.array(scene.ae[rows])),
                '","scheduled_at":"',
                _write_moments(chunk, scheduled_at[rows]),
                '"}',
            )
            lead = chunk.selling.assignment.lead[rows]
            entries.append(_Entries(kind, lead, moment[rows], actor[rows] + _FIRST_REP, payload))
    return entries


def _write_moments(chunk: Chunk, moments: IntArray) -> Any:
    """Write moments as ISO 8601 in UTC."""
    seconds = pa.array(moments + chunk.epoch).cast(pa.timestamp("s"))
    return pc.strftime(seconds, format="%Y-%m-%dT%H:%M:%SZ")


def _opportunities(chunk: Chunk) -> list[_Entries]:
    """Return the outcomes of opportunities."""
    selling, deals = chunk.selling, chunk.selling.deals
    ae = selling.scene.ae
    opened = np.flatnonzero(deals.opened_at < chunk.end)
    won = np.flatnonzero(deals.is_won & (deals.closed_at < chunk.end))
    lost = np.flatnonzero(~deals.is_won & (deals.closed_at < chunk.end))
    openers = chunk.rep_ids.take(pa.array(deals.opened_by[opened]))
    amounts = make_money(deals.cents[won]).cast(pa.string())
    reasons = _write_reasons(selling.reason[lost])
    entries = []
    for kind, rows, moment, actor, rest in (
        (
            "opportunity.opened",
            opened,
            deals.opened_at,
            deals.opened_by,
            ('"opened_by":"', openers, '"'),
        ),
        (
            "opportunity.won",
            won,
            deals.closed_at,
            ae,
            ('"amount":"', amounts, f'","currency":"{CURRENCY}"'),
        ),
        ("opportunity.lost", lost, deals.closed_at, ae, ('"reason":"', reasons, '"')),
    ):
        payload = _join('{"opportunity_id":"', make_opportunity_ids(chunk, rows), '",', *rest, "}")
        lead = selling.assignment.lead[rows]
        entries.append(_Entries(kind, lead, moment[rows], actor[rows] + _FIRST_REP, payload))
    return entries
