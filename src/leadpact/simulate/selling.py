"""The sale of one chunk's leads from beginning to end.

Assignment, follow-up, meetings, deals, and the endings.
"""

from dataclasses import dataclass

import numpy as np

from leadpact.simulate.assignment import SimulatedAssignment, assign
from leadpact.simulate.company import Accounts, Leads
from leadpact.simulate.deals import Deals, Meetings, Scene, deal, make_scene, meet
from leadpact.simulate.follow_up import SimulatedFollowUp, follow_up
from leadpact.simulate.sampling import NEVER, IntArray, keep
from leadpact.simulate.setting import REASON, Setting
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
