"""Checks of ladders: what a breach does comes in the order of time."""

from leadpact.pact.draft import Draft
from leadpact.pact.sections.clocks.checks import policies_of
from leadpact.pact.sections.clocks.document import ClockDocument
from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.pact.sections.spans import span_words
from leadpact.terms.zone import SECONDS_A_DAY


def check_ladders_are_in_order(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that nothing that a breach does is earlier than what is written before it."""
    for path, item, policy in policies_of(clocks):
        if item.on_breach is None:
            continue
        latest: BusinessSpan | None = None
        for index, action in enumerate(policy.on_breach):
            if latest is not None and _is_earlier(action.after, latest):
                when = f"{span_words(action.after)} later" if action.after else "at once"
                draft.add(
                    "ladder-out-of-order",
                    (*path, "on_breach", index),
                    f"A breach of the clock `{policy.name}` is to do this {when}, and what is"
                    f" written before it {span_words(latest)} later.",
                    "Write what a breach does in the order of time, the earliest first.",
                )
            else:
                latest = action.after


def _is_earlier(span: BusinessSpan | None, before: BusinessSpan) -> bool:
    """Tell whether a span is shorter than another; of two units only what surely is, or is meant.

    Hours behind days are taken for a slip: a person reads them as earlier. Days behind hours may be
    right, as the calendar decides how many hours a day has, but not behind so many times 24.
    """
    if span is None:
        return True
    if span.days is not None and before.days is not None:
        return span.days < before.days
    if span.seconds is not None and before.seconds is not None:
        return span.seconds < before.seconds
    return span.days is None or (before.seconds or 0) > span.days * SECONDS_A_DAY
