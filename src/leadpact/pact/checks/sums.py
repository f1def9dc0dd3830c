"""Checks of sums of scores: their parts are scores with rules, each once, and their size."""

from leadpact.pact.checks.base import add_repeats, did_you_mean
from leadpact.pact.document_sums import SumScoreDocument
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_

MOST_POINTS = 10**9
"""The most points that the parts of a sum can add up to; numbers stay exact on every engine."""


def check_sums_add_scores(draft: Draft) -> None:
    """Check that a sum adds scores with rules, each once and with a weight."""
    for name, score in draft.sum_scores.items():
        path: Path_ = ("scores", name, "sum_of")
        if isinstance(score.sum_of, dict):
            for part, weight in score.sum_of.items():
                _check_part(draft, (*path, part), part, on_key=True)
                _check_weight(draft, (*path, part), part, weight)
            continue
        add_repeats(draft, path, score.sum_of)
        for index, part in enumerate(score.sum_of):
            _check_part(draft, (*path, index), part, on_key=False)


def _check_part(draft: Draft, path: Path_, part: str, *, on_key: bool) -> None:
    if part == path[1]:
        fact = f"`{part}` cannot add itself."
        draft.add("sum-of-sum", path, fact, "Leave it out of its own sum.", on_key=on_key)
        return
    if part in draft.lead_scores or part in draft.unreliable_names:
        return
    if part in draft.sum_scores:
        draft.add(
            "sum-of-sum",
            path,
            f"`{part}` is a sum itself, and a sum adds only scores with rules.",
            f"Name the scores that `{part}` adds.",
            on_key=on_key,
        )
    elif part in draft.account_scores:
        draft.add(
            "sum-of-account-score",
            path,
            f"`{part}` is a score of an account, and a sum adds scores of one lead: a lead without"
            " an account would have no total.",
            f"Compare `{part}` in the gate, beside the sum.",
            on_key=on_key,
        )
    else:
        known = did_you_mean(part, draft.lead_scores)
        draft.add("sum-part-unknown", path, f"`{part}` is not a score.", known, on_key=on_key)


def _check_weight(draft: Draft, path: Path_, part: str, weight: int) -> None:
    if weight == 0:
        draft.add(
            "sum-weight-zero",
            path,
            f"`{part}` has the weight 0, so it adds nothing to the sum.",
            "Give it a weight, or leave it out.",
        )


def check_sums_are_not_too_large(draft: Draft) -> None:
    """Check that the parts of a sum cannot add up to more points than are kept exactly."""
    for name, score in draft.sum_scores.items():
        largest = _largest(draft, score)
        if largest > MOST_POINTS:
            draft.add(
                "sum-too-large",
                ("scores", name, "sum_of"),
                f"The parts of `{name}` can add up to {largest:,} points, more than"
                f" {MOST_POINTS:,}.",
                "Use smaller weights, or narrow the ranges of the parts.",
            )


def _largest(draft: Draft, score: SumScoreDocument) -> int:
    """Return how far from zero the parts of a sum can get together, in points."""
    return sum(
        abs(weight) * max(map(abs, draft.range_of(part)))
        for part, weight in score.weights.items()
        if part in draft.lead_scores
    )
