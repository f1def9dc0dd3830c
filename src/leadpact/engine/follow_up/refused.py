"""What is not taken in a walk, by what it was: `meeting_held`, `opportunity_won`."""

from collections.abc import Callable, Mapping
from typing import Any

from leadpact.engine.follow_up.happenings import (
    DispositionGiven,
    Happening,
    MeetingBooked,
    MeetingDebriefed,
    MeetingMoved,
    OpportunityMoved,
    OpportunityOpened,
    OutOfOfficeHeard,
    ProspectReplied,
    TouchMade,
)
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Stage

Refused = tuple[str, RefusalCode]
"""What it was, and the code of the refusal."""

DISPOSITION = "disposition"
_OPPORTUNITY_MOVES = {Stage.CLOSED_WON: "opportunity_won", Stage.RECYCLED: "opportunity_lost"}


def _always(name: str) -> Callable[[Any], str]:
    return lambda _happening: name


REFUSED_AS: Mapping[type[Happening], Callable[[Any], str]] = {
    TouchMade: _always("touch"),
    ProspectReplied: _always("reply"),
    OutOfOfficeHeard: _always("out_of_office"),
    MeetingBooked: _always("meeting_booked"),
    MeetingMoved: lambda happening: f"meeting_{happening.step.lower()}",
    MeetingDebriefed: _always("meeting_debriefed"),
    OpportunityOpened: _always("opportunity_opened"),
    OpportunityMoved: lambda happening: _OPPORTUNITY_MOVES.get(happening.to, "opportunity_moved"),
    DispositionGiven: _always(DISPOSITION),
}
"""How each kind of entry of a history is called; what the walk itself asks is not among them."""
