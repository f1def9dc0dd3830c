"""One difference between two pacts, as people read it."""

from dataclasses import dataclass

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


def relabelled(subject: str, before: str, after: str) -> Change:
    """Return a change of a name that only people see."""
    text = f"{subject}: called {before} {ARROW} {after} (no decision changes)"
    return Change("label", subject, before, after, text, changes_meaning=False)
