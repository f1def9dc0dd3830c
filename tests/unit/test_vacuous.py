"""The guards against tests of nothing fail where there is nothing."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from vacuous import at_least, some


def test_no_items_are_refused() -> None:
    assert some(iter([1, 2])) == [1, 2]
    with pytest.raises(AssertionError, match="nothing to check"):
        some([])


@pytest.mark.parametrize(("smallest", "holds"), [(0, True), (90, False)])
def test_a_property_that_turns_most_examples_away_fails(smallest: int, holds: bool) -> None:
    @at_least(20)
    @settings(max_examples=30, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 99))
    def never_fails(number: int) -> None:
        assume(number >= smallest)
        assume(holds or number == 99)

    if holds:
        never_fails()
    else:
        with pytest.raises(AssertionError, match="the others say nothing"):
            never_fails()
