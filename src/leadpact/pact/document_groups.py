"""Groups of rules as they are written: what their rules give together."""

from typing import Annotated, Literal

from pydantic import Field

from leadpact.pact.document_model import PactModel, Text


class GroupLimitDocument(PactModel):
    """How much the rules of a group can give together at most."""

    points: Annotated[int, Field(ge=1, le=10_000)] = Field(
        description="What the rules give together stays within this many points.", examples=[20]
    )


class GroupDocument(PactModel):
    """Rules of one score that share a limit, or of which only the best counts."""

    at_most: GroupLimitDocument | None = Field(
        default=None,
        description="The most that the rules can give together; by default there is no limit.",
        examples=[{"points": 20}],
    )
    take: Literal["best"] | None = Field(
        default=None,
        description="best: of the rules that give points, only the one that gives most counts; by"
        " default all of them do.",
        examples=["best"],
    )
    label: Text | None = Field(
        default=None, description="What people call it; by default its name.", examples=["E-mails"]
    )
