"""The activities of leads: heavy-tailed numbers in bursts, driven by a latent interest.

One 63-bit number stands for one activity while a chunk is made; sorting these numbers puts the
activities in their order by lead and time: lead (15 bits), second (29), kind (4), whether it made
the lead (1), random bits (14) for the draws still to be made.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from leadpact.simulate.behaviour_tables import DRAWS, JOB_SEEKER, LEVELS, BehaviourTables
from leadpact.simulate.chunk import LOG_STRIDE, Chunk
from leadpact.simulate.company import Leads
from leadpact.simulate.sampling import IntArray, collect
from leadpact.simulate.setting import Setting
from leadpact.simulate.tables import count_ids, make_codes, make_moments, make_table
from leadpact.simulate.world import DAY, SECOND_OF_DAY

_BATCH_HOUR = 4


def simulate_activities(
    setting: Setting, tables: BehaviourTables, leads: Leads, rng: np.random.Generator
) -> IntArray:
    """Return the activities of one chunk, packed and in order."""
    sessions = _hold_sessions(setting, tables, leads, rng)
    packed = np.concatenate([sessions, _do_once(setting, tables, leads, rng)])
    packed.sort()
    return packed


def _pack(lead: IntArray, seconds: IntArray, kind: IntArray, bits: IntArray) -> IntArray:
    """Put the parts of activities into one number each."""
    return (lead << 48) | (seconds << 19) | (kind << 15) | bits


def _hold_sessions(
    setting: Setting, tables: BehaviourTables, leads: Leads, rng: np.random.Generator
) -> IntArray:
    """Draw the sessions of every lead and the activities in them."""
    lead, seconds = _date_sessions(setting, leads, rng)
    level = _levels(leads)[lead]
    bits = rng.integers(0, 1 << 20, len(lead))
    session = tables.sessions[level, bits & 4095]
    n_activities = tables.sizes[session, bits >> 12]
    row = (session * (JOB_SEEKER + 1) + level) * DRAWS
    # From here on there is one element for each activity, and time counts.
    prefix = np.repeat((lead << 48) | (seconds << 19), n_activities)
    random = rng.integers(0, 1 << 37, len(prefix))
    kind = tables.kinds[np.repeat(row, n_activities) + (random & 4095)].astype(np.int64)
    random >>= 12
    prefix += ((random & 2047) << 19) | (kind << 15) | (random >> 11)
    is_inside = (prefix >> 19) & ((1 << 29) - 1) < setting.period.n_seconds
    return prefix[is_inside]


def _levels(leads: Leads) -> IntArray:
    """Return the level of interest of every lead, as a row of the tables."""
    step = LEVELS[1] - LEVELS[0]
    nearest = np.round((leads.interest - LEVELS[0]) / step).astype(np.int64)
    return np.where(leads.is_job_seeker, JOB_SEEKER, np.clip(nearest, 0, len(LEVELS) - 1))


def _date_sessions(
    setting: Setting, leads: Leads, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Return the lead and the start of every session within the period."""
    truth = setting.truth.behaviour
    drawn = (
        truth.sessions_log_mean
        + truth.sessions_log_sd * rng.normal(size=leads.size)
        + truth.sessions_interest * leads.interest
    )
    counts = np.minimum(np.exp(drawn), truth.sessions_at_most).astype(np.int64)
    lead = np.repeat(np.arange(leads.size), counts)
    mean_lag = truth.lag_days + truth.lag_days_per_session * counts
    is_early = rng.random(len(lead)) < truth.early_session_rate
    scale = np.where(
        is_early, truth.early_lag_days, np.minimum(mean_lag, truth.lag_days_at_most)[lead]
    )
    zone = leads.zone[lead]
    created = setting.clocks.to_local(leads.created_at, leads.zone)[lead]
    day = created // DAY + (scale * rng.standard_exponential(len(lead))).astype(np.int64)
    bits = rng.integers(0, 1 << 31, len(lead))
    weekday = setting.period.weekdays(day)
    is_moved = (weekday >= 5) & ((bits >> 24) < truth.weekend_moved_rate * 128)
    day += np.where(is_moved, 7 - weekday, 0)
    local = day * DAY + SECOND_OF_DAY[bits & 4095]
    local = np.where(local <= created, created + 30 + ((bits >> 12) & 4095), local)
    seconds = np.maximum(setting.clocks.to_utc(local, zone), leads.created_at[lead] + 1)
    is_inside = seconds < setting.period.n_seconds
    return lead[is_inside], seconds[is_inside]


def _do_once(
    setting: Setting, tables: BehaviourTables, leads: Leads, rng: np.random.Generator
) -> IntArray:
    """Return activities that occur at most once.

    The one that made the lead, attendance, opting out.
    """
    kinds = [kind.name for kind in setting.truth.kinds]
    end = setting.period.n_seconds
    all_leads = np.arange(leads.size)
    bits = rng.integers(0, 1 << 14, (3, leads.size))
    first = tables.first_kinds[leads.source]
    registered = kinds.index("webinar_registered")
    attends = (first == registered) & (
        rng.random(leads.size) < setting.truth.behaviour.webinar_attendance_rate
    )
    attended_at = _next_webinar(setting, leads.created_at)
    rate = collect(setting.truth.sources, "unsubscribe_rate")[leads.source]
    left_at = leads.created_at + 3600 + (rng.exponential(40 * DAY, leads.size)).astype(np.int64)
    leaves = rng.random(leads.size) < rate
    return np.concatenate(
        [
            _pack(all_leads, moments, kind, some_bits)[happens & (moments < end)]
            for moments, kind, some_bits, happens in (
                (leads.created_at, np.maximum(first, 0), (1 << 14) | bits[0], first >= 0),
                (
                    attended_at,
                    np.full_like(first, kinds.index("webinar_attended")),
                    bits[1],
                    attends,
                ),
                (left_at, np.full_like(first, kinds.index("unsubscribed")), bits[2], leaves),
            )
        ]
    )


def _next_webinar(setting: Setting, moments: IntArray) -> IntArray:
    """Return the next Wednesday at 15:00 UTC after each moment."""
    day = moments // DAY + 1
    wait = (2 - setting.period.weekdays(day)) % 7
    return (day + wait) * DAY + 15 * 3600


def tabulate_activities(chunk: Chunk, tables: BehaviourTables, packed: IntArray) -> Any:
    """Return the canonical table of one chunk's activities."""
    epoch = chunk.epoch
    lead = packed >> 48
    seconds = (packed >> 19) & ((1 << 29) - 1)
    kind = (packed >> 15) & 15
    low, high = packed & 127, (packed >> 7) & 127
    day = seconds // DAY
    campaign = tables.campaigns[kind, day]
    campaign = np.where((packed >> 14) & 1, chunk.leads.campaign[lead], campaign)
    is_late = low < chunk.setting.truth.behaviour.late_recorded_rate * 128
    batch = (day + 1) * DAY + _BATCH_HOUR * 3600 + high * 8
    recorded = np.minimum(np.where(is_late, batch, seconds + (low >> 1)), chunk.end - 1)
    value = tables.values[kind, high]
    return make_table(
        "activities",
        count_ids("V", chunk.number * LOG_STRIDE, len(packed)),
        make_codes(lead, chunk.lead_ids),
        make_codes(kind, [entry.name for entry in chunk.setting.truth.kinds]),
        make_moments(seconds, epoch),
        make_moments(recorded, epoch),
        make_codes(tables.channels[kind], tables.channel_names),
        make_codes(campaign, chunk.setting.plan.ids),
        make_codes(tables.contents[kind, (high * 37) & 127], tables.content_names),
        pa.array(value, mask=np.isnan(value)),
    )
