"""The codes of cadences as a pact writes them: in small letters."""

from typing import TYPE_CHECKING, Literal, TypeAlias

from leadpact.pact.document_model import codes_of, written
from leadpact.pact.sections.cadences.policy import STEP_CHANNELS, CallingHours, OnLeave

if TYPE_CHECKING:
    CallingHoursCode: TypeAlias = str
    ChannelCode: TypeAlias = str
    OnLeaveCode: TypeAlias = str
else:  # the codes stand in one place, where their enumeration is
    CallingHoursCode = codes_of(CallingHours)
    ChannelCode = Literal[tuple(written(channel) for channel in STEP_CHANNELS)]
    OnLeaveCode = codes_of(OnLeave)
