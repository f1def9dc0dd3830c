"""From what a rep reports to the commands of the engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from leadpact.desk.queue.outcomes import Ask, Outcome, OutcomeKind
from leadpact.engine.cadences import CadenceState, SkipReason
from leadpact.engine.lifecycle import (
    AgreeCallback,
    Command,
    DisposeLead,
    FollowUp,
    LeadState,
    RecordOptOut,
    RecordOutOfOffice,
    RecordReply,
    RecordTouch,
    SkipStep,
)
from leadpact.pact.sections.feedback.policy import Need
from leadpact.terms.stages import RepRole, TouchKind, channel_of


class UnableToReadReport(ValueError):
    """What a rep wrote is no outcome: `field` is where, the text says what to do."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


COLLEAGUE = ("first_name", "last_name", "email")
"""The fields of somebody whom the prospect named instead."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a rep reports of a lead, as the form has it; the moments are those of the reader."""

    outcome: Outcome
    command_id: str
    choice: str = ""
    note: str = ""
    at: str = ""
    until: str = ""
    step: str = ""
    colleague: tuple[str, str, str] = ("", "", "")
    """First name, last name and e-mail address of whom the prospect named instead."""
    referred_lead_id: str | None = None

    @classmethod
    def of_form(cls, form: Mapping[str, str], outcome: Outcome) -> "Report":
        """Return the report of a form; the same outcome of the same page has the same id."""
        texts = {name: form.get(name, "").strip() for name in ("choice", "note", "at", "until")}
        command_id = f"{form['command_id'][:60]}/{outcome.code}"
        named = (form.get(f"colleague_{item}", "").strip()[:200] for item in COLLEAGUE)
        first_name, last_name, email = named
        return cls(
            outcome,
            command_id,
            **texts,
            step=form.get("step", ""),
            colleague=(first_name, last_name, email),
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A report with what its commands depend on: the lead, the pact, who reports, and when."""

    report: Report
    state: LeadState
    rules: FollowUp
    rep_id: str
    actor: str
    now: datetime


def commands_of(
    report: Report, state: LeadState, rules: FollowUp, *, rep_id: str, actor: str, now: datetime
) -> tuple[Command, ...]:
    """Return the commands that an outcome becomes, in the order in which they are recorded.

    Raises
    ------
    UnableToReadReport
        Where something is missing, or is no date.
    """
    _check(report)
    return _MAKERS[report.outcome.kind](Asked(report, state, rules, rep_id, actor, now))


def _touch(asked: Asked) -> tuple[Command, ...]:
    channel = channel_of(asked.report.outcome.about)
    name = asked.report.command_id
    return (RecordTouch(name, asked.now, asked.rep_id, channel, actor=asked.actor),)


def _spoke(asked: Asked) -> tuple[Command, ...]:
    """Return a call and the answer that it had: who was spoken with is not unreachable."""
    name, by = asked.report.command_id, asked.actor
    call = RecordTouch(name, asked.now, asked.rep_id, TouchKind.CALL, actor=by)
    return (call, RecordReply(f"{name}/reply", asked.now, TouchKind.CALL, actor=by))


def _callback(asked: Asked) -> tuple[Command, ...]:
    at = _moment(asked.report.at)
    return (AgreeCallback(asked.report.command_id, asked.now, at, actor=asked.actor),)


def _reply(asked: Asked) -> tuple[Command, ...]:
    return (RecordReply(asked.report.command_id, asked.now, actor=asked.actor),)


def _away(asked: Asked) -> tuple[Command, ...]:
    back_on = _day(asked.report.until) if asked.report.until else None
    name = asked.report.command_id
    return (RecordOutOfOffice(name, asked.now, back_on, actor=asked.actor),)


def _opt_out(asked: Asked) -> tuple[Command, ...]:
    return (RecordOptOut(asked.report.command_id, asked.now, actor=asked.actor),)


def _skip(asked: Asked) -> tuple[Command, ...]:
    report = asked.report
    run_id, step_id = _step(report.step, asked.state)
    reason = SkipReason(report.choice)
    return (SkipStep(report.command_id, asked.now, run_id, step_id, reason, actor=asked.actor),)


def _disposition(asked: Asked) -> tuple[Command, ...]:
    report, policy = asked.report, asked.rules.feedback
    known = policy.disposition(RepRole.SDR, report.outcome.about) if policy else None
    is_fault = known is not None and Need.FAULT in known.needs
    return (
        DisposeLead(
            report.command_id,
            asked.now,
            RepRole.SDR,
            report.outcome.about,
            asked.rep_id,
            reason=None if is_fault else report.choice or None,
            fault=(report.choice or None) if is_fault else None,
            note=report.note or None,
            referred_lead_id=report.referred_lead_id,
            until=_day(report.until) if report.until else None,
            actor=asked.actor,
        ),
    )


_MAKERS: Mapping[OutcomeKind, Callable[[Asked], tuple[Command, ...]]] = {
    OutcomeKind.TOUCH: _touch,
    OutcomeKind.SPOKE: _spoke,
    OutcomeKind.CALLBACK: _callback,
    OutcomeKind.REPLIED: _reply,
    OutcomeKind.BACK_ON: _away,
    OutcomeKind.DISPOSE: _disposition,
    OutcomeKind.OPT_OUT: _opt_out,
    OutcomeKind.SKIP: _skip,
}


_MISSING: Mapping[Ask, str] = {
    Ask.CHOICE: "Choose one of the list.",
    Ask.NOTE: "Write a note: this outcome needs one.",
    Ask.AT: "Say when: the day and the time that you agreed.",
    Ask.UNTIL: "Say until which day.",
}


def _check(report: Report) -> None:
    """Refuse a report that lacks what its outcome needs, or chooses what there is not."""
    outcome = report.outcome
    for ask in outcome.needs:
        if not getattr(report, ask):
            raise UnableToReadReport(str(ask), _MISSING[ask])
    if report.choice and report.choice not in [item.code for item in outcome.choices]:
        raise UnableToReadReport("choice", _MISSING[Ask.CHOICE])


def _moment(text: str) -> datetime:
    """Return a moment of a form, which is in the reader's zone."""
    try:
        found = datetime.fromisoformat(text)
        local = timezone.make_aware(found) if found.tzinfo is None else found
    except (ValueError, OverflowError) as error:
        raise UnableToReadReport(
            "at", "It is no day with a time: write it like 2026-06-02 14:30."
        ) from error
    if not 1970 < local.year < 2099:
        raise UnableToReadReport("at", "The year is out of reach: write it like 2026-06-02 14:30.")
    return local


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise UnableToReadReport("until", "It is no day: write it like 2026-06-02.") from error
    if not 1970 < found.year < 2099:
        raise UnableToReadReport("until", "The year is out of reach: write it like 2026-06-02.")
    return found


def _step(text: str, state: LeadState) -> tuple[str, str]:
    """Return the run and the step that are skipped: those of the form, else the next one."""
    running = [run for run in state.runs if run.state is CadenceState.RUNNING and run.next_step_id]
    for run in running:
        if text in ("", f"{run.run_id}/{run.next_step_id}"):
            return run.run_id, str(run.next_step_id)
    if not text:
        raise UnableToReadReport("choice", "The lead has no step to skip.")
    run_id, _, step_id = text.rpartition("/")
    return run_id, step_id
