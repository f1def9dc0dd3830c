"""Whether one condition surely holds wherever another does."""

from leadpact.conditions.nodes import And, Condition, Not
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.scopes import Stand


def condition_at(draft: Draft, path: Path_, text: str | None) -> Condition | bool:
    """Return a condition; True: there is none, so it always holds; False: it is not read."""
    return True if text is None else draft.conditions.get(path, False)


def covers(draft: Draft, wide: Condition | bool, narrow: Condition | bool) -> bool:
    """Tell whether every lead of the narrow condition surely meets the wide one too."""
    if wide is True:
        return True
    if isinstance(wide, bool) or isinstance(narrow, bool):
        return False
    names = draft.scopes[Stand.GATE].names
    if find_contradiction(narrow, {}, names=names):
        return False
    return find_contradiction(And((narrow, Not(wide))), {}, names=names) is not None
