"""What changed between the clocks of two pacts, in business words."""

from collections.abc import Iterator, Sequence

from leadpact.conditions.nodes import Condition
from leadpact.pact.changes import Change
from leadpact.pact.diff_conditions import diff_conditions
from leadpact.pact.sections.clocks.fields import CLOCK_FIELDS, clock_words
from leadpact.pact.sections.clocks.policy import ClockException, ClockKind, ClockPolicy
from leadpact.pact.sections.diff_facts import diff_kept_order, diff_named
from leadpact.pact.sections.words import NONE, spoken


def diff_clocks(old: Sequence[ClockPolicy], new: Sequence[ClockPolicy]) -> Iterator[Change]:
    """Yield what changed between two lists of policies in normal form."""
    yield from diff_named(
        "clock",
        "clock",
        {item.name: item for item in old},
        {item.name: item for item in new},
        words=clock_words,
        inner=_diff_clock,
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
