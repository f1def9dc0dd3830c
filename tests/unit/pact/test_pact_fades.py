"""Fades as pieces of integers, against fractions worked out from the words of the reference."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.pact.document_scores import FadeDocument, FadeStepDocument
from leadpact.pact.fades import pieces_of
from vacuous import some

DAY_SECONDS = 86_400

points = st.integers(-1000, 1000)
days = st.integers(1, 3650)
steps = st.lists(
    st.builds(FadeStepDocument, days=days, percent=st.integers(0, 100)),
    min_size=1,
    max_size=20,
    unique_by=lambda step: step.days,
).map(lambda found: sorted(found, key=lambda step: step.days))
fades = st.one_of(
    st.none(),
    st.just(FadeDocument(shape="none")),
    st.builds(FadeDocument, shape=st.sampled_from(("window", "linear")), days=days),
    st.builds(FadeDocument, shape=st.just("steps"), steps=steps),
)


def worth(n_points: int, fade: FadeDocument | None, age: int) -> Fraction:
    """Return the millipoints of one activity, by the reference."""
    full = Fraction(n_points * 1000)
    if fade is None or fade.shape == "none":
        return full
    if fade.shape == "steps":
        percents = [step.percent for step in fade.steps or [] if age < step.days * DAY_SECONDS]
        return full * percents[0] / 100 if percents else Fraction(0)
    life = (fade.days or 0) * DAY_SECONDS
    if age >= life:
        return Fraction(0)
    return full if fade.shape == "window" else full * (life - age) / life


def by_pieces(n_points: int, fade: FadeDocument | None, ages: list[int]) -> Fraction:
    pieces, divisor = pieces_of(n_points, fade)
    total = sum(
        piece.constant - piece.slope * age
        for age in ages
        for piece in pieces
        if piece.from_age <= age and (piece.to_age is None or age < piece.to_age)
    )
    return Fraction(total, divisor)


def edges(fade: FadeDocument | None) -> list[int]:
    """Return the ages around which something changes."""
    ends = [] if fade is None else [fade.days, *(step.days for step in fade.steps or [])]
    seconds = [day * DAY_SECONDS for day in ends if day is not None]
    return [0, 1, *(age + around for age in seconds for around in (-1, 0, 1))]


@settings(deadline=None)
@given(points, fades, st.integers(0, 4000 * DAY_SECONDS))
def test_one_activity_is_worth_what_the_reference_says(n_points, fade, age):
    for at in (age, *edges(fade)):
        assert by_pieces(n_points, fade, [at]) == worth(n_points, fade, at)


@settings(deadline=None)
@given(points, fades, st.lists(st.integers(0, 400 * DAY_SECONDS), max_size=8))
def test_the_sum_of_activities_is_divided_once_and_exactly(n_points, fade, ages):
    assert by_pieces(n_points, fade, ages) == sum(worth(n_points, fade, age) for age in ages)


@settings(deadline=None)
@given(points, fades)
def test_pieces_follow_each_other_from_0_and_stay_small(n_points, fade):
    pieces, divisor = pieces_of(n_points, fade)
    assert pieces
    assert divisor >= 1
    assert pieces[0].from_age == 0
    for before, piece in pairwise(pieces):
        assert piece.from_age == before.to_age
    # A million activities of one lead stay within 63 bits.
    assert all(abs(piece.constant) * 1_000_000 < 2**63 for piece in some(pieces))


def test_nine_points_over_ninety_days_are_worth_eight_point_seven_after_three():
    fade = FadeDocument(shape="linear", days=90)
    assert by_pieces(9, fade, [3 * DAY_SECONDS]) == 8700


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([(30, 100)], FadeDocument(shape="window", days=30)),
        ([(7, 50), (30, 50)], [(30, 50)]),
        ([(7, 100), (30, 0)], [(7, 100)]),
        ([(7, 0), (14, 0)], [(14, 0)]),
    ],
)
def test_fades_of_one_meaning_have_the_same_pieces(one, other):
    def pieces(fade):
        if isinstance(fade, list):
            found = [FadeStepDocument(days=day, percent=percent) for day, percent in fade]
            fade = FadeDocument(shape="steps", steps=found)
        return pieces_of(12, fade)

    assert pieces(one) == pieces(other)


def test_steps_that_are_worth_nothing_still_end():
    fade = FadeDocument(shape="steps", steps=[FadeStepDocument(days=7, percent=0)])
    (piece,), divisor = pieces_of(5, fade)
    assert (piece.constant, piece.to_age, divisor) == (0, 7 * DAY_SECONDS, 1)
