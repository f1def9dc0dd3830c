"""Record a callback that was agreed with the prospect, and the call that fulfils it."""

from dataclasses import replace
from datetime import timedelta

from leadpact.engine.lifecycle.cadence import end_callback_rests, rest_until_callback
from leadpact.engine.lifecycle.commands import AgreeCallback
from leadpact.engine.lifecycle.context import DecisionContext
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.qualification import check_open
from leadpact.engine.lifecycle.state import Callback, Touch
from leadpact.pact.sections.cadences.policy import CALL_CHANNELS
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.zone import epoch_seconds

EARLY = timedelta(minutes=15)
"""How long before its moment a call still is the callback, and not one more attempt before it."""


def agree_callback(context: DecisionContext, command: AgreeCallback) -> Refusal | None:
    """Record the callback in place of one agreed before; cadences rest until then."""
    at, due_at = command.occurred_at, command.callback_at
    epoch_seconds(due_at)  # raises what is no moment
    refusal = check_open(context)
    if refusal is not None:
        return refusal
    if due_at < at:
        return Refusal(RefusalCode.CALLBACK_IN_THE_PAST)
    known = context.state.callback
    is_older = known is not None and at < known.agreed_at
    if is_older or context.state.is_before_round(at):
        return None
    agreed = Callback(command.id, at, due_at)
    context.emit(EventKind.CALLBACK_AGREED, agreed, at=at)
    rest_until_callback(context, at)
    # The call may have been reported before the agreement was.
    for touch in context.state.touches:
        if context.rules.counts_touch(by_owner=touch.by_owner):
            fulfil_callback(context, touch)
    return None


def fulfil_callback(context: DecisionContext, touch: Touch) -> None:
    """Complete the callback by a call at its moment, shortly before, or later."""
    callback = context.state.callback
    if callback is None or callback.made_at is not None or not _is_it(callback, touch):
        return
    made = replace(callback, made_at=touch.made_at)
    context.emit(EventKind.CALLBACK_MADE, made, at=touch.made_at)
    end_callback_rests(context, touch.made_at)


def _is_it(callback: Callback, touch: Touch) -> bool:
    if touch.channel not in CALL_CHANNELS:
        return False
    return touch.made_at > callback.agreed_at and touch.made_at >= callback.due_at - EARLY
