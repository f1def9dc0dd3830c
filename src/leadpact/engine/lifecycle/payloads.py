"""Payloads of events, as values that can be stored; those that the state keeps are in `state`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leadpact.engine.lead import EarlierWork, Lead
from leadpact.engine.lifecycle.commands import Command
from leadpact.engine.routing import NO_CHANGE, Assignment, ReleaseReason, StateChange
from leadpact.terms.refusals import Refusal
from leadpact.terms.stages import Channel


@dataclass(frozen=True, slots=True)
class RecordedLead:
    """The fields of a lead from now on, who owns its account, and the meeting it asks for.

    `earlier` is the work of reps on it from before; None: nothing new is known.
    """

    lead: Lead
    account_owner_rep_id: str | None = None
    meeting_at: datetime | None = None
    earlier: EarlierWork | None = None


@dataclass(frozen=True, slots=True)
class OpenedGate:
    """A gate opened, by its name; `path` is that by which it did, None where it has none."""

    gate: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class LeadLeft:
    """It is no lead: as what it left, and who takes care of it instead; empty: nobody is named."""

    not_lead: str
    send_to: str = ""


@dataclass(frozen=True, slots=True)
class ProspectReply:
    """The prospect answered; `channel` None: it is not known how."""

    at: datetime
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class ProspectAbsence:
    """The prospect is out of office until a moment; None: they are back."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OptOut:
    """The prospect wants no further contact."""

    at: datetime


@dataclass(frozen=True, slots=True)
class LeadMerge:
    """The lead was merged into another one, which is worked instead."""

    into_lead_id: str


@dataclass(frozen=True, slots=True)
class LeadAbsorption:
    """Another lead of the same person was merged into this one."""

    from_lead_id: str


@dataclass(frozen=True, slots=True)
class Release:
    """A rep no longer has the lead: the assignment that ended, why, and what routing forgets.

    `held` None: nobody had it, and it no longer waits.
    """

    held: Assignment | None
    reason: ReleaseReason
    change: StateChange = NO_CHANGE


@dataclass(frozen=True, slots=True)
class TakenCommand:
    """A command that was taken, and its digest: another command cannot have the same id."""

    command: Command
    digest: str


@dataclass(frozen=True, slots=True)
class RefusedCommand:
    """A command that was refused, and why. Only the time until then has passed."""

    command: Command
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class DecidedAgain:
    """A report was withdrawn: the lead is as before it, and what came after is decided again.

    Attributes
    ----------
    after_n
        The number of the last event before the report: the lead is again as it was then.
    undone_ids
        The commands that are decided again; the events that follow are of these decisions.
    change
        What routing forgets of this lead, before it is counted again.
    """

    withdrawn_id: str
    after_n: int
    undone_ids: tuple[str, ...] = ()
    change: StateChange = NO_CHANGE


class MessageKind(StrEnum):
    """The kinds of messages."""

    CLOCK_WARNING = "CLOCK_WARNING"
    CLOCK_BREACH = "CLOCK_BREACH"
    ESCALATION = "ESCALATION"
    RECAP = "RECAP"
    INVITE = "INVITE"
    CONFIRMATION = "CONFIRMATION"


@dataclass(frozen=True, slots=True)
class Message:
    """A message to send once; the sender skips an id that was sent before.

    Attributes
    ----------
    to
        A rep, a role, or `PROSPECT`.
    about
        The clock or the meeting.
    template
        The template to send; empty: the product's own.
    """

    message_id: str
    kind: MessageKind
    to: str
    about: str
    due_at: datetime
    template: str = ""
