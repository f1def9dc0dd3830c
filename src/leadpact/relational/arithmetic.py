"""Exact integer arithmetic from operations that every engine has."""

import ibis

from leadpact.relational.types import Value


def divide_exactly(numerator: Value, divisor: Value) -> Value:
    """Return `numerator // divisor` for integers of at least zero.

    Ibis divides through floating point, which is not exact for large integers. A multiple of the
    divisor is: its quotient, below 2**51, lies within half of the true one.
    """
    quotient = (numerator - numerator % divisor) / divisor
    return (quotient + 0.5).floor().cast("int64")


def round_half_away(numerator: Value, divisor: Value) -> Value:
    """Return `numerator / divisor` rounded to an integer, halves away from zero."""
    size = divide_exactly(2 * numerator.abs() + divisor, 2 * divisor)
    return (numerator < 0).ifelse(-size, size)


def clamp(value: Value, low: Value, high: Value) -> Value:
    """Hold a value, which is not missing, between two bounds."""
    return ibis.least(ibis.greatest(value, low), high)
