"""The descriptor of the section `handoff`."""

from leadpact.pact.sections.handoff.check_ae import (
    check_ae_pools_need_no_count,
    check_ae_routes_lead_somewhere,
)
from leadpact.pact.sections.handoff.check_slots import (
    check_slots_begin_at_the_same_times,
    check_slots_fit_the_calendar,
    check_slots_have_time,
)
from leadpact.pact.sections.handoff.checks import (
    check_attendance_is_not_shadowed,
    check_handoff_keys_have_effect,
    check_handoff_spans,
)
from leadpact.pact.sections.handoff.compile import compile_handoff
from leadpact.pact.sections.handoff.fields import HANDOFF_FIELDS, diff_handoff, handoff_words
from leadpact.pact.sections.section import Section

HANDOFF = Section(
    name="handoff",
    compile=compile_handoff,
    checks=(
        check_handoff_spans,
        check_slots_have_time,
        check_slots_fit_the_calendar,
        check_slots_begin_at_the_same_times,
        check_attendance_is_not_shadowed,
        check_handoff_keys_have_effect,
        check_ae_routes_lead_somewhere,
        check_ae_pools_need_no_count,
    ),
    normal=HANDOFF_FIELDS.normal,
    words=handoff_words,
    diff=diff_handoff,
)
