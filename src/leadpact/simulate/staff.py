"""The sales team of one chunk as canonical tables: reps, absences, quotas."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leadpact.simulate.chunk import CURRENCY, REP_STRIDE, Chunk
from leadpact.simulate.columns import (
    count_ids,
    make_codes,
    make_dates,
    make_integers,
    make_moments,
    make_money,
    schema_of,
)
from leadpact.simulate.places import REGION_ZONES, REGIONS
from leadpact.simulate.timeline import DAY
from leadpact.terms.stages import RepRole

ABSENCE_STRIDE = 1_000_000
_QUOTA_RATE = 0.05
_QUOTA_AMOUNT = 14_000
_DAILY_CAP, _OPEN_CAP = 30, 200


def tabulate_reps(chunk: Chunk, rng: np.random.Generator) -> Any:
    """Return the reps; `active_to` is missing for reps who stay."""
    reps, size, period = chunk.team.reps, len(chunk.team.reps), chunk.setting.period
    lexicon = chunk.setting.lexicon
    names = pc.binary_join_element_wise(
        lexicon.first_names.take(pa.array(rng.integers(0, len(lexicon.first_names), size))),
        lexicon.last_names.take(pa.array(rng.integers(0, len(lexicon.last_names), size))),
        " ",
    )
    starts = np.array([rep.starts_day for rep in reps])
    hired = np.where(starts > 0, starts, -rng.integers(30, 1100, size))
    midnight = chunk.setting.clocks.to_utc(starts * DAY, chunk.team.work.zone)
    active_from = np.where(starts > 0, midnight, 0)
    leaves = np.array([rep.leaves_day is not None for rep in reps])
    is_sdr = np.array([rep.role is RepRole.SDR for rep in reps])
    columns = [
        chunk.rep_ids,
        names,
        pa.array([str(rep.role) for rep in reps]),
        pa.array([chunk.team_name] * size),
        pa.array([REGIONS[rep.region] for rep in reps]),
        pa.array([REGION_ZONES[rep.region] for rep in reps]),
        pa.array(["weekdays_9_17"] * size),
        pa.array(np.ones(size), mask=~is_sdr),
        make_integers(np.full(size, _DAILY_CAP), is_sdr),
        make_integers(np.full(size, _OPEN_CAP), is_sdr),
        make_codes(chunk.team.paired, chunk.rep_ids),
        make_dates(hired, period.epoch_day),
        make_moments(active_from, period.epoch),
        make_moments(np.where(leaves, chunk.team.leaves_at, 0), period.epoch, leaves),
    ]
    return pa.Table.from_arrays(columns, names=schema_of("reps").names)


def tabulate_absences(chunk: Chunk) -> Any:
    """Return when reps were away: whole days of their zone."""
    absences, clocks = chunk.team.absences, chunk.setting.clocks
    rep = np.array([absence.rep for absence in absences], dtype=np.int64)
    starts = np.array([absence.starts_day for absence in absences], dtype=np.int64)
    ends = np.array([absence.ends_day for absence in absences], dtype=np.int64)
    zone, epoch = chunk.team.work.zone[rep], chunk.epoch
    columns = [
        count_ids("B", chunk.number * ABSENCE_STRIDE, len(absences)),
        make_codes(rep, chunk.rep_ids),
        make_moments(clocks.to_utc(starts * DAY, zone), epoch),
        make_moments(clocks.to_utc(ends * DAY, zone), epoch),
        pa.array([absence.reason for absence in absences], pa.string()),
    ]
    return pa.Table.from_arrays(columns, names=schema_of("absences").names)


def tabulate_quotas(chunk: Chunk) -> Any:
    """Return the quota of the chunk's team for every quarter that begins in the period."""
    period = chunk.setting.period
    months = [first for first in period.month_starts() if first >= period.starts_on]
    starts = [first for first in months if first.month % 3 == 1]
    ends = [
        date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1) for first in starts
    ]
    days = np.array([(first - period.starts_on).days for first in starts], dtype=np.int64)
    until = np.array([(last - period.starts_on).days for last in ends], dtype=np.int64)
    wanted = np.ceil(chunk.leads.size / period.n_days * 91 * _QUOTA_RATE)
    goal = np.full(len(starts), wanted, dtype=np.int64)
    columns = [
        count_ids("Q", chunk.number * REP_STRIDE, len(starts)),
        pa.array([chunk.team_name] * len(starts), pa.string()),
        make_dates(days, period.epoch_day),
        make_dates(until, period.epoch_day),
        make_integers(goal),
        make_money(goal * _QUOTA_AMOUNT * 100),
        pa.array([CURRENCY] * len(starts), pa.string()),
    ]
    return pa.Table.from_arrays(columns, names=schema_of("quotas").names)
