"""Find the signals that make a difference to a clock; all others are not kept.

What is kept is a function of all that was received, in whatever order it came: keeping less now
never keeps anything else later.
"""

from collections.abc import Iterable
from datetime import datetime

from leadpact.engine.clocks.values import Clock, ReceivedSignal
from leadpact.pact.sections.clocks.policy import (
    FOR_EVERY_CLOCK,
    ClockPolicy,
    Signal,
    ends_hold,
)
from leadpact.terms.stages import Channel


def can_move(clock: Clock, one: ReceivedSignal) -> bool:
    """Tell whether a signal may move a clock: one of its subject that its policy speaks of.

    The moment makes no difference. What comes too early or too late to move the clock now may
    move it once something else is reported late.
    """
    if one.subject_id is not None and one.subject_id != clock.subject_id:
        return False
    return counts_signal(clock.policy, one) or _does_more(clock.policy, one.signal)


def counts_signal(policy: ClockPolicy, one: ReceivedSignal) -> bool:
    """Tell whether a clock counts a signal: one of `counts_on`, on a channel that counts."""
    is_counted = one.signal in policy.counts_on
    return is_counted and (not policy.channels or one.channel in policy.channels)


def _does_more(policy: ClockPolicy, signal: Signal) -> bool:
    """Tell whether a signal does anything to a clock but be counted."""
    return (
        signal in policy.stops_on
        or signal in policy.cancels_on
        or signal in policy.pauses_on
        or signal in policy.resumes_on
        or signal in FOR_EVERY_CLOCK
        or ends_hold(signal, policy.pauses_on)
        or restarts(policy, signal)
    )


def restarts(policy: ClockPolicy, signal: Signal) -> bool:
    """Tell whether a signal after a breach ends the ladder: the lead is given to a rep again.

    A new clock begins with it, which has a ladder of its own.
    """
    is_given = signal is Signal.LEAD_ASSIGNED and signal in policy.starts_on
    return is_given and policy.has_ladder


def find_needed(
    clock: Clock, new: Iterable[ReceivedSignal], as_of: datetime
) -> tuple[tuple[ReceivedSignal, ...], ReceivedSignal | None]:
    """Return the signals of a clock that make a difference, and the one that stops it.

    Nothing makes one after the signal that stops the clock: what is reported late can only stop
    it earlier. Of what is counted, the first of each channel and of each id do, up to as many as
    the clock asks for: with fewer of them it does not stop, and it stops no earlier for the rest.
    """
    policy, needed = clock.policy, list[ReceivedSignal]()
    ids, channels = set[str](), set[Channel | None]()
    for one in _without_copies(clock, new):
        is_counted = counts_signal(policy, one)
        is_first = is_counted and (
            (len(ids) < policy.n_needed and one.signal_id not in ids)
            or (len(channels) < policy.n_channels and one.channel not in channels)
        )
        if is_first:
            ids.add(one.signal_id)
            channels.add(one.channel)
        if is_first or _does_more(policy, one.signal):
            needed.append(one)
            is_enough = len(ids) >= policy.n_needed and len(channels) >= policy.n_channels
            stops = one.signal in policy.stops_on or one.signal is Signal.STOPPED
            if one.occurred_at <= as_of and (stops or (is_counted and is_enough)):
                return tuple(needed), one
    return tuple(needed), None


def _without_copies(clock: Clock, new: Iterable[ReceivedSignal]) -> Iterable[ReceivedSignal]:
    """Return the signals that may move a clock in order, of each the earliest copy."""
    added = [one for one in new if can_move(clock, one)]
    if not added:
        return clock.signals  # they are in order, and have no copies
    first: dict[tuple[str, ...], ReceivedSignal] = {}
    for one in sorted((*clock.signals, *added), key=ReceivedSignal.rank):
        first.setdefault(one.says(), one)
    return first.values()
