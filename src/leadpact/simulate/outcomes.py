"""What became of one chunk's leads as canonical tables: touches and opportunities."""

from typing import Any

import numpy as np
import pyarrow as pa

from leadpact.simulate.chunk import LOG_STRIDE, Chunk
from leadpact.simulate.follow_up import RESULTS, TOUCH_KINDS
from leadpact.simulate.sampling import BoolArray, order_by_lead
from leadpact.simulate.setting import CURRENCY
from leadpact.simulate.tables import (
    count_ids,
    make_codes,
    make_dates,
    make_ids,
    make_moments,
    make_money,
    make_table,
)
from leadpact.terms.stages import Stage, TouchKind


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
