"""Sums of scores as they are written: their parts, weights and ranges."""

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from leadpact.pact.document_model import Identifier, NightlyFloor, PactModel, ScoreRange, Text

Weight = Annotated[int, Field(ge=-1000, le=1000)]
_MOST_PARTS = 50


def _parts_kind(value: Any) -> str:
    return "weights" if isinstance(value, dict) else "names"


Parts = Annotated[
    Annotated[list[Identifier], Field(min_length=1, max_length=_MOST_PARTS), Tag("names")]
    | Annotated[
        dict[Identifier, Weight], Field(min_length=1, max_length=_MOST_PARTS), Tag("weights")
    ],
    Discriminator(_parts_kind),
]


class SumScoreDocument(PactModel):
    """A score of one lead that adds up other scores, each held within its own range first."""

    sum_of: Parts = Field(
        description="The scores with rules that are added; `{name: weight}` takes a score several"
        " times, or takes it off.",
        examples=[["fit", "behaviour"]],
    )
    range: ScoreRange | None = Field(
        default=None,
        description="The lowest and the highest total; by default as far as the parts can go.",
        examples=[[0, 200]],
    )
    nightly_floor: NightlyFloor | None = Field(
        default=None,
        description="A sum that is below this many points at the end of a local day is set back to"
        " it.",
        examples=[0],
    )
    label: Text | None = Field(
        default=None, description="What people call it; by default its name.", examples=["Total"]
    )

    @property
    def weights(self) -> dict[str, int]:
        """The weight of each part by its name; 1 where none is written."""
        parts = self.sum_of
        return dict(parts) if isinstance(parts, dict) else dict.fromkeys(parts, 1)
