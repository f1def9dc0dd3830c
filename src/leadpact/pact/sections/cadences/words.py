"""Cadences in words, as people say them in a meeting."""

from leadpact.conditions.render import render_condition
from leadpact.pact.sections.cadences.policy import (
    CadencePolicy,
    CadenceStep,
    Track,
    Unreachable,
    Wait,
)
from leadpact.pact.sections.words import NONE, Facts, plain, spoken


def policy_facts(policy: CadencePolicy) -> Facts:
    """Return what the section says besides its tracks."""
    return {
        "window": plain(policy.window),
        "calling hours": spoken(policy.calling_hours),
        "unreachable": unreachable_words(policy.unreachable),
        "out of office, resumes after": days_words(policy.out_of_office.resume_after_days),
        "out of office, ignores dates from": (
            f"{days_words(policy.out_of_office.ignore_beyond_days)} ahead"
        ),
        "steps a day": plain(policy.throttle.per_day),
        "calls a day": plain(policy.throttle.calls_per_day),
        "on leave": spoken(policy.on_leave),
    }


def step_facts(step: CadenceStep) -> Facts:
    """Return what a step says."""
    return {
        "channel": spoken(step.channel),
        "after": wait_words(step.after),
        "window": step.window or "that of the section",
        "template": step.template or NONE,
    }


def track_words(track: Track) -> str:
    """Return a whole track in one line."""
    when = f" when {render_condition(track.when)}" if track.when else ""
    steps = ", ".join(map(step_words, track.steps))
    others = ", ".join(map(step_words, track.influencer_steps))
    return f"{steps}{f'; for an influencer {others}' if others else ''}{when}"


def step_words(step: CadenceStep) -> str:
    """Return a whole step: `mail-1 email after 1 business day`."""
    window = f" in {step.window}" if step.window else ""
    template = f" with {step.template}" if step.template else ""
    when = f" after {wait_words(step.after)}" if step.after else ""
    return f"{step.step_id} {spoken(step.channel)}{when}{window}{template}"


def wait_words(wait: Wait | None) -> str:
    """Return how long a step waits."""
    if wait is None:
        return NONE
    if wait.days is not None:
        return days_words(wait.days)
    return days_words(wait.business_days or 0, "business ")


def unreachable_words(rule: Unreachable | None) -> str:
    """Return what must have been tried: `6 attempts over 10 business days, 3 call, 2 email`."""
    if rule is None:
        return NONE
    attempts = f"{rule.attempts} attempt{'' if rule.attempts == 1 else 's'}"
    channels = "".join(f", {number} {spoken(channel)}" for channel, number in rule.channels)
    return f"{attempts} over {days_words(rule.business_days, 'business ')}{channels}"


def days_words(number: int, kind: str = "") -> str:
    """Return a number of days."""
    return f"{number} {kind}day{'' if number == 1 else 's'}"


def cadences_words(policy: CadencePolicy) -> str:
    """Return the whole section in one line."""
    n_tracks, n_steps = len(policy.tracks), sum(len(item.steps) for item in policy.tracks)
    tracks = "1 track" if n_tracks == 1 else f"{n_tracks} tracks"
    return f"{tracks} with {'1 step' if n_steps == 1 else f'{n_steps} steps'}"
