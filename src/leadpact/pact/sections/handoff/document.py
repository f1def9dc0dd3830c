"""The section `handoff` of a pact as it is written."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from leadpact.pact.document_model import (
    ConditionText,
    Identifier,
    PactModel,
    RuleId,
    Text,
    WrittenCondition,
    codes_of,
    one_of,
)
from leadpact.pact.positions import Path_
from leadpact.pact.sections.handoff.policy import AcceptanceWay, Attendance, MeetingMessageKind
from leadpact.pact.sections.spans import BusinessSpanDocument

AE_TARGETS = ("pool", "territory", "account_owner", "paired_rep", "rep")
"""Where an entry of `ae` can lead."""


class SlotsDocument(PactModel):
    """The free times that are proposed for a meeting."""

    minutes: Annotated[int, Field(ge=5, le=480)] = Field(
        default=30, description="How long a meeting is.", examples=[45]
    )
    notice: BusinessSpanDocument | None = Field(
        default=None,
        description="A slot begins not before so long from now, in business time; by default four"
        " hours.",
        examples=[{"days": 1}],
    )
    within: BusinessSpanDocument | None = Field(
        default=None,
        description="A slot begins not after so long from now, in business time; by default ten"
        " days.",
        examples=[{"days": 5}],
    )
    buffer_minutes: Annotated[int, Field(ge=0, le=480)] = Field(
        default=15, description="What is kept free before and after all that is busy.", examples=[0]
    )
    n: Annotated[int, Field(ge=1, le=50)] = Field(
        default=3, description="How many slots are proposed, at most.", examples=[5]
    )
    every_minutes: Annotated[int, Field(ge=5, le=1440)] = Field(
        default=30,
        description="Slots begin at multiples of this from local midnight.",
        examples=[15],
    )
    calendar: Identifier | None = Field(
        default=None,
        description="The working hours in which meetings are held; by default those of the AE.",
        examples=["office"],
    )


class TemplatesDocument(PactModel):
    """The names of the templates of messages."""

    recap: Text | None = Field(
        default=None, description="Of the recap with the agenda.", examples=["recap-mail"]
    )
    invite: Text | None = Field(
        default=None, description="Of the invite.", examples=["invite-mail"]
    )
    confirmation: Text | None = Field(
        default=None, description="Of the confirmation.", examples=["confirm-mail"]
    )


class AttendanceDocument(PactModel):
    """What the SDR does in the meetings of some leads."""

    when: ConditionText | None = Field(
        default=None,
        description="Of which leads; by default all.",
        examples=["n_employees >= 1000"],
    )
    sdr: Annotated[str, codes_of(Attendance)] = Field(
        description="What the SDR does. attends: takes part; introduces: opens the meeting,"
        " presents the AE and leaves; stays_out: neither.",
        examples=["attends"],
    )


class CoachingDocument(PactModel):
    """From when on a rep is coached for meetings that are missed or called off."""

    rate: Annotated[float, Field(gt=0, le=1)] = Field(
        default=0.3,
        description="From which share of the meetings that were missed or called off.",
        examples=[0.4],
    )
    n_meetings: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=10, description="Of how many meetings at least.", examples=[20]
    )


class DebriefDocument(PactModel):
    """The debrief after a meeting."""

    by: Annotated[list[Literal["SDR", "AE"]], Field(max_length=2)] = Field(
        default=["SDR", "AE"], description="Who must.", examples=[["AE"]]
    )


class AeRouteDocument(PactModel):
    """One way to the AE of a meeting."""

    id: RuleId = Field(description="Its name in explanations.", examples=["by-territory"])
    when: ConditionText | None = Field(
        default=None,
        description="Of which leads; by default all.",
        examples=["n_employees >= 1000"],
    )
    to: Annotated[str, one_of(AE_TARGETS)] = Field(
        default="pool",
        description="Whom it finds. pool: one of a pool; territory: who works the lead's territory;"
        " account_owner: the owner of the account; paired_rep: the pair of the lead's rep; rep: one"
        " rep.",
        examples=["territory"],
    )
    pool: Identifier | None = Field(
        default=None,
        description="The pool; needed for pool, and for territories without one.",
        examples=["aes"],
    )
    rep: Text | None = Field(
        default=None, description="The rep; needed for rep.", examples=["rep-7"]
    )


class HandoffDocument(PactModel):
    """How a meeting goes from SDR to AE."""

    acceptance: Annotated[str, codes_of(AcceptanceWay)] = Field(
        default="sdr_opens_opportunity",
        description="Who makes the opportunity. sdr_opens_opportunity: the SDR opens an early one,"
        " and the AE accepts or rejects the meeting; ae_converts: the AE makes the meeting an"
        " opportunity, which accepts it.",
        examples=["ae_converts"],
    )
    ae: Annotated[list[AeRouteDocument], Field(max_length=50)] = Field(
        default=[],
        description="Who holds a meeting for which no AE is named: the first entry that finds"
        " somebody; then, and by default, the pair of the lead's rep, or the account's owner.",
        examples=[[{"id": "by-territory", "to": "territory", "pool": "aes"}]],
    )
    must_open_on_next_step: bool = Field(
        default=True,
        description="Whether a meeting that produced a next step must become an opportunity.",
        examples=[False],
    )
    deemed_accepted_after: BusinessSpanDocument | None = Field(
        default=None,
        description="Business time after the meeting from which silence of the AE accepts it; by"
        " default it never does.",
        examples=[{"days": 5}],
    )
    slots: SlotsDocument = Field(
        default_factory=SlotsDocument.model_construct,
        description="Which slots for a meeting are proposed.",
        examples=[{"minutes": 45}],
    )
    send: Annotated[
        list[Annotated[str, codes_of(MeetingMessageKind)]],
        Field(max_length=len(MeetingMessageKind)),
    ] = Field(
        default=["recap", "invite", "confirmation"],
        description="Which messages are sent.",
        examples=[["invite", "confirmation"]],
    )
    messages: TemplatesDocument = Field(
        default_factory=TemplatesDocument.model_construct,
        description="The names of their templates; a message without one is due too.",
        examples=[{"recap": "recap-mail"}],
    )
    confirm: BusinessSpanDocument | None = Field(
        default=None,
        description="How long before the meeting the confirmation is due; by default one business"
        " day.",
        examples=[{"days": 2}],
    )
    attendance: Annotated[list[AttendanceDocument], Field(max_length=50)] = Field(
        default=[],
        description="Whether the SDR takes part: the first entry whose condition is true; where"
        " none is, the SDR introduces.",
        examples=[[{"sdr": "attends"}]],
    )
    rebook_at_most: Annotated[int, Field(ge=0, le=20)] = Field(
        default=2,
        description="How often a meeting that was missed or called off is booked again.",
        examples=[1],
    )
    coaching: CoachingDocument = Field(
        default_factory=CoachingDocument.model_construct,
        description="When a rep whose meetings are missed or called off is coached.",
        examples=[{"rate": 0.4}],
    )
    debrief: DebriefDocument = Field(
        default_factory=DebriefDocument.model_construct,
        description="Who tells how a meeting went.",
        examples=[{"by": ["AE"]}],
    )

    def condition_texts(self) -> Iterator[WrittenCondition]:
        """Yield the conditions, each with its path within the section and what it belongs to."""
        for index, route in enumerate(self.ae):
            if route.when is not None:
                path: Path_ = ("ae", index, "when")
                yield WrittenCondition(path, route.when, f"the entry `{route.id}` of `ae`")
        for index, entry in enumerate(self.attendance):
            if entry.when is not None:
                path = ("attendance", index, "when")
                yield WrittenCondition(path, entry.when, f"entry {index + 1} of `attendance`")

    def spans(self) -> Iterator[tuple[Path_, BusinessSpanDocument]]:
        """Yield the spans that are written, each with its path within the section."""
        found: dict[Path_, BusinessSpanDocument | None] = {
            ("deemed_accepted_after",): self.deemed_accepted_after,
            ("slots", "notice"): self.slots.notice,
            ("slots", "within"): self.slots.within,
            ("confirm",): self.confirm,
        }
        for path, span in found.items():
            if span is not None:
                yield path, span
