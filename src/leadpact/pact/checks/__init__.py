"""What a pact must satisfy besides its shape: one function per rule, run in this order.

The checks of a section are in its folder. They use `base`, so that nothing here may import them.
"""

from collections.abc import Callable

from leadpact.pact.checks.agreed import (
    check_consequences_differ,
    check_promises_have_clocks,
    check_stage_labels_differ,
    check_target_stages_are_in_order,
    check_targets_differ,
    check_windows_follow_a_stage,
)
from leadpact.pact.checks.checkpoints import (
    check_checkpoint_fields_are_known,
    check_checkpoints_ask_for_something,
    check_checkpoints_can_be_met,
    check_checkpoints_have_names_of_their_own,
)
from leadpact.pact.checks.countries import check_countries_are_codes
from leadpact.pact.checks.gates import (
    check_gate_fields_are_known,
    check_gates_have_conditions,
    check_gates_need_not_be_open_before,
    check_scores_are_compared_with_points,
    check_unnecessary_fields_are_not_used,
)
from leadpact.pact.checks.groups import (
    check_groups_are_declared,
    check_groups_have_effect,
    check_points_fit_their_group,
)
from leadpact.pact.checks.history import (
    check_floors_are_needed,
    check_floors_are_of_lasting_points,
    check_resets_are_clear,
    check_silence_is_of_declared_kinds,
)
from leadpact.pact.checks.names import (
    check_attributes_fit_their_columns,
    check_categories_list_values,
    check_dates_have_a_zone,
    check_names_are_distinct,
    check_names_are_free,
    check_rule_ids_are_unique,
    check_zone_is_known,
)
from leadpact.pact.checks.paths import (
    check_not_leads_are_distinct,
    check_not_leads_leave_some,
    check_paths_are_distinct,
    check_paths_are_known_when_asked,
)
from leadpact.pact.checks.reach import (
    check_conditions_can_be_true,
    check_gates_can_open,
    check_gates_follow_each_other,
    check_paths_are_not_shadowed,
    check_points_can_be_reached,
)
from leadpact.pact.checks.rules import (
    check_account_scores_combine,
    check_activities_are_declared,
    check_fades_are_complete,
    check_limits_are_complete,
    check_points_fit_their_limit,
    check_ranges_are_not_empty,
    check_rules_have_effect,
    check_the_best_is_the_latest,
)
from leadpact.pact.checks.sums import check_sums_add_scores, check_sums_are_not_too_large
from leadpact.pact.draft import Draft

CHECKS: tuple[Callable[[Draft], None], ...] = (
    check_zone_is_known,
    check_dates_have_a_zone,
    check_categories_list_values,
    check_attributes_fit_their_columns,
    check_names_are_free,
    check_names_are_distinct,
    check_rule_ids_are_unique,
    check_activities_are_declared,
    check_silence_is_of_declared_kinds,
    check_resets_are_clear,
    check_fades_are_complete,
    check_limits_are_complete,
    check_the_best_is_the_latest,
    check_floors_are_of_lasting_points,
    check_ranges_are_not_empty,
    check_rules_have_effect,
    check_points_fit_their_limit,
    check_groups_are_declared,
    check_groups_have_effect,
    check_points_fit_their_group,
    check_account_scores_combine,
    check_sums_add_scores,
    check_sums_are_not_too_large,
    check_gate_fields_are_known,
    check_unnecessary_fields_are_not_used,
    check_gates_have_conditions,
    check_gates_need_not_be_open_before,
    check_scores_are_compared_with_points,
    check_conditions_can_be_true,
    check_points_can_be_reached,
    check_floors_are_needed,
    check_paths_are_distinct,
    check_not_leads_are_distinct,
    check_not_leads_leave_some,
    check_paths_are_known_when_asked,
    check_gates_can_open,
    check_paths_are_not_shadowed,
    check_gates_follow_each_other,
    check_checkpoints_have_names_of_their_own,
    check_checkpoint_fields_are_known,
    check_checkpoints_ask_for_something,
    check_checkpoints_can_be_met,
    check_stage_labels_differ,
    check_target_stages_are_in_order,
    check_targets_differ,
    check_promises_have_clocks,
    check_consequences_differ,
    check_windows_follow_a_stage,
    check_countries_are_codes,
)
