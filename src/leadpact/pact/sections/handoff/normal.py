"""One form of the handoff for all spellings of one meaning, for the fingerprint and the diff."""

from dataclasses import replace
from types import MappingProxyType

from leadpact.pact.sections.handoff.policy import (
    USUAL_ATTENDANCE,
    AcceptanceWay,
    AttendanceRule,
    HandoffPolicy,
    MeetingMessageKind,
)


def normal_handoff(policy: HandoffPolicy) -> HandoffPolicy:
    """Return the policy without what says nothing.

    Two policies do the same exactly if their normal forms are equal, but for the ways in which a
    condition can be written.
    """
    converts = policy.acceptance is AcceptanceWay.AE_CONVERTS
    confirms = MeetingMessageKind.CONFIRMATION in policy.sends
    sent = [(kind, name) for kind, name in policy.templates.items() if kind in policy.sends]
    return replace(
        policy,
        deemed_accepted_after=None if converts else policy.deemed_accepted_after,
        templates=MappingProxyType(dict(sorted(sent))),
        confirm=policy.confirm if confirms else HandoffPolicy().confirm,
        attendance=normal_attendance(policy.attendance),
    )


def normal_attendance(rules: tuple[AttendanceRule, ...]) -> tuple[AttendanceRule, ...]:
    """Return the rules without the last ones that say what holds anyway."""
    while rules and rules[-1].sdr is USUAL_ATTENDANCE:
        rules = rules[:-1]
    return rules
