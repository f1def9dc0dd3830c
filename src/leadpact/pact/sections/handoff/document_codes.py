"""The codes of the handoff as a pact writes them: in small letters."""

from typing import TYPE_CHECKING, Literal, TypeAlias

from leadpact.pact.document_model import codes_of
from leadpact.pact.sections.handoff.policy import AcceptanceWay, Attendance, MeetingMessageKind

SideCode: TypeAlias = Literal["SDR", "AE"]

if TYPE_CHECKING:
    AcceptanceCode: TypeAlias = str
    AttendanceCode: TypeAlias = str
    MessageCode: TypeAlias = str
else:  # the codes stand in one place, where their enumeration is
    AcceptanceCode = codes_of(AcceptanceWay)
    AttendanceCode = codes_of(Attendance)
    MessageCode = codes_of(MeetingMessageKind)
