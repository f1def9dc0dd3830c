"""From the conversation to a meeting that was held: booking, no-shows, booking again."""

from dataclasses import dataclass

import numpy as np

from leadpact.simulate.sampling import NEVER, FloatArray, IntArray
from leadpact.simulate.scene import Scene, keep
from leadpact.simulate.truth import SellingTruth


@dataclass(frozen=True, slots=True)
class Meetings:
    """One row for each assigned lead; moments are `NEVER` where nothing happens.

    `booked_at`, `scheduled_at` and `missed_at` have the first and the second booking; a meeting
    is held or missed when it is scheduled. `declined_at`: a conversation that led to no meeting.
    `abandoned_at`: missed for good. `p_held` is the true probability from the conversation on.
    """

    booked_at: tuple[IntArray, IntArray]
    scheduled_at: tuple[IntArray, IntArray]
    missed_at: tuple[IntArray, IntArray]
    held_at: IntArray
    declined_at: IntArray
    abandoned_at: IntArray
    p_held: FloatArray


def meet(truth: SellingTruth, scene: Scene, conversation_at: IntArray) -> Meetings:
    """Book meetings in conversations; a prospect who misses one may get a second."""
    p_meeting, p_held = scene.p_of(truth.meeting), scene.p_of(truth.held)
    agrees = scene.draw(p_meeting)
    talked_until = conversation_at + scene.rng.integers(60, 1200, scene.size)
    booked_at = keep(agrees & (conversation_at < NEVER), talked_until)
    scheduled_at = scene.schedule(booked_at, scene.rng.uniform(1.5, 8.0, scene.size))
    shows, rebooks, shows_then = (
        scene.draw(p_held),
        scene.draw(truth.rebooked_rate),
        scene.draw(p_held),
    )
    missed_at = keep(~shows, scheduled_at)
    booked_again_at = keep(rebooks, scene.move(missed_at, scene.rng.uniform(0.1, 1.5, scene.size)))
    scheduled_again_at = scene.schedule(booked_again_at, scene.rng.uniform(1.5, 6.0, scene.size))
    missed_again_at = keep(~shows_then, scheduled_again_at)
    given_up_at = keep(~rebooks, missed_at)
    return Meetings(
        booked_at=(booked_at, booked_again_at),
        scheduled_at=(scheduled_at, scheduled_again_at),
        missed_at=(missed_at, missed_again_at),
        held_at=np.minimum(keep(shows, scheduled_at), keep(shows_then, scheduled_again_at)),
        declined_at=keep(~agrees & (conversation_at < NEVER), talked_until),
        abandoned_at=scene.move(
            np.minimum(given_up_at, missed_again_at), scene.rng.random(scene.size)
        ),
        p_held=p_meeting * p_held * (1 + (1 - p_held) * truth.rebooked_rate),
    )
