"""What changed between the handoffs of two pacts, in business words."""

from collections.abc import Iterator

from leadpact.pact.changes import Change
from leadpact.pact.diff_conditions import diff_conditions
from leadpact.pact.diff_lists import diff_order
from leadpact.pact.meaning import meaning_of
from leadpact.pact.sections.handoff.fields import HANDOFF_FIELDS, attendance_words
from leadpact.pact.sections.handoff.policy import AttendanceRule, HandoffPolicy

Rules = tuple[AttendanceRule, ...]


def diff_handoff(old: HandoffPolicy, new: HandoffPolicy) -> Iterator[Change]:
    """Yield what changed between two policies in normal form."""
    yield from HANDOFF_FIELDS.diff("handoff-switch", "handoff", old, new)
    yield from _diff_attendance(old.attendance, new.attendance)


def _diff_attendance(old: Rules, new: Rules) -> Iterator[Change]:
    """Yield constants of conditions where only they changed, else entries and their order."""
    if [rule.sdr for rule in old] == [rule.sdr for rule in new]:
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            subject = f"attendance {index + 1}"
            yield from diff_conditions("attendance-condition", subject, one.when, other.when, "all")
        return
    texts = {_key(rule): attendance_words(rule) for rule in (*new, *old)}
    words = [[texts[_key(rule)] for rule in rules] for rules in (old, new)]
    yield from diff_order("attendance", "attendance", *words)


def _key(rule: AttendanceRule) -> str:
    return f"{rule.sdr} {rule.when and meaning_of(rule.when)}"
