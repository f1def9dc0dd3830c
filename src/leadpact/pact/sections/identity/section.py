"""The descriptor of the section `identity`."""

from leadpact.pact.sections.identity.check_fields import (
    check_appended_fields_are_given,
    check_identity_fields_are_known,
    check_keys_can_find_leads,
    check_source_order_is_used,
    check_survivors_are_chosen_once,
)
from leadpact.pact.sections.identity.checks import (
    check_country_is_known,
    check_domain_alone_has_effect,
    check_faults_count,
    check_identity_entries_are_unique,
    check_review_is_below_same,
    check_threshold_can_be_reached,
    check_ties_can_be_broken,
)
from leadpact.pact.sections.identity.compile import compile_identity
from leadpact.pact.sections.identity.fields import IDENTITY_FIELDS, identity_words
from leadpact.pact.sections.section import Section

IDENTITY = Section(
    name="identity",
    compile=compile_identity,
    checks=(
        check_country_is_known,
        check_faults_count,
        check_review_is_below_same,
        check_identity_entries_are_unique,
        check_identity_fields_are_known,
        check_keys_can_find_leads,
        check_appended_fields_are_given,
        check_survivors_are_chosen_once,
        check_source_order_is_used,
        check_threshold_can_be_reached,
        check_domain_alone_has_effect,
        check_ties_can_be_broken,
    ),
    normal=IDENTITY_FIELDS.normal,
    words=identity_words,
    diff=IDENTITY_FIELDS.diff_rows,
)
