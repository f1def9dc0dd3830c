"""A refused command in words: what the refusal means, and what would make it acceptable."""

from collections.abc import Callable, Mapping

from leadpact.engine.lifecycle import FollowUp
from leadpact.engine.routing import Obstacle
from leadpact.explain.view import counted, listed
from leadpact.explain.words import CHANNELS, OBSTACLES, ROLES
from leadpact.pact.sections.feedback.policy import FeedbackPolicy
from leadpact.terms.refusals import MEANINGS, Refusal, RefusalCode
from leadpact.terms.stages import RepRole, TouchKind, channel_of


def refusal_words(refusal: Refusal, rules: FollowUp) -> str:
    """Return what a refusal means and the way out, in sentences for the person who is refused.

    Examples
    --------
    `A rep reports the lead unreachable before the agreed attempts were made. Still missing: 2 more
    attempts in all, 1 more call and 1 more business day.`
    """
    way_out = missing_words(refusal, rules) or _WAYS_OUT.get(refusal.code, "")
    return f"{MEANINGS[refusal.code]} {way_out}".strip()


_WAYS_OUT: Mapping[RefusalCode, str] = {
    RefusalCode.CALLBACK_IN_THE_PAST: "Give a later time.",
}
"""What to do where nothing is missing."""


def missing_words(refusal: Refusal, rules: FollowUp) -> str:
    """Return what would make a command acceptable; empty: nothing is known that would."""
    names = [name for name, _ in refusal.missing]
    if "attempts" in names or "business_days" in names:
        return f"Still missing: {listed(_lacks(refusal, rules))}."
    sentences = [
        _SENTENCES[name](value, rules) for name, value in refusal.missing if name in _SENTENCES
    ]
    for name, opening in _CHOICES.items():
        labels = [_label(name, value, rules) for key, value in refusal.missing if key == name]
        if labels:
            sentences.append(f"{opening} {listed(labels, 'or')}.")
    return " ".join(dict.fromkeys(sentences))


def _lacks(refusal: Refusal, rules: FollowUp) -> list[str]:
    """Return what is missing before a lead may be called unreachable, each with its number."""
    return [
        {
            "attempts": f"{counted(int(number), 'more attempt')} in all",
            "business_days": counted(int(number), "more business day"),
        }.get(name)
        or counted(int(number), f"more {_channel(name, rules)}")
        for name, number in refusal.missing
    ]


def _channel(name: str, rules: FollowUp) -> str:
    channel = channel_of(name.upper())
    if isinstance(channel, TouchKind):
        return CHANNELS[channel].split(" ", 1)[1]
    cadences = rules.ruleset.cadences
    own = cadences.channels if cadences is not None else ()
    return next((item.label for item in own if item.code == channel), name)


def _label(kind: str, code: str, rules: FollowUp) -> str:
    """Return what the pact calls a disposition, a reason or a fault."""
    policy = rules.feedback
    labels = _labels_of(kind, policy) if policy is not None else {}
    return f"“{labels.get(code, code)}”"


def _labels_of(kind: str, policy: FeedbackPolicy) -> Mapping[str, str]:
    if kind == "fault":
        return {item.code: item.label for item in policy.faults}
    if kind == "reason":
        reasons = (reason for item in policy.dispositions for reason in item.reasons)
        return {item.code: item.label for item in reasons}
    return {item.code: item.label for item in policy.dispositions}


_CHOICES = {
    "code": "The pact has",
    "after": "First comes",
    "reason": "Choose the reason:",
    "fault": "Choose the fault:",
}
"""What comes before the values of which one would be taken."""


def _obstacle(value: str, rules: FollowUp) -> str:
    del rules
    if value in Obstacle.__members__:
        return f"The rep is kept from it: {OBSTACLES[Obstacle(value)]}."
    return "The rep is not in the pool whose queue it is in."


def _role(value: str, rules: FollowUp) -> str:
    del rules
    return f"It is for {ROLES[RepRole(value)] if value in RepRole.__members__ else value}."


_SENTENCES: Mapping[str, Callable[[str, FollowUp], str]] = {
    "obstacle": _obstacle,
    "role": _role,
    "side": _role,
    "characters": lambda value, _: f"A note has at most {value} characters.",
    "minutes": lambda value, _: f"The limit is {counted(int(value), 'minute')}.",
    "opportunity": lambda _value, _: "Open the opportunity first.",
}
"""The way out of what lacks one thing, by its name."""
