"""Whether one condition takes everything that another one takes."""

from leadpact.conditions.nodes import And, Condition, Not
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.scopes import ConditionPlace


def condition_at(draft: Draft, path: Path_, text: str | None) -> Condition | bool:
    """Return the condition at a path; True: it holds for all; False: it could not be read."""
    return True if text is None else draft.conditions.get(path, False)


def covers(draft: Draft, wide: Condition | bool, narrow: Condition | bool) -> bool:
    """Tell whether the first condition surely holds wherever the second one does.

    One that contradicts itself is covered by none: that is told of it elsewhere.
    """
    if isinstance(wide, bool) or isinstance(narrow, bool):
        return wide is True and narrow is not False
    names = draft.scopes[ConditionPlace.GATE].names
    if find_contradiction(narrow, {}, names=names):
        return False
    return find_contradiction(And((narrow, Not(wide))), {}, names=names) is not None
