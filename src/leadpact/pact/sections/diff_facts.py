"""Compare two groups of named things, or the values of two things."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from leadpact.pact.changes import ARROW, Change, added, diff_order, removed
from leadpact.pact.sections.words import NONE, Facts

T = TypeVar("T")


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
            text = f"{subject}: {name} {before} {ARROW} {after}"
            yield Change(code, subject, f"{name} {before}", f"{name} {after}", text)
