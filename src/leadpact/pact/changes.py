"""One difference between two pacts, as people read it, and those between two groups of things."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from leadpact.pact.sections.words import NONE, Facts

T = TypeVar("T")

ARROW = "→"


@dataclass(frozen=True, slots=True)
class Change:
    """What became different.

    Attributes
    ----------
    code
        The kind of change, such as `rule-points`.
    subject
        What changed: a rule's id, a score, `gate conversation_lead`, `target acceptance_rate`.
    before, after
        The two values in words; empty where there was, or is, nothing.
    text
        The change in one line: `webinar: 10 → 15 points`.
    changes_meaning
        False for names that only people see: no decision and no fingerprint depends on them.
    """

    code: str
    subject: str
    before: str
    after: str
    text: str
    changes_meaning: bool = True

    def __str__(self) -> str:
        return self.text


def changed(code: str, subject: str, before: str, after: str) -> Change:
    """Return a change that shows both values in full."""
    return Change(code, subject, before, after, f"{subject}: {before} {ARROW} {after}")


def added(code: str, subject: str, after: str) -> Change:
    """Return a change to something that was not there before."""
    return Change(code, subject, "", after, f"{subject} is new: {after}" if after else "")


def removed(code: str, subject: str, before: str) -> Change:
    """Return a change to something that is no longer there."""
    return Change(code, subject, before, "", f"{subject} is gone; it was: {before}")


def changed_part(code: str, subject: str, what: str, before: str, after: str) -> Change:
    """Return a change of one named value of a subject."""
    text = f"{subject}: {what} {before} {ARROW} {after}"
    return Change(code, subject, f"{what} {before}", f"{what} {after}", text)


def diff_words(code: str, subject: str, before: str, after: str) -> Iterator[Change]:
    """Yield a change that shows both values in full, where they differ."""
    if before != after:
        yield changed(code, subject, before, after)


def diff_label(subject: str, before: str, after: str) -> Iterator[Change]:
    """Yield a change of a name that only people see, where there is one."""
    if before != after:
        text = f"{subject}: called {before} {ARROW} {after} (no decision changes)"
        yield Change("label", subject, before, after, text, changes_meaning=False)


def diff_fields(subject: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """Yield the fields whose list changed; each is given with its list in words."""
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name, ""), new.get(name, "")
        if before == after:
            continue
        was = f" (was {before})" if before else ""
        text = f"{subject}: {name} is now {after}{was}"
        text = text if after else f"{subject}: {name} is no longer {before}"
        codes = {"a must-have": "must-have-added"}
        code = codes.get(after, "must-have-removed" if before in codes else "gate-field")
        yield Change(
            code, subject, before and f"{name} is {before}", after and f"{name} is {after}", text
        )


def diff_entries(
    code: str, subject: str, old: Sequence[str], new: Sequence[str]
) -> Iterator[Change]:
    """Yield what is new in a list, and what is gone; its order does not count."""
    for entry in (item for item in old if item not in new):
        yield Change(code, subject, entry, "", f"{subject}: {entry} is gone")
    for entry in (item for item in new if item not in old):
        yield Change(code, subject, "", entry, f"{subject}: {entry} is new")


def diff_order(code: str, subject: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Yield the entries that are new, with their place, that are gone, and that moved."""
    for entry in (item for item in old if item not in new):
        yield Change(code, subject, entry, "", f"{subject}: {entry} is gone")
    for index, entry in enumerate(new):
        if entry not in old:
            place = f"before {new[index + 1]}" if index + 1 < len(new) else "at the end"
            yield Change(code, subject, "", entry, f"{subject}: {entry} is new, {place}")
    yield from _moves(
        code, subject, [item for item in old if item in new], [item for item in new if item in old]
    )


def _moves(code: str, subject: str, old: list[str], new: list[str]) -> Iterator[Change]:
    """Yield the moves that bring a list into the order of another one of the same entries."""
    while old:
        first, wanted = old[0], new[0]
        others = [item for item in old if item != wanted]
        if first == wanted:
            old, new = old[1:], new[1:]
        elif others != new[1:] and old[1:] == [item for item in new if item != first]:
            yield _moved(code, subject, first, "after", new[new.index(first) - 1])
            return
        else:
            yield _moved(code, subject, wanted, "before", first)
            old, new = others, new[1:]


def _moved(code: str, subject: str, entry: str, side: str, other: str) -> Change:
    was = {"before": "after", "after": "before"}[side]
    text = f"{subject}: {entry} now {side} {other}"
    return Change(code, subject, f"{entry} {was} {other}", f"{entry} {side} {other}", text)


def diff_kept_order(code: str, subject: str, old: list[str], new: list[str]) -> Iterator[Change]:
    """Yield the entries that moved, and the place of new ones; `diff_named` yields the rest."""
    kept = [name for name in old if name in new]
    for change in diff_order(code, subject, kept, new):
        is_last = new and change.after == new[-1]
        if change.before or not is_last:
            yield change


def diff_named(
    code: str,
    subject: str,
    old: Mapping[str, T],
    new: Mapping[str, T],
    *,
    words: Callable[[T], str],
    inner: Callable[[str, T, T], Iterator[Change]],
) -> Iterator[Change]:
    """Yield what is new or gone by its name, and what changed within the others."""
    for name in sorted(old.keys() | new.keys()):
        about, items = f"{subject} {name}", (old.get(name), new.get(name))
        yield from diff_part(code, about, *items, words=words, inner=partial(inner, about))


def diff_list(
    code: str,
    subject: str,
    old: Iterable[T],
    new: Iterable[T],
    *,
    name: Callable[[T], str],
    words: Callable[[T], str],
    inner: Callable[[str, T, T], Iterator[Change]],
    order: str = "",
) -> Iterator[Change]:
    """Yield what is new, gone or changed in a list of named things; with `order`, what moved."""
    before, after = ({name(item): item for item in items} for items in (old, new))
    yield from diff_named(code, subject, before, after, words=words, inner=inner)
    if order:
        yield from diff_kept_order(f"{code}-order", order, list(before), list(after))


def diff_part(
    code: str,
    subject: str,
    old: T | None,
    new: T | None,
    *,
    words: Callable[[T], str],
    inner: Callable[[T, T], Iterator[Change]],
) -> Iterator[Change]:
    """Yield that a part is new or gone, or what changed within it."""
    if old is None and new is not None:
        yield added(f"{code}-added", subject, words(new))
    elif new is None and old is not None:
        yield removed(f"{code}-removed", subject, words(old))
    elif old is not None and new is not None:
        yield from inner(old, new)


def diff_facts(code: str, subject: str, old: Facts, new: Facts) -> Iterator[Change]:
    """Yield every value that changed."""
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name, NONE), new.get(name, NONE)
        if before != after:
            yield changed_part(code, subject, name, before, after)
