"""Every section of a pact that has a folder of its own."""

from leadpact.pact.sections.cadences.section import CADENCES
from leadpact.pact.sections.calendars.section import CALENDARS
from leadpact.pact.sections.clocks.section import CLOCKS
from leadpact.pact.sections.feedback.section import FEEDBACK
from leadpact.pact.sections.handoff.section import HANDOFF
from leadpact.pact.sections.identity.section import IDENTITY
from leadpact.pact.sections.routing.section import ROUTING

SECTIONS = (
    IDENTITY,
    CALENDARS,
    ROUTING,
    CADENCES,
    CLOCKS,
    HANDOFF,
    FEEDBACK,
)
"""In the order of a pact: changes and issues are listed by it."""
