"""Turn the events of leads back into the history that a replay takes.

The last event of a decision is the command that was decided on. What people, prospects, rules and
other systems reported is a command again. What time or the scheduler brought about is left out, as
is an end that a replay assumed: a replay makes it again, and under another pact makes it otherwise.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import TypeGuard

from leadpact.engine.lifecycle import (
    Command,
    DisposeLead,
    EndLead,
    Event,
    EventKind,
    RecordJudgement,
    RecordLead,
    WithdrawReport,
)
from leadpact.engine.replay.commands import Named
from leadpact.engine.replay.history import PAST_END_ID, PastLead
from leadpact.terms.actors import HISTORY, SCHEDULER, TIME

HISTORY_KINDS = (EventKind.COMMAND_TAKEN, EventKind.COMMAND_REFUSED, EventKind.DECIDED_AGAIN)
"""The kinds of events from which a history is read: those with commands, and withdrawals."""


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
    logs: dict[str, list[Event]] = {}
    for event in events:
        if event.kind in HISTORY_KINDS:
            logs.setdefault(event.lead_id, []).append(event)
    came_at: dict[str, datetime] = {}
    past: dict[str, PastLead] = {}
    commands: list[Named] = []
    for lead_id, log in logs.items():
        for command in _commands_of(log):
            if _is_past_end(command):
                if command.stage is not None:
                    past[lead_id] = PastLead(lead_id, command.occurred_at, command.stage)
                continue
            commands.append((lead_id, command))
            if isinstance(command, RecordLead | RecordJudgement):
                at = command.occurred_at
                came_at[lead_id] = min(at, came_at.get(lead_id, at))
    return LoggedHistory(came_at, tuple(commands), past)


def _commands_of(log: Iterable[Event]) -> Iterator[Command]:
    """Yield the commands of one lead that a replay does not make by itself.

    A report that was withdrawn is left out, with its withdrawal; what was decided again for that
    comes once.
    """
    numbered: list[tuple[int, Command]] = []
    for event in sorted(log, key=attrgetter("n")):
        if event.kind is EventKind.DECIDED_AGAIN:
            numbered = [item for item in numbered if item[0] <= event.payload.after_n]
        else:
            numbered.append((event.n, event.payload.command))
    for _, command in numbered:
        if command.actor not in (TIME, SCHEDULER) and not isinstance(command, WithdrawReport):
            yield _by_itself(command)


def _by_itself(command: Command) -> Command:
    """Return a command as it is without the log: what a correction corrects is left out."""
    if isinstance(command, DisposeLead) and command.corrects is not None:
        return replace(command, corrects=None)
    return command


def _is_past_end(command: Command) -> TypeGuard[EndLead]:
    """Tell whether a replay added the end: from history with its stage, without one by itself."""
    return isinstance(command, EndLead) and command.id == PAST_END_ID and command.actor == HISTORY
