"""From the written section `cadences` to its policy."""

from collections.abc import Callable, Iterable, Mapping

from leadpact.conditions.nodes import Condition
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
    OutOfOffice,
    Throttle,
    Track,
    Unreachable,
    Wait,
)
from leadpact.terms.stages import TouchKind

PROSPECT_ATTRIBUTES = frozenset({"time_zone", "country", "region"})
"""What cadences ask about a lead besides their conditions: when its phone may ring."""


def compile_cadences(
    document: CadencesDocument | None,
    conditions: Mapping[Path_, Condition],
    *,
    in_millipoints: Callable[[Condition], Condition],
) -> CadencePolicy | None:
    """Return the policy of a section without errors; None where the pact has no such section."""
    if document is None:
        return None
    return CadencePolicy(
        tracks=tuple(
            _track(item, conditions.get(("cadences", "tracks", index, "when")), in_millipoints)
            for index, item in enumerate(document.tracks)
        ),
        window=document.window,
        calling_hours=CallingHours(document.calling_hours.upper()),
        unreachable=_unreachable(document.unreachable) if document.unreachable else None,
        out_of_office=_out_of_office(document.out_of_office),
        throttle=_throttle(document.throttle),
        on_leave=OnLeave(document.on_leave.upper()),
    )


def _track(
    document: TrackDocument,
    when: Condition | None,
    in_millipoints: Callable[[Condition], Condition],
) -> Track:
    return Track(
        track_id=document.id,
        steps=_steps(document.steps),
        influencer_steps=_steps(document.influencer_steps or ()),
        when=when,
        opens=in_millipoints(when) if when else None,
    )


def _steps(documents: Iterable[StepDocument]) -> tuple[CadenceStep, ...]:
    return tuple(
        CadenceStep(
            step_id=item.id,
            channel=TouchKind(item.channel.upper()),
            after=_wait(item.after) if item.after else None,
            window=item.window,
            template=item.template or "",
        )
        for item in documents
    )


def _wait(document: WaitDocument) -> Wait:
    return Wait(document.days, document.business_days)


def _unreachable(document: UnreachableDocument) -> Unreachable:
    needed = {TouchKind(code.upper()): number for code, number in document.channels.items()}
    return Unreachable(
        attempts=document.attempts,
        channels=tuple((item, needed[item]) for item in STEP_CHANNELS if item in needed),
        business_days=document.business_days,
    )


def _out_of_office(document: OutOfOfficeDocument | None) -> OutOfOffice:
    if document is None:
        return OutOfOffice()
    return OutOfOffice(document.resume_after_days, document.ignore_beyond_days)


def _throttle(document: ThrottleDocument | None) -> Throttle:
    return Throttle(document.per_day, document.calls_per_day) if document else Throttle()
