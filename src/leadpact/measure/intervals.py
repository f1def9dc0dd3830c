"""Intervals of shares. Pure arithmetic on counts, no relations.

Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
Journal of the American Statistical Association 22 (1927), 209-212.
"""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution: the bounds of the central 95 %."""


@dataclass(frozen=True, slots=True)
class ConfidenceInterval:
    """The shares, in [0, 1], that agree with what was counted."""

    low: float
    high: float


def wilson_interval(n_successes: int, n_trials: int) -> ConfidenceInterval | None:
    """Return the Wilson score interval of a share, at 95 %.

    With `p = n_successes / n_trials`, `n = n_trials` and `z = Z_95`, the bounds are
    `(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)`. It stays within [0, 1] and says
    something sensible where nothing, or everything, succeeded.

    Parameters
    ----------
    n_successes, n_trials
        Counts, `0 <= n_successes <= n_trials`.

    Returns
    -------
    Interval or None
        None where there was no trial, so that nothing is known.

    Raises
    ------
    ValueError
        If there are more successes than trials, or fewer than none.

    Examples
    --------
    >>> bounds = wilson_interval(697, 1061)
    >>> f"{bounds.low:.4f} {bounds.high:.4f}"
    '0.6278 0.6849'
    """
    if not 0 <= n_successes <= n_trials:
        raise ValueError(
            f"{n_successes} of {n_trials} is no share. Count the successes among the trials."
        )
    if n_trials == 0:
        return None
    share, z_squared = n_successes / n_trials, Z_95**2
    centre = share + z_squared / (2 * n_trials)
    spread = Z_95 * sqrt(share * (1 - share) / n_trials + z_squared / (4 * n_trials**2))
    shrink = 1 + z_squared / n_trials
    low = 0.0 if n_successes == 0 else (centre - spread) / shrink
    high = 1.0 if n_successes == n_trials else (centre + spread) / shrink
    return ConfidenceInterval(low, high)
