"""The rules of a pact on clocks, compiled: what is promised by when, and what a breach does.

Values only. When a clock is due, and whether it runs, is decided in `engine.clocks.clock`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from leadpact.conditions.nodes import Condition
from leadpact.terms.stages import Channel


class ClockKind(StrEnum):
    """What is promised."""

    FIRST_TOUCH = "FIRST_TOUCH"
    TOUCHES = "TOUCHES"
    RESOLVE = "RESOLVE"
    ACCEPT = "ACCEPT"
    TAKE_BACK = "TAKE_BACK"
    MEETING_UPDATE = "MEETING_UPDATE"
    MANAGER_REVIEW = "MANAGER_REVIEW"
    CONFIRM_MEETING = "CONFIRM_MEETING"


class Signal(StrEnum):
    """What clocks listen to."""

    LEAD_ASSIGNED = "LEAD_ASSIGNED"
    TOUCHED = "TOUCHED"
    REPLIED = "REPLIED"
    DISPOSITION_GIVEN = "DISPOSITION_GIVEN"
    DISQUALIFIED = "DISQUALIFIED"
    REVIEWED = "REVIEWED"
    HANDED_OFF = "HANDED_OFF"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    MEETING_BOOKED = "MEETING_BOOKED"
    MEETING_HELD = "MEETING_HELD"
    MEETING_MISSED = "MEETING_MISSED"
    MEETING_CANCELLED = "MEETING_CANCELLED"
    MEETING_CONFIRMED = "MEETING_CONFIRMED"
    MEETING_UPDATED = "MEETING_UPDATED"
    OPPORTUNITY_OPENED = "OPPORTUNITY_OPENED"
    OPPORTUNITY_CLOSED = "OPPORTUNITY_CLOSED"
    """It was won, or the last one was lost."""
    OPTED_OUT = "OPTED_OUT"
    CONDITION_LEFT = "CONDITION_LEFT"
    """The lead no longer meets the clock's condition, or an exception now holds."""
    OUT_OF_OFFICE = "OUT_OF_OFFICE"
    BACK_IN_OFFICE = "BACK_IN_OFFICE"
    STOPPED = "STOPPED"
    PAUSED = "PAUSED"
    RESUMED = "RESUMED"
    CANCELLED = "CANCELLED"
    HOLD_ENDED = "HOLD_ENDED"
    """The date came until which the lead was on hold, or another status was given before."""
    REPLACED = "REPLACED"
    """Another clock of its kind replaced it, whose condition the lead came to meet."""
    OVER = "OVER"
    """The lead ended, or what the clock was about: nobody owes it any more."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """Return the signal of a single disposition, of which each pact has its own."""
        if not isinstance(value, str) or not value.startswith(STATUS):
            return None
        # Stored and compared as the other signals are; it is no member, so lists do not have it.
        signal = str.__new__(cls, value)
        signal._name_ = signal._value_ = value
        return signal


STATUS = "disposition."
"""What the signals of single dispositions begin with."""


def status_signal(code: str) -> Signal:
    """Return the signal that a disposition of a code was given, by either side.

    Examples
    --------
    >>> str(status_signal("accepted"))
    'disposition.accepted'
    """
    return Signal(f"{STATUS}{code}")


def status_of(signal: Signal) -> str | None:
    """Return the code of the disposition that a signal is about; None: it is about no single one.

    Examples
    --------
    >>> status_of(status_signal("accepted")), status_of(Signal.TOUCHED)
    ('accepted', None)
    """
    return signal.removeprefix(STATUS) if signal.startswith(STATUS) else None


def ends_hold(signal: Signal, pauses_on: frozenset[Signal]) -> bool:
    """Tell whether a signal ends a pause that began with a status until a date."""
    return signal is Signal.HOLD_ENDED and any(status_of(item) for item in pauses_on)


def signal_of(text: str) -> Signal:
    """Return a signal as a pact writes it: a code in small letters, or `disposition.accepted`."""
    return Signal(text) if text.startswith(STATUS) else Signal(text.upper())


class CountsFrom(StrEnum):
    """From when a clock with a condition counts."""

    START = "START"
    """From the signal that starts it, also where the lead meets the condition only later."""
    CONDITION = "CONDITION"
    """From when the start has happened and the lead meets the condition, whichever is later."""


class ClockException(StrEnum):
    """Leads that may stay open longer than agreed."""

    HIGH_POTENTIAL_ACCOUNT = "HIGH_POTENTIAL_ACCOUNT"
    VERIFIED_INTEREST = "VERIFIED_INTEREST"


class BreachAction(StrEnum):
    """What a breach does."""

    NOTIFY = "NOTIFY"
    ESCALATE = "ESCALATE"
    REASSIGN = "REASSIGN"
    RETURN_TO_POOL = "RETURN_TO_POOL"


DEFAULT_COUNTS_FROM = CountsFrom.CONDITION
"""What a manager expects of "within an hour when intent >= 50": nothing is due before it is so."""


@dataclass(frozen=True, slots=True)
class BusinessSpan:
    """A length in business time: days or seconds, of which one is None."""

    days: int | None = None
    seconds: int | None = None

    def __post_init__(self) -> None:
        given = [size for size in (self.days, self.seconds) if size is not None]
        if len(given) != 1 or given[0] < 0:
            raise ValueError("A business span has either days or seconds, not negative ones.")


@dataclass(frozen=True, slots=True)
class OnBreach:
    """One thing that a breach does, at once or as a rung of a ladder.

    Attributes
    ----------
    to
        A role, rep, route or pool; empty: the usual one.
    after
        How long after the clock was due, if the promise is still open; None: at once.
    """

    action: BreachAction
    to: str = ""
    after: BusinessSpan | None = None


@dataclass(frozen=True, slots=True)
class ExceptWhen:
    """The leads of an exception: the condition as written, and with scores in millipoints."""

    exception: ClockException
    when: Condition
    opens: Condition


@dataclass(frozen=True, slots=True)
class ClockPolicy:
    """One clock of a pact.

    Attributes
    ----------
    within
        How long there is from the start; with `before_meeting`, days before that of the meeting.
    starts_on, stops_on, cancels_on, pauses_on, resumes_on
        What does so. `STOPPED`, `CANCELLED`, `PAUSED` and `RESUMED` do so for every clock.
    counts_on, n_needed, channels, n_channels
        What is counted, and how often it must have happened for the clock to stop; only on these
        channels, none: on any; and on so many different ones.
    when
        The condition that leads of this clock meet, as written; None: all. `opens` is the same
        with scores in millipoints.
    exceptions
        Leads for which the clock does not run.
    except_when
        Which leads these are, in the order of the exceptions; one without a condition never holds
        by itself.
    warnings
        How long before it is due to warn.
    calendar
        The name of the clock's own calendar, before those of pool, rep and pact.
    name
        Its id, once in a pact; empty: that of its kind, such as `first-touch`.
    counts_from
        From when it counts, if it has a condition or exceptions.
    goal
        By when it should be kept, before `within`, the limit; None: there is no goal. To miss it
        is no breach.
    """

    kind: ClockKind
    within: BusinessSpan
    starts_on: frozenset[Signal]
    stops_on: frozenset[Signal] = frozenset()
    counts_on: frozenset[Signal] = frozenset()
    n_needed: int = 1
    channels: frozenset[Channel] = frozenset()
    n_channels: int = 1
    cancels_on: frozenset[Signal] = frozenset({Signal.CONDITION_LEFT, Signal.OPTED_OUT})
    pauses_on: frozenset[Signal] = frozenset()
    resumes_on: frozenset[Signal] = frozenset()
    before_meeting: bool = False
    when: Condition | None = None
    opens: Condition | None = None
    exceptions: frozenset[ClockException] = frozenset()
    except_when: tuple[ExceptWhen, ...] = ()
    warnings: tuple[BusinessSpan, ...] = ()
    on_breach: tuple[OnBreach, ...] = (OnBreach(BreachAction.NOTIFY),)
    calendar: str | None = None
    name: str = ""
    counts_from: CountsFrom = DEFAULT_COUNTS_FROM
    goal: BusinessSpan | None = None

    def __post_init__(self) -> None:
        """Name a clock without an id after its kind."""
        if not self.name:
            object.__setattr__(self, "name", self.kind.lower().replace("_", "-"))

    @property
    def has_condition(self) -> bool:
        """Return whether it runs for some leads only: it has a condition or an exception."""
        return self.opens is not None or bool(self.except_when)

    @property
    def has_ladder(self) -> bool:
        """Return whether a breach does something later, while the promise is still open."""
        return any(item.after is not None for item in self.on_breach)

    @property
    def rungs(self) -> tuple[OnBreach, ...]:
        """Return what a breach does later, in its order."""
        return tuple(item for item in self.on_breach if item.after is not None)


_HOUR = 3600
_ESCALATE = OnBreach(BreachAction.ESCALATE, "MANAGER")
_NOTIFY = OnBreach(BreachAction.NOTIFY)
_BOOKED_OR_DECIDED = frozenset({Signal.MEETING_BOOKED, Signal.DISPOSITION_GIVEN})
_AWAY = frozenset({Signal.OUT_OF_OFFICE})
_BACK = frozenset({Signal.BACK_IN_OFFICE, Signal.REPLIED})


def _on(*signals: Signal) -> frozenset[Signal]:
    return frozenset(signals)


STANDARD_CLOCKS: dict[ClockKind, ClockPolicy] = {
    policy.kind: policy
    for policy in (
        ClockPolicy(
            ClockKind.FIRST_TOUCH,
            BusinessSpan(seconds=4 * _HOUR),
            starts_on=_on(Signal.LEAD_ASSIGNED),
            counts_on=_on(Signal.TOUCHED),
            stops_on=_BOOKED_OR_DECIDED,
            warnings=(BusinessSpan(seconds=_HOUR),),
            on_breach=(_NOTIFY, OnBreach(BreachAction.REASSIGN)),
        ),
        ClockPolicy(
            ClockKind.TOUCHES,
            BusinessSpan(days=10),
            starts_on=_on(Signal.LEAD_ASSIGNED),
            counts_on=_on(Signal.TOUCHED),
            n_needed=6,
            n_channels=2,
            stops_on=_BOOKED_OR_DECIDED | {Signal.REPLIED},
            pauses_on=_AWAY,
            resumes_on=_BACK,
            warnings=(BusinessSpan(days=2),),
        ),
        ClockPolicy(
            ClockKind.RESOLVE,
            BusinessSpan(days=15),
            starts_on=_on(Signal.LEAD_ASSIGNED),
            stops_on=_BOOKED_OR_DECIDED,
            pauses_on=_AWAY,
            resumes_on=_BACK,
            exceptions=frozenset(ClockException),
            warnings=(BusinessSpan(days=5), BusinessSpan(days=1)),
            on_breach=(_ESCALATE, OnBreach(BreachAction.RETURN_TO_POOL)),
        ),
        ClockPolicy(
            ClockKind.ACCEPT,
            BusinessSpan(days=1),
            starts_on=_on(Signal.HANDED_OFF),
            stops_on=_on(Signal.ACCEPTED, Signal.REJECTED),
            warnings=(BusinessSpan(seconds=2 * _HOUR),),
            on_breach=(_ESCALATE,),
        ),
        ClockPolicy(
            ClockKind.TAKE_BACK,
            BusinessSpan(days=8),
            starts_on=_on(Signal.HANDED_OFF),
            stops_on=_on(Signal.MEETING_BOOKED, Signal.REJECTED),
            warnings=(BusinessSpan(days=3),),
            on_breach=(_NOTIFY, OnBreach(BreachAction.RETURN_TO_POOL)),
        ),
        ClockPolicy(
            ClockKind.MEETING_UPDATE,
            BusinessSpan(days=1),
            starts_on=_on(Signal.MEETING_HELD),
            stops_on=_on(Signal.MEETING_UPDATED),
            warnings=(BusinessSpan(seconds=2 * _HOUR),),
            on_breach=(_ESCALATE,),
        ),
        ClockPolicy(
            ClockKind.MANAGER_REVIEW,
            BusinessSpan(days=5),
            starts_on=_on(Signal.DISQUALIFIED),
            stops_on=_on(Signal.REVIEWED),
            warnings=(BusinessSpan(days=1),),
            on_breach=(OnBreach(BreachAction.ESCALATE),),
        ),
        ClockPolicy(
            ClockKind.CONFIRM_MEETING,
            BusinessSpan(days=1),
            starts_on=_on(Signal.MEETING_BOOKED),
            stops_on=_on(Signal.MEETING_CONFIRMED),
            cancels_on=_on(Signal.MEETING_CANCELLED, Signal.CONDITION_LEFT, Signal.OPTED_OUT),
            before_meeting=True,
            warnings=(BusinessSpan(seconds=2 * _HOUR),),
        ),
    )
}
"""The clocks as companies usually agree them; a key that a pact leaves out is as here."""

_OF_OPPORTUNITIES = frozenset({Signal.OPPORTUNITY_OPENED, Signal.OPPORTUNITY_CLOSED})


def with_opportunities(policy: ClockPolicy) -> ClockPolicy:
    """Let opportunities do to a clock what a disposition does, unless it speaks of them itself.

    Not done as a pact is compiled: what a pact means, and so its fingerprint, stays the same.
    """
    listed = {name: signals for name in SIGNAL_KEYS if (signals := getattr(policy, name))}
    if any(_OF_OPPORTUNITIES & signals for signals in listed.values()):
        return policy
    changed = {
        name: signals | _OF_OPPORTUNITIES
        for name, signals in listed.items()
        if Signal.DISPOSITION_GIVEN in signals
    }
    return replace(policy, **changed) if changed else policy


SIGNAL_KEYS = ("starts_on", "stops_on", "counts_on", "cancels_on", "pauses_on", "resumes_on")
"""The fields of a policy that list signals; the keys of a clock in a pact have the same names."""

CANCELS_EVERY_CLOCK = frozenset({Signal.CANCELLED, Signal.REPLACED, Signal.OVER})
"""Somebody cancels it by hand, another clock replaces it, or what it is about is over."""

FOR_EVERY_CLOCK = CANCELS_EVERY_CLOCK | {Signal.STOPPED, Signal.PAUSED, Signal.RESUMED}
"""What pacts do not speak of, as it means the same for every clock."""
