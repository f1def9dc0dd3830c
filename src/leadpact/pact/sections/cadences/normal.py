"""One form of cadences for all spellings of one meaning, for the fingerprint and the diff."""

from dataclasses import replace

from leadpact.pact.sections.cadences.policy import (
    CadencePolicy,
    CadenceStep,
    Throttle,
    Track,
)


def normal_cadences(policy: CadencePolicy) -> CadencePolicy:
    """Return the policy without what says nothing: tracks and steps keep their order.

    Two policies do the same exactly if their normal forms are equal.
    """
    return replace(
        policy,
        tracks=tuple(_normal_track(item, policy.window) for item in policy.tracks),
        throttle=_normal_throttle(policy.throttle),
    )


def _normal_track(track: Track, window: str | None) -> Track:
    return replace(
        track,
        steps=tuple(_normal_step(item, window) for item in track.steps),
        influencer_steps=tuple(_normal_step(item, window) for item in track.influencer_steps),
    )


def _normal_step(step: CadenceStep, window: str | None) -> CadenceStep:
    """Return a step without a window that is that of the section."""
    return replace(step, window=None) if step.window == window else step


def _normal_throttle(throttle: Throttle) -> Throttle:
    """Return a throttle without a limit of calls that the limit of all steps keeps anyway."""
    whole, calls = throttle.per_day, throttle.calls_per_day
    if whole is not None and calls is not None and calls >= whole:
        return replace(throttle, calls_per_day=None)
    return throttle
