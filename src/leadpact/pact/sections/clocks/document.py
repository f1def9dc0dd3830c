"""The section `clocks` of a pact as it is written."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from leadpact.pact.document_model import (
    ConditionText,
    Identifier,
    PactModel,
    RuleId,
    Text,
    WrittenCondition,
    codes_of,
    codes_or,
)
from leadpact.pact.sections.clocks.policy import (
    FOR_EVERY_CLOCK,
    STATUS,
    BreachAction,
    ClockKind,
    CountsFrom,
    Signal,
)
from leadpact.pact.sections.spans import BusinessSpanDocument

Signals = Annotated[
    list[
        Annotated[
            str,
            codes_or(
                (signal for signal in Signal if signal not in FOR_EVERY_CLOCK),
                rf"^{re.escape(STATUS)}[a-z][a-z0-9_]{{0,59}}$",
            ),
        ]
    ],
    Field(max_length=20),
]


class ClockExceptionsDocument(PactModel):
    """Leads that may stay open longer than agreed: their clock does not run."""

    high_potential_account: ConditionText | None = Field(
        default=None,
        description="Leads of accounts with a high potential.",
        examples=["n_employees >= 1000"],
    )
    verified_interest: ConditionText | None = Field(
        default=None, description="Leads whose interest is verified.", examples=["intent >= 60"]
    )

    def texts(self) -> dict[str, str]:
        """Return the conditions that are written, by their keys."""
        return self.model_dump(exclude_none=True)


class BreachDocument(PactModel):
    """One thing that a breach does."""

    do: Annotated[str, codes_of(BreachAction)] = Field(
        description="notify: tell the owner, or the role or rep in `to`; escalate: tell the"
        " manager, or the role or rep in `to`; reassign: route the lead again, by the route `to`"
        " or as if new;"
        " return_to_pool: give the lead back to the pool `to`, or to that it came from.",
        examples=["escalate"],
    )
    to: Text | None = Field(
        default=None,
        description="A role or a rep (notify, escalate), a route (reassign) or a pool"
        " (return_to_pool); by default the usual one.",
        examples=["MANAGER"],
    )
    after: BusinessSpanDocument | None = Field(
        default=None,
        description="How long after the clock was due, while the promise is still open; by default"
        " at once.",
        examples=[{"hours": 12}],
    )


class ClockDocument(PactModel):
    """One clock. What is not written is as in the standard clock of its kind."""

    id: RuleId | None = Field(
        default=None,
        description="Its name in decisions and reports; by default its kind with hyphens.",
        examples=["hot-first-touch"],
    )
    kind: Annotated[str, codes_of(ClockKind)] = Field(
        description="What is promised.", examples=["first_touch"]
    )
    when: ConditionText | None = Field(
        default=None, description="Which leads it runs for; by default all.", examples=["fit >= 60"]
    )
    counts_from: Annotated[str, codes_of(CountsFrom)] | None = Field(
        default=None,
        description="From when a clock with `when` or `except` counts: condition (the default):"
        " from when it has started and the lead meets the condition, whichever is later; start:"
        " from what starts it, also for a lead that meets the condition only later.",
        examples=["start"],
    )
    within: BusinessSpanDocument | None = Field(
        default=None,
        description="How long there is from the start; for confirm_meeting, how long before the"
        " meeting it is due.",
        examples=[{"hours": 1}],
    )
    goal: BusinessSpanDocument | None = Field(
        default=None,
        description="By when it should be kept, before `within`, which is the limit: both are"
        " reported, and to miss the goal is no breach. For confirm_meeting, how long before the"
        " meeting.",
        examples=[{"minutes": 5}],
    )
    starts_on: Signals | None = Field(
        default=None, description="What starts it.", examples=[["lead_assigned"]]
    )
    stops_on: Signals | None = Field(
        default=None,
        description="What stops it, once.",
        examples=[["meeting_booked", "disposition_given"]],
    )
    counts_on: Signals | None = Field(
        default=None,
        description="What is counted; it stops when there were enough of it.",
        examples=[["touched"]],
    )
    n: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        default=None, description="How many are enough.", examples=[6]
    )
    channels: Annotated[list[Text], Field(max_length=50)] | None = Field(
        default=None,
        description="Only these channels count, standard ones or the company's own; `[]`: any.",
        examples=[["call"]],
    )
    n_channels: Annotated[int, Field(ge=1, le=50)] | None = Field(
        default=None, description="On how many different channels they must be.", examples=[2]
    )
    except_: ClockExceptionsDocument | None = Field(
        default=None,
        alias="except",
        description="For which leads it does not run.",
        examples=[{"verified_interest": "intent >= 60"}],
    )
    calendar: Identifier | None = Field(
        default=None,
        description="The working hours in which it runs; by default those of the pool, the rep or"
        " the pact.",
        examples=["office"],
    )
    warn: Annotated[list[BusinessSpanDocument], Field(max_length=10)] | None = Field(
        default=None,
        description="How long before it is due to warn; `[]`: never.",
        examples=[[{"days": 5}, {"days": 1}]],
    )
    cancels_on: Signals | None = Field(
        default=None, description="What ends it without a breach.", examples=[["opted_out"]]
    )
    pauses_on: Signals | None = Field(
        default=None, description="What lets it wait.", examples=[["out_of_office"]]
    )
    resumes_on: Signals | None = Field(
        default=None, description="What lets it go on.", examples=[["back_in_office"]]
    )
    on_breach: Annotated[list[BreachDocument], Field(max_length=10)] | None = Field(
        default=None,
        description="What a breach does, in this order; `[]`: it is recorded.",
        examples=[[{"do": "escalate", "to": "MANAGER"}]],
    )

    def condition_texts(self) -> Iterator[WrittenCondition]:
        """Yield the conditions, each with its path within the clock and what it belongs to."""
        name = f"the clock `{clock_id(self)}`"
        if self.when is not None:
            yield WrittenCondition(("when",), self.when, f"the condition of {name}")
        for key, text in (self.except_.texts() if self.except_ else {}).items():
            yield WrittenCondition(("except", key), text, f"the exception `{key}` of {name}")


Clocks = Annotated[list[ClockDocument], Field(max_length=100)]


def clock_id(clock: ClockDocument) -> str:
    """Return the id of a clock: that of its kind where none is written."""
    return clock.id or clock.kind.replace("_", "-")
