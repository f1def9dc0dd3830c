"""The descriptor of the section `routing`."""

from leadpact.pact.sections.routing.check_pools import (
    check_caps_are_positive,
    check_days_of_hiring_can_be_read,
    check_leave_can_be_read,
    check_newcomers_start_in_one_way,
    check_newcomers_weight_is_used,
    check_periods,
    check_pools_have_reps,
    check_reps_are_single,
    check_reps_are_spelt_alike,
    check_something_is_carried_over,
    check_weights_give_leads,
)
from leadpact.pact.sections.routing.check_routes import (
    check_pools_get_leads,
    check_pools_take_the_direction,
    check_routes_are_not_shadowed,
    check_routes_count_known_channels,
    check_routes_lead_to_pools,
    check_routes_lead_to_reps,
    check_routing_entries_are_unique,
    check_territories_leave_no_gap,
)
from leadpact.pact.sections.routing.check_territories import (
    check_territories_are_not_taken_before,
    check_territories_list_known_values,
    check_territories_list_values_once,
)
from leadpact.pact.sections.routing.compile import attributes_used, compile_routing
from leadpact.pact.sections.routing.fields import diff_routing, normal_routing, routing_words
from leadpact.pact.sections.section import Section

ROUTING = Section(
    name="routing",
    compile=compile_routing,
    checks=(
        check_pools_have_reps,
        check_weights_give_leads,
        check_reps_are_spelt_alike,
        check_reps_are_single,
        check_caps_are_positive,
        check_periods,
        check_newcomers_start_in_one_way,
        check_newcomers_weight_is_used,
        check_days_of_hiring_can_be_read,
        check_something_is_carried_over,
        check_leave_can_be_read,
        check_routes_lead_to_pools,
        check_routes_lead_to_reps,
        check_routes_count_known_channels,
        check_pools_get_leads,
        check_pools_take_the_direction,
        check_routing_entries_are_unique,
        check_routes_are_not_shadowed,
        check_territories_leave_no_gap,
        check_territories_list_values_once,
        check_territories_list_known_values,
        check_territories_are_not_taken_before,
    ),
    normal=normal_routing,
    words=routing_words,
    diff=diff_routing,
    attributes=attributes_used,
)
