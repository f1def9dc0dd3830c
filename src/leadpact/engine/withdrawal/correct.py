"""Correct a disposition: another one is decided on instead of the one that is withdrawn."""

from collections.abc import Sequence
from datetime import datetime

from leadpact.engine.lifecycle import DisposeLead, FollowUp, LeadState, wake_at
from leadpact.engine.withdrawal.past_decisions import PastDecision
from leadpact.engine.withdrawal.redone import RedoneDecisions
from leadpact.terms.refusals import Refusal


def decide_instead(
    redone: RedoneDecisions,
    command: DisposeLead,
    undone: Sequence[PastDecision],
    state: LeadState,
    rules: FollowUp,
) -> Refusal | None:
    """Decide on a disposition instead of another, and again on what came after that one.

    It is decided on at its own moment, but not before that at which the first was decided on.

    Parameters
    ----------
    undone
        The decision on the disposition that was a mistake, and those after it.
    state
        The state after them.

    Returns
    -------
    Refusal | None
        Why it cannot be given then; None: it was given.
    """
    at = max(command.occurred_at, undone[0].as_of)
    before, after = _split(undone, at)
    for decision in before:
        redone.decide_again(decision)
    following = after[0].before if after else state
    taken = redone.decide_at(command, rules, at=at, missed=wake_at(following, rules))
    if taken.refusal is not None:
        return taken.refusal
    for decision in after:
        redone.decide_again(decision)
    return None


def _split(
    decisions: Sequence[PastDecision], at: datetime
) -> tuple[list[PastDecision], list[PastDecision]]:
    """Return the decisions after the first: those until a moment, and those after it.

    At the moment of the first itself nothing comes before: the other one takes its place.
    """
    first, later = decisions[0], list(decisions[1:])
    before = [item for item in later if item.as_of <= at] if at > first.as_of else []
    return before, later[len(before) :]
