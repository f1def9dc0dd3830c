"""The descriptor of the section `clocks`."""

from leadpact.pact.sections.clocks.check_goals import check_goals_are_before_limits
from leadpact.pact.sections.clocks.check_ladders import check_ladders_are_in_order
from leadpact.pact.sections.clocks.check_signals import (
    check_channels_of_clocks_are_declared,
    check_clocks_can_stop,
    check_clocks_start,
    check_counts_can_be_reached,
    check_pauses_end,
    check_signals_do_not_contradict,
)
from leadpact.pact.sections.clocks.check_statuses import check_clocks_name_dispositions
from leadpact.pact.sections.clocks.checks import (
    check_breach_targets,
    check_clock_entries_are_unique,
    check_clock_spans,
    check_clocks_are_not_shadowed,
    check_clocks_have_conditions,
    check_warnings_are_before,
)
from leadpact.pact.sections.clocks.compile import compile_clocks
from leadpact.pact.sections.clocks.fields import clocks_words, diff_clocks, normal_clocks
from leadpact.pact.sections.section import Section

CLOCKS = Section(
    name="clocks",
    compile=compile_clocks,
    checks=(
        check_clock_spans,
        check_warnings_are_before,
        check_goals_are_before_limits,
        check_ladders_are_in_order,
        check_clock_entries_are_unique,
        check_clocks_are_not_shadowed,
        check_clocks_have_conditions,
        check_breach_targets,
        check_clocks_start,
        check_clocks_can_stop,
        check_channels_of_clocks_are_declared,
        check_counts_can_be_reached,
        check_signals_do_not_contradict,
        check_pauses_end,
        check_clocks_name_dispositions,
    ),
    normal=normal_clocks,
    words=clocks_words,
    diff=diff_clocks,
)
