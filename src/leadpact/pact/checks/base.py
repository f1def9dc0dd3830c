"""What checks share: the nearest known name, and whether a condition covers another one."""

from collections.abc import Iterable

from leadpact.conditions.findings import closest
from leadpact.conditions.nodes import And, Condition, Not
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.scopes import ConditionPlace


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence that suggests the nearest known name, or lists what there is."""
    names = sorted(known)
    close = closest(name, names)
    if close:
        return f"Did you mean `{close}`?"
    if not names:
        return "None is declared yet."
    shown = ", ".join(f"`{item}`" for item in names[:12])
    return f"Known: {shown}{' …' if len(names) > 12 else ''}."


def condition_at(draft: Draft, path: Path_, text: str | None) -> Condition | bool:
    """Return the condition at a path; True where none is written, False where it is unreadable."""
    return True if text is None else draft.conditions.get(path, False)


def covers(draft: Draft, wide: Condition | bool, narrow: Condition | bool) -> bool:
    """Tell whether the first condition surely holds wherever the second one does.

    A condition that contradicts itself is covered by none: another check reports it.
    """
    if isinstance(wide, bool) or isinstance(narrow, bool):
        return wide is True and narrow is not False
    names = draft.scopes[ConditionPlace.GATE].names
    if find_contradiction(narrow, {}, names=names):
        return False
    return find_contradiction(And((narrow, Not(wide))), {}, names=names) is not None
