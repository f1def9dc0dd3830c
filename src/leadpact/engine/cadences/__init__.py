"""Cadences: the touches that a lead is to get, one after the other, and when each is due.

Pure: what happened comes in with its moment. A run is a value; every function returns the next
one. The rules of a pact on cadences are in `pact.sections.cadences`.
"""

from leadpact.engine.cadences.cadence import (
    UnknownTrack,
    advance_cadence,
    complete_step,
    hand_over_cadence,
    review_steps,
    skip_step,
    start_cadence,
    step_for_touch,
    stop_cadence,
    switch_track,
)
from leadpact.engine.cadences.limits import check_unreachable, throttle_steps
from leadpact.engine.cadences.moments import after_wait, day_starts_at, first_moment
from leadpact.engine.cadences.rests import (
    end_callback_rest,
    end_hold_rest,
    pause_cadence,
    rest_for_callback,
    rest_for_hold,
    rest_for_out_of_office,
)
from leadpact.engine.cadences.values import (
    Attempt,
    CadenceRun,
    Cadences,
    CadenceState,
    DoneToday,
    DueStep,
    PlacedStep,
    Prospect,
    Rest,
    RestReason,
    SkipReason,
    StepDone,
    StepLeftOut,
    StepTest,
    StopReason,
    choose_track,
    make_cadences,
)

__all__ = [
    "Attempt",
    "CadenceRun",
    "CadenceState",
    "Cadences",
    "DoneToday",
    "DueStep",
    "PlacedStep",
    "Prospect",
    "Rest",
    "RestReason",
    "SkipReason",
    "StepDone",
    "StepLeftOut",
    "StepTest",
    "StopReason",
    "UnknownTrack",
    "advance_cadence",
    "after_wait",
    "check_unreachable",
    "choose_track",
    "complete_step",
    "day_starts_at",
    "end_callback_rest",
    "end_hold_rest",
    "first_moment",
    "hand_over_cadence",
    "make_cadences",
    "pause_cadence",
    "rest_for_callback",
    "rest_for_hold",
    "rest_for_out_of_office",
    "review_steps",
    "skip_step",
    "start_cadence",
    "step_for_touch",
    "stop_cadence",
    "switch_track",
    "throttle_steps",
]
