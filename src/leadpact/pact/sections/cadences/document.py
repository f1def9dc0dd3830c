"""The section `cadences` of a pact as it is written."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from leadpact.pact.document_model import (
    ConditionText,
    Identifier,
    PactModel,
    RuleId,
    Text,
    WrittenCondition,
    codes_of,
)
from leadpact.pact.positions import Path_
from leadpact.pact.sections.cadences.policy import (
    CallingHours,
    OnLeave,
    OnTrackChange,
)

WaitDays = Annotated[int, Field(ge=1, le=365)]
WaitHours = Annotated[int, Field(ge=1, le=2000)]
WaitMinutes = Annotated[int, Field(ge=1, le=120_000)]
Often = Annotated[int, Field(ge=1, le=1000)]


class WaitDocument(PactModel):
    """How long a step waits, after the one before or after the start of its track."""

    days: WaitDays | None = Field(default=None, description="Calendar days.", examples=[3])
    business_days: WaitDays | None = Field(
        default=None, description="Days on which the step's window opens.", examples=[1]
    )
    hours: WaitHours | None = Field(
        default=None, description="Elapsed hours, by day and by night.", examples=[4]
    )
    minutes: WaitMinutes | None = Field(
        default=None, description="Elapsed minutes, by day and by night.", examples=[30]
    )

    @property
    def given(self) -> dict[str, int]:
        """Return what is written, by its unit."""
        return self.model_dump(exclude_none=True)


class ChannelDocument(PactModel):
    """A channel of the company's own, beside the standard ones."""

    label: Text = Field(description="What people call it.", examples=["Text message"])
    calling_hours: Annotated[str, codes_of(CallingHours)] = Field(
        default="none",
        description="Whether steps on it are only due when phones may ring. usual: as calls; none:"
        " whenever the window is open.",
        examples=["usual"],
    )


class StepDocument(PactModel):
    """One touch that is to be made."""

    id: RuleId = Field(description="Its name, once in its list of steps.", examples=["call-1"])
    channel: Text = Field(
        description="How the prospect is touched: call, voicemail, email, social, or one of"
        " `channels`.",
        examples=["call"],
    )
    after: WaitDocument | None = Field(
        default=None,
        description="How long after the step before, the first after the start; by default at"
        " once.",
        examples=[{"business_days": 1}],
    )
    after_start: WaitDocument | None = Field(
        default=None,
        description="How long after the start of the track, in place of `after`: a step before it"
        " that is late does not shift it.",
        examples=[{"days": 5}],
    )
    window: Identifier | None = Field(
        default=None,
        description="The calendar in which it may be taken; by default that of the section.",
        examples=["phone_hours"],
    )
    template: Text | None = Field(
        default=None,
        description="The name of the text that is sent or spoken.",
        examples=["first-mail"],
    )
    when: ConditionText | None = Field(
        default=None,
        description="Of which leads it is taken; where it is not true, the step is left out, and"
        " the next one takes its place. By default of all.",
        examples=["text_consent"],
    )


STEP_LISTS = ("steps", "influencer_steps")
"""The lists of steps that a track has."""

Steps = Annotated[list[StepDocument], Field(max_length=100)]


class TrackDocument(PactModel):
    """The steps for the leads of one condition."""

    id: RuleId = Field(description="Its name in decisions and reports.", examples=["best-accounts"])
    when: ConditionText | None = Field(
        default=None,
        description="Which leads follow it; by default all that no track before takes.",
        examples=["n_employees >= 1000"],
    )
    steps: Steps = Field(
        description="The touches, in this order.",
        examples=[[{"id": "call-1", "channel": "call"}]],
    )
    influencer_steps: Steps | None = Field(
        default=None,
        description="The touches of a second buying influencer in the account; by default nobody"
        " else is contacted.",
        examples=[[{"id": "mail-1", "channel": "email", "after": {"days": 2}}]],
    )

    @property
    def listed_steps(self) -> Iterator[tuple[Path_, StepDocument]]:
        """Every step of both lists, with its path within the track."""
        for key in STEP_LISTS:
            for index, step in enumerate(getattr(self, key) or ()):
                yield (key, index), step


class UnreachableDocument(PactModel):
    """What must have been tried before a lead may be called unreachable."""

    attempts: Often = Field(default=1, description="How many attempts in all.", examples=[6])
    channels: Annotated[dict[Text, Often], Field(max_length=50)] = Field(
        default={},
        description="How many of them at least on a channel.",
        examples=[{"call": 3, "email": 2}],
    )
    business_days: WaitDays = Field(
        default=1,
        description="Over how many business days they are spread at least, those of the first and"
        " the last attempt included.",
        examples=[10],
    )


class OutOfOfficeDocument(PactModel):
    """How long a cadence rests when the prospect is out of office."""

    resume_after_days: WaitDays = Field(
        default=14, description="Calendar days, where no date is stated.", examples=[7]
    )
    ignore_beyond_days: WaitDays = Field(
        default=100,
        description="A stated date so many days ahead, or more, counts as not stated.",
        examples=[60],
    )


class ThrottleDocument(PactModel):
    """The most that a rep does on a day."""

    per_day: Annotated[int, Field(ge=0, le=10_000)] | None = Field(
        default=None,
        description="Steps of all kinds; by default as many as are due.",
        examples=[60],
    )
    calls_per_day: Annotated[int, Field(ge=0, le=10_000)] | None = Field(
        default=None,
        description="Calls and voicemails; by default as many as are due.",
        examples=[40],
    )


class CadencesDocument(PactModel):
    """How a lead is followed up: which touches, when, and until what."""

    tracks: Annotated[list[TrackDocument], Field(min_length=1, max_length=100)] = Field(
        description="Asked in this order; a lead follows the first whose condition is true.",
        examples=[[{"id": "everyone", "steps": [{"id": "call-1", "channel": "call"}]}]],
    )
    window: Identifier | None = Field(
        default=None,
        description="The calendar in which steps may be taken, where the prospect is; by default"
        " the pact's.",
        examples=["office"],
    )
    calling_hours: Annotated[str, codes_of(CallingHours)] = Field(
        default="usual",
        description="When phones may ring besides. usual: 08:00 to 21:00 where the prospect is, and"
        " the stricter regions that are known; none: whenever the window is open.",
        examples=["usual"],
    )
    channels: Annotated[dict[Identifier, ChannelDocument], Field(max_length=50)] = Field(
        default={},
        description="The company's own channels, for steps, touches and clocks, beside call,"
        " voicemail, email, social and meeting.",
        examples=[{"text": {"label": "Text message", "calling_hours": "usual"}}],
    )
    unreachable: UnreachableDocument | None = Field(
        default=None,
        description="What must have been tried before a lead may be called unreachable; by default"
        " nothing.",
        examples=[{"attempts": 6, "channels": {"call": 3}, "business_days": 10}],
    )
    out_of_office: OutOfOfficeDocument | None = Field(
        default=None,
        description="How long it rests when the prospect is out of office.",
        examples=[{"resume_after_days": 7}],
    )
    throttle: ThrottleDocument | None = Field(
        default=None,
        description="The most that a rep does on a day; by default as much as is due.",
        examples=[{"per_day": 60, "calls_per_day": 40}],
    )
    on_leave: Annotated[str, codes_of(OnLeave)] = Field(
        default="pause",
        description="What the leave of its rep does. pause: it rests until the rep is back;"
        " hand_over: the lead is given to another rep.",
        examples=["hand_over"],
    )
    on_track_change: Annotated[str, codes_of(OnTrackChange)] = Field(
        default="at_once",
        description="When a cadence starts on another track that the lead comes to follow."
        " at_once: at the change; later_of_both: at the later of the change and of the moment at"
        " which the next step of the old track was due.",
        examples=["later_of_both"],
    )

    def condition_texts(self) -> Iterator[WrittenCondition]:
        """Yield the conditions, each with its path within the section and what it belongs to."""
        for index, track in enumerate(self.tracks):
            if track.when is not None:
                owner = f"the condition of the track `{track.id}`"
                yield WrittenCondition(("tracks", index, "when"), track.when, owner)
            for path, step in track.listed_steps:
                if step.when is not None:
                    owner = f"the condition of the step `{step.id}` of the track `{track.id}`"
                    yield WrittenCondition(("tracks", index, *path, "when"), step.when, owner)
