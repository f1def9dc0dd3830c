"""What a rep does in the queue: report an outcome, undo it, see that it was refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from leadpact.desk.leads.actions import record
from leadpact.desk.leads.queries import LeadView
from leadpact.desk.leads.story import events_since
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.people.models import User
from leadpact.desk.queue.colleagues import with_colleague
from leadpact.desk.queue.commands import Report, commands_of
from leadpact.desk.queue.outcomes import OutcomeKind
from leadpact.desk.queue.preview import Previewed
from leadpact.desk.store import in_transaction, open_store, rules_in_force
from leadpact.desk.work.inbox import put_off, undo
from leadpact.desk.work.models import PendingCommand
from leadpact.engine.lifecycle import Command, EventKind, WithdrawReport
from leadpact.explain.refusals import refusal_words
from leadpact.explain.story import StoryLine
from leadpact.terms.refusals import Refusal

UNDO = timedelta(seconds=8)
"""How long an outcome can be undone before it is decided on."""

WITHDRAW = timedelta(minutes=10)
"""How long `undo` also takes back what was decided on already: a touch or a disposition."""

_AT_ONCE = (OutcomeKind.TOUCH,)
"""Outcomes that are decided on at once; the engine lets them be withdrawn."""

_WITHDRAWN = (OutcomeKind.TOUCH, OutcomeKind.DISPOSE)


@dataclass(frozen=True, slots=True)
class Done:
    """An outcome that was reported, as the session keeps it for `undo`: no personal value."""

    lead_id: str
    ids: tuple[str, ...]
    kind: str
    label: str
    at: datetime

    @property
    def undo_until(self) -> datetime:
        """When the time to think again is over."""
        return self.at + UNDO


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """What became of a report: `refusal` in words, or it is done."""

    done: Done | None = None
    refusal: str = ""


class LeadMoved(Exception):
    """Something happened to the lead since the page was made; `lines` say what."""

    def __init__(self, lines: list[StoryLine]) -> None:
        super().__init__("the lead has moved on")
        self.lines = lines


@in_transaction
def report(
    user: User, view: LeadView, entry: Report, *, version: int, as_of: datetime
) -> ReportAnswer:
    """Report an outcome: a touch at once, all else put off for as long as it can be undone.

    The engine is asked first: what it would refuse is not stored.

    Raises
    ------
    LeadMoved
        Where somebody changed the lead since that version.
    UnableToReadReport
        Where the report lacks something, or has a date that is none.
    """
    rep_id, actor, rules = user.rep_id or "", actor_of_user(user), view.rules
    commands = commands_of(entry, view.state, rules, rep_id=rep_id, actor=actor, now=as_of)
    done = Done(
        view.state.lead_id,
        tuple(item.id for item in commands),
        str(entry.outcome.kind),
        entry.outcome.label,
        as_of,
    )
    if _is_known(view.state.lead_id, commands[0].id):
        return ReportAnswer(done)
    check_version(view, version, as_of=as_of)
    previewed = Previewed.of(view.state, rules, rep_id=rep_id, actor=actor, as_of=as_of)
    refusal = previewed.refusal_of(commands)
    if refusal is None and any(entry.colleague):
        entry = with_colleague(entry, view, actor=actor)
        commands = commands_of(entry, view.state, rules, rep_id=rep_id, actor=actor, now=as_of)
        refusal = previewed.refusal_of(commands)
    refusal = refusal or _store(done, commands, entry, as_of)
    return ReportAnswer(refusal=refusal_words(refusal, rules)) if refusal else ReportAnswer(done)


def _store(
    done: Done, commands: tuple[Command, ...], entry: Report, as_of: datetime
) -> Refusal | None:
    """Record or put off the commands of an outcome; return a refusal, if there is one after all."""
    for command in commands:
        if entry.outcome.kind in _AT_ONCE:
            refusal = record(done.lead_id, command, as_of=as_of).refusal
        else:
            until = as_of + UNDO
            refusal = put_off(done.lead_id, command, not_before=until, what=done.label)
        if refusal is not None:
            return refusal
    return None


def _is_undecided(done: Done) -> bool:
    """Tell whether all commands of an outcome wait, and keep the worker from them meanwhile.

    Of two that belong together, such as a call and its answer, never only one is undone.
    """
    rows = PendingCommand.objects.select_for_update().filter(
        lead_id=done.lead_id, command_id__in=done.ids, refusal=""
    )
    return len(rows) == len(done.ids)


def _is_known(lead_id: str, command_id: str) -> bool:
    """Tell whether the outcome was reported before: a double press, or a page sent again."""
    if open_store().taken_commands(lead_id, command_id):
        return True
    return PendingCommand.objects.filter(lead_id=lead_id, command_id=command_id).exists()


def check_version(view: LeadView, version: int, *, as_of: datetime) -> None:
    """Refuse a report made on an older page, unless only time has passed since.

    Raises
    ------
    LeadMoved
        With what happened and who did it.
    """
    if version == view.state.version:
        return
    since = events_since(view, version, as_of=as_of)
    if any(line.by or line.kind is EventKind.ASSIGNED for line in since):
        raise LeadMoved(since)


@in_transaction
def take_back(user: User, done: Done, *, as_of: datetime) -> str:
    """Undo an outcome: delete it where it is not decided on, else withdraw it.

    Returns
    -------
    str
        Why it cannot be undone, in words; empty: it is undone.
    """
    if _is_undecided(done):
        for name in done.ids:
            undo(done.lead_id, name)
        return ""
    if done.kind not in _WITHDRAWN:
        return f"“{done.label}” was decided on already, and cannot be undone here any more."
    if as_of > done.at + WITHDRAW:
        return f"“{done.label}” was reported too long ago to be undone here."
    command = WithdrawReport(f"{done.ids[0]}/undo", as_of, done.ids[0], actor=actor_of_user(user))
    refusal = record(done.lead_id, command, as_of=as_of).refusal
    return refusal_words(refusal, rules_in_force(as_of)) if refusal is not None else ""
