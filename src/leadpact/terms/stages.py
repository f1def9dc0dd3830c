"""The funnel's stages and their order. Not how a lead moves: that is `engine.gates.stage`."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias


class Stage(StrEnum):
    """A stage of the funnel; the code is stored, a pact may show its own label."""

    TARGET = "TARGET"
    EXCHANGE = "EXCHANGE"
    CONVERSATION_LEAD = "CONVERSATION_LEAD"
    FIRST_MEETING = "FIRST_MEETING"
    OPPORTUNITY = "OPPORTUNITY"
    PIPELINE = "PIPELINE"
    CLOSED_WON = "CLOSED_WON"
    NEXT_SALE = "NEXT_SALE"
    RECYCLED = "RECYCLED"
    DISQUALIFIED = "DISQUALIFIED"


FUNNEL: tuple[Stage, ...] = (
    Stage.TARGET,
    Stage.EXCHANGE,
    Stage.CONVERSATION_LEAD,
    Stage.FIRST_MEETING,
    Stage.OPPORTUNITY,
    Stage.PIPELINE,
    Stage.CLOSED_WON,
    Stage.NEXT_SALE,
)
"""The eight stages in order. `RECYCLED` and `DISQUALIFIED` are outside the funnel."""

FUNNEL_RANK: dict[Stage, int] = {stage: rank for rank, stage in enumerate(FUNNEL)}


class TouchKind(StrEnum):
    """The channels on which a rep contacts a lead."""

    CALL = "CALL"
    VOICEMAIL = "VOICEMAIL"
    EMAIL = "EMAIL"
    SOCIAL = "SOCIAL"
    MEETING = "MEETING"


Channel: TypeAlias = TouchKind | str
"""A channel on which a rep contacts a lead: a standard one, or the code of a company's own."""

_STANDARD: Mapping[str, TouchKind] = TouchKind.__members__


def channel_of(code: str) -> Channel:
    """Return the channel of a code: the member of `TouchKind` where it is a standard one.

    Examples
    --------
    >>> channel_of("CALL"), channel_of("TEXT")
    (<TouchKind.CALL: 'CALL'>, 'TEXT')
    """
    return _STANDARD.get(code, code)


class RepRole(StrEnum):
    """The roles of reps in the company."""

    SDR = "SDR"
    AE = "AE"
    MANAGER = "MANAGER"
    MARKETER = "MARKETER"
