"""One finished chunk: all that its tables are written from."""

from dataclasses import dataclass
from typing import Any

from leadpact.simulate.columns import count_ids
from leadpact.simulate.company import Accounts, Leads
from leadpact.simulate.selling import Selling
from leadpact.simulate.setting import Setting
from leadpact.simulate.snapshot import Snapshot, make_snapshot
from leadpact.simulate.team import Team

REP_STRIDE = 1_000
LOG_STRIDE = 10_000_000
"""How many numbers each chunk has for its reps, and for its activities, touches and events."""

CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk with the ids of its leads, accounts and reps, each an Arrow array."""

    setting: Setting
    number: int
    accounts: Accounts
    leads: Leads
    team: Team
    selling: Selling
    snapshot: Snapshot
    lead_ids: Any
    account_ids: Any
    rep_ids: Any

    @property
    def end(self) -> int:
        """The first moment after the period, for which no table has an entry."""
        return self.setting.period.n_seconds

    @property
    def epoch(self) -> int:
        """The first moment of the period as seconds since 1970-01-01."""
        return self.setting.period.epoch

    @property
    def team_name(self) -> str:
        """The name of the chunk's team."""
        return f"team-{self.number + 1:04d}"


def finish_chunk(
    setting: Setting,
    *,
    number: int,
    accounts: Accounts,
    leads: Leads,
    team: Team,
    selling: Selling,
) -> Chunk:
    """Add the ids and the state at the end of the period."""
    return Chunk(
        setting=setting,
        number=number,
        accounts=accounts,
        leads=leads,
        team=team,
        selling=selling,
        snapshot=make_snapshot(setting, leads, selling),
        lead_ids=count_ids("L", leads.first_number, leads.size),
        account_ids=count_ids("A", accounts.first_number, accounts.size),
        rep_ids=count_ids("R", number * REP_STRIDE, len(team.reps)),
    )
