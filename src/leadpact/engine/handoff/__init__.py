"""The handoff of a meeting from SDR to AE: what becomes of it, its messages, and free slots.

Pure: meetings are frozen values, what cannot be is a `Refusal`, time is an argument.
"""

from leadpact.engine.handoff.acceptance import (
    accept_meeting,
    advance_meeting,
    debrief_meeting,
    debriefs_owed,
    deemed_accepted_at,
    open_opportunity,
    owes_opportunity,
    reject_meeting,
)
from leadpact.engine.handoff.meetings import (
    book_meeting,
    cancel_meeting,
    confirm_meeting,
    hold_meeting,
    may_rebook,
    message_recipients,
    messages_due,
    miss_meeting,
    move_meeting,
    needs_coaching,
)
from leadpact.engine.handoff.slots import propose_slots
from leadpact.engine.handoff.values import (
    Acceptance,
    Debrief,
    DueMessage,
    Handoff,
    Meeting,
    MeetingState,
    Recipient,
    Slot,
    make_handoff,
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
    "message_recipients",
    "messages_due",
    "miss_meeting",
    "move_meeting",
    "needs_coaching",
    "open_opportunity",
    "owes_opportunity",
    "propose_slots",
    "reject_meeting",
]
