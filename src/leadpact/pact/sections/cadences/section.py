"""The descriptor of the section `cadences`."""

from leadpact.pact.sections.cadences.check_channels import (
    check_channels_are_not_standard,
    check_channels_of_cadences_are_declared,
)
from leadpact.pact.sections.cadences.check_steps import (
    check_steps_are_in_order,
    check_steps_can_be_taken,
    check_steps_count_from_one_moment,
)
from leadpact.pact.sections.cadences.checks import (
    check_cadence_entries_are_unique,
    check_cadences_can_finish,
    check_throttles_are_positive,
    check_tracks_are_not_shadowed,
    check_tracks_have_steps,
    check_unreachable_can_be_reached,
    check_waits,
)
from leadpact.pact.sections.cadences.compile import attributes_used, compile_cadences
from leadpact.pact.sections.cadences.fields import CADENCE_FIELDS, cadences_words, diff_cadences
from leadpact.pact.sections.section import Section

CADENCES = Section(
    name="cadences",
    compile=compile_cadences,
    checks=(
        check_cadence_entries_are_unique,
        check_tracks_have_steps,
        check_waits,
        check_tracks_are_not_shadowed,
        check_throttles_are_positive,
        check_unreachable_can_be_reached,
        check_cadences_can_finish,
        check_steps_can_be_taken,
        check_steps_count_from_one_moment,
        check_steps_are_in_order,
        check_channels_are_not_standard,
        check_channels_of_cadences_are_declared,
    ),
    normal=CADENCE_FIELDS.normal,
    words=cadences_words,
    diff=diff_cadences,
    attributes=attributes_used,
)
