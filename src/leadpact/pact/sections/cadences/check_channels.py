"""Checks of channels: those that are named exist, and none that is declared is a standard one."""

from collections.abc import Iterable

from leadpact.conditions.findings import closest
from leadpact.pact.document import PactDocument
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.cadences.checks import STEP_NAMES, steps_of
from leadpact.pact.sections.cadences.document import CadencesDocument
from leadpact.terms.stages import TouchKind

_PLACE: Path_ = ("cadences", "channels")
STANDARD = tuple(item.lower() for item in TouchKind)
"""The channels that every pact has, by their names."""


def own_names(document: PactDocument) -> list[str]:
    """Return the names of the company's own channels."""
    return list(document.cadences.channels) if document.cadences else []


def check_channels_are_not_standard(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that no channel of the company's own has the name of a standard one."""
    for name in cadences.channels:
        if name in STANDARD:
            draft.add(
                "channel-built-in",
                (*_PLACE, name),
                f"Every pact has a channel `{name}`; it cannot be declared.",
                "Remove it, or give yours another name.",
                on_key=True,
            )


def check_channels_of_cadences_are_declared(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that every channel of a step, or of `unreachable`, is a standard one or declared."""
    if draft.is_damaged(_PLACE):
        return
    known = [*STEP_NAMES, *cadences.channels]
    for path, step in steps_of(cadences):
        if step.channel not in known:
            add_channel_issue(draft, (*path, "channel"), step.channel, known, what="of a step")
    for name in cadences.unreachable.channels if cadences.unreachable else ():
        if name not in known:
            place = ("cadences", "unreachable", "channels", name)
            add_channel_issue(draft, place, name, known, what="of a step", on_key=True)


def add_channel_issue(
    draft: Draft,
    path: Path_,
    name: str,
    known: Iterable[str],
    *,
    what: str,
    on_key: bool = False,
) -> None:
    """Add the issue of a channel that nobody has."""
    names = list(known)
    fact = f"`{name}` is not a channel {what}."
    fix = f"Write {', '.join(names[:-1])} or {names[-1]}, or declare it under `cadences.channels`."
    if name == TouchKind.MEETING.lower():
        fact = "A meeting is no step of a cadence: it is what the steps are to lead to."
        fix = "Remove the step: a meeting that is booked ends the cadence."
    elif close := closest(name.lower(), names):
        fix = f"Did you mean `{close}`?"
    draft.add("channel-unknown", path, fact, fix, on_key=on_key)
