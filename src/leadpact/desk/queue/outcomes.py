"""The outcomes that a rep can report: those of the pact, each with a key of its own.

Channels and dispositions of a company have keys without a line of code. What an outcome becomes is
in `commands`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from string import ascii_lowercase

from leadpact.engine.cadences import SkipReason
from leadpact.engine.lifecycle import FollowUp
from leadpact.explain.words import SKIPS
from leadpact.pact.sections.cadences.policy import STEP_CHANNELS
from leadpact.pact.sections.feedback.policy import Disposition, FeedbackPolicy, Need
from leadpact.terms.stages import RepRole, TouchKind


class OutcomeKind(StrEnum):
    """What an outcome becomes."""

    TOUCH = "touch"
    SPOKE = "spoke"
    CALLBACK = "callback"
    REPLIED = "replied"
    BACK_ON = "back-on"
    DISPOSE = "dispose"
    OPT_OUT = "opt-out"
    SKIP = "skip"


class Ask(StrEnum):
    """What else a rep is asked for."""

    CHOICE = "choice"
    NOTE = "note"
    AT = "at"
    UNTIL = "until"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class Choice:
    """A reason or a fault that can be chosen, by one more key."""

    code: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome with its key.

    Attributes
    ----------
    code
        As forms send it: `touch.CALL`, `dispose.unreachable`, `callback`.
    about
        The channel or the disposition; empty where there is none.
    asks, needs
        What the rep may say with it, and what they must.
    refusal
        Why it would be refused now, in words with the way out; empty: it would be taken.
    """

    kind: OutcomeKind
    label: str
    about: str = ""
    key: str = ""
    asks: frozenset[Ask] = frozenset()
    needs: frozenset[Ask] = frozenset()
    choices: tuple[Choice, ...] = ()
    refusal: str = ""

    @property
    def code(self) -> str:
        """The name of the outcome in forms."""
        return f"{self.kind}.{self.about}" if self.about else str(self.kind)

    @property
    def is_plain(self) -> bool:
        """Whether its key is all that it takes."""
        return not self.asks and not self.refusal

    @property
    def panel(self) -> str:
        """The id of its form on the page."""
        return f"ask-{self.code.replace('.', '-').replace(':', '-').lower()}"


STANDARD_KEYS: Mapping[str, str] = {
    "touch.CALL": "1",
    "touch.VOICEMAIL": "2",
    "spoke": "3",
    "touch.EMAIL": "4",
    "touch.SOCIAL": "5",
    "callback": "c",
    "replied": "r",
    "back-on": "b",
    "dispose.unreachable": "x",
    "dispose.not_compliant": "f",
    "dispose.no_need": "n",
    "dispose.other": "o",
    "opt-out": "w",
    "skip": "k",
}
"""The keys of standard outcomes; those of a company's own come after them."""

PAGE_KEYS: Mapping[str, str] = {"history": "h", "undo": "u", "find": "/", "new": "g", "keys": "?"}
"""Keys that report nothing: they lead somewhere."""

_DIGITS = "67890"
_CALLS: Mapping[TouchKind, str] = {
    TouchKind.CALL: "No answer",
    TouchKind.VOICEMAIL: "Voicemail left",
    TouchKind.EMAIL: "Mailed",
    TouchKind.SOCIAL: "Social message",
}


def outcomes_of(rules: FollowUp, own_keys: Mapping[str, str] | None = None) -> tuple[Outcome, ...]:
    """Return every outcome that a pact has for an SDR, each with a key.

    Parameters
    ----------
    own_keys
        The keys that somebody chose, by the code of the outcome.
    """
    found = [*_touches(rules), *_exchanges(), *_dispositions(rules.feedback), _skip()]
    keys = keys_of([(item.code, item.label) for item in found], own_keys or {})
    return tuple(replace(item, key=keys.get(item.code, "")) for item in found)


def keys_of(names: Collection[tuple[str, str]], own: Mapping[str, str]) -> dict[str, str]:
    """Return a key for each outcome: the one somebody chose, the standard one, or the next free.

    Of two that would have one key the first keeps it. Where all are taken an outcome has none.
    """
    keys: dict[str, str] = {}
    taken = set(PAGE_KEYS.values())
    for table in (own, STANDARD_KEYS):
        for code, _ in names:
            key = table.get(code, "")
            if key and code not in keys and key not in taken:
                keys[code] = key
                taken.add(key)
    # What is usual keeps its key for the pact that has it later, unless somebody chose it.
    free_for_own = taken | set(STANDARD_KEYS.values())
    for code, label in names:
        if code not in keys:
            key = next((item for item in _wanted(code, label) if item not in free_for_own), "")
            if key:
                keys[code] = key
                free_for_own.add(key)
    return keys


def _wanted(code: str, label: str) -> Iterator[str]:
    if code.startswith("touch."):
        yield from _DIGITS
    yield from (letter for letter in f"{label} {code}".lower() if letter in ascii_lowercase)
    yield from ascii_lowercase


def _touches(rules: FollowUp) -> Iterator[Outcome]:
    for channel in STEP_CHANNELS:
        yield Outcome(OutcomeKind.TOUCH, _CALLS[channel], str(channel))
        if channel is TouchKind.VOICEMAIL:
            yield Outcome(OutcomeKind.SPOKE, "Spoke with them")
    cadences = rules.ruleset.cadences
    for own in cadences.channels if cadences is not None else ():
        yield Outcome(OutcomeKind.TOUCH, own.label, own.code)


def _exchanges() -> Iterator[Outcome]:
    at, until = frozenset({Ask.AT}), frozenset({Ask.UNTIL})
    yield Outcome(OutcomeKind.CALLBACK, "Callback agreed", asks=at, needs=at)
    yield Outcome(OutcomeKind.REPLIED, "They replied")
    yield Outcome(OutcomeKind.BACK_ON, "Out of office", asks=until)


def _dispositions(policy: FeedbackPolicy | None) -> Iterator[Outcome]:
    for item in policy.dispositions if policy is not None else ():
        if item.side is RepRole.SDR and policy is not None:
            yield _disposition(item, policy)
    yield Outcome(OutcomeKind.OPT_OUT, "Wants no contact", asks=frozenset(), needs=frozenset())


_NEEDS: Mapping[Need, Ask] = {
    Need.REASON: Ask.CHOICE,
    Need.FAULT: Ask.CHOICE,
    Need.NOTE: Ask.NOTE,
    Need.UNTIL: Ask.UNTIL,
}


def _disposition(item: Disposition, policy: FeedbackPolicy) -> Outcome:
    needs = frozenset(_NEEDS[need] for need in item.needs)
    listed: Iterable[tuple[str, str]] = ((one.code, one.label) for one in item.reasons)
    if Need.FAULT in item.needs:
        listed = ((one.code, one.label) for one in policy.faults)
    choices = make_choices(listed)
    asks = needs | ({Ask.CHOICE} if choices else frozenset())
    if asks and item.is_end:
        asks |= {Ask.NOTE, Ask.REFERRAL}
    return Outcome(
        OutcomeKind.DISPOSE, item.label, item.code, asks=asks, needs=needs, choices=choices
    )


def _skip() -> Outcome:
    asks = frozenset({Ask.CHOICE})
    choices = make_choices((str(code), SKIPS[code]) for code in SkipReason)
    return Outcome(OutcomeKind.SKIP, "Skip this step", asks=asks, needs=asks, choices=choices)


def make_choices(items: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    """Return choices with the digits 1 to 9, then letters."""
    keys = f"123456789{ascii_lowercase}"
    return tuple(
        Choice(code, label.replace("_", " "), keys[n] if n < len(keys) else "")
        for n, (code, label) in enumerate(items)
    )
