"""Which leads marketing hands over, which of them get an owner, and which leak away unowned."""

from dataclasses import dataclass

import numpy as np

from leadpact.simulate.company import Leads
from leadpact.simulate.sampling import NEVER, BoolArray, FloatArray, IntArray, collect, keep
from leadpact.simulate.setting import Setting
from leadpact.simulate.team import Team
from leadpact.simulate.world import DAY

WEEK = 7 * DAY
_MEDIAN_LAG_SECONDS = 600


@dataclass(frozen=True, slots=True)
class SimulatedAssignment:
    """The SDR assigned to each lead.

    Attributes
    ----------
    handed_over_at
        By lead of the chunk: when marketing called it a conversation lead, or `NEVER`.
    lead, owner
        The leads with an owner, and their SDRs (as reps of the chunk).
    load
        New leads per SDR in the lead's week and region; 1 is a full load.
    """

    handed_over_at: IntArray
    lead: IntArray
    owner: IntArray
    load: FloatArray

    @property
    def assigned_at(self) -> IntArray:
        """When each of these leads got its owner: at the handover."""
        return self.handed_over_at[self.lead]


def assign(
    setting: Setting, leads: Leads, team: Team, rng: np.random.Generator
) -> SimulatedAssignment:
    """Hand leads over by source and give most of them to an SDR of their region, at random.

    Absent SDRs get leads too: this company does not check for leave.
    """
    truth = setting.truth.selling
    rate = collect(setting.truth.sources, "handed_over_rate")[leads.source]
    is_handed_over = rng.random(leads.size) < rate
    lag = _MEDIAN_LAG_SECONDS * np.exp(1.1 * rng.normal(size=leads.size))
    handed_over_at = leads.created_at + np.clip(lag, 30, 3 * DAY).astype(np.int64)
    is_inside = handed_over_at < setting.period.n_seconds
    handed_over_at = keep(is_handed_over & is_inside, handed_over_at)

    load = _load(setting, leads, team, is_handed_over)
    unowned = truth.unowned_rate + truth.unowned_per_overload * np.maximum(load - 1, 0)
    is_owned = rng.random(leads.size) >= np.minimum(unowned, truth.unowned_at_most)
    lead = np.flatnonzero(is_owned & (handed_over_at < NEVER))
    owner = _draw_owners(team, leads.region[lead], handed_over_at[lead] // DAY, rng)
    return SimulatedAssignment(handed_over_at, lead, owner, load[lead])


def _load(setting: Setting, leads: Leads, team: Team, is_handed_over: BoolArray) -> FloatArray:
    """Return the load of the SDRs in the week and the region of every lead."""
    n_weeks = -(-setting.period.n_seconds // WEEK)
    cell = leads.region * n_weeks + leads.created_at // WEEK
    n_new = np.bincount(cell, weights=is_handed_over, minlength=len(team.duty) * n_weeks)
    mondays = np.minimum(np.arange(n_weeks) * 7 + 3, setting.period.n_days - 1)
    n_sdrs = np.concatenate([counts[mondays] for _, counts in team.duty])
    return np.asarray((n_new / (n_sdrs * setting.truth.selling.sdr_leads_per_week))[cell])


def _draw_owners(team: Team, region: IntArray, day: IntArray, rng: np.random.Generator) -> IntArray:
    """Draw one of the SDRs who are on duty in the region that day."""
    chance = rng.random(len(region))
    owner = np.empty(len(region), dtype=np.int64)
    for number, (order, counts) in enumerate(team.duty):
        here = np.flatnonzero(region == number)
        place = (chance[here] * counts[day[here]]).astype(np.int64)
        owner[here] = order[place, day[here]]
    return owner
