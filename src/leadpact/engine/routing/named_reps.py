"""One lead and a few reps by name, outside any pool: an owner, a pair, the reps of a territory."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadpact.engine.routing.availability import Availability, MemberCriteria, find_obstacles
from leadpact.engine.routing.decision import Candidate, Waiting
from leadpact.engine.routing.lead import RoutedLead
from leadpact.engine.routing.pooling import why_nobody
from leadpact.engine.routing.router import Member
from leadpact.engine.routing.state import RoutingState
from leadpact.pact.sections.routing.policy import Hours


@dataclass(frozen=True, slots=True)
class NamedSelection:
    """The rep who takes it, or the reason for waiting and when to try again (epoch seconds)."""

    member: Member | None = None
    waiting: Waiting | None = None
    retry_at: int | None = None
    considered: tuple[Candidate, ...] = ()


def select_named_rep(
    members: Sequence[Member],
    lead: RoutedLead,
    state: RoutingState,
    availability: Availability,
    *,
    skip: frozenset[str],
    missing: Waiting,
) -> NamedSelection:
    """Return the first of some reps who can take a lead; working hours do not matter.

    Parameters
    ----------
    skip
        Reps who may not get it.
    missing
        Why the lead waits where there is nobody at all.
    """
    criteria = MemberCriteria(Hours.ANY, skip, is_meeting=lead.meeting_at is not None)
    found = find_obstacles(members, state, availability, criteria)
    considered = []
    for item in members:
        obstacle, ends_at = found[item.rep.rep_id] or (None, None)
        n_open = state.load(item.rep.rep_id).n_open
        considered.append(Candidate(item.rep.rep_id, obstacle, ends_at, n_open=n_open))
    first = next((item for item in members if found[item.rep.rep_id] is None), None)
    if first is not None:
        return NamedSelection(member=first, considered=tuple(considered))
    ends = [item.obstacle_ends_at for item in considered if item.obstacle_ends_at is not None]
    why = why_nobody(found, missing)
    return NamedSelection(None, why, min(ends, default=None), tuple(considered))
