"""Route one lead: the routes of a pact over a roster, with every reason.

Pure: what routing remembers is a `RoutingState`, and every decision carries its change of it.
"""

from leadpact.engine.routing.by_hand import assign_by_hand, wait_by_hand
from leadpact.engine.routing.change import (
    NO_CHANGE,
    BalanceRow,
    DayRow,
    LoadRow,
    MemberRow,
    PoolRow,
    StateChange,
    apply_change,
    apply_member_row,
    change_of,
    fold_changes,
)
from leadpact.engine.routing.decision import (
    CAP_OBSTACLES,
    Assignment,
    Candidate,
    Obstacle,
    PassedRoute,
    RouteDecision,
    RoutedLead,
    RoutingOutcome,
    Waiting,
    count_open_leads,
)
from leadpact.engine.routing.notes import RosterNote, roster_notes, row_notes
from leadpact.engine.routing.roster import Rep, Roster, make_roster
from leadpact.engine.routing.route import (
    ReleaseReason,
    claim_lead,
    credit_lead,
    find_ae,
    reassign_lead,
    release_lead,
    route_lead,
)
from leadpact.engine.routing.router import CompiledRoute, Member, Router, make_router, members_of
from leadpact.engine.routing.state import (
    NO_BALANCE,
    NO_POOL,
    Load,
    PoolState,
    RotationBalance,
    RoutingState,
    Tally,
    plain,
)
from leadpact.engine.routing.undo import in_present_periods, undo_changes, without_calibration

__all__ = [
    "CAP_OBSTACLES",
    "NO_BALANCE",
    "NO_CHANGE",
    "NO_POOL",
    "Assignment",
    "BalanceRow",
    "Candidate",
    "CompiledRoute",
    "DayRow",
    "Load",
    "LoadRow",
    "Member",
    "MemberRow",
    "Obstacle",
    "PassedRoute",
    "PoolRow",
    "PoolState",
    "ReleaseReason",
    "Rep",
    "Roster",
    "RosterNote",
    "RotationBalance",
    "RouteDecision",
    "RoutedLead",
    "Router",
    "RoutingOutcome",
    "RoutingState",
    "StateChange",
    "Tally",
    "Waiting",
    "apply_change",
    "apply_member_row",
    "assign_by_hand",
    "change_of",
    "claim_lead",
    "count_open_leads",
    "credit_lead",
    "find_ae",
    "fold_changes",
    "in_present_periods",
    "make_roster",
    "make_router",
    "members_of",
    "plain",
    "reassign_lead",
    "release_lead",
    "roster_notes",
    "route_lead",
    "row_notes",
    "undo_changes",
    "wait_by_hand",
    "without_calibration",
]
