"""What of a history was not taken in a replay: dispositions, and apart from them all else."""

from collections.abc import Iterator, Mapping
from typing import Any

from leadpact.engine.replay import DISPOSITION, Replayed


def refused_of(replayed: Replayed) -> dict[str, int]:
    """Return how many dispositions of history the pact refuses, by code, the most first."""
    return _of_kind(replayed, DISPOSITION)


def not_taken_of(replayed: Replayed) -> dict[str, dict[str, int]]:
    """Return what else was not taken, by what it was and by code."""
    kinds = sorted({kind for kind, _ in replayed.outcome.refused} - {DISPOSITION})
    return {kind: _of_kind(replayed, kind) for kind in kinds}


def _of_kind(replayed: Replayed, kind: str) -> dict[str, int]:
    found = [(str(code), n) for (name, code), n in replayed.outcome.refused.items() if name == kind]
    return dict(sorted(found, key=lambda item: (-item[1], item[0])))


def refused_lines(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines for people: one a code of dispositions, one for all the rest."""
    for code, count in values["refused"].items():
        what = "disposition" if count == 1 else "dispositions"
        yield f"{count:,} {what} of history the pact would refuse: {code}"
    by_kind = {kind: sum(codes.values()) for kind, codes in values["not_taken"].items()}
    n_all = sum(by_kind.values())
    if n_all:
        counts = ", ".join(f"{n:,} {kind.replace('_', ' ')}" for kind, n in by_kind.items())
        what, fit = ("entry", "it does") if n_all == 1 else ("entries", "they do")
        yield (
            f"{n_all:,} {what} of history left out, which is no breach: {fit} not fit what was"
            " known of the lead by then, as where a meeting was booked before the lead came under"
            f" this pact ({counts})"
        )
