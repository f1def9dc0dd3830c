"""Evaluate conditions that clocks and cadences keep from the pact that they started under."""

from functools import lru_cache

from leadpact.conditions.nodes import Condition
from leadpact.engine.lifecycle.context import DecisionContext
from leadpact.engine.scoring import Test, compile_condition, holds


def is_met(context: DecisionContext, condition: Condition | None) -> bool:
    """Tell whether a condition (in millipoints) is true of the lead; none is true of all."""
    return condition is None or holds(_closure(condition), context.facts())


@lru_cache(maxsize=4096)
def _closure(condition: Condition) -> Test:
    # Not compiled with the pact: what runs keeps the conditions of the pact it started under.
    return compile_condition(condition)
