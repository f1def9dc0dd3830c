"""The section `routing` of a pact as it is written; its pools in `document_pools`."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from leadpact.pact.document_model import (
    ConditionText,
    Days,
    Identifier,
    PactModel,
    RuleId,
    Text,
    WrittenCondition,
    codes_of,
)
from leadpact.pact.positions import Path_
from leadpact.pact.sections.routing.document_pools import (
    EveryRepDocument,
    PoolDocument,
    RepTermsDocument,
)
from leadpact.pact.sections.routing.policy import (
    CountedTouches,
    Direction,
    Otherwise,
    RouteTarget,
)

Texts = Annotated[list[Text], Field(max_length=2000)]
Size = Annotated[int, Field(ge=0, le=10_000_000)]


class TerritoryDocument(PactModel):
    """A part of the market: a lead lies in it if every list that is given has its value."""

    id: Text = Field(
        description="Its name, as the column `territory` of reps has it.", examples=["dach"]
    )
    countries: Texts = Field(
        default=[],
        description="Countries of leads, by their codes in ISO 3166.",
        examples=[["DE", "AT", "CH"]],
    )
    regions: Texts = Field(default=[], description="Regions of accounts.", examples=[["West"]])
    time_zones: Texts = Field(
        default=[], description="Time zones of leads.", examples=[["America/Denver"]]
    )
    industries: Texts = Field(
        default=[], description="Industries of accounts.", examples=[["fintech"]]
    )
    employees_from: Size | None = Field(
        default=None, description="The smallest number of employees.", examples=[200]
    )
    employees_to: Size | None = Field(
        default=None, description="The largest number of employees.", examples=[999]
    )
    accounts: Texts = Field(
        default=[],
        description="Named accounts, by their id or their domain.",
        examples=[["acme.example"]],
    )
    pool: Identifier | None = Field(
        default=None,
        description="Who works it; by default those of the route's pool whose territory it is.",
        examples=["enterprise"],
    )


class RouteDocument(PactModel):
    """One way of a lead to a rep."""

    id: RuleId = Field(description="Its name in decisions and reports.", examples=["key-accounts"])
    when: ConditionText | None = Field(
        default=None,
        description="Which leads it takes; by default all.",
        examples=["n_employees >= 1000"],
    )
    direction: Annotated[str, codes_of(Direction)] = Field(
        default="both", description="Whether it takes inbound or outbound leads.", examples=["both"]
    )
    to: Annotated[str, codes_of(RouteTarget)] = Field(
        default="pool",
        description="Where it leads. territory: to who works the first territory that the lead lies"
        " in; paired_rep: to the pair of the lead's rep, or of the account's owner; inside_sales:"
        " to a pool that sells by itself, without a handoff; former_rep: to the rep who had the"
        " lead before; last_toucher: to the rep who touched it last; rep: to one rep; by_hand: it"
        " waits until a person decides.",
        examples=["account_owner"],
    )
    pool: Identifier | None = Field(
        default=None,
        description="The pool; needed for pool and inside_sales, and for territories without one.",
        examples=["inbound"],
    )
    within_days: Days | None = Field(
        default=None,
        description="How many days ago the last touch may be at most, each of 24 hours; needed for"
        " last_toucher.",
        examples=[30],
    )
    channels: Annotated[list[Text], Field(min_length=1, max_length=50)] | None = Field(
        default=None,
        description="For last_toucher: only touches on these channels, standard ones or the"
        " company's own; by default on any.",
        examples=[["call", "meeting"]],
    )
    rep: Text | None = Field(
        default=None, description="The rep; needed for rep.", examples=["rep-7"]
    )
    who: Text | None = Field(
        default=None,
        description="Who decides: a rep, or a role such as MANAGER; needed for by_hand.",
        examples=["MANAGER"],
    )
    otherwise: Annotated[str, codes_of(Otherwise)] | None = Field(
        default=None,
        description="What becomes of a lead that it cannot place; by default it waits for a pool,"
        " for inside sales and for by_hand, and goes on from the others.",
        examples=["next_route"],
    )


class RoutingDocument(PactModel):
    """Who gets a lead."""

    pools: Annotated[dict[Identifier, PoolDocument], Field(min_length=1, max_length=200)] = Field(
        description="Reps who share leads.",
        examples=[{"inbound": {"roles": ["SDR"]}}],
    )
    routes: Annotated[list[RouteDocument], Field(max_length=200)] = Field(
        default=[],
        description="Asked in this order; the first whose condition is true takes the lead.",
        examples=[[{"id": "owner", "to": "account_owner"}]],
    )
    default: Identifier = Field(
        description="The pool of all leads that no route takes.", examples=["inbound"]
    )
    outbound_when: ConditionText | None = Field(
        default=None,
        description="Which leads are outbound; by default none is.",
        examples=["source == 'prospecting'"],
    )
    territories: Annotated[list[TerritoryDocument], Field(max_length=1000)] = Field(
        default=[],
        description="Parts of the market, in order: a lead lies in the first that fits.",
        examples=[[{"id": "dach", "countries": ["DE"]}]],
    )
    reps: Annotated[dict[Text, RepTermsDocument], Field(max_length=5000)] = Field(
        default={},
        description="The terms of single reps, by id; they override the table of reps.",
        examples=[{"rep-7": {"weight": 0.5}}],
    )
    every_rep: EveryRepDocument | None = Field(
        default=None,
        description="The terms of all reps; those of one rep, here or in the table, come first.",
        examples=[{"caps": {"per_day": 15, "open": 60}}],
    )
    count_touches_of: Annotated[str, codes_of(CountedTouches)] = Field(
        default="everyone",
        description="Whose touches clocks, cadences and attempts count. everyone: those of every"
        " rep; owner: those of the rep who has the lead, and those of which no rep is known.",
        examples=["owner"],
    )

    def condition_texts(self) -> Iterator[WrittenCondition]:
        """Yield the conditions, each with its path within the section and what it belongs to."""
        for index, route in enumerate(self.routes):
            if route.when is not None:
                path: Path_ = ("routes", index, "when")
                yield WrittenCondition(path, route.when, f"the route `{route.id}`")
        if self.outbound_when is not None:
            yield WrittenCondition(("outbound_when",), self.outbound_when, "`outbound_when`")
