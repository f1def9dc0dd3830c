"""The descriptor of the section `feedback`."""

from leadpact.pact.sections.feedback.check_holds import check_holds_are_statuses
from leadpact.pact.sections.feedback.check_statuses import (
    check_statuses_can_follow,
    check_statuses_come_to_an_end,
    check_statuses_keep_the_stage,
)
from leadpact.pact.sections.feedback.checks import (
    check_dispositions_lead_somewhere,
    check_disputes_have_time,
    check_faults_are_not_must_haves,
    check_labels_are_distinct,
    check_needs_are_unique,
    check_needs_can_be_met,
    check_reviews_are_of_ended_leads,
    check_withdrawn_dispositions_exist,
)
from leadpact.pact.sections.feedback.compile import compile_feedback
from leadpact.pact.sections.feedback.fields import FEEDBACK_FIELDS, diff_feedback, feedback_words
from leadpact.pact.sections.section import Section

FEEDBACK = Section(
    name="feedback",
    compile=compile_feedback,
    checks=(
        check_dispositions_lead_somewhere,
        check_withdrawn_dispositions_exist,
        check_statuses_keep_the_stage,
        check_holds_are_statuses,
        check_statuses_can_follow,
        check_statuses_come_to_an_end,
        check_needs_can_be_met,
        check_needs_are_unique,
        check_reviews_are_of_ended_leads,
        check_faults_are_not_must_haves,
        check_labels_are_distinct,
        check_disputes_have_time,
    ),
    normal=FEEDBACK_FIELDS.normal,
    words=feedback_words,
    diff=diff_feedback,
)
