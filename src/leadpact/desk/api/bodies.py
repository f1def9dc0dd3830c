"""The bodies that routes take."""

from typing import Annotated, Literal

from pydantic import Field

from leadpact.desk.api.values import GivenBody, GivenCode, GivenId, GivenMoment
from leadpact.engine.cadences import SkipReason
from leadpact.engine.lifecycle import ReviewStep
from leadpact.terms.stages import RepRole

GivenValue = Annotated[str, Field(max_length=5_000)] | bool | int | float | None


class GivenActivity(GivenBody):
    """Something that the prospect did."""

    activity_id: GivenId | None = None
    kind: GivenCode
    occurred_at: GivenMoment
    channel: GivenCode | None = None
    campaign: GivenId | None = None
    content: GivenId | None = None
    value: Annotated[float, Field(ge=-1e15, le=1e15)] | None = None


class GivenConsentBody(GivenBody):
    """What the prospect agreed to, in the wording that they saw."""

    purpose: GivenCode
    wording: Annotated[str, Field(min_length=1, max_length=5_000)]
    wording_version: GivenCode
    page: Annotated[str, Field(max_length=500)] = ""


class CaptureBody(GivenBody):
    """A lead by its fields: those of the canonical table and of the pact."""

    lead: Annotated[dict[str, GivenValue], Field(min_length=1, max_length=200)]
    activities: Annotated[list[GivenActivity], Field(default_factory=list, max_length=500)]
    source: GivenId = "api"
    consent: Annotated[list[GivenConsentBody], Field(default_factory=list, max_length=20)]
    command_id: GivenId | None = None


class CommandBody(GivenBody):
    """What every report has: its id, under which it counts once, and when it happened."""

    command_id: GivenId | None = None
    occurred_at: GivenMoment | None = None


class ActivityBody(GivenActivity):
    """Something that the prospect did."""

    command_id: GivenId | None = None


class TouchBody(CommandBody):
    """A rep contacted the lead, or tried to; without a rep it is the token's."""

    channel: GivenCode
    rep_id: GivenId | None = None


class DispositionBody(CommandBody):
    """What becomes of the lead, by a code of the pact."""

    code: GivenCode
    side: RepRole | None = None
    rep_id: GivenId | None = None
    reason: GivenCode | None = None
    fault: GivenCode | None = None
    note: Annotated[str, Field(max_length=10_000)] | None = None
    meeting_id: GivenId | None = None
    referred_lead_id: GivenId | None = None
    opportunity_id: GivenId | None = None
    corrects: GivenId | None = None
    until: GivenMoment | None = None


class ReplyBody(CommandBody):
    """The prospect answered."""

    channel: GivenCode | None = None


class CallbackBody(CommandBody):
    """Rep and prospect agreed when they talk next."""

    callback_at: GivenMoment


class AssignBody(CommandBody):
    """To whom the lead goes; without a rep the routes of the pact decide."""

    rep_id: GivenId | None = None


class ClaimBody(CommandBody):
    """A rep takes the lead from a queue; without a rep it is the token's."""

    pool: GivenCode
    rep_id: GivenId | None = None


class SkipBody(CommandBody):
    """The next step of a cadence is left out."""

    run_id: GivenId
    step_id: GivenCode
    reason: SkipReason


class ReviewBody(CommandBody):
    """What becomes of a review."""

    step: ReviewStep
    side: Literal["SDR", "AE", "MARKETER"] | None = None


class AbsenceBody(GivenBody):
    """Leave of a rep; the end is the moment from which they are back."""

    absence_id: GivenId | None = None
    rep_id: GivenId
    starts_at: GivenMoment
    ends_at: GivenMoment
    reason: Annotated[str, Field(max_length=200)] | None = None


class PactBody(GivenBody):
    """A pact as its file has it."""

    text: Annotated[str, Field(min_length=1, max_length=900_000)]


class PactPublishBody(PactBody):
    """A pact that is to be in force from a moment on; by default from now."""

    effective_at: GivenMoment | None = None
    in_force: Annotated[str, Field(max_length=200)] | None = None
    """The fingerprint that is thought to be in force; another one refuses."""
