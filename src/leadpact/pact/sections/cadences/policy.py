"""The rules of a pact on cadences, compiled: tracks with their steps, and the rules around them.

Values only. When a step is due, and what ends a cadence, is `engine.cadences.cadence`.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from leadpact.conditions.nodes import Condition
from leadpact.terms.stages import Channel, TouchKind

STEP_CHANNELS = (TouchKind.CALL, TouchKind.VOICEMAIL, TouchKind.EMAIL, TouchKind.SOCIAL)
"""What a step can be beside a company's own channels; a meeting is what they are to lead to."""

CALL_CHANNELS = frozenset({TouchKind.CALL, TouchKind.VOICEMAIL})
"""What rings a phone: only at the calling hours, and counted as calls."""


class CallingHours(StrEnum):
    """When phones may ring, besides the windows of the pact."""

    USUAL = "USUAL"
    """08:00 to 21:00 where the prospect is, and the stricter hours of `calling_hours`."""
    NONE = "NONE"
    """Only the windows of the pact hold."""


class OnLeave(StrEnum):
    """What the leave of its rep does to a cadence."""

    PAUSE = "PAUSE"
    HAND_OVER = "HAND_OVER"
    """The lead is given to another rep."""


class OnTrackChange(StrEnum):
    """When a cadence starts again on another track."""

    AT_ONCE = "AT_ONCE"
    """At the change."""
    LATER_OF_BOTH = "LATER_OF_BOTH"
    """At the change, but not before the next step of the old track was due."""


@dataclass(frozen=True, slots=True)
class OwnChannel:
    """A channel of the company's own.

    Attributes
    ----------
    code
        As touches and steps have it: the pact's name in capitals.
    label
        What people call it; it decides nothing.
    calling_hours
        Whether the hours of calls hold for it too.
    """

    code: str
    label: str
    calling_hours: CallingHours = CallingHours.NONE


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a step waits after the one before; exactly one of the three is given.

    Attributes
    ----------
    days
        Calendar days, to the same local time.
    business_days
        Days on which it can be taken.
    seconds
        Elapsed time.
    """

    days: int | None = None
    business_days: int | None = None
    seconds: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is no wait."""
        if (self.days, self.business_days, self.seconds).count(None) != 2:
            raise ValueError("a wait is in days or in business days or in seconds")


@dataclass(frozen=True, slots=True)
class CadenceStep:
    """One touch that is to be made.

    Attributes
    ----------
    after
        How long after the step before, the first after the start; None: at once.
    window
        The calendar in which it may be taken; None: that of the policy.
    template
        The name of the template of the mail or call; empty: none.
    after_start
        How long after the start of the track, in place of `after`; None: it counts by that.
    when
        As written; None: it is always taken. `opens` is the same with scores in millipoints.
    """

    step_id: str
    channel: Channel
    after: Wait | None = None
    window: str | None = None
    template: str = ""
    when: Condition | None = None
    opens: Condition | None = None
    after_start: Wait | None = None

    def __post_init__(self) -> None:
        """Refuse what counts from two moments."""
        if self.after is not None and self.after_start is not None:
            raise ValueError(f"the step {self.step_id!r} counts from two moments")


@dataclass(frozen=True, slots=True)
class Track:
    """The steps for the leads of one condition.

    Attributes
    ----------
    when
        As written; None: every lead. `opens` is the same with scores in millipoints.
    influencer_steps
        The steps for a second buying influencer in the account; empty: none is contacted.
    """

    track_id: str
    steps: tuple[CadenceStep, ...]
    influencer_steps: tuple[CadenceStep, ...] = ()
    when: Condition | None = None
    opens: Condition | None = None

    def __post_init__(self) -> None:
        """Refuse what no cadence could follow."""
        for steps in (self.steps, self.influencer_steps):
            if len({step.step_id for step in steps}) < len(steps):
                raise ValueError(f"two steps of the track {self.track_id!r} have one id")


@dataclass(frozen=True, slots=True)
class Unreachable:
    """What must have been tried before a lead may be called unreachable.

    Attributes
    ----------
    attempts
        How many in all.
    channels
        How many of them at least on a channel, by the order of channels.
    business_days
        Over how many the attempts must be spread, that of the first and the last included.
    """

    attempts: int = 1
    channels: tuple[tuple[Channel, int], ...] = ()
    business_days: int = 1


@dataclass(frozen=True, slots=True)
class OutOfOffice:
    """How long a cadence rests when the prospect is out of office.

    Attributes
    ----------
    resume_after_days
        Calendar days where no date is stated.
    ignore_beyond_days
        A stated date so many days ahead, or more, counts as not stated.
    """

    resume_after_days: int = 14
    ignore_beyond_days: int = 100


@dataclass(frozen=True, slots=True)
class Throttle:
    """The most that a rep does on a day; None: as much as is due."""

    per_day: int | None = None
    calls_per_day: int | None = None

    def __post_init__(self) -> None:
        """Refuse what would let steps wait for ever."""
        if 0 in (self.per_day, self.calls_per_day):
            raise ValueError("a throttle of zero lets no step through")


@dataclass(frozen=True, slots=True)
class CadencePolicy:
    """All rules of a pact on cadences.

    Attributes
    ----------
    tracks
        Asked in order; the first whose condition holds takes the lead.
    window
        The calendar in which steps may be taken; None: the pact's.
    unreachable
        None: nothing is agreed, so a lead may be called unreachable at any time.
    channels
        The company's own, beside the standard ones, by code.
    """

    tracks: tuple[Track, ...]
    window: str | None = None
    calling_hours: CallingHours = CallingHours.USUAL
    unreachable: Unreachable | None = None
    out_of_office: OutOfOffice = field(default_factory=OutOfOffice)
    throttle: Throttle = field(default_factory=Throttle)
    on_leave: OnLeave = OnLeave.PAUSE
    on_track_change: OnTrackChange = OnTrackChange.AT_ONCE
    channels: tuple[OwnChannel, ...] = ()

    def keeps_calling_hours(self, channel: Channel) -> bool:
        """Tell whether steps on a channel are only due within the calling hours."""
        if self.calling_hours is CallingHours.NONE:
            return False
        return channel in CALL_CHANNELS or any(
            item.code == channel and item.calling_hours is CallingHours.USUAL
            for item in self.channels
        )
