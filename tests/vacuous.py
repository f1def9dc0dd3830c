"""Against tests that pass because there was nothing to test."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings

T = TypeVar("T")


def some(items: Iterable[T]) -> list[T]:
    """Return the items to check, which must be some: a loop over none of them checks nothing."""
    found = list(items)
    assert found, "there is nothing to check"
    return found


def at_least(n_examples: int) -> Callable[[Any], Any]:
    """Make a property fail that `assume` lets hold in fewer than `n_examples`; goes above `given`.

    Count what Hypothesis keeps with `--hypothesis-show-statistics` before naming the number.
    """

    def decorate(property_: Any) -> Any:
        inner = property_.hypothesis.inner_test
        n_held = 0

        @wraps(inner)
        def counted(*arguments: Any, **named: Any) -> None:
            nonlocal n_held
            inner(*arguments, **named)
            n_held += 1

        @wraps(property_)
        def run(*arguments: Any, **named: Any) -> None:
            nonlocal n_held
            n_held = 0
            property_(*arguments, **named)
            assert n_held >= n_examples, f"it held in {n_held} examples; the others say nothing"

        property_.hypothesis.inner_test = counted
        # The count is the stricter guard: Hypothesis looks at the first examples of a run alone,
        # and now and then stops one that would have kept enough.
        property_._hypothesis_internal_use_settings = settings(
            property_._hypothesis_internal_use_settings,
            suppress_health_check=[HealthCheck.filter_too_much],
        )
        return run

    return decorate
