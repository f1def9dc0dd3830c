"""What changed between the cadences of two pacts, in business words."""

from collections.abc import Iterator, Sequence
from functools import partial

from leadpact.pact.changes import Change
from leadpact.pact.diff_conditions import diff_conditions
from leadpact.pact.sections.cadences.fields import (
    CADENCE_FIELDS,
    STEP_FIELDS,
    step_words,
    track_words,
)
from leadpact.pact.sections.cadences.policy import CadencePolicy, CadenceStep, Track
from leadpact.pact.sections.diff_facts import diff_kept_order, diff_named


def diff_cadences(old: CadencePolicy, new: CadencePolicy) -> Iterator[Change]:
    """Yield what changed between two policies in normal form."""
    before, after = ({item.track_id: item for item in policy.tracks} for policy in (old, new))
    yield from diff_named("track", "track", before, after, words=track_words, inner=_diff_track)
    yield from diff_kept_order("track-order", "order of tracks", list(before), list(after))
    yield from CADENCE_FIELDS.diff("cadence-switch", "cadences", old, new)


def _diff_track(subject: str, old: Track, new: Track) -> Iterator[Change]:
    yield from diff_conditions("track-condition", subject, old.when, new.when, "no condition")
    yield from _diff_steps(subject, "", old.steps, new.steps)
    others = old.influencer_steps, new.influencer_steps
    yield from _diff_steps(subject, " for an influencer", *others)


def _diff_steps(
    subject: str, whose: str, old: Sequence[CadenceStep], new: Sequence[CadenceStep]
) -> Iterator[Change]:
    before, after = ({item.step_id: item for item in steps} for steps in (old, new))
    yield from diff_named(
        "step",
        f"{subject}, step{whose}",
        before,
        after,
        words=step_words,
        inner=partial(STEP_FIELDS.diff, "step-switch"),
    )
    about = f"{subject}, order of steps{whose}"
    yield from diff_kept_order("step-order", about, list(before), list(after))
