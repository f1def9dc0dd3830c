"""The hold of a lead: until when, by which disposition, and what follows at that date."""

from collections.abc import Iterator

from leadpact.explain.view import FollowUpView
from leadpact.terms.stages import RepRole


def describe_hold(view: FollowUpView) -> Iterator[str]:
    """Describe until when the lead is on hold, or how its last hold ended."""
    hold = view.state.hold
    if hold is None:
        return
    policy = view.rules.feedback
    known = policy.disposition(RepRole.SDR, hold.code) if policy else None
    given = f"“{known.label if known else hold.code}” was given on {view.at(hold.since)}"
    until = f"on hold until {view.at(hold.until)}"
    if hold.ended_at is None:
        yield (
            f"It is {until}, as {given}. Then its cadences and the clocks that pause on it go on,"
            " and it is to be taken up again."
        )
    elif hold.ended_at == hold.until:
        yield f"It was {until}, as {given}."
    else:
        ended = f"another disposition ended that on {view.at(hold.ended_at)}"
        yield f"It was {until}, as {given}; {ended}."
