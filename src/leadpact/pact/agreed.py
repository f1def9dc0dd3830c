"""What is agreed besides decisions: targets, windows, consequences. Compiled values."""

from dataclasses import dataclass
from enum import StrEnum

from leadpact.terms.stages import RepRole, Stage


class Volume(StrEnum):
    """What a volume target counts in a month."""

    CONVERSATION_LEADS = "CONVERSATION_LEADS"
    TOUCHES = "TOUCHES"
    MEETINGS_HELD = "MEETINGS_HELD"
    OPPORTUNITIES_OPENED = "OPPORTUNITIES_OPENED"
    DEALS_WON = "DEALS_WON"


@dataclass(frozen=True, slots=True)
class RateTarget:
    """Of the leads that reach one stage, the share that is to reach a later one."""

    from_stage: Stage
    to_stage: Stage
    at_least: float


@dataclass(frozen=True, slots=True)
class PromiseTarget:
    """The share of the promises of one clock that is to be kept; `clock` is the clock's name."""

    clock: str
    at_least: float


@dataclass(frozen=True, slots=True)
class VolumeTarget:
    """How much is to come in a month: of each rep of a role, or of the whole company."""

    volume: Volume
    of_each: RepRole | None
    per_month: int


@dataclass(frozen=True, slots=True)
class Targets:
    """What the departments want to reach; None or empty where they agreed on nothing."""

    opportunity_creation_rate: float | None = None
    acceptance_rate: float | None = None
    conversation_leads_per_month: int | None = None
    rates: tuple[RateTarget, ...] = ()
    promises: tuple[PromiseTarget, ...] = ()
    volumes: tuple[VolumeTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """How many calendar days leads have to reach a stage before they are judged to have failed."""

    stage: Stage
    days: int


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows where less than a share of a promise is kept.

    `promise` is the name of a clock, or that of a target.
    """

    promise: str
    kept_below: float
    then: str
