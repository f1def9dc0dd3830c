"""The whole sale of one chunk's leads: assignment, follow-up, meetings, deals, and the endings."""

from dataclasses import dataclass

import numpy as np

from leadpact.simulate.assignment import Assignment, assign
from leadpact.simulate.company import Accounts, Leads
from leadpact.simulate.deals import Deals, deal
from leadpact.simulate.follow_up import FollowUp, follow_up
from leadpact.simulate.meetings import Meetings, meet
from leadpact.simulate.reasons import REASON
from leadpact.simulate.sampling import NEVER, IntArray
from leadpact.simulate.scene import Scene, keep, make_scene
from leadpact.simulate.setting import Setting
from leadpact.simulate.team import Team

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

    assignment: Assignment
    work: FollowUp
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
    # At most one of these moments comes for any lead.
    endings = [
        (work.gives_up_at, work.reason, scene.sdr),
        (meetings.declined_at, scene.draw_reasons(_NO_NEED), scene.sdr),
        (meetings.abandoned_at, np.full(scene.size, REASON["NO_SHOW"]), scene.ae),
        (deals.unqualified_at, np.full(scene.size, REASON["UNQUALIFIED"]), scene.ae),
        (keep(~deals.is_accepted, deals.decided_at), scene.draw_reasons(_REJECTED), scene.ae),
    ]
    come = [moment < NEVER for moment, _, _ in endings]
    disposed_at = np.select(come, [moment for moment, _, _ in endings], NEVER)
    lost_at = keep(~deals.is_won, deals.closed_at)
    churned_at = keep(deals.is_churned, deals.renewal_at)
    return Selling(
        assignment=assignment,
        work=work,
        scene=scene,
        meetings=meetings,
        deals=deals,
        disposed_at=disposed_at,
        disposed_by=np.select(come, [rep for _, _, rep in endings], -1),
        ended_at=np.minimum(np.minimum(disposed_at, lost_at), churned_at),
        reason=np.select(
            [*come, lost_at < NEVER, churned_at < NEVER],
            [
                *[reason for _, reason, _ in endings],
                scene.draw_reasons(_LOST),
                np.full(scene.size, REASON["CHURNED"]),
            ],
            -1,
        ),
    )
