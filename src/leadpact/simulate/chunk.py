"""One chunk: the sale of its leads from beginning to end, and all that its tables are written from.

The sale is assignment, follow-up, meetings, deals, and the endings. The snapshot has the stages of
each lead: when it reached them, and the CRM's record at the end.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from leadpact.simulate.assignment import SimulatedAssignment, assign
from leadpact.simulate.company import Accounts, Leads
from leadpact.simulate.deals import Deals, Meetings, Scene, deal, make_scene, meet
from leadpact.simulate.follow_up import SimulatedFollowUp, follow_up
from leadpact.simulate.sampling import NEVER, BoolArray, IntArray, keep
from leadpact.simulate.setting import REASON, REASONS, Setting
from leadpact.simulate.tables import count_ids
from leadpact.simulate.team import Team
from leadpact.terms.stages import Stage

REP_STRIDE = 1_000
LOG_STRIDE = 10_000_000
"""How many numbers each chunk has for its reps, and for its activities, touches and events."""

STAGES = (
    Stage.EXCHANGE,
    Stage.CONVERSATION_LEAD,
    Stage.FIRST_MEETING,
    Stage.OPPORTUNITY,
    Stage.PIPELINE,
    Stage.CLOSED_WON,
    Stage.NEXT_SALE,
    Stage.RECYCLED,
    Stage.DISQUALIFIED,
    Stage.TARGET,
)
"""The stages in the order in which a lead of this company can reach them; all begin as a target."""

TARGET = STAGES.index(Stage.TARGET)

_NO_NEED = {"NO_ACKNOWLEDGED_NEED": 0.68, "WRONG_MARKET": 0.20, "OTHER": 0.12}
_REJECTED = {"UNQUALIFIED": 0.75, "NOT_COMPLIANT": 0.25}
_LOST = {"NO_DECISION": 0.45, "LOST_TO_COMPETITOR": 0.30, "NO_BUDGET": 0.25}


@dataclass(frozen=True, slots=True)
class Selling:
    """All that became of the assigned leads of one chunk, one row each.

    Attributes
    ----------
    disposed_at, disposed_by
        The disposition that a rep gave, and the rep.
    ended_at, reason
        When and why the work ended without a (lasting) sale: a disposition, a loss, or churn.
    """

    assignment: SimulatedAssignment
    work: SimulatedFollowUp
    scene: Scene
    meetings: Meetings
    deals: Deals
    disposed_at: IntArray
    disposed_by: IntArray
    ended_at: IntArray
    reason: IntArray


def sell(
    setting: Setting, accounts: Accounts, leads: Leads, team: Team, rng: np.random.Generator
) -> Selling:
    """Take every lead of a chunk as far as it goes."""
    truth = setting.truth.selling
    assignment = assign(setting, leads, team, rng)
    work = follow_up(setting, leads, team, assignment, rng)
    scene = make_scene(leads, team, assignment, rng)
    meetings = meet(truth, scene, work.conversation_at)
    deals = deal(
        truth,
        scene,
        held_at=meetings.held_at,
        sdr_leaves_at=team.leaves_at[assignment.owner],
        n_employees=accounts.n_employees[leads.account[assignment.lead]],
    )
    disposed_at, disposed_by, disposition = _dispose(scene, work, meetings, deals)
    lost_at = keep(~deals.is_won, deals.closed_at)
    churned_at = keep(deals.is_churned, deals.renewal_at)
    return Selling(
        assignment=assignment,
        work=work,
        scene=scene,
        meetings=meetings,
        deals=deals,
        disposed_at=disposed_at,
        disposed_by=disposed_by,
        ended_at=np.minimum(np.minimum(disposed_at, lost_at), churned_at),
        reason=np.select(
            [lost_at < NEVER, churned_at < NEVER],
            [scene.draw_reasons(_LOST), np.full(scene.size, REASON["CHURNED"])],
            disposition,
        ),
    )


def _dispose(
    scene: Scene, work: SimulatedFollowUp, meetings: Meetings, deals: Deals
) -> tuple[IntArray, IntArray, IntArray]:
    """Return when, by which rep and why each lead was given up.

    A lead has at most one such moment.
    """
    endings = [
        (work.gives_up_at, scene.sdr, work.reason),
        (meetings.declined_at, scene.sdr, scene.draw_reasons(_NO_NEED)),
        (meetings.abandoned_at, scene.ae, np.full(scene.size, REASON["NO_SHOW"])),
        (deals.unqualified_at, scene.ae, np.full(scene.size, REASON["UNQUALIFIED"])),
        (keep(~deals.is_accepted, deals.decided_at), scene.ae, scene.draw_reasons(_REJECTED)),
    ]
    come = [moment < NEVER for moment, _, _ in endings]
    moments, reps, reasons = zip(*endings, strict=True)
    return (
        np.select(come, moments, NEVER),
        np.select(come, reps, -1),
        np.select(come, reasons, -1),
    )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The CRM's record of each lead of the chunk when the period ends.

    Attributes
    ----------
    reached_at
        By lead and stage (but the target), the moment, or `NEVER` if not within the period.
    came_from
        By lead and stage, the stage before.
    stage
        The last stage.
    owner
        A rep of the chunk, or -1.
    reason
        Why the work ended, where the stage is outside the funnel; otherwise -1.
    """

    reached_at: IntArray
    came_from: IntArray
    stage: IntArray
    owner: IntArray
    reason: IntArray

    @property
    def entered_at(self) -> IntArray:
        """When each lead entered its last stage; `NEVER` where it was a target from the start."""
        everywhere = np.column_stack([self.reached_at, np.full(len(self.stage), NEVER)])
        return everywhere[np.arange(len(self.stage)), self.stage]


def make_snapshot(setting: Setting, leads: Leads, selling: Selling) -> Snapshot:
    """Follow every lead through its stages up to the end of the period."""
    end = setting.period.n_seconds
    lead, deals = selling.assignment.lead, selling.deals
    accepted_at = keep(deals.is_accepted, deals.decided_at)
    is_out = np.array([stage is Stage.DISQUALIFIED for _, stage in REASONS])[selling.reason]
    exchanges = np.array([bool(source.first_kind) for source in setting.truth.sources])
    moments = np.full((leads.size, TARGET), NEVER)
    moments[:, 0] = keep(exchanges[leads.source], leads.created_at)
    moments[:, 1] = selling.assignment.handed_over_at
    for column, moment in enumerate(
        (
            selling.meetings.held_at,
            accepted_at,
            deals.pipeline_at,
            keep(deals.is_won, deals.closed_at),
            keep(~deals.is_churned, deals.renewal_at),
            keep(~is_out, selling.ended_at),
            keep(is_out, selling.ended_at),
        ),
        start=2,
    ):
        moments[lead, column] = moment
    reached_at = keep(moments < end, moments)
    came_from, stage = _trace(reached_at < NEVER)
    owner = np.full(leads.size, -1)
    owner[lead] = np.where(accepted_at < end, selling.scene.ae, selling.scene.sdr)
    reason = np.full(leads.size, -1)
    reason[lead] = np.where(selling.ended_at < end, selling.reason, -1)
    return Snapshot(reached_at, came_from, stage, owner, reason)


def _trace(is_reached: BoolArray) -> tuple[IntArray, IntArray]:
    """Return the stage before each stage, and the last one; the columns are in order of time."""
    came_from = np.empty(is_reached.shape, dtype=np.int64)
    stage = np.full(len(is_reached), TARGET)
    for column in range(is_reached.shape[1]):
        came_from[:, column] = stage
        stage = np.where(is_reached[:, column], column, stage)
    return came_from, stage


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


def make_chunk(
    setting: Setting,
    accounts: Accounts,
    leads: Leads,
    team: Team,
    *,
    number: int,
    rng: np.random.Generator,
) -> Chunk:
    """Sell to the leads, and add the ids and the state at the end of the period."""
    selling = sell(setting, accounts, leads, team, rng)
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
