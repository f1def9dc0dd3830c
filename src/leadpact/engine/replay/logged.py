"""Turn the events of leads back into the history that a replay takes.

The last event of a decision is the command that was decided on. What people, prospects, rules and
other systems reported is a command again. What time or the scheduler brought about is left out, as
is an end that a replay assumed: a replay makes it again, and under another pact makes it otherwise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from leadpact.engine.lifecycle import (
    Command,
    EndLead,
    Event,
    EventKind,
    RecordJudgement,
    RecordLead,
)
from leadpact.engine.replay.commands import Named
from leadpact.engine.replay.history import PAST_END_ID, PastLead
from leadpact.terms.actors import HISTORY, SCHEDULER, TIME

COMMAND_KINDS = (EventKind.COMMAND_TAKEN, EventKind.COMMAND_REFUSED)
"""The kinds of events that hold a command; of a log, nothing else is needed."""


@dataclass(frozen=True, slots=True)
class LoggedHistory:
    """The history that the events of leads record.

    Attributes
    ----------
    came_at
        When each lead came, by id: the first report on the lead itself.
    commands
        What was reported, taken or refused, by lead id.
    past
        How leads ended, by id. An end later than the last event is not in a log.
    """

    came_at: Mapping[str, datetime]
    commands: tuple[Named, ...]
    past: Mapping[str, PastLead]


def logged_history(events: Iterable[Event]) -> LoggedHistory:
    """Return the history that events of any number of leads record, in any order."""
    came_at: dict[str, datetime] = {}
    past: dict[str, PastLead] = {}
    commands: list[Named] = []
    for event in events:
        if event.kind not in COMMAND_KINDS:
            continue
        lead_id, command = event.lead_id, event.payload.command
        if _is_past_end(command):
            if command.stage is not None:
                past[lead_id] = PastLead(lead_id, command.occurred_at, command.stage)
        elif command.actor not in (TIME, SCHEDULER):
            commands.append((lead_id, command))
            if isinstance(command, RecordLead | RecordJudgement):
                at = command.occurred_at
                came_at[lead_id] = min(at, came_at.get(lead_id, at))
    return LoggedHistory(came_at, tuple(commands), past)


def _is_past_end(command: Command) -> bool:
    """Tell whether a replay added the end: from history with its stage, without one by itself."""
    return isinstance(command, EndLead) and command.id == PAST_END_ID and command.actor == HISTORY
