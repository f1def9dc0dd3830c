"""Dispositions, reasons and faults as the pact calls them; a note without its person."""

import re
from collections.abc import Iterable

from leadpact.desk.leads.models import LeadCard
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.stages import RepRole

_CONTACT = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\+?\d[\d\s()./-]{5,}\d")
HIDDEN = "•••"


class FeedbackLabels:
    """What a pact calls dispositions, reasons and faults; of an older pact what is written."""

    def __init__(self, ruleset: Ruleset) -> None:
        policy = ruleset.feedback
        given = policy.dispositions if policy is not None else ()
        self._codes = {(str(item.side), item.code): item.label for item in given}
        self._reasons = {one.code: one.label for item in given for one in item.reasons}
        self._faults = {item.code: item.label for item in (policy.faults if policy else ())}

    def code(self, side: str, code: str) -> str:
        """Return what a disposition of a side is called."""
        return self._codes.get((side, code)) or _plain(code)

    def detail(self, reason: str, fault: str) -> str:
        """Return the reason or the fault of a disposition; empty where it has none."""
        if fault:
            return self._faults.get(fault) or _plain(fault)
        return (self._reasons.get(reason) or _plain(reason)) if reason else ""


def _plain(code: str) -> str:
    """Return a code of an older pact, readable."""
    return code.replace("_", " ").replace(":", ": ").capitalize()


def masked_note(note: str, card: LeadCard | None) -> str:
    """Return a note without what tells who the person is: names, addresses, numbers.

    Examples
    --------
    >>> masked_note("Pat (pat@a.example) has no budget", LeadCard(name="Pat Doe"))
    '••• (•••) has no budget'
    """
    text = re.sub(r"\(\S+@\S+\)", f"({HIDDEN})", note)
    text = _CONTACT.sub(HIDDEN, text)
    for word in _names(card):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", HIDDEN, text, flags=re.IGNORECASE)
    return text


def _names(card: LeadCard | None) -> Iterable[str]:
    if card is None:
        return ()
    local = card.email.partition("@")[0]
    words = [*card.name.split(), *re.split(r"[._-]", local), card.title, card.phone]
    return sorted({word for word in words if len(word) > 1}, key=len, reverse=True)


SIDES = {str(RepRole.SDR): "SDR", str(RepRole.AE): "AE", str(RepRole.MARKETER): "Marketing"}
"""What the sides of a dispute are called."""
