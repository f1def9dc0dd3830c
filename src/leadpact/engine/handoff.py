"""The handoff of a meeting from SDR to AE: what becomes of it, its messages, and free slots.

Pure: meetings are frozen values, what cannot be is a `Refusal`, time is an argument.
"""

from leadpact.engine.handoffs.acceptance import (
    accept_meeting,
    advance_meeting,
    debrief_meeting,
    debriefs_owed,
    deemed_accepted_at,
    open_opportunity,
    owes_opportunity,
    reject_meeting,
)
from leadpact.engine.handoffs.compiled import Handoff, make_handoff
from leadpact.engine.handoffs.meetings import (
    book_meeting,
    cancel_meeting,
    confirm_meeting,
    hold_meeting,
    may_rebook,
    miss_meeting,
    needs_coaching,
)
from leadpact.engine.handoffs.messages import messages_due
from leadpact.engine.handoffs.slots import propose_slots
from leadpact.engine.handoffs.values import (
    Acceptance,
    Debrief,
    DueMessage,
    Meeting,
    MeetingState,
    Recipient,
    Slot,
)

__all__ = [
    "Acceptance",
    "Debrief",
    "DueMessage",
    "Handoff",
    "Meeting",
    "MeetingState",
    "Recipient",
    "Slot",
    "accept_meeting",
    "advance_meeting",
    "book_meeting",
    "cancel_meeting",
    "confirm_meeting",
    "debrief_meeting",
    "debriefs_owed",
    "deemed_accepted_at",
    "hold_meeting",
    "make_handoff",
    "may_rebook",
    "messages_due",
    "miss_meeting",
    "needs_coaching",
    "open_opportunity",
    "owes_opportunity",
    "propose_slots",
    "reject_meeting",
]
