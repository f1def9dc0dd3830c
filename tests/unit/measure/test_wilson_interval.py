"""Intervals against published numbers and against what an interval must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.measure.intervals import wilson_interval

# R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven
# methods", Statistics in Medicine 17 (1998) 857-872, table I, method 3 (score, Wilson).
PUBLISHED = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("n_successes", "n_trials", "low", "high"), PUBLISHED)
def test_the_interval_is_the_published_one(n_successes, n_trials, low, high):
    bounds = wilson_interval(n_successes, n_trials)
    assert bounds is not None
    assert (round(bounds.low, 4), round(bounds.high, 4)) == (low, high)


def test_no_trial_tells_nothing():
    assert wilson_interval(0, 0) is None


@pytest.mark.parametrize(("n_successes", "n_trials"), [(2, 1), (-1, 5)])
def test_more_successes_than_trials_are_refused(n_successes, n_trials):
    with pytest.raises(ValueError, match="is no share"):
        wilson_interval(n_successes, n_trials)


@given(st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_zero_and_one(counts):
    n_successes, n_trials = counts
    bounds = wilson_interval(n_successes, n_trials)
    assert bounds is not None
    assert 0 <= bounds.low <= n_successes / n_trials <= bounds.high <= 1


@given(st.integers(1, 1000), st.integers(2, 50))
def test_more_leads_make_the_interval_narrower(n_trials, times):
    few, many = wilson_interval(1, 2 * n_trials), wilson_interval(times, 2 * n_trials * times)
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low
