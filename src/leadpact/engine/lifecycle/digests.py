"""Tell commands apart that have one id: a digest of all that a command says, but for persons."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from hashlib import blake2b
from typing import Any, get_args

from leadpact.engine.lead import Activity, ChannelTouch, EarlierWork, Lead
from leadpact.engine.lifecycle.commands import Command
from leadpact.engine.scoring import KnownFacts
from leadpact.terms.attributes import PERSONAL
from leadpact.terms.zone import epoch_seconds

_WITH_FIELDS = frozenset(
    (*get_args(Command), Lead, Activity, EarlierWork, ChannelTouch, KnownFacts)
)

_OF_TUPLES = (Activity, ChannelTouch)


def digest_of(command: Command) -> str:
    """Return a digest that tells a command from others of its id, but for values of persons.

    What has its default is left out, so that a command of an earlier version keeps its digest.
    """
    text = f"{type(command).__name__} {_text_of(command)}"
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _text_of(value: Any) -> str:
    if isinstance(value, str):  # most are texts, or codes
        return repr(value)
    if isinstance(value, datetime):
        return str(epoch_seconds(value))  # the same in every time zone
    if type(value) in _WITH_FIELDS:
        return str(_set_fields(value))
    if isinstance(value, tuple) and any(isinstance(item, _OF_TUPLES) for item in value):
        return str([_text_of(item) for item in value])
    if isinstance(value, Mapping):
        known = ((name, item) for name, item in value.items() if name not in PERSONAL)
        return str(sorted((name, repr(item)) for name, item in known if item is not None))
    return repr(value)


def _set_fields(value: Any) -> list[tuple[str, str]]:
    """Return the fields of a value that are not at their defaults, without what people wrote."""
    found: list[tuple[str, str]] = []
    for name, default in _defaults(type(value)):  # type: ignore[arg-type]
        item = getattr(value, name)
        if item is not default and item != default:
            found.append((name, repr(item) if type(item) is str else _text_of(item)))
    return found


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    named = ((item.name, item.default) for item in fields(kind))
    return tuple((name, default) for name, default in named if name not in PERSONAL)
