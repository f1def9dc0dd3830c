"""Exact arithmetic on millipoints: one way to divide, one way to limit."""

from leadpact.pact.ruleset import ActivityRule


def divide_rounded(total: int, divisor: int) -> int:
    """Return `total / divisor` as an integer, halves away from zero, as a warehouse does."""
    if divisor == 1:
        return total
    size = (2 * abs(total) + divisor) // (2 * divisor)
    return size if total >= 0 else -size


def held_within(total: int, limit: int | None) -> int:
    """Hold a total within a limit on both sides of zero."""
    return total if limit is None else max(-limit, min(limit, total))


def rule_millipoints(rule: ActivityRule, total: int) -> int:
    """Return a rule's millipoints: divided once, rounded half away from zero, then limited."""
    # Rounded once a rule, in integers: parts make the total, and a warehouse gives the same.
    return held_within(divide_rounded(total, rule.divisor), rule.limit_millipoints)
