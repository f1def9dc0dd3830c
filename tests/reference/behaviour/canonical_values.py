"""Write any value of the product as text that names no class, no module and no field.

A dataclass is the tuple of its values in the order of its fields, an enum member is its value, a
mapping is sorted by key and a set by element; so renaming a class or a field changes nothing. What
does change the text without any change of behaviour, and is taken up in the two tables below:

- a code, an event kind or another string that was renamed: `RENAMED`;
- a dataclass whose fields were reordered, added, removed or put into another class: `SHAPES`.
"""

import json
import re
from collections.abc import Callable, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from fractions import Fraction
from types import NoneType
from typing import Any, get_args

from leadpact.engine.cadences import CadenceRun, StepDone
from leadpact.engine.clocks import Clock, ReceivedSignal
from leadpact.engine.feedback import GivenDisposition
from leadpact.engine.gates import GateCheck, Judgement
from leadpact.engine.handoff import Meeting
from leadpact.engine.lifecycle import (
    AnswerHandoff,
    Command,
    DisposeLead,
    Event,
    EventKind,
    LeadHandoff,
    LeadState,
    OpenedGate,
    OptOut,
    ProspectAbsence,
    ProspectReply,
    RecordedLead,
    Release,
    StageChange,
    StageReasonCode,
    TakenCommand,
    UpdateMeeting,
)
from leadpact.engine.routing import (
    Assignment,
    BalanceRow,
    MemberRow,
    RotationBalance,
    RouteDecision,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.pact.sections.cadences.policy import CadenceStep, Wait
from leadpact.pact.sections.clocks.policy import ClockPolicy
from leadpact.terms.calendar import BusinessCalendar

RENAMED: Mapping[str, str] = {
    "lead.heard": "signal.received",
    "clock.heard": "clock.updated",
    "CANCELLED": "OVER",  # a clock whose lead ended was cancelled, as if by hand
}
"""Strings that were renamed, old name to new name.

A value that equals a new name is written as the old one, so the recorded digests stay as they are;
so is the last part of an id such as `h2/1-touched`. A new name must not be an old value as well,
unless that one is renamed too.
"""


class Fields(tuple[object, ...]):
    """The former values of a dataclass, in the former order of its fields."""

    __slots__ = ()


def _without(*names: str) -> Callable[[Any], Fields]:
    """Return what gives the values of a dataclass but for fields that came later."""
    return lambda value: Fields(
        getattr(value, item.name) for item in fields(value) if item.name not in names
    )


def _without_empty(*names: str) -> Callable[[Any], Fields]:
    """Return what gives the values of a dataclass but for later fields that hold nothing."""
    return lambda value: Fields(
        getattr(value, item.name)
        for item in fields(value)
        if item.name not in names or getattr(value, item.name)
    )


def _without_unset(*names: str) -> Callable[[Any], Fields]:
    """Return what gives the values of a dataclass but for later fields at their defaults."""

    def values(value: Any) -> Fields:
        later = {item.name: item.default for item in fields(value) if item.name in names}
        return Fields(
            getattr(value, item.name)
            for item in fields(value)
            if item.name not in later or getattr(value, item.name) != later[item.name]
        )

    return values


_LAST = (EventKind.COMMAND_TAKEN, EventKind.COMMAND_REFUSED, EventKind.TIME_PASSED)


def _event(event: Event) -> Fields:
    """Return an event as it was before it had a number and an origin."""
    kind, payload = event.kind.value, event.payload
    if event.kind in _LAST:
        kind = "lead.decided"
        payload = payload if event.kind is EventKind.COMMAND_TAKEN else ""
    return Fields((kind, event.lead_id, event.occurred_at, event.origin.fingerprint, payload))


def _state(state: LeadState) -> Fields:
    known = {item.name: getattr(state, item.name) for item in fields(state)}
    del known["version"], known["earlier"]
    later = (
        "callback",
        "withdrawn_ids",
        "erased_at",
        "merged_into",
        "absorbed_ids",
        "paths",
        "not_lead",
        "hold",
    )
    for name in later:
        if not known[name]:
            del known[name]
    return Fields({**known, "seen": frozenset(state.seen)}.values())


_CLOCK = (
    *("clock_id", "policy", "calendar", "fingerprint", "started_at", "as_of", "subject_id"),
    *("meeting_at", "signals", "due_at", "state", "stopped_at", "cancelled_at", "pauses"),
    *("raw_seconds", "business_seconds", "warns_at", "warnings_due"),
)
"""The former fields of a clock; its durations and the warnings due follow from the rest now."""


_STAGE_REASONS: Mapping[StageReasonCode, Callable[[StageChange], str]] = {
    **dict.fromkeys(
        (
            StageReasonCode.GATE_OPENED,
            StageReasonCode.HAD_ACTIVITY,
            StageReasonCode.HAD_NO_ACTIVITY,
            StageReasonCode.RECORDED,
        ),
        lambda change: change.to.lower(),
    ),
    StageReasonCode.DISPOSITION_GIVEN: lambda change: change.reason.disposition,
    StageReasonCode.DISPOSITION_OVERTURNED: lambda change: f"overturned:{change.reason.about}",
}


def _stage_change(change: StageChange) -> Fields:
    """Return a move between stages as it was when its reason was a string."""
    code = change.reason.code
    reason = _STAGE_REASONS.get(code, lambda _: code.lower())(change)
    return Fields((change.to, change.at, reason, change.came_from))


SHAPES: Mapping[type[Any], Callable[[Any], object]] = {
    ClockPolicy: lambda policy: (policy.kind, policy.name),
    BusinessCalendar: lambda calendar: calendar.zone,
    Clock: lambda clock: Fields(
        getattr(clock, name) for name in (*_CLOCK, *(("moved_at",) if clock.moved_at else ()))
    ),
    KnownFacts: lambda known: known.values,
    Event: _event,
    LeadState: _state,
    StageChange: _stage_change,
    RouteDecision: _without_unset("decided_by", "decides"),
    Assignment: _without_unset("counted_extra"),
    BalanceRow: _without_unset("extra"),
    **dict.fromkeys((MemberRow, RotationBalance), _without("last_number", "last_weight")),
    StepDone: _without_unset("skip_reason"),
    Judgement: _without_empty("paths", "not_lead", "left_at", "checkpoints"),
    GateCheck: _without_empty("paths"),
    Wait: _without_unset("seconds"),
    RecordedLead: lambda put: (put.lead, put.account_owner_rep_id, put.meeting_at),
    OpenedGate: lambda opened: (opened.gate, opened.path) if opened.path else opened.gate,
    ProspectReply: lambda reply: reply.at,
    ProspectAbsence: lambda absence: absence.until,
    OptOut: lambda out: out.at,
    Release: lambda release: (
        release.held and Fields((release.held, release.reason, release.change))
    ),
    TakenCommand: lambda taken: taken.command.id,
    **dict.fromkeys(get_args(Command), _without("actor", "earlier", "activities")),
    **dict.fromkeys((UpdateMeeting, AnswerHandoff), _without("actor", "reason")),
    DisposeLead: _without("actor", "corrects", "until"),
    GivenDisposition: _without_unset("corrects", "work_goes_on", "until"),
    CadenceRun: _without_empty("left_out"),
    CadenceStep: _without_unset("when", "opens", "after_start"),
    ReceivedSignal: _without_unset("until"),
    **dict.fromkeys((Meeting, LeadHandoff), _without("rejection_reason", "ae_route")),
}
"""Classes that are written as another value.

A calendar holds tables of zones from a library, and more of them
the more it is used. A policy is known by its kind and name beside the fingerprint of its pact.
A class whose fields have changed gets an entry that returns its former values in the former order.
"""

_PLAIN = (NoneType, bool, int, float, str, datetime, date, timedelta, Fraction)
_ID = re.compile(r"(?P<head>.*/[0-9]+-)(?P<what>[a-z_]+)")


class Writer:
    """Write values; the text of a frozen dataclass is kept, as states share most of their parts."""

    def __init__(self, renamed: Mapping[str, str] = RENAMED) -> None:
        self._old_names = {new: old for old, new in renamed.items()}
        self._kept: dict[int, tuple[object, str]] = {}

    def write(self, value: object) -> str:
        """Return the text of a value; TypeError where its class is not known here."""
        while type(value) in SHAPES or isinstance(value, Enum):
            value = value.value if isinstance(value, Enum) else SHAPES[type(value)](value)
        if isinstance(value, _PLAIN):
            return self._write_plain(value)
        if isinstance(value, Mapping | Set | tuple | list):
            return self._write_collection(value)
        if is_dataclass(value) and not isinstance(value, type):
            return self._write_dataclass(value)
        raise TypeError(f"cannot write a {type(value).__name__}: give it an entry in SHAPES")

    def _write_collection(self, value: object) -> str:
        match value:
            case Mapping():
                items = sorted((self.write(key), self.write(item)) for key, item in value.items())
                return f"{{{', '.join(f'{key}: {item}' for key, item in items)}}}"
            case Set():
                return f"<{', '.join(sorted(map(self.write, value)))}>"
            case Fields():
                return f"({', '.join(map(self.write, value))})"
            case tuple() | list():
                return f"[{', '.join(map(self.write, value))}]"
        raise TypeError(f"cannot write a {type(value).__name__}")

    def _write_dataclass(self, value: Any) -> str:
        kept = self._kept.get(id(value))
        if kept is not None:
            return kept[1]
        text = f"({', '.join(self.write(getattr(value, item.name)) for item in fields(value))})"
        if value.__dataclass_params__.frozen:
            # The value is kept with its text: its id must not be given to another one meanwhile.
            self._kept[id(value)] = (value, text)
        return text

    def _write_plain(self, value: object) -> str:
        """Return the text of one value: a moment in UTC, so that its zone does not count."""
        match value:
            case str():
                return json.dumps(self.old_name(value))
            case datetime() if value.tzinfo is None:
                return f"{value.isoformat()} without a zone"
            case datetime():
                return value.astimezone(UTC).isoformat()
            case timedelta():
                return f"{value.total_seconds()!r} s"
            case date() | Fraction():
                return str(value)
        return json.dumps(value)

    def old_name(self, text: str) -> str:
        """Return a string as it was called when the digests were made."""
        found = _ID.fullmatch(text)
        if found and found["what"] in self._old_names:
            return found["head"] + self._old_names[found["what"]]
        return self._old_names.get(text, text)
