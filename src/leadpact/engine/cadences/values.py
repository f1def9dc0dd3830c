"""Running cadences as frozen values, and the cadences of a pact, compiled.

`moments` has when their steps are due.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from leadpact.engine.scoring import Facts, Test, compile_if_any, holds
from leadpact.pact.sections.cadences.policy import CadencePolicy, CadenceStep, Track
from leadpact.pact.sections.calendars.policy import CalendarPolicy, in_zone
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.stages import Channel
from leadpact.terms.zone import is_zone


class CadenceState(StrEnum):
    """The states of a cadence."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    COMPLETED = "COMPLETED"
    """Every step was made or skipped."""
    STOPPED = "STOPPED"


class StopReason(StrEnum):
    """What ended a cadence before its last step."""

    REPLIED = "REPLIED"
    MEETING_BOOKED = "MEETING_BOOKED"
    OPTED_OUT = "OPTED_OUT"
    OPPORTUNITY_OPENED = "OPPORTUNITY_OPENED"
    DISPOSITION_GIVEN = "DISPOSITION_GIVEN"
    LEFT_TRACKS = "LEFT_TRACKS"
    """No track takes the lead any more, or the new one has no steps for an influencer."""
    NEVER_IN_WINDOW = "NEVER_IN_WINDOW"
    """Within a year there is no moment at which the next step may be taken."""
    PERSON_ERASED = "PERSON_ERASED"
    LEAD_MERGED = "LEAD_MERGED"
    """The prospect is worked as another lead."""
    NO_LEAD = "NO_LEAD"
    """It is none, such as spam, and left."""


class RestReason(StrEnum):
    """Why a cadence rests."""

    OUT_OF_OFFICE = "OUT_OF_OFFICE"
    REP_ON_LEAVE = "REP_ON_LEAVE"
    CALLBACK_AGREED = "CALLBACK_AGREED"
    """The rep and the prospect agreed when they talk next."""
    ON_HOLD = "ON_HOLD"
    """A disposition puts the lead on hold until a date."""


class SkipReason(StrEnum):
    """Why a rep left a step out."""

    NO_ADDRESS = "NO_ADDRESS"
    """There is no number, address or profile for its channel, or none that works."""
    IN_CONTACT = "IN_CONTACT"
    """The rep is in contact with the prospect in another way."""
    PROSPECT_ASKED = "PROSPECT_ASKED"
    """The prospect asked not to be contacted on that channel."""
    DOES_NOT_FIT = "DOES_NOT_FIT"
    """The step does not fit this lead."""
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Prospect:
    """Where a prospect is; each value may be missing.

    Attributes
    ----------
    time_zone
        IANA name; any other text counts as missing.
    country
        ISO 3166-1, two letters.
    region
        As ISO 3166-2 has it, with or without the country, or its English name.
    """

    time_zone: str | None = None
    country: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step that was made, or skipped; `skip_reason` None: no reason is known."""

    step_id: str
    done_at: datetime
    was_skipped: bool = False
    skip_reason: SkipReason | None = None


@dataclass(frozen=True, slots=True)
class StepLeftOut:
    """A step whose condition was not true when it was to come next."""

    step_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rest:
    """Why a cadence rests and until when."""

    reason: RestReason
    until: datetime


@dataclass(frozen=True)  # without slots: `terms.frozen`
class CadenceRun:
    """The way of one person along the steps of a track; made by `start_cadence`.

    Attributes
    ----------
    fingerprint, steps
        The pact it started under, and the steps of the track in it: a new pact does not change
        them.
    prospect, rep_time_zone
        Where windows are meant.
    is_influencer
        Whether it is that of a second buying influencer.
    next_step_id, due_at
        The step that comes next, and when; None where there is none.
    counts_from
        When the step before the next one was done, or the start.
    rests
        What it rests for, one of each cause.
    resumes_at
        When the last rest ends; None: there is none.
    left_out
        The steps before the next one whose conditions were not true, in their order. Those after
        the last step that was made or skipped come back where their conditions become true.
    """

    run_id: str
    track_id: str
    fingerprint: str
    started_at: datetime
    counts_from: datetime
    steps: tuple[CadenceStep, ...]
    prospect: Prospect = Prospect()
    rep_time_zone: str | None = None
    is_influencer: bool = False
    state: CadenceState = CadenceState.RUNNING
    next_step_id: str | None = None
    due_at: datetime | None = None
    done: tuple[StepDone, ...] = ()
    rests: tuple[Rest, ...] = ()
    resumes_at: datetime | None = None
    stopped_by: StopReason | None = None
    stopped_at: datetime | None = None
    left_out: tuple[StepLeftOut, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing changes it any more."""
        return self.state in (CadenceState.COMPLETED, CadenceState.STOPPED)

    @property
    def next_step(self) -> CadenceStep | None:
        """The step that comes next."""
        return next((step for step in self.steps if step.step_id == self.next_step_id), None)

    @property
    def has_conditions(self) -> bool:
        """Whether a step of it may be left out."""
        return any(step.opens is not None for step in self.steps)


StepTest = Callable[[CadenceStep], bool]
"""Tells whether the condition of a step is true of its lead now; asked only of one that has one."""


def every_step(_step: CadenceStep) -> bool:
    """Take every step, whatever its condition."""
    return True


class Attempt(NamedTuple):
    """A touch that a rep made; what the prospect did, and meetings, are none."""

    channel: Channel
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step that a rep is to make.

    `window`, `prospect` and `rep_time_zone` are those of the step and of its run.
    """

    run_id: str
    step_id: str
    channel: Channel
    rep_id: str
    due_at: datetime
    window: str | None = None
    prospect: Prospect = Prospect()
    rep_time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class DoneToday:
    """How many steps a rep has made today, and how many of them were calls or voicemails."""

    steps: int = 0
    calls: int = 0


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """A step with the moment at which its rep is to make it.

    Attributes
    ----------
    take_at
        None where no moment within a year is in its window.
    is_moved
        Whether it waits for another day, because its rep has enough to do.
    """

    step: DueStep
    take_at: datetime | None
    is_moved: bool


@dataclass(frozen=True, slots=True, eq=False)
class Cadences:
    """A pact's cadences. Make them once, with `make_cadences`."""

    policy: CadencePolicy
    fingerprint: str
    time_zone: str
    calendars: CalendarPolicy
    tracks: Mapping[str, Track]
    opens: Mapping[str, Test | None]

    def window(
        self, name: str | None, prospect: Prospect, rep_time_zone: str | None
    ) -> BusinessCalendar:
        """Return when a step may be taken: a window, where the prospect is, else the rep.

        Where neither zone is known, in the calendar's zone, which is by default the pact's.
        """
        name = name if self.calendars.has(name) else self.policy.window
        calendar = self.calendars.choose(pact_zone=self.time_zone, clock=name)
        zones = (prospect.time_zone, rep_time_zone)
        zone = next((item for item in zones if item and is_zone(item)), None)
        return calendar if zone is None else in_zone(calendar, zone)


def make_cadences(
    policy: CadencePolicy,
    *,
    calendars: CalendarPolicy | None = None,
    time_zone: str = "UTC",
    fingerprint: str = "",
) -> Cadences:
    """Compile a pact's cadences.

    Parameters
    ----------
    policy
        `Ruleset.cadences`.
    calendars, time_zone, fingerprint
        Of the ruleset.
    """
    return Cadences(
        policy=policy,
        fingerprint=fingerprint,
        time_zone=time_zone,
        calendars=calendars or CalendarPolicy(),
        tracks={item.track_id: item for item in policy.tracks},
        opens={item.track_id: compile_if_any(item.opens) for item in policy.tracks},
    )


def choose_track(cadences: Cadences, facts: Facts) -> str | None:
    """Return the first track whose condition is true of a lead; None: it has no cadence."""
    return next((name for name, opens in cadences.opens.items() if holds(opens, facts)), None)
