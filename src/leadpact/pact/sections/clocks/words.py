"""Clocks in words, as people say them in a meeting."""

from collections.abc import Iterable, Sequence

from leadpact.conditions.render import render_condition
from leadpact.pact.sections.clocks.policy import BreachAction, ClockPolicy, OnBreach
from leadpact.pact.sections.spans import span_words
from leadpact.pact.sections.words import NONE, Facts, listed, spoken

_BETWEEN = {
    BreachAction.NOTIFY: " ",
    BreachAction.ESCALATE: " to ",
    BreachAction.REASSIGN: " by route ",
    BreachAction.RETURN_TO_POOL: " ",
}
"""What is said between an action and whom, or what, it names."""


def clock_facts(policy: ClockPolicy) -> Facts:
    """Return what a clock says, but for its conditions."""
    due = "due before the meeting" if policy.before_meeting else "due after"
    counted = {
        "how often": str(policy.n_needed),
        "channels": signals_words(policy.channels),
        "different channels": str(policy.n_channels),
    }
    return {
        "kind": spoken(policy.kind),
        due: span_words(policy.within),
        "starts on": signals_words(policy.starts_on),
        "stops on": signals_words(policy.stops_on),
        "counts": signals_words(policy.counts_on),
        **(counted if policy.counts_on else {}),
        "cancels on": signals_words(policy.cancels_on),
        "pauses on": signals_words(policy.pauses_on),
        "resumes on": signals_words(policy.resumes_on),
        "warns before": listed(tuple(map(span_words, policy.warnings))),
        "on breach": "; ".join(map(breach_words, policy.on_breach)) or NONE,
        "calendar": policy.calendar or NONE,
    }


def clocks_words(policies: Sequence[ClockPolicy]) -> str:
    """Return the clocks in one line."""
    return "; ".join(map(clock_words, policies))


def clock_words(policy: ClockPolicy) -> str:
    """Return a whole clock in one line: `resolve within 15 business days when fit >= 50`."""
    when = f" when {render_condition(policy.when)}" if policy.when else ""
    span = span_words(policy.within)
    due = f"{span} before the meeting" if policy.before_meeting else f"within {span}"
    return f"{spoken(policy.kind)} {due}{when}"


def signals_words(codes: Iterable[str]) -> str:
    """Return codes without an order."""
    return listed(tuple(sorted(map(spoken, codes))))


def breach_words(item: OnBreach) -> str:
    """Return one thing that a breach does: `escalate to MANAGER`, `return to pool inbound`."""
    return (
        f"{spoken(item.action)}{_BETWEEN[item.action]}{item.to}" if item.to else spoken(item.action)
    )
