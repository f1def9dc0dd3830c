"""The pact as it is written, one model per section: its shape. Its sense is checked in `checks`."""

from typing import Annotated, Literal

from pydantic import Field

from leadpact.pact.document_agreed import Consequences, TargetsDocument, Windows
from leadpact.pact.document_checkpoints import CheckpointDocument
from leadpact.pact.document_gates import GatesDocument, NotLeadDocument
from leadpact.pact.document_model import Identifier, PactModel, Text, one_of
from leadpact.pact.document_scores import AnyScoreDocument
from leadpact.pact.sections.cadences.document import CadencesDocument
from leadpact.pact.sections.calendars.document import Calendars
from leadpact.pact.sections.clocks.document import Clocks
from leadpact.pact.sections.feedback.document import FeedbackDocument
from leadpact.pact.sections.handoff.document import HandoffDocument
from leadpact.pact.sections.identity.document import IdentityDocument
from leadpact.pact.sections.routing.document import RoutingDocument
from leadpact.terms.stages import Stage


class AttributeDocument(PactModel):
    """Something known about a lead or its account, typed so that rules about it can be checked."""

    type: Literal["text", "category", "integer", "number", "boolean", "date"] = Field(
        description="What its values are.", examples=["category"]
    )
    values: Annotated[list[Text], Field(max_length=2000)] | None = Field(
        default=None,
        description="The values a category can take.",
        examples=[["software", "fintech"]],
    )
    from_: Annotated[str, Field(pattern=r"^(leads|accounts)\.[A-Za-z][A-Za-z0-9_]*$")] | None = (
        Field(
            default=None,
            alias="from",
            description="The table and column that hold it; by default the standard one, or the"
            " column of leads with its own name.",
            examples=["accounts.employee_band"],
        )
    )


class ActivityDocument(PactModel):
    """A kind of activity that the pact takes notice of."""

    intent: bool = Field(
        default=False, description="Whether it signals an intention to buy.", examples=[True]
    )
    label: Text | None = Field(
        default=None,
        description="What people call it; by default its code.",
        examples=["looked at prices"],
    )


class PactDocument(PactModel):
    """The agreement between marketing and sales, as it is written."""

    spec: Literal[1] = Field(description="The version of this format.", examples=[1])
    name: Text = Field(description="What people call this pact.", examples=["Inbound, mid-market"])
    time_zone: Text = Field(
        default="UTC",
        description="The zone of calendar days and weeks (IANA name).",
        examples=["America/New_York"],
    )
    labels: dict[Annotated[str, one_of(stage.value for stage in Stage)], Text] = Field(
        default={},
        description="The company's own names of stages.",
        examples=[{"CONVERSATION_LEAD": "MQL"}],
    )
    attributes: Annotated[dict[Identifier, AttributeDocument], Field(max_length=500)] = Field(
        default={},
        description="What rules may ask about leads and accounts, beyond the standard fields.",
        examples=[{"n_seats": {"type": "integer"}}],
    )
    activities: Annotated[dict[Identifier, ActivityDocument], Field(max_length=500)] = Field(
        default={},
        description="The kinds of activity the pact takes notice of.",
        examples=[{"pricing_viewed": {"intent": True}}],
    )
    scores: Annotated[dict[Identifier, AnyScoreDocument], Field(max_length=50)] = Field(
        default={},
        description="The scores and their rules.",
        examples=[{"fit": {"rules": [{"id": "size", "when": "n_employees >= 200", "points": 30}]}}],
    )
    gates: GatesDocument = Field(
        default_factory=GatesDocument.model_construct,
        description="What it takes to enter a stage.",
        examples=[{"conversation_lead": {"when": "fit >= 40"}}],
    )
    checkpoints: Annotated[list[CheckpointDocument], Field(max_length=50)] = Field(
        default=[],
        description="What should be known or true before a lead moves on from a stage that sales"
        " works; it is shown and reported, and nothing waits for it.",
        examples=[[{"id": "discovery", "stage": "OPPORTUNITY", "must_have": ["current_system"]}]],
    )
    not_leads: Annotated[list[NotLeadDocument], Field(max_length=50)] = Field(
        default=[],
        description="Who is no lead, such as spam and support requests: from the first moment one"
        " of these holds, unless the lead passed its first gate before, it leaves.",
        examples=[[{"id": "spam", "when": "email starts_with 'test@'"}]],
    )
    targets: TargetsDocument = Field(
        default_factory=TargetsDocument.model_construct,
        description="What is to be reached.",
        examples=[{"acceptance_rate": 0.8}],
    )
    windows: Windows = Field(
        default={},
        description="By stage, how many calendar days leads have to reach it from the stage before,"
        " before they are judged to have failed.",
        examples=[{"OPPORTUNITY": 60}],
    )
    consequences: Consequences = Field(
        default=[],
        description="What follows where a promise is not kept.",
        examples=[
            [
                {
                    "promise": "first-touch",
                    "kept_below": 0.8,
                    "then": "Marketing may give these leads to inside sales for a month.",
                }
            ]
        ],
    )
    identity: IdentityDocument | None = Field(
        default=None,
        description="How leads arrive clean and once; without it they are taken as they are.",
        examples=[{"duplicates": {}, "accounts": {}}],
    )
    calendar: Identifier | None = Field(
        default=None,
        description="The calendar of all that names no other; by default Monday to Friday, 09:00 to"
        " 17:00 in the pact's zone.",
        examples=["office"],
    )
    calendars: Calendars = Field(
        default={},
        description="When people work, by name.",
        examples=[{"office": {"holidays": [{"country": "US"}]}}],
    )
    routing: RoutingDocument | None = Field(
        default=None,
        description="Who gets a lead; without it nobody is given one.",
        examples=[{"pools": {"inbound": {"roles": ["SDR"]}}, "default": "inbound"}],
    )
    cadences: CadencesDocument | None = Field(
        default=None,
        description="How a lead is followed up; without it no step is due.",
        examples=[{"tracks": [{"id": "everyone", "steps": [{"id": "call-1", "channel": "call"}]}]}],
    )
    clocks: Clocks = Field(
        default=[],
        description="What is promised by when; of one kind, the first whose condition is true for a"
        " lead runs.",
        examples=[[{"kind": "first_touch", "within": {"hours": 1}}]],
    )
    handoff: HandoffDocument | None = Field(
        default=None,
        description="How a meeting goes from SDR to AE; without it nothing is agreed on meetings.",
        examples=[{"acceptance": "ae_converts"}],
    )
    feedback: FeedbackDocument | None = Field(
        default=None,
        description="What must be reported back; without it dispositions are not judged.",
        examples=[{"faults": {"competitor": "Works for a competitor"}}],
    )
