"""Name the commands that a replay refuses: `meeting_held`, `opportunity_won`."""

from collections.abc import Callable, Mapping
from typing import Any

from leadpact.engine.lifecycle import (
    BookMeeting,
    Command,
    DebriefMeeting,
    DisposeLead,
    MoveOpportunity,
    OpenOpportunity,
    RecordOutOfOffice,
    RecordReply,
    RecordTouch,
    UpdateMeeting,
)
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Stage

Refused = tuple[str, RefusalCode]
"""What it was, and the code of the refusal."""

DISPOSITION = "disposition"
_OPPORTUNITY_MOVES = {Stage.CLOSED_WON: "opportunity_won", Stage.RECYCLED: "opportunity_lost"}


def _always(name: str) -> Callable[[Any], str]:
    return lambda _command: name


REFUSED_AS: Mapping[type[Command], Callable[[Any], str]] = {
    RecordTouch: _always("touch"),
    RecordReply: _always("reply"),
    RecordOutOfOffice: _always("out_of_office"),
    BookMeeting: _always("meeting_booked"),
    UpdateMeeting: lambda command: f"meeting_{command.step.lower()}",
    DebriefMeeting: _always("meeting_debriefed"),
    OpenOpportunity: _always("opportunity_opened"),
    MoveOpportunity: lambda command: _OPPORTUNITY_MOVES.get(command.to, "opportunity_moved"),
    DisposeLead: _always(DISPOSITION),
}
"""How each kind of entry of a history is called; what the replay itself asks is not among them."""
