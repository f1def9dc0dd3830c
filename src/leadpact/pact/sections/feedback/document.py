"""The section `feedback` of a pact as it is written."""

from typing import Annotated

from pydantic import Field

from leadpact.pact.document_model import Identifier, PactModel, Text, codes_of
from leadpact.pact.sections.feedback.policy import LeadsTo, Need
from leadpact.pact.sections.spans import BusinessSpanDocument

Labels = Annotated[dict[Identifier, Text], Field(max_length=100)]


class DispositionDocument(PactModel):
    """An outcome that a rep can give. What is not written is as the standard one has it."""

    label: Text | None = Field(
        default=None,
        description="What people call it; by default its code.",
        examples=["No answer"],
    )
    needs: Annotated[list[Annotated[str, codes_of(Need)]], Field(max_length=10)] | None = Field(
        default=None,
        description="What must be given with it; by default nothing. until: until when the lead is"
        " on hold, for a status of an SDR.",
        examples=[["reason", "note"]],
    )
    reasons: Labels | None = Field(
        default=None,
        description="The reasons that can be given with it, each with what people call it; by"
        " default none can.",
        examples=[{"timing": "Not now"}],
    )
    leads_to: Annotated[str, codes_of(LeadsTo)] | None = Field(
        default=None,
        description="Where it puts the lead; needed for a code that is not a standard one. stays:"
        " it stays where it is.",
        examples=["recycled"],
    )
    stops_work: bool | None = Field(
        default=None,
        description="Whether cadences and clocks stop with it; by default they do. false: the work"
        " goes on, it is a status; only where the lead stays where it is.",
        examples=[False],
    )
    after: Annotated[list[Identifier], Field(max_length=100)] | None = Field(
        default=None,
        description="Codes of the same side, of which one must have been given before; by default"
        " it can be the first.",
        examples=[["accepted"]],
    )
    review: bool | None = Field(
        default=None,
        description="Whether a manager reviews it; by default where it leads to disqualified.",
        examples=[True],
    )
    offered: bool = Field(
        default=True,
        description="Whether it can be given; false takes a standard one away.",
        examples=[False],
    )


Dispositions = Annotated[dict[Identifier, DispositionDocument], Field(max_length=100)]


class DispositionsDocument(PactModel):
    """The dispositions of each side."""

    sdr: Dispositions = Field(
        default={},
        description="Changes and additions to what an SDR can report on a lead.",
        examples=[{"no_answer": {"leads_to": "recycled"}}],
    )
    ae: Dispositions = Field(
        default={},
        description="Changes and additions to what an AE can report on a meeting.",
        examples=[{"unqualified": {"review": False}}],
    )


class NoteDocument(PactModel):
    """The note that can be given with every disposition."""

    at_most: Annotated[int, Field(ge=1, le=2000)] = Field(
        default=280, description="Characters at most.", examples=[140]
    )


class FeedbackDocument(PactModel):
    """What must be reported back, and who reviews it."""

    dispositions: DispositionsDocument = Field(
        default_factory=DispositionsDocument.model_construct,
        description="What reps can report on leads and meetings; by default the standard ones.",
        examples=[{"sdr": {"other": {"offered": False}}}],
    )
    faults: Labels | None = Field(
        default=None,
        description="The faults that can be named beside missing and wrong must-haves, each with"
        " what people call it; by default wrong_person, bad_data and outside_target.",
        examples=[{"competitor": "Works for a competitor"}],
    )
    note: NoteDocument = Field(
        default_factory=NoteDocument.model_construct,
        description="How long a note may be.",
        examples=[{"at_most": 140}],
    )
    dispute_within: BusinessSpanDocument | None = Field(
        default=None,
        description="How long after a review the other side may dispute it; by default 5 days.",
        examples=[{"days": 3}],
    )
