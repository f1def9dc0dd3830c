"""Codes of the queue in words: what is to be done, and by which channel."""

from collections.abc import Mapping

from leadpact.engine.lifecycle import FollowUp, TaskKind
from leadpact.engine.scheduling import OpenTask
from leadpact.terms.stages import Channel, TouchKind

TITLES: Mapping[TaskKind, str] = {
    TaskKind.ANSWER_REPLY: "Answer their reply",
    TaskKind.CALL_BACK: "Call back, as agreed",
    TaskKind.TAKE_UP: "Take up again: it is no longer on hold",
    TaskKind.ANSWER_HANDOFF: "Accept or reject the handoff",
    TaskKind.CONFIRM_MEETING: "Have the meeting confirmed",
    TaskKind.REPORT_MEETING: "Say whether the meeting was held",
    TaskKind.DEBRIEF: "Say how the meeting went",
    TaskKind.OPEN_OPPORTUNITY: "Open the opportunity",
    TaskKind.REBOOK: "Book the meeting again",
    TaskKind.CLAIM: "Claim it",
    TaskKind.ASSIGN: "Decide who gets it",
    TaskKind.REVIEW: "Review what was reported",
    TaskKind.ARBITRATE: "Lead the arbitration",
}
"""What is to be done; a step says its channel."""

_STEPS: Mapping[Channel, str] = {
    TouchKind.CALL: "Call",
    TouchKind.VOICEMAIL: "Leave a voicemail",
    TouchKind.EMAIL: "Write an e-mail",
    TouchKind.SOCIAL: "Write a social message",
    TouchKind.MEETING: "Meet",
}


def title_of(task: OpenTask, rules: FollowUp) -> str:
    """Return what is to be done."""
    if task.step is not None:
        return channel_title(task.step.channel, rules)
    return TITLES.get(task.task.kind, "Take the next step")


def channel_title(channel: Channel, rules: FollowUp) -> str:
    """Return what a rep does on a channel, as an order."""
    cadences = rules.ruleset.cadences
    own = cadences.channels if cadences is not None else ()
    label = next((item.label for item in own if item.code == channel), str(channel).lower())
    return _STEPS.get(channel, label)


def plain_name(code: str) -> str:
    """Return a name of the pact without its hyphens: `first-mail` is `first mail`."""
    return code.replace("-", " ").replace("_", " ").strip()
