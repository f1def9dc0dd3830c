"""Where a prospect is: the local time there, and whether a phone may ring now."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from leadpact.engine.cadences import Prospect, first_moment
from leadpact.engine.lifecycle import FollowUp, LeadState
from leadpact.terms.stages import TouchKind
from leadpact.terms.zone import is_zone


@dataclass(frozen=True, slots=True)
class Calling:
    """The time where the prospect is, and the calls that the pact and the law allow.

    Attributes
    ----------
    is_known
        Whether the prospect's zone is known; else the time is that of the pact.
    opens_at
        From when calls are allowed; the moment asked where that is now, None where no moment
        within a year is.
    """

    local: datetime
    zone: str
    is_known: bool
    is_allowed: bool
    opens_at: datetime | None
    is_limited: bool = True

    @property
    def opens_there(self) -> datetime | None:
        """From when calls are allowed, in the prospect's time."""
        return self.opens_at.astimezone(ZoneInfo(self.zone)) if self.opens_at else None


def calling_of(state: LeadState, rules: FollowUp, *, as_of: datetime) -> Calling:
    """Return whether a prospect may be called at a moment, by the windows and the calling hours."""
    prospect, rep = _prospect(state), rules.rep(state.owner_rep_id)
    known = prospect.time_zone if prospect.time_zone and is_zone(prospect.time_zone) else None
    cadences = rules.cadences
    if cadences is None:
        zone = known or rules.ruleset.time_zone
        local = as_of.astimezone(ZoneInfo(zone))
        return Calling(local, zone, known is not None, True, as_of, is_limited=False)
    calendar = cadences.window(None, prospect, rep.time_zone if rep else None)
    opens_at = first_moment(cadences, TouchKind.CALL, as_of, calendar=calendar, prospect=prospect)
    zone = known or calendar.zone
    local = as_of.astimezone(ZoneInfo(zone))
    return Calling(local, zone, known is not None, opens_at == as_of, opens_at)


def _prospect(state: LeadState) -> Prospect:
    known = state.lead.attributes if state.lead is not None else {}

    def text(name: str) -> str | None:
        value = known.get(name)
        return str(value) if value else None

    return Prospect(text("time_zone"), text("country"), text("region"))
