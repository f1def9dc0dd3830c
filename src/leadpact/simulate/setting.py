"""The setting that all chunks of the simulation share.

The truth, the period, the campaigns, the names.
"""

from dataclasses import dataclass

from leadpact.simulate.campaigns import CampaignPlan, plan_campaigns
from leadpact.simulate.names import Lexicon, make_lexicon
from leadpact.simulate.sampling import make_streams
from leadpact.simulate.timeline import Clocks, SimulatedPeriod, make_clocks
from leadpact.simulate.truth import Truth

CHUNK_LEADS = 20_000
"""Leads that are simulated at once; a chunk is a sales team with accounts of its own."""

MAX_LEADS = 90_000_000
"""Beyond it companies would share names."""

MAX_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Setting:
    """The shared ground of all chunks."""

    truth: Truth
    period: SimulatedPeriod
    clocks: Clocks
    plan: CampaignPlan
    lexicon: Lexicon


def make_setting(truth: Truth, period: SimulatedPeriod, *, n_leads: int, seed: int) -> Setting:
    """Prepare the setting that all chunks share.

    Of it only the campaigns' costs depend on `n_leads`.
    """
    (rng,) = make_streams(seed, 0, 1)
    return Setting(
        truth=truth,
        period=period,
        clocks=make_clocks(period),
        plan=plan_campaigns(truth, period, n_leads=n_leads, rng=rng),
        lexicon=make_lexicon(),
    )
