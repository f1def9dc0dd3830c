"""One form of clocks for all spellings of one meaning, for the fingerprint and the diff."""

from collections.abc import Iterable
from dataclasses import replace

from leadpact.pact.sections.clocks.policy import BusinessSpan, ClockKind, ClockPolicy

_KINDS = list(ClockKind)


def normal_clocks(policies: Iterable[ClockPolicy]) -> tuple[ClockPolicy, ...]:
    """Return clocks by their kinds, within a kind as they are asked, with warnings in order.

    Two lots of clocks do the same exactly if their normal forms are equal.
    """
    ordered = sorted(policies, key=lambda policy: _KINDS.index(policy.kind))
    return tuple(
        replace(policy, warnings=tuple(sorted(set(policy.warnings), key=_length, reverse=True)))
        for policy in ordered
    )


def _length(span: BusinessSpan) -> tuple[int, int]:
    return span.days or 0, span.seconds or 0
