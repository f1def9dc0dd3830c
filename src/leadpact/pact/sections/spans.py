"""A length of business time as a pact writes it, for every section that has one."""

from typing import Annotated

from pydantic import Field

from leadpact.pact.document_model import PactModel
from leadpact.pact.sections.clocks.policy import BusinessSpan

SECONDS = {"hours": 3600, "minutes": 60}
MOST_MINUTES = 120_000


class BusinessSpanDocument(PactModel):
    """A length of business time: days, hours or minutes, one of them."""

    days: Annotated[int, Field(ge=0, le=365)] | None = Field(
        default=None, description="Business days.", examples=[5]
    )
    hours: Annotated[int, Field(ge=0, le=2000)] | None = Field(
        default=None, description="Business hours.", examples=[4]
    )
    minutes: Annotated[int, Field(ge=0, le=MOST_MINUTES)] | None = Field(
        default=None, description="Business minutes.", examples=[30]
    )

    @property
    def given(self) -> dict[str, int]:
        """Return what is written, by its unit."""
        units = {"days": self.days, "hours": self.hours, "minutes": self.minutes}
        return {unit: size for unit, size in units.items() if size is not None}


def span_fault(document: BusinessSpanDocument) -> tuple[str, str] | None:
    """Return what is wrong with a span and how to fix it; None where nothing is wrong."""
    if not document.given:
        return "The span says neither days nor hours nor minutes.", "Write one, such as `days: 5`."
    if len(document.given) == 1:
        return None
    *units, last = (f"`{unit}`" for unit in document.given)
    fact = f"The span has {', '.join(units)} and {last}"
    if document.days is not None:
        return f"{fact}, and a business day has no fixed hours.", "Keep one of them."
    minutes = sum(size * SECONDS[unit] // 60 for unit, size in document.given.items())
    if minutes > MOST_MINUTES:
        return f"{fact}, and one unit is needed.", "Keep one of them."
    return f"{fact}, and one unit is needed.", f"Write one, such as `minutes: {minutes}`."


def compile_span(document: BusinessSpanDocument) -> BusinessSpan:
    """Return the span of a document in which `span_fault` finds nothing."""
    ((unit, size),) = document.given.items()
    return BusinessSpan(days=size) if unit == "days" else BusinessSpan(seconds=size * SECONDS[unit])


def span_words(span: BusinessSpan) -> str:
    """Return a span in words: `5 business days`, `90 business minutes`."""
    if span.days is not None:
        size, unit = span.days, "day"
    else:
        seconds = span.seconds or 0
        whole = seconds % SECONDS["hours"] == 0
        size, unit = (seconds // 3600, "hour") if whole else (seconds // 60, "minute")
    return f"{size} business {unit}{'' if size == 1 else 's'}"
