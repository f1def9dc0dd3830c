"""Checks of the handoff: spans have one unit, and every key has effect."""

from collections.abc import Iterator

from leadpact.pact.checks.base import add_repeats, covers
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.handoff.document import HandoffDocument
from leadpact.pact.sections.spans import span_fault


def check_handoff_spans(draft: Draft, handoff: HandoffDocument) -> None:
    """Check that every span has one unit, and is not zero where something has to happen in it."""
    for inner, span in handoff.spans():
        path: Path_ = ("handoff", *inner)
        if fault := span_fault(span):
            draft.add("span-incomplete", path, *fault)
        elif inner[-1] != "notice" and 0 in span.given.values():
            draft.add("span-zero", path, *_ZERO[str(inner[-1])])


_ZERO = {
    "deemed_accepted_after": (
        "A meeting would be accepted in the moment it was held, so no AE could reject one.",
        "Give the AE some time, such as `days: 5`, or leave the key out.",
    ),
    "within": (
        "Slots would have to begin at once, so none is ever found.",
        "Write how far ahead slots are proposed, such as `days: 10`.",
    ),
    "confirm": (
        "The confirmation would be due when the meeting starts.",
        "Write `days: 1`, or take `confirmation` out of `send`.",
    ),
}


def check_attendance_is_not_shadowed(draft: Draft, handoff: HandoffDocument) -> None:
    """Check that no entry of attendance comes after one that holds wherever it does."""
    entries: Path_ = ("handoff", "attendance")
    for index in range(len(handoff.attendance)):
        path = (*entries, index)
        earlier = (n for n in range(index) if covers(draft, (*entries, n), path))
        if (number := next(earlier, None)) is not None:
            draft.add(
                "attendance-shadowed",
                path,
                f"Entry {number + 1} of `attendance` holds wherever entry {index + 1} does,"
                " so that one never decides.",
                f"Put it before entry {number + 1}, or remove it.",
            )


def check_handoff_keys_have_effect(draft: Draft, handoff: HandoffDocument) -> None:
    """Check that each key on acceptance, messages and debriefs has effect, and is not repeated."""
    add_repeats(draft, ("handoff", "send"), handoff.send)
    add_repeats(draft, ("handoff", "debrief", "by"), handoff.debrief.by)
    if handoff.acceptance == "ae_converts" and handoff.deemed_accepted_after is not None:
        draft.add(
            "handoff-without-effect",
            ("handoff", "deemed_accepted_after"),
            "Where the AE converts, silence makes no opportunity: `deemed_accepted_after`"
            " has no effect.",
            "Remove it, or write `acceptance: sdr_opens_opportunity`.",
            on_key=True,
        )
    for path, kind in _keys_without_message(handoff):
        if kind not in handoff.send:
            draft.add(
                "handoff-without-effect",
                path,
                f"No {kind} is sent, so `{path[-1]}` has no effect.",
                f"Add `{kind}` to `send`, or remove this.",
                on_key=True,
            )


def _keys_without_message(handoff: HandoffDocument) -> Iterator[tuple[Path_, str]]:
    for kind in ("recap", "invite", "confirmation"):
        if getattr(handoff.messages, kind) is not None:
            yield ("handoff", "messages", kind), kind
    if handoff.confirm is not None:
        yield ("handoff", "confirm"), "confirmation"
