"""What checks share: names and zones that there are not, conditions that cover another one."""

from collections.abc import Iterable, Sequence

from leadpact.conditions.findings import closest
from leadpact.conditions.nodes import And, Not
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.scopes import ConditionPlace
from leadpact.terms.zone import UnknownZone, is_zone


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence that suggests the nearest known name, or lists what there is."""
    names = sorted(known)
    close = closest(name, names)
    if close:
        return f"Did you mean `{close}`?"
    if not names:
        return "Nothing of the kind is declared yet."
    shown = ", ".join(f"`{item}`" for item in names[:12])
    return f"Known: {shown}{' …' if len(names) > 12 else ''}."


def add_zone_issue(draft: Draft, path: Path_, zone: str | None) -> None:
    """Note a zone that there is not."""
    if zone is None or is_zone(zone):
        return
    names = " or ".join(f"`{name}`" for name in UnknownZone(zone).suggestions)
    draft.add(
        "zone-unknown",
        path,
        f"`{zone}` is not a zone of the IANA time zone database.",
        f"Did you mean {names}?" if names else "Write a name such as `Europe/London`.",
    )


def add_repeats(draft: Draft, path: Path_, entries: Sequence[str]) -> None:
    """Report every entry that repeats an earlier one of the list at a path."""
    name = ".".join(part for part in path if isinstance(part, str))
    for index, entry in enumerate(entries):
        if entry in entries[:index]:
            fact = f"`{entry}` is listed twice in `{name}`."
            draft.add("entry-twice", (*path, index), fact, "Keep it once.")


def covers(draft: Draft, wide: Path_, narrow: Path_) -> bool:
    """Tell whether the `when` of one entry surely holds wherever that of another one does.

    An entry without `when` always holds, and of one that cannot be read nothing is sure. A
    condition that contradicts itself is covered by none: another check reports it.
    """
    paths: list[Path_] = [(*wide, "when"), (*narrow, "when")]
    if draft.has_unread(wide) or draft.has_unread(narrow):
        return False
    outer, inner = map(draft.conditions.get, paths)
    if outer is None or inner is None:
        return outer is None
    names = draft.scopes[ConditionPlace.GATE].names
    if find_contradiction(inner, {}, names=names):
        return False
    return find_contradiction(And((inner, Not(outer))), {}, names=names) is not None
