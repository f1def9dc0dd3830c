"""What became of one chunk's leads as canonical tables: touches, opportunities, events."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leadpact.simulate.chunk import LOG_STRIDE, STAGES, Chunk
from leadpact.simulate.follow_up import RESULTS, TOUCH_KINDS
from leadpact.simulate.sampling import BoolArray, IntArray, keep, order_by_lead
from leadpact.simulate.setting import CURRENCY, REASONS
from leadpact.simulate.tables import (
    count_ids,
    make_codes,
    make_dates,
    make_ids,
    make_moments,
    make_money,
    make_table,
)
from leadpact.simulate.world import REGIONS
from leadpact.terms.stages import Stage, TouchKind

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

_SYSTEM, _MARKETING = -2, -1
"""Who acts where no rep does; reps are numbered from 0."""

_Events = tuple[str, IntArray, IntArray, IntArray, Any]
"""Some events of one kind: the kind, and of each the lead, the moment, the actor, the payload."""

_Written = tuple[Callable[[IntArray], Any], IntArray]
"""How values are written as texts, and the value of each assigned lead."""


def tabulate_touches(chunk: Chunk) -> Any:
    """Return the touches of the SDRs and the meetings that the AEs held."""
    touches, selling = chunk.selling.work.touches, chunk.selling
    held = np.flatnonzero(selling.meetings.held_at < chunk.end)
    n_held = len(held)
    lead = np.concatenate([touches.lead, selling.assignment.lead[held]])
    moment = np.concatenate([touches.moment, selling.meetings.held_at[held]])
    rep = np.concatenate([touches.rep, selling.scene.ae[held]])
    kind = np.concatenate([touches.kind, np.full(n_held, TOUCH_KINDS.index(TouchKind.MEETING))])
    result = np.concatenate([touches.result, np.full(n_held, RESULTS.index("HELD"))])
    is_inbound = np.concatenate([touches.is_inbound, np.zeros(n_held, dtype=bool)])
    known = np.flatnonzero(moment < chunk.end)
    rows = known[order_by_lead(lead[known], moment[known])]
    return make_table(
        "touches",
        count_ids("T", chunk.number * LOG_STRIDE, len(rows)),
        make_codes(lead[rows], chunk.lead_ids),
        make_codes(rep[rows], chunk.rep_ids),
        make_codes(kind[rows], [str(kind) for kind in TOUCH_KINDS]),
        make_moments(moment[rows], chunk.epoch),
        make_codes(is_inbound[rows].astype(np.int64), ("OUTBOUND", "INBOUND")),
        make_codes(result[rows], RESULTS),
    )


def tabulate_opportunities(chunk: Chunk) -> Any:
    """Return the opportunities in their state at the end of the period."""
    selling, deals, period = chunk.selling, chunk.selling.deals, chunk.setting.period
    rows = np.flatnonzero(deals.opened_at < chunk.end)
    lead = selling.assignment.lead[rows]
    decided_at, closed_at = deals.decided_at[rows], deals.closed_at[rows]
    is_accepted, is_won = deals.is_accepted[rows], deals.is_won[rows]
    is_decided, is_closed = decided_at < chunk.end, closed_at < chunk.end
    is_priced = deals.pipeline_at[rows] < chunk.end
    is_rejected = is_decided & ~is_accepted
    states: list[tuple[BoolArray, Stage, str | None]] = [
        (is_rejected, Stage.DISQUALIFIED, "REJECTED"),
        (is_closed & is_won, Stage.CLOSED_WON, "WON"),
        (is_closed, Stage.RECYCLED, "LOST"),
        (is_priced, Stage.PIPELINE, None),
        (is_decided, Stage.OPPORTUNITY, None),
        (np.ones(len(rows), dtype=bool), Stage.FIRST_MEETING, None),
    ]
    state = np.select([claim for claim, _, _ in states], list(range(len(states))))
    has_outcome = np.array([outcome is not None for _, _, outcome in states])[state]
    ends_at = np.where(is_rejected, decided_at, closed_at)
    return make_table(
        "opportunities",
        make_ids("O", chunk.leads.first_number + lead),
        make_codes(lead, chunk.lead_ids),
        make_codes(chunk.leads.account[lead], chunk.account_ids),
        make_codes(selling.scene.ae[rows], chunk.rep_ids),
        make_moments(deals.opened_at[rows], period.epoch),
        make_codes(deals.opened_by[rows], chunk.rep_ids),
        make_codes(state, [str(stage) for _, stage, _ in states]),
        make_money(deals.cents[rows], is_priced),
        make_codes(np.where(is_priced, 0, -1), [CURRENCY]),
        make_dates(
            np.where(is_priced, deals.expected_close_day[rows], 0), period.epoch_day, is_priced
        ),
        pa.array(is_accepted, mask=~is_decided),
        make_moments(np.where(is_decided, decided_at, 0), period.epoch, is_decided),
        make_moments(np.where(has_outcome, ends_at, 0), period.epoch, has_outcome),
        make_codes(np.where(has_outcome, state, -1), [outcome or "" for _, _, outcome in states]),
    )


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
    names = pa.concat_arrays([pa.array(["system", "marketing"]), chunk.rep_ids])
    return make_table(
        "events",
        count_ids("E", chunk.number * LOG_STRIDE, len(rows)),
        make_codes(np.concatenate(leads)[rows], chunk.lead_ids),
        pa.nulls(len(rows), pa.int64()),
        make_codes(kind, EVENT_KINDS),
        pa.nulls(len(rows), pa.int64()),
        make_moments(moment, chunk.epoch),
        make_moments(np.minimum(moment + lag, chunk.end - 1), chunk.epoch),
        pa.nulls(len(rows), pa.string()),
        make_codes(actor - _SYSTEM, names),
        pa.nulls(len(rows), pa.string()),
        pa.concat_arrays(payloads).take(pa.array(rows)),
    )


def _stage_changes(chunk: Chunk) -> _Events:
    """Return every step from stage to stage."""
    snapshot = chunk.snapshot
    reps = np.full((chunk.leads.size, len(STAGES) - 1), _SYSTEM)
    reps[:, STAGES.index(Stage.CONVERSATION_LEAD)] = _MARKETING
    rows = chunk.selling.assignment.lead
    reps[rows, STAGES.index(Stage.FIRST_MEETING) :] = chunk.selling.scene.ae[:, None]
    disposed_by = chunk.selling.disposed_by
    ender = np.where(disposed_by >= 0, disposed_by, chunk.selling.scene.ae)
    reps[rows, STAGES.index(Stage.RECYCLED) :] = ender[:, None]
    lead, stage = np.nonzero(snapshot.reached_at < chunk.end)
    texts = [f'{{"from":"{a}","to":"{b}"}}' for a in STAGES for b in STAGES]
    place = snapshot.came_from[lead, stage] * len(STAGES) + stage
    payload = pa.array(texts).take(pa.array(place))
    moment = snapshot.reached_at[lead, stage]
    return "lead.stage.changed", lead, moment, reps[lead, stage], payload


def _happened(
    chunk: Chunk, kind: str, moment: IntArray, actor: IntArray, payload: Sequence[str | _Written]
) -> _Events:
    """Return the events of one kind that fall into the period.

    `moment` and `actor` have a row for each assigned lead; the parts of the payload are joined.
    """
    rows = np.flatnonzero(moment < chunk.end)
    texts = [part if isinstance(part, str) else part[0](part[1][rows]) for part in payload]
    lead = chunk.selling.assignment.lead[rows]
    return kind, lead, moment[rows], actor[rows], pc.binary_join_element_wise(*texts, "")


def _pick(texts: Any) -> Callable[[IntArray], Any]:
    """Return what writes numbers as the texts that have these places."""
    return lambda places: pa.array(texts).take(pa.array(places))


def _decisions(chunk: Chunk) -> list[_Events]:
    """Return who got the lead (an SDR, and the AE once they accepted it), and who gave it up."""
    selling, scene = chunk.selling, chunk.selling.scene
    accepted_at = keep(selling.deals.is_accepted, selling.deals.decided_at)
    system = np.full(scene.size, _SYSTEM)
    region = (_pick(REGIONS), chunk.leads.region[selling.assignment.lead])
    roles = (_pick(["SDR", "AE"]), np.where(selling.disposed_by == scene.sdr, 0, 1))
    reps = _pick(chunk.rep_ids)
    reason = (_pick([name for name, _ in REASONS]), selling.reason)
    return [
        _happened(
            chunk,
            "lead.assigned",
            selling.assignment.assigned_at,
            system,
            ('{"rep_id":"', (reps, scene.sdr), '","pool":"SDR-', region, '"}'),
        ),
        _happened(
            chunk,
            "lead.assigned",
            accepted_at,
            system,
            ('{"rep_id":"', (reps, scene.ae), '","pool":"AE-', region, '"}'),
        ),
        _happened(
            chunk,
            "lead.dispositioned",
            selling.disposed_at,
            selling.disposed_by,
            ('{"reason":"', reason, '","by":"', roles, '"}'),
        ),
    ]


def _meetings(chunk: Chunk) -> list[_Events]:
    """Return meetings: booked, missed, booked again, held."""
    meetings, scene = chunk.selling.meetings, chunk.selling.scene
    events = []
    for place, booker in enumerate((scene.sdr, scene.ae)):
        scheduled_at = meetings.scheduled_at[place]
        payload = (
            '{"rep_id":"',
            (_pick(chunk.rep_ids), scene.ae),
            '","scheduled_at":"',
            (_write_moments, scheduled_at + chunk.epoch),
            '"}',
        )
        for kind, moment, actor in (
            ("meeting.booked", meetings.booked_at[place], booker),
            ("meeting.missed", meetings.missed_at[place], scene.ae),
            ("meeting.held", keep(meetings.held_at == scheduled_at, scheduled_at), scene.ae),
        ):
            events.append(_happened(chunk, kind, moment, actor, payload))
    return events


def _write_moments(moments: IntArray) -> Any:
    """Write seconds since 1970 as ISO 8601 in UTC."""
    return pc.strftime(pa.array(moments).cast(pa.timestamp("s")), format="%Y-%m-%dT%H:%M:%SZ")


def _opportunities(chunk: Chunk) -> list[_Events]:
    """Return the outcomes of opportunities."""
    selling, deals = chunk.selling, chunk.selling.deals
    number = chunk.leads.first_number + selling.assignment.lead
    start = ('{"opportunity_id":"', (lambda numbers: make_ids("O", numbers), number))
    opener = (_pick(chunk.rep_ids), deals.opened_by)
    amount = (lambda cents: make_money(cents).cast(pa.string()), deals.cents)
    reason = (_pick([name for name, _ in REASONS]), selling.reason)
    won_at, lost_at = keep(deals.is_won, deals.closed_at), keep(~deals.is_won, deals.closed_at)
    return [
        _happened(chunk, kind, moment, actor, (*start, *rest))
        for kind, moment, actor, rest in (
            (
                "opportunity.opened",
                deals.opened_at,
                deals.opened_by,
                ('","opened_by":"', opener, '"}'),
            ),
            (
                "opportunity.won",
                won_at,
                selling.scene.ae,
                ('","amount":"', amount, f'","currency":"{CURRENCY}"}}'),
            ),
            (
                "opportunity.lost",
                lost_at,
                selling.scene.ae,
                ('","reason":"', reason, '"}'),
            ),
        )
    ]
