"""The codes of calendars and routing as a pact writes them: in small letters."""

from typing import TYPE_CHECKING, Literal, TypeAlias

from leadpact.pact.document_model import codes_of
from leadpact.pact.sections.routing.policy import (
    Direction,
    EveryoneAway,
    Hours,
    Newcomers,
    OnReturn,
    Otherwise,
    PeriodKind,
    ReassignmentCredit,
    Rotation,
    RouteTarget,
    SelectionMethod,
    Spread,
)
from leadpact.terms.stages import RepRole

WeekdayCode: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

if TYPE_CHECKING:
    DirectionCode: TypeAlias = str
    EveryoneAwayCode: TypeAlias = str
    HoursCode: TypeAlias = str
    NewcomersCode: TypeAlias = str
    OnReturnCode: TypeAlias = str
    OtherwiseCode: TypeAlias = str
    PeriodCode: TypeAlias = str
    MethodCode: TypeAlias = str
    ReassignmentCode: TypeAlias = str
    RotationCode: TypeAlias = str
    SpreadCode: TypeAlias = str
    TargetCode: TypeAlias = str
    RoleCode: TypeAlias = str
else:  # the codes are written once, in their enumeration
    DirectionCode = codes_of(Direction)
    EveryoneAwayCode = codes_of(EveryoneAway)
    HoursCode = codes_of(Hours)
    NewcomersCode = codes_of(Newcomers)
    OnReturnCode = codes_of(OnReturn)
    OtherwiseCode = codes_of(Otherwise)
    PeriodCode = codes_of(PeriodKind)
    MethodCode = codes_of(SelectionMethod)
    ReassignmentCode = codes_of(ReassignmentCredit)
    RotationCode = codes_of(Rotation)
    SpreadCode = codes_of(Spread)
    TargetCode = codes_of(RouteTarget)
    RoleCode = Literal[tuple(role.value for role in RepRole)]
