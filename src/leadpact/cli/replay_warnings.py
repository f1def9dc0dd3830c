"""Warnings of what pacts and data leave unclear in a replay."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from leadpact.cli.output import warn
from leadpact.engine.replay import Replayed
from leadpact.terms.stages import TouchKind

_MAX_SHOWN = 5

_UNREAD_TIME = "a time lies outside the years 1970 to 2099"
_UNREAD = {
    "events": f"{_UNREAD_TIME}, or the payload cannot be read, or does not say which meeting it is"
    " about or when that is to be"
}
_UNREAD_FIX = "Correct them in the data, or leave them out, and replay again."


def warn_of_replays(replayed: Sequence[Replayed], data: Path) -> None:
    """Warn of reps and their calendars, of rows that were left out, and of unknown channels."""
    for note in dict.fromkeys(note for item in replayed for note in item.notes):
        warn(note.code, data, note.fact, note.fix)
    _warn_of_unread(replayed, data)
    _warn_of_channels(replayed, data)


def _warn_of_unread(replayed: Sequence[Replayed], data: Path) -> None:
    found: dict[str, int] = {}
    for item in replayed:
        found |= {name: max(n, found.get(name, 0)) for name, n in item.history.unread.items()}
    for name, n in sorted(found.items()):
        what, have = ("row", "has") if n == 1 else ("rows", "have")
        fact = f"{n:,} {what} of {name} {have} no part in the replay:"
        warn("history-unreadable", data, f"{fact} {_UNREAD.get(name, _UNREAD_TIME)}.", _UNREAD_FIX)


def _warn_of_channels(replayed: Sequence[Replayed], data: Path) -> None:
    """Warn of touches on channels that a pact neither has by itself nor declares."""
    found: dict[str, int] = {}
    for item in replayed:
        cadences = item.ruleset.cadences
        own = {one.code for one in cadences.channels} if cadences is not None else set()
        counted = Counter(
            str(touch.channel)
            for state in item.outcome.states.values()
            for touch in state.touches
            if not isinstance(touch.channel, TouchKind) and touch.channel not in own
        )
        found |= {name: max(n, found.get(name, 0)) for name, n in counted.items()}
    if found:
        names = ", ".join(f"{name} ({found[name]:,})" for name in sorted(found)[:_MAX_SHOWN])
        more = f" and {len(found) - _MAX_SHOWN:,} others" if len(found) > _MAX_SHOWN else ""
        fact = (
            f"Touches on channels that the pact does not have count as without one: {names}{more}."
        )
        fix = "Declare them under `cadences.channels`, or map them to channels that it has."
        warn("touch-channel-unknown", data, fact, fix)
