"""What checks share: unknown names and zones, repeats, conditions that cover another one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from leadpact.conditions.findings import closest
from leadpact.conditions.nodes import And, Not
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.scopes import ConditionPlace
from leadpact.terms.zone import UnknownZone, is_zone

T = TypeVar("T")


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


def check_kind_is_declared(draft: Draft, kind: str, path: Path_) -> None:
    """Check that the name at a path is a declared kind of activity."""
    declared = draft.document.activities
    if kind not in declared and kind not in draft.unreliable_names:
        fact = f"The activity `{kind}` is not declared."
        fix = "Declare it under `activities`."
        if declared:
            fix = f"{did_you_mean(kind, declared)} Or declare it under `activities`."
        draft.add("activity-undeclared", path, fact, fix)


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


def repeats(entries: Sequence[T]) -> Iterator[tuple[int, T]]:
    """Yield every entry that equals an earlier one of the list, with its index."""
    for index, entry in enumerate(entries):
        if entry in entries[:index]:
            yield index, entry


def add_repeats(
    draft: Draft,
    path: Path_,
    entries: Sequence[str],
    *,
    key: str | None = None,
    listed_in: str | None = None,
    fix: str = "Keep it once.",
) -> None:
    """Report every entry that repeats an earlier one of the list at a path.

    Parameters
    ----------
    path
        The list.
    entries
        Its entries, or their names, which should differ.
    key
        The key of an entry that holds its name; None where the entry is the name.
    listed_in
        The list in words, by default its path.
    fix
        What to do about it.
    """
    place = listed_in or f"`{'.'.join(part for part in path if isinstance(part, str))}`"
    for index, entry in repeats(entries):
        at: Path_ = (*path, index) if key is None else (*path, index, key)
        draft.add("entry-twice", at, f"`{entry}` is listed twice in {place}.", fix)


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
