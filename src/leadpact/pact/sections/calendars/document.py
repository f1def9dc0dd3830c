"""The section `calendars` of a pact as it is written."""

from typing import Annotated, Literal

from pydantic import Field

from leadpact.pact.document_model import Identifier, PactModel, Text

Windows = Annotated[list[Text], Field(max_length=10)]
Dates = Annotated[list[Text], Field(max_length=1000)]


class HolidaysDocument(PactModel):
    """The public holidays of a country, or of a part of it."""

    country: Text = Field(description="Its code in ISO 3166, two letters.", examples=["US"])
    subdivision: Text | None = Field(
        default=None,
        description="The code of a state or province whose own holidays count too.",
        examples=["NY"],
    )


class CalendarDocument(PactModel):
    """When people work. What is not written is as in the calendar it is based on."""

    based_on: Identifier | None = Field(
        default=None,
        description="Another calendar that says what this one does not; days off add up. `always`:"
        " open round the clock.",
        examples=["office"],
    )
    time_zone: Text | None = Field(
        default=None,
        description="The zone of its windows; by default that of the calendar it is based on, or"
        " of the pact.",
        examples=["America/New_York"],
    )
    windows: dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], Windows] | None = Field(
        default=None,
        description="By weekday, the times worked, `HH:MM-HH:MM`; by default Monday to Friday,"
        " 09:00 to 17:00.",
        examples=[{"mon": ["09:00-12:00", "13:00-17:00"]}],
    )
    holidays: Annotated[list[HolidaysDocument], Field(max_length=20)] = Field(
        default=[],
        description="The public holidays on which it is closed.",
        examples=[[{"country": "US"}]],
    )
    closed_on: Dates = Field(
        default=[],
        description="The company's own days off.",
        examples=[["2026-12-24"]],
    )
    exceptions: Annotated[dict[Text, Windows], Field(max_length=1000)] = Field(
        default={},
        description="Dates with windows of their own, over weekday, holiday and day off; none:"
        " closed.",
        examples=[{"2026-12-31": ["09:00-12:00"]}],
    )


Calendars = Annotated[dict[Identifier, CalendarDocument], Field(max_length=200)]
