"""The codes of feedback as a pact writes them: in small letters."""

from typing import TYPE_CHECKING, TypeAlias

from leadpact.pact.document_model import codes_of
from leadpact.pact.sections.feedback.policy import LeadsTo, Need

if TYPE_CHECKING:
    LeadsToCode: TypeAlias = str
    NeedCode: TypeAlias = str
else:  # the codes stand in one place, where their enumeration is
    LeadsToCode = codes_of(LeadsTo)
    NeedCode = codes_of(Need)
