"""Drawing many values at once: categories, inverse tables, ragged ranges, independent streams."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

NEVER = 1 << 50
"""A moment, in seconds, that does not come."""


def keep(condition: BoolArray, moments: IntArray) -> IntArray:
    """Return the moments where the condition is true, elsewhere `NEVER`."""
    return np.where(condition, moments, NEVER)


def make_streams(seed: int, place: int, n_streams: int) -> list[np.random.Generator]:
    """Return generators that belong to one place (chunk + 1, or 0: the company) and no other.

    The place comes first: a seed sequence takes no notice of trailing zeros.
    """
    children = np.random.SeedSequence([place, seed]).spawn(n_streams)
    return [np.random.Generator(np.random.SFC64(child)) for child in children]


def collect(items: Sequence[Any], name: str) -> FloatArray:
    """Return one number of each item, in order."""
    return np.array([getattr(item, name) for item in items], dtype=np.float64)


def choose(rng: np.random.Generator, shares: npt.ArrayLike, size: int) -> IntArray:
    """Draw the index of a category by its share (shares need not add up to 1)."""
    cumulative = np.cumsum(np.asarray(shares, dtype=np.float64))
    drawn = np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right")
    return np.asarray(np.minimum(drawn, len(cumulative) - 1))


def logistic(log_odds: npt.ArrayLike) -> FloatArray:
    """Turn log-odds into probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.asarray(log_odds, dtype=np.float64))))


def spread(weights: npt.ArrayLike, size: int) -> IntArray:
    """Return a table of `size` category indices in which each has its share of the places.

    One gather with random bits then draws a category, to one part in `size`.
    """
    cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
    places = (np.arange(size) + 0.5) / size * cumulative[-1]
    return np.asarray(np.searchsorted(cumulative, places, side="right"))


def enumerate_ragged(counts: IntArray) -> tuple[IntArray, IntArray]:
    """Return, for every element of ragged lists, the list it is in and its place in that list."""
    lists = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    return lists, np.arange(len(lists)) - starts[lists]


def order_by_lead(leads: IntArray, seconds: IntArray) -> IntArray:
    """Return the order by lead, then time, then place; far faster than sorting by two keys.

    Lead, time and place share the 63 bits of a number: 15, 29 (17 years) and 19.
    """
    keys = (leads << 48) | (seconds << 19) | np.arange(len(leads))
    return np.sort(keys) & ((1 << 19) - 1)
