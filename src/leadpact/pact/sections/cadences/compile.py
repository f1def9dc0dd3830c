"""From the written section `cadences` to its policy."""

from collections.abc import Iterable

from leadpact.conditions.nodes import Condition
from leadpact.pact.document import PactDocument
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.cadences.document import (
    CadencesDocument,
    OutOfOfficeDocument,
    StepDocument,
    ThrottleDocument,
    TrackDocument,
    UnreachableDocument,
    WaitDocument,
)
from leadpact.pact.sections.cadences.policy import (
    STEP_CHANNELS,
    CadencePolicy,
    CadenceStep,
    CallingHours,
    OnLeave,
    OnTrackChange,
    OutOfOffice,
    OwnChannel,
    Throttle,
    Track,
    Unreachable,
    Wait,
)
from leadpact.pact.sections.spans import SECONDS
from leadpact.terms.stages import channel_of

_PROSPECT_ATTRIBUTES = frozenset({"time_zone", "country", "region"})
"""What cadences ask about a lead besides their conditions: when its phone may ring."""


def attributes_used(document: PactDocument) -> frozenset[str]:
    """Return the attributes that cadences need besides those of their conditions."""
    return _PROSPECT_ATTRIBUTES if document.cadences else frozenset()


def compile_cadences(draft: Draft, document: CadencesDocument) -> CadencePolicy:
    """Return the policy of a section without errors."""
    return CadencePolicy(
        tracks=tuple(
            _track(draft, ("cadences", "tracks", index), item)
            for index, item in enumerate(document.tracks)
        ),
        window=document.window,
        calling_hours=CallingHours(document.calling_hours.upper()),
        unreachable=_unreachable(document.unreachable) if document.unreachable else None,
        out_of_office=_out_of_office(document.out_of_office),
        throttle=_throttle(document.throttle),
        on_leave=OnLeave(document.on_leave.upper()),
        on_track_change=OnTrackChange(document.on_track_change.upper()),
        channels=own_channels(document),
    )


def own_channels(document: CadencesDocument) -> tuple[OwnChannel, ...]:
    """Return the company's own channels by their codes."""
    return tuple(
        OwnChannel(name.upper(), item.label, CallingHours(item.calling_hours.upper()))
        for name, item in sorted(document.channels.items())
    )


def _track(draft: Draft, path: Path_, document: TrackDocument) -> Track:
    when, opens = draft.condition_and_opens((*path, "when"))
    return Track(
        track_id=document.id,
        steps=_steps(draft, (*path, "steps"), document.steps),
        influencer_steps=_steps(
            draft, (*path, "influencer_steps"), document.influencer_steps or ()
        ),
        when=when,
        opens=opens,
    )


def _steps(draft: Draft, path: Path_, documents: Iterable[StepDocument]) -> tuple[CadenceStep, ...]:
    return tuple(
        _step(item, *draft.condition_and_opens((*path, index, "when")))
        for index, item in enumerate(documents)
    )


def _step(document: StepDocument, when: Condition | None, opens: Condition | None) -> CadenceStep:
    return CadenceStep(
        step_id=document.id,
        channel=channel_of(document.channel.upper()),
        after=_wait(document.after) if document.after else None,
        window=document.window,
        template=document.template or "",
        when=when,
        opens=opens,
        after_start=_wait(document.after_start) if document.after_start else None,
    )


def _wait(document: WaitDocument) -> Wait:
    ((unit, size),) = document.given.items()
    return Wait(**{unit: size}) if unit not in SECONDS else Wait(seconds=size * SECONDS[unit])


def _unreachable(document: UnreachableDocument) -> Unreachable:
    needed = {code.upper(): number for code, number in document.channels.items()}
    own = sorted(needed.keys() - set(STEP_CHANNELS))
    return Unreachable(
        attempts=document.attempts,
        channels=tuple((item, needed[item]) for item in (*STEP_CHANNELS, *own) if item in needed),
        business_days=document.business_days,
    )


def _out_of_office(document: OutOfOfficeDocument | None) -> OutOfOffice:
    if document is None:
        return OutOfOffice()
    return OutOfOffice(document.resume_after_days, document.ignore_beyond_days)


def _throttle(document: ThrottleDocument | None) -> Throttle:
    return Throttle(document.per_day, document.calls_per_day) if document else Throttle()
