"""Mappings and values that nobody can change, and new ones made of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def copied(held: Mapping[K, V]) -> dict[K, V]:
    """Return the items of a mapping as a dict of their own."""
    # The copy of a proxy is that of its dict, and many times faster than one item by item.
    return held.copy() if isinstance(held, MappingProxyType) else dict(held)


def updated(held: Mapping[K, V], touched: Mapping[K, V]) -> Mapping[K, V]:
    """Return a mapping with some items added or replaced, which nobody can change.

    Examples
    --------
    >>> dict(updated({"ann": 1}, {"bob": 2}))
    {'ann': 1, 'bob': 2}
    """
    if not touched:
        return held
    after = copied(held)
    after.update(touched)
    return MappingProxyType(after)


def draft_of(value: V) -> V:
    """Copy a frozen value without slots, for `change_draft`."""
    draft = object.__new__(type(value))
    draft.__dict__.update(value.__dict__)
    return draft


def change_draft(draft: object, changes: Mapping[str, Any] = _NOTHING, **more: Any) -> None:
    """Set fields of a copy that only its maker has by now; a value that others have is frozen."""
    draft.__dict__.update(changes, **more)


def with_fields(value: V, **changes: Any) -> V:
    """Return `dataclasses.replace(value, **changes)` in a small part of the time.

    For values that a history has thousands of. Their class has no slots, so that one call copies
    all fields, and no `__post_init__`.
    """
    draft = object.__new__(type(value))
    draft.__dict__.update(value.__dict__, **changes)
    return draft
