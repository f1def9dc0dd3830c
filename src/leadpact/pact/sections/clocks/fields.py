"""The fields of clocks, and what changed in them, in words as people say them in a meeting."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from leadpact.conditions.nodes import Condition
from leadpact.conditions.render import render_condition
from leadpact.pact.changes import Change, diff_kept_order, diff_list
from leadpact.pact.diff_conditions import diff_conditions
from leadpact.pact.sections.clocks.policy import (
    DEFAULT_COUNTS_FROM,
    BreachAction,
    BusinessSpan,
    ClockException,
    ClockKind,
    ClockPolicy,
    CountsFrom,
    OnBreach,
)
from leadpact.pact.sections.fields import FieldTable, Row, elsewhere
from leadpact.pact.sections.spans import span_words
from leadpact.pact.sections.words import NONE, Facts, say, spoken

_BETWEEN = {
    BreachAction.NOTIFY: " ",
    BreachAction.ESCALATE: " to ",
    BreachAction.REASSIGN: " by route ",
    BreachAction.RETURN_TO_POOL: " ",
}
"""The words between an action and the person, route or pool that it names."""


_KINDS = list(ClockKind)


def _due(policy: ClockPolicy) -> Facts:
    name = "due before the meeting" if policy.before_meeting else "due after"
    return {name: span_words(policy.within)}


def _counted(policy: ClockPolicy) -> Facts:
    """Return what must be counted, where something is."""
    if not policy.counts_on:
        return {}
    return {
        "how often": str(policy.n_needed),
        "channels": say(policy.channels),
        "different channels": str(policy.n_channels),
    }


def _warnings_in_order(policy: ClockPolicy) -> object:
    def length(span: BusinessSpan) -> tuple[int, int]:
        return span.days or 0, span.seconds or 0

    return tuple(sorted(set(policy.warnings), key=length, reverse=True))


def _counts_from(policy: ClockPolicy) -> CountsFrom | None:
    """Return from when a clock counts; None: as usual, or it has no condition to count from."""
    is_usual = policy.counts_from is DEFAULT_COUNTS_FROM or not policy.has_condition
    return None if is_usual else policy.counts_from


CLOCK_FIELDS = FieldTable(
    ClockPolicy,
    (
        Row("kind"),
        Row("within", facts=_due),
        Row("goal"),
        Row(
            "counts_from",
            words=lambda moment: spoken(moment or DEFAULT_COUNTS_FROM),
            normal=_counts_from,
        ),
        elsewhere("before_meeting"),
        Row("starts_on"),
        Row("stops_on"),
        Row("counts_on", "counts"),
        Row("n_needed", facts=_counted),
        elsewhere("channels"),
        elsewhere("n_channels"),
        Row("cancels_on"),
        Row("pauses_on"),
        Row("resumes_on"),
        Row("warnings", "warns before", normal=_warnings_in_order),
        Row("on_breach", words=lambda actions: "; ".join(map(_breach_words, actions)) or NONE),
        Row("calendar"),
        *map(elsewhere, ("name", "when", "opens", "exceptions", "except_when")),
    ),
)


def normal_clocks(policies: Iterable[ClockPolicy]) -> tuple[ClockPolicy, ...]:
    """Return clocks by their kinds, within a kind in the order in which they are tried.

    Two lists of clocks do the same exactly if their normal forms are equal.
    """
    ordered = sorted(policies, key=lambda policy: _KINDS.index(policy.kind))
    return tuple(map(CLOCK_FIELDS.normal, ordered))


def clocks_words(policies: Sequence[ClockPolicy]) -> str:
    """Return the clocks in one line."""
    return "; ".join(map(_clock_words, policies))


def _clock_words(policy: ClockPolicy) -> str:
    """Return a clock in one line: `resolve within 15 business days when fit >= 50`."""
    when = f" when {render_condition(policy.when)}" if policy.when else ""
    span = span_words(policy.within)
    due = f"{span} before the meeting" if policy.before_meeting else f"within {span}"
    goal = f", with the goal of {span_words(policy.goal)}" if policy.goal else ""
    return f"{spoken(policy.kind)} {due}{goal}{when}"


def _breach_words(item: OnBreach) -> str:
    """Return one thing that a breach does: `escalate to MANAGER 12 business hours later`."""
    to = f"{_BETWEEN[item.action]}{item.to}" if item.to else ""
    later = f" {span_words(item.after)} later" if item.after else ""
    return f"{spoken(item.action)}{to}{later}"


def diff_clocks(old: Sequence[ClockPolicy], new: Sequence[ClockPolicy]) -> Iterator[Change]:
    """Yield what changed between two lists of policies in normal form."""
    name = attrgetter("name")
    yield from diff_list(
        "clock", "clock", old, new, name=name, words=_clock_words, inner=_diff_clock
    )
    for kind in ClockKind:
        names = [[item.name for item in lot if item.kind is kind] for lot in (old, new)]
        yield from diff_kept_order("clock-order", f"order of clocks, {spoken(kind)}", *names)


def _diff_clock(subject: str, old: ClockPolicy, new: ClockPolicy) -> Iterator[Change]:
    yield from diff_conditions("clock-condition", subject, old.when, new.when, "no condition")
    for item in ClockException:
        about = f"{subject}, exception {spoken(item)}"
        before, after = _excepted(old, item), _excepted(new, item)
        yield from diff_conditions("clock-exception", about, before, after, NONE)
    yield from CLOCK_FIELDS.diff("clock-switch", subject, old, new)


def _excepted(policy: ClockPolicy, exception: ClockException) -> Condition | None:
    found = (item.when for item in policy.except_when if item.exception is exception)
    return next(found, None)
