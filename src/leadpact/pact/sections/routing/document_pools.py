"""The pools and reps of the section `routing` as they are written."""

from typing import Annotated

from pydantic import Field

from leadpact.pact.document_model import (
    Days,
    Identifier,
    PactModel,
    Text,
    codes_of,
    one_of,
    written,
)
from leadpact.pact.sections.routing.policy import (
    Caps,
    Direction,
    EveryoneAway,
    Hours,
    Newcomers,
    OnReturn,
    PeriodKind,
    Pool,
    ReassignmentCredit,
    Rotation,
    SelectionMethod,
    Spread,
)
from leadpact.terms.stages import RepRole

Cap = Annotated[int, Field(ge=0, le=100_000)]
Capacity = Annotated[float, Field(ge=0, le=100_000)]
Weight = Annotated[float, Field(ge=0, le=1_000_000)]
Texts = Annotated[list[Text], Field(max_length=2000)]

_CAPS = Caps()
_POOL = Pool("")


class CapsDocument(PactModel):
    """The most that one rep takes; what is not written has no limit."""

    per_day: Cap | None = Field(
        default=None, description="Leads a day, in the rep's zone.", examples=[8]
    )
    per_week: Cap | None = Field(
        default=None, description="Leads a week, from Monday.", examples=[25]
    )
    per_month: Capacity | None = Field(
        default=None,
        description="Leads a calendar month; of a fraction, what is left goes over to the next.",
        examples=[9],
    )
    open: Cap | None = Field(
        default=None, description="Leads that are not yet closed.", examples=[120]
    )
    spread: Annotated[str, codes_of(Spread)] = Field(
        default=written(_CAPS.spread),
        description="How `per_month` is given out. as_they_come: until it is used up; even: by each"
        " day of the month not more than that day's share, rounded up.",
        examples=["even"],
    )


class PeriodDocument(PactModel):
    """The span in which leads are counted against each other."""

    kind: Annotated[str, codes_of(PeriodKind)] = Field(
        description="What kind. month: the calendar month in the pool's zone; rolling_days: today"
        " and the days before; forever: never reset.",
        examples=["rolling_days"],
    )
    days: Days | None = Field(
        default=None, description="How many days, with today (rolling_days).", examples=[30]
    )


class NewcomersWeightDocument(PactModel):
    """The part of their weight that reps have in their first days."""

    share: Annotated[float, Field(gt=0, lt=1)] = Field(
        description="Which part of their weight: 0.5 is half as many leads as their weight gives.",
        examples=[0.5],
    )
    days: Days = Field(
        description="For how many days, from the day on which they are hired, in their zone.",
        examples=[30],
    )


class PoolDocument(PactModel):
    """Reps who share leads, and how."""

    reps: Texts = Field(
        default=[], description="Members by their ids.", examples=[["rep-1", "rep-2"]]
    )
    roles: Annotated[
        list[Annotated[str, one_of(role.value for role in RepRole)]], Field(max_length=len(RepRole))
    ] = Field(
        default=[],
        description="Further members: all reps of these roles; of `roles`, `teams` and"
        " `territories`, each that is written must fit.",
        examples=[["SDR"]],
    )
    teams: Texts = Field(default=[], description="The same by team.", examples=[["Inbound"]])
    territories: Texts = Field(
        default=[], description="The same by territory.", examples=[["west"]]
    )
    weights: Annotated[dict[Text, Weight], Field(max_length=2000)] = Field(
        default={},
        description="By rep, their part of the leads; only ratios matter. By default that of the"
        " table of reps, or 1.",
        examples=[{"rep-1": 200, "rep-2": 100}],
    )
    direction: Annotated[str, codes_of(Direction)] = Field(
        default=written(_POOL.direction),
        description="Which leads it takes: inbound, outbound or both.",
        examples=["inbound"],
    )
    method: Annotated[str, codes_of(SelectionMethod)] = Field(
        default=written(_POOL.method),
        description="How one is picked. weighted_round_robin: who is furthest behind their part;"
        " random: by a hash of the lead's id; queue: nobody until somebody claims it;"
        " least_open_load: who has the fewest open leads for their weight.",
        examples=["queue"],
    )
    calendar: Identifier | None = Field(
        default=None,
        description="The working hours of everybody in it; by default those of each rep.",
        examples=["office"],
    )
    hours: Annotated[str, codes_of(Hours)] = Field(
        default=written(_POOL.hours),
        description="Who counts as at work. next_to_open: who works now, or else starts first;"
        " open_now: who works now, and else leads wait; any: everybody.",
        examples=["open_now"],
    )
    caps: CapsDocument | None = Field(
        default=None,
        description="The most that each rep takes, beside the rep's own caps.",
        examples=[{"per_day": 8}],
    )
    period: PeriodDocument | None = Field(
        default=None,
        description="What is counted together; by default the month.",
        examples=[{"kind": "forever"}],
    )
    rotation: Annotated[str, codes_of(Rotation)] = Field(
        default=written(_POOL.rotation),
        description="Whose turn it stays. flexible: who cannot take a lead now is passed over and"
        " comes first later; strict: the lead waits for whose turn it is, except for leave.",
        examples=["strict"],
    )
    on_return: Annotated[str, codes_of(OnReturn)] = Field(
        default=written(_POOL.on_return),
        description="The count of a rep who is back from leave. normalise: the peers' average;"
        " catch_up: as it was; keep_position: as far ahead or behind as on leaving.",
        examples=["catch_up"],
    )
    everyone_away: Annotated[str, codes_of(EveryoneAway)] = Field(
        default=written(_POOL.everyone_away),
        description="While all are on leave, leads wait (hold), or leave does not matter"
        " (assign_anyway).",
        examples=["assign_anyway"],
    )
    newcomers: Annotated[str, codes_of(Newcomers)] = Field(
        default=written(_POOL.newcomers),
        description="Where a rep starts who joins: at the peers' average, level with the peer who"
        " has the most (highest), or at zero.",
        examples=["highest"],
    )
    newcomers_at: Cap | None = Field(
        default=None,
        description="The same by a number: as if they had had so many leads in the period.",
        examples=[12],
    )
    newcomers_weight: NewcomersWeightDocument | None = Field(
        default=None,
        description="The part of their weight that reps have in their first days; by default all.",
        examples=[{"share": 0.5, "days": 30}],
    )
    carry_over: bool = Field(
        default=True,
        description="Whether what a month leaves owed to a rep is owed in the next one; with false,"
        " each month begins from zero.",
        examples=[False],
    )
    credit_no_shows: bool = Field(
        default=_POOL.credits_no_shows,
        description="Whether a meeting that was missed is taken from the rep's count.",
        examples=[False],
    )
    credit_cancelled: bool = Field(
        default=_POOL.credits_cancelled,
        description="Whether a meeting that was called off is taken from the rep's count.",
        examples=[False],
    )
    reassignment_credit: Annotated[str, codes_of(ReassignmentCredit)] = Field(
        default=written(_POOL.reassignment_credit),
        description="Who counts a reassigned lead. first_owner: it leaves the first owner's count"
        " for the new one's; none: it stays there.",
        examples=["none"],
    )
    salt: Text | None = Field(
        default=None,
        description="What is hashed with the lead's id (random); by default the pool's name.",
        examples=["2026-Q3"],
    )


class LeaveDocument(PactModel):
    """A span in which a rep does not work."""

    from_: Text = Field(
        alias="from",
        description="The first day, or the moment, in the rep's zone.",
        examples=["2026-07-01"],
    )
    back: Text = Field(
        description="The first day, or the moment, on which the rep works again.",
        examples=["2026-07-15T13:00"],
    )


class EveryRepDocument(PactModel):
    """The terms of every rep who has none of their own."""

    caps: CapsDocument | None = Field(
        default=None,
        description="The most that each takes, whatever route a lead comes by.",
        examples=[{"per_day": 15, "open": 60}],
    )


class RepTermsDocument(PactModel):
    """The terms of one rep."""

    weight: Weight | None = Field(
        default=None, description="Their part of the leads of a pool.", examples=[0.5]
    )
    priority: Annotated[int, Field(ge=-1000, le=1000)] | None = Field(
        default=None,
        description="Of reps who are equally due and weigh the same, the highest is first.",
        examples=[1],
    )
    calendar: Identifier | None = Field(
        default=None, description="Their working hours.", examples=["office"]
    )
    time_zone: Text | None = Field(
        default=None,
        description="Their zone; without a calendar they work the pact's hours in it.",
        examples=["Europe/Berlin"],
    )
    territory: Text | None = Field(default=None, description="Their territory.", examples=["dach"])
    paired_with: Text | None = Field(
        default=None, description="The rep they work with.", examples=["rep-9"]
    )
    hired_on: Text | None = Field(
        default=None,
        description="The day on which they begin, for `newcomers_weight`.",
        examples=["2026-05-04"],
    )
    caps: CapsDocument | None = Field(
        default=None, description="The most that they take.", examples=[{"open": 120}]
    )
    away: Annotated[list[LeaveDocument], Field(max_length=500)] = Field(
        default=[],
        description="Leave, beside the table of absences.",
        examples=[[{"from": "2026-07-01", "back": "2026-07-15"}]],
    )
