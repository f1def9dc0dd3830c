"""Fades become pieces: integer arithmetic, so that an engine and a warehouse cannot differ.

Source of the shapes: linear life as the market documents it (9 points, 90 days of life, 3 days
old: 8.7 points); the others are sums of constants.
"""

from dataclasses import replace
from math import gcd

from leadpact.pact.document_scores import FadeDocument, FadeStepDocument
from leadpact.pact.ruleset import MILLI, FadePiece
from leadpact.terms.zone import SECONDS_A_DAY


def pieces_of(points: int, fade: FadeDocument | None) -> tuple[tuple[FadePiece, ...], int]:
    """Return the pieces of a rule and the divisor of their sum.

    Parameters
    ----------
    points
        Points of one fresh activity.
    fade
        How they lose their worth; None means never.

    Returns
    -------
    tuple
        Pieces by rising age, each from where the one before it ends, the first from 0; and the
        divisor that turns their sum into millipoints. Fades of one meaning have the same pieces,
        however they are written.

    Examples
    --------
    >>> pieces_of(9, FadeDocument(shape="linear", days=90))
    ((FadePiece(from_age=0, to_age=7776000, constant=7776000, slope=1),), 864)
    """
    if fade is None or fade.shape == "none":
        return (FadePiece(0, None, points * MILLI, 0),), 1
    if fade.shape == "window":
        return (FadePiece(0, _life(fade.days), points * MILLI, 0),), 1
    if fade.shape == "linear":
        return _linear(points, _life(fade.days))
    return _steps(points, fade.steps or []), 1


def _life(days: int | None) -> int:
    return (days or 0) * SECONDS_A_DAY


def _linear(points: int, life: int) -> tuple[tuple[FadePiece, ...], int]:
    """`points * 1000 * (life - age) / life`, the fraction reduced so that sums stay small."""
    shared = gcd(abs(points) * MILLI, life)
    slope = points * MILLI // shared
    return (FadePiece(0, life, slope * life, slope),), life // shared


def _steps(points: int, steps: list[FadeStepDocument]) -> tuple[FadePiece, ...]:
    """Return a piece per level up to the last that is worth something; equal neighbours are one."""
    pieces: list[FadePiece] = []
    from_age = 0
    for step in steps:
        piece = FadePiece(from_age, _life(step.days), points * step.percent * (MILLI // 100), 0)
        if pieces and pieces[-1].constant == piece.constant:
            piece = replace(piece, from_age=pieces.pop().from_age)
        pieces.append(piece)
        from_age = _life(step.days)
    if len(pieces) > 1 and not pieces[-1].constant:
        pieces.pop()
    return tuple(pieces)
