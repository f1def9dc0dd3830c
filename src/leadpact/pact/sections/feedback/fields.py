"""The fields of feedback, and feedback in words, as people say it in a meeting."""

from operator import attrgetter

from leadpact.pact.sections.feedback.policy import Disposition, FeedbackPolicy
from leadpact.pact.sections.fields import FieldTable, Row, elsewhere
from leadpact.pact.sections.words import counted, listed, say

_code = attrgetter("code")

DISPOSITION_FIELDS = FieldTable(
    Disposition,
    (
        Row("needs"),
        Row(
            "reasons",
            words=lambda reasons: listed(map(_code, reasons)),
            normal=lambda item: tuple(sorted(item.reasons, key=_code)),
        ),
        Row("leads_to"),
        Row("is_reviewed", "review"),
        *(elsewhere("side"), elsewhere("code"), elsewhere("label")),
    ),
)


def _dispositions(policy: FeedbackPolicy) -> object:
    found = map(DISPOSITION_FIELDS.normal, policy.dispositions)
    return tuple(sorted(found, key=lambda item: (item.side, item.code)))


def _declared_faults(policy: FeedbackPolicy) -> object:
    """Return the faults without those of must-haves, which the gates imply."""
    declared = (fault for fault in policy.faults if fault.attribute is None)
    return tuple(sorted(declared, key=_code))


FEEDBACK_FIELDS = FieldTable(
    FeedbackPolicy,
    (
        elsewhere("dispositions", normal=_dispositions),
        Row("faults", words=lambda faults: listed(map(_code, faults)), normal=_declared_faults),
        Row("note_at_most", "note", words=lambda number: f"at most {number} characters"),
        Row("dispute_within", "dispute", words=lambda span: f"within {say(span)}"),
    ),
)


def disposition_name(item: Disposition) -> str:
    """Return which disposition it is: `sdr unreachable`."""
    return f"{item.side.lower()} {item.code}"


def feedback_words(policy: FeedbackPolicy) -> str:
    """Return the section in one line."""
    return counted(len(policy.dispositions), "disposition")
