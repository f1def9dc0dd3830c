"""The codes of calendars and routing as a pact writes them: in small letters."""

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from leadpact.pact.follow_up.routing import (
    Direction,
    EveryoneAway,
    Hours,
    Newcomers,
    OnReturn,
    Otherwise,
    PeriodKind,
    PickMethod,
    ReassignmentCredit,
    Rotation,
    Spread,
    Target,
)
from leadpact.pact.identity.document_codes import written
from leadpact.terms.stages import RepRole

__all__ = ["written"]


def _codes(kind: type[Any]) -> Any:
    return Literal[tuple(written(code) for code in kind)]


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
else:  # the codes stand in one place, where their enumeration is
    DirectionCode = _codes(Direction)
    EveryoneAwayCode = _codes(EveryoneAway)
    HoursCode = _codes(Hours)
    NewcomersCode = _codes(Newcomers)
    OnReturnCode = _codes(OnReturn)
    OtherwiseCode = _codes(Otherwise)
    PeriodCode = _codes(PeriodKind)
    MethodCode = _codes(PickMethod)
    ReassignmentCode = _codes(ReassignmentCredit)
    RotationCode = _codes(Rotation)
    SpreadCode = _codes(Spread)
    TargetCode = _codes(Target)
    RoleCode = Literal[tuple(role.value for role in RepRole)]
