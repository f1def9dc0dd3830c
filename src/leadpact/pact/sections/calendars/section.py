"""The descriptor of the section `calendars`."""

from leadpact.pact.sections.calendars.checks import (
    check_calendar_bases,
    check_calendars_are_declared,
    check_calendars_are_not_built_in,
    check_calendars_can_be_read,
)
from leadpact.pact.sections.calendars.compile import compile_calendars
from leadpact.pact.sections.calendars.fields import (
    calendars_words,
    diff_calendars,
    normal_calendars,
)
from leadpact.pact.sections.section import Section

CALENDARS = Section(
    name="calendars",
    compile=compile_calendars,
    checks=(
        check_calendars_can_be_read,
        check_calendars_are_not_built_in,
        check_calendar_bases,
        check_calendars_are_declared,
    ),
    normal=normal_calendars,
    words=calendars_words,
    diff=diff_calendars,
)
