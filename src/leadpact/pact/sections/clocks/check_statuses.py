"""Checks of the dispositions that clocks name among their signals: they exist."""

from leadpact.pact.checks.base import did_you_mean
from leadpact.pact.draft import Draft
from leadpact.pact.sections.clocks.checks import clocks_of
from leadpact.pact.sections.clocks.document import ClockDocument, clock_id
from leadpact.pact.sections.clocks.policy import (
    SIGNAL_KEYS,
    STATUS,
    Signal,
    signal_of,
    status_of,
    status_signal,
)
from leadpact.pact.sections.feedback.compile import dispositions_of
from leadpact.pact.sections.feedback.policy import SIDES
from leadpact.terms.stages import RepRole


def check_clocks_name_dispositions(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that a signal such as `disposition.accepted` names a disposition of the pact."""
    if any(path[0] == "feedback" for path in draft.damaged):
        return
    known = known_statuses(draft)
    for path, item in clocks_of(clocks):
        for key in SIGNAL_KEYS:
            for index, text in enumerate(getattr(item, key) or ()):
                signal = signal_of(text)
                if status_of(signal) is None or signal in known:
                    continue
                fact = f"The clock `{clock_id(item)}` names `{text}`, and no side has such a"
                fact += " disposition." if known else " disposition: the pact has no `feedback`."
                fix = did_you_mean(text, known) if known else "Add a section `feedback` with it."
                draft.add("status-unknown", (*path, key, index), fact, fix)


def holds_of(draft: Draft) -> frozenset[Signal]:
    """Return the signals of the dispositions that put a lead on hold until a date."""
    feedback = draft.document.feedback
    found = dispositions_of(feedback, RepRole.SDR) if feedback else {}
    return frozenset(status_signal(code) for code, item in found.items() if item.is_hold)


def known_statuses(draft: Draft) -> list[str]:
    """Return the signals of all dispositions that reps can give."""
    feedback = draft.document.feedback
    if feedback is None:
        return []
    return [f"{STATUS}{code}" for side in SIDES for code in dispositions_of(feedback, side)]
