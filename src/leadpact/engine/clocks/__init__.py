"""Clocks: when a promise is due, and whether it was kept. Pure.

A clock is a function of its start, of the signals and of the moment asked for. So signals that
arrive late, twice or out of order give the same clock.
"""

from leadpact.engine.clocks.clock import (
    UnableToStartClock,
    advance_clock,
    apply_signals,
    clock_wakes_at,
    follow_meeting,
    start_clock,
)
from leadpact.engine.clocks.needed import counts_signal, restarts
from leadpact.engine.clocks.reckon import before_meeting, shifted
from leadpact.engine.clocks.values import Clock, ClockState, Pause, ReceivedSignal, StartReason

__all__ = [
    "Clock",
    "ClockState",
    "Pause",
    "ReceivedSignal",
    "StartReason",
    "UnableToStartClock",
    "advance_clock",
    "apply_signals",
    "before_meeting",
    "clock_wakes_at",
    "counts_signal",
    "follow_meeting",
    "restarts",
    "shifted",
    "start_clock",
]
