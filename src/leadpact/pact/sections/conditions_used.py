"""The conditions that following up evaluates for a lead, from every section of a pact."""

from collections.abc import Iterator

from leadpact.conditions.nodes import Condition
from leadpact.pact.ruleset import Ruleset


def conditions_used(ruleset: Ruleset) -> Iterator[Condition]:
    """Yield every condition of routes, clocks, tracks and attendance, scores in millipoints."""
    routing, cadences, handoff = ruleset.routing, ruleset.cadences, ruleset.handoff
    found = [item.opens for item in routing.routes] if routing else []
    found += [routing.outbound_opens] if routing else []
    found += [item.opens for item in ruleset.clocks]
    found += [item.opens for clock in ruleset.clocks for item in clock.except_when]
    found += [item.opens for item in cadences.tracks] if cadences else []
    found += [item.opens for item in handoff.attendance] if handoff else []
    yield from (condition for condition in found if condition is not None)
