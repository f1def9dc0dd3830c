"""Erase a person in one decision: all work on their lead ends, and its stage stays as it was.

The values of the person are not deleted here: who keeps them does that, as the store of leads.
"""

from leadpact.engine.cadences import StopReason
from leadpact.engine.lifecycle.assignment import let_go
from leadpact.engine.lifecycle.cadence import end_cadences
from leadpact.engine.lifecycle.clocks import close_every_clock
from leadpact.engine.lifecycle.commands import (
    AdvanceTime,
    Command,
    DebriefMeeting,
    EndLead,
    ErasePerson,
    MoveOpportunity,
    UpdateMeeting,
    UpdateReview,
)
from leadpact.engine.lifecycle.context import DecisionContext
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.routing import ReleaseReason
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole

TAKEN_AFTERWARDS = (
    AdvanceTime,
    UpdateMeeting,
    DebriefMeeting,
    MoveOpportunity,
    UpdateReview,
    EndLead,
)
"""What is taken of an erased person: how what had begun ends, without any value of theirs."""


def check_erased(context: DecisionContext, command: Command) -> Refusal | None:
    """Return a refusal of a command that brings work or values of a person who was erased."""
    if context.state.erased_at is None or isinstance(command, TAKEN_AFTERWARDS):
        return None
    return Refusal(RefusalCode.PERSON_ERASED)


def erase(context: DecisionContext, command: ErasePerson) -> Refusal | None:
    """End all work on the lead, but keep its stage; refuse a rep who is no manager."""
    if not context.rules.is_manager_or_other(command.actor):
        return Refusal(RefusalCode.OTHER_ROLE_NEEDED, (("role", str(RepRole.MANAGER)),))
    # What came due until now goes to nobody: its sender would find no values to send it with.
    context.messages.clear()
    # First the erasure: what ends after it sends no messages any more.
    context.emit(EventKind.PERSON_ERASED, at=command.occurred_at)
    end_cadences(context, StopReason.PERSON_ERASED)
    close_every_clock(context, command.occurred_at)
    # The release comes last: the clocks that are cancelled still name the rep who had the lead.
    let_go(context, ReleaseReason.CLOSED)
    return None
