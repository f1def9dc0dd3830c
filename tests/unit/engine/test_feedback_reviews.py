"""How a review goes on: verdict, dispute in time, arbitration; random calls obey the diagram."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from feedback_world import NOON, OFFICE, STANDARD, by_ae, by_sdr, policy_of, review_of
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.engine.feedback import (
    ArbitrationOutcome,
    Review,
    ReviewState,
    ReviewVerdict,
    disputable_until,
    dispute_review,
    end_arbitration,
    may_dispute,
    open_review,
    review_disposition,
    start_arbitration,
)
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole

OF_SDR = review_of(by_sdr("other"))
OF_AE = review_of(by_ae("unqualified"))
TUESDAY = datetime(2026, 6, 2, 10, tzinfo=UTC)
UPHELD = review_disposition(OF_SDR, verdict=ReviewVerdict.UPHELD, by="kim", at=TUESDAY)
OVERTURNED = review_disposition(OF_SDR, verdict=ReviewVerdict.OVERTURNED, by="kim", at=TUESDAY)
dispute = partial(dispute_review, STANDARD, calendar=OFFICE)


def refused(found: Review | Refusal) -> RefusalCode | None:
    return found.code if isinstance(found, Refusal) else None


# Verdicts


def test_a_review_is_due_from_when_the_disposition_was_given():
    assert open_review(STANDARD, by_sdr("other")) == Review(
        review_id="review-d-1",
        disposition_id="d-1",
        side=RepRole.SDR,
        due_since=NOON,
    )
    assert OF_SDR.state is ReviewState.DUE
    assert open_review(STANDARD, by_sdr("no_need")) is None


@pytest.mark.parametrize("verdict", ReviewVerdict)
def test_a_verdict_is_kept_with_who_gave_it_and_when(verdict):
    found = review_disposition(OF_SDR, verdict=verdict, by="kim", at=TUESDAY)
    assert found == replace(
        OF_SDR,
        state=ReviewState(verdict.value),
        verdict=verdict,
        reviewed_at=TUESDAY,
        reviewed_by="kim",
    )


def test_the_same_verdict_again_changes_nothing_and_another_is_refused():
    later = TUESDAY + timedelta(days=1)
    assert review_disposition(UPHELD, verdict=ReviewVerdict.UPHELD, by="pat", at=later) == UPHELD
    other = review_disposition(UPHELD, verdict=ReviewVerdict.OVERTURNED, by="kim", at=TUESDAY)
    assert refused(other) is RefusalCode.ALREADY_REVIEWED


def test_nothing_is_reviewed_before_it_was_given():
    before = NOON - timedelta(seconds=1)
    early = review_disposition(OF_SDR, verdict=ReviewVerdict.UPHELD, by="kim", at=before)
    assert refused(early) is RefusalCode.OUT_OF_ORDER
    at_once = review_disposition(OF_SDR, verdict=ReviewVerdict.UPHELD, by="kim", at=NOON)
    assert at_once.state is ReviewState.UPHELD


# Disputes


@pytest.mark.parametrize(
    ("review", "verdict", "side"),
    [
        (OF_SDR, ReviewVerdict.UPHELD, RepRole.MARKETER),
        (OF_SDR, ReviewVerdict.OVERTURNED, RepRole.SDR),
        (OF_AE, ReviewVerdict.UPHELD, RepRole.SDR),
        (OF_AE, ReviewVerdict.OVERTURNED, RepRole.AE),
    ],
)
def test_the_side_that_the_verdict_went_against_may_dispute_it(review, verdict, side):
    reviewed = review_disposition(review, verdict=verdict, by="kim", at=TUESDAY)
    assert may_dispute(reviewed) is side
    for other in RepRole:
        found = dispute(reviewed, by_side=other, at=TUESDAY)
        if other is side:
            assert found == replace(
                reviewed, state=ReviewState.DISPUTED, disputed_at=TUESDAY, disputed_by=side
            )
        else:
            missing = (("side", side.value),)
            assert found == Refusal(RefusalCode.NOT_THE_OTHER_SIDE, missing)


def test_what_was_not_reviewed_cannot_be_disputed():
    assert may_dispute(OF_SDR) is None
    assert disputable_until(STANDARD, OF_SDR, calendar=OFFICE) is None
    found = dispute(OF_SDR, by_side=RepRole.MARKETER, at=TUESDAY)
    assert refused(found) is RefusalCode.NOT_REVIEWED


@pytest.mark.parametrize(
    ("written", "until"),
    [
        # Tuesday 2 June 10:00; Wednesday, Thursday, Friday, Monday, Tuesday
        ("{days: 5}", datetime(2026, 6, 9, 10, tzinfo=UTC)),
        ("{days: 1}", datetime(2026, 6, 3, 10, tzinfo=UTC)),
        # 7 hours on Tuesday, 1 on Wednesday
        ("{hours: 8}", datetime(2026, 6, 3, 10, tzinfo=UTC)),
        ("{minutes: 30}", datetime(2026, 6, 2, 10, 30, tzinfo=UTC)),
    ],
)
def test_a_dispute_has_business_time_after_the_review(written, until):
    policy = policy_of(f"feedback: {{dispute_within: {written}}}\n")
    assert disputable_until(policy, UPHELD, calendar=OFFICE) == until
    report = partial(dispute_review, policy, UPHELD, by_side=RepRole.MARKETER, calendar=OFFICE)
    assert report(at=until).state is ReviewState.DISPUTED
    late = report(at=until + timedelta(seconds=1))
    assert late == Refusal(RefusalCode.DISPUTE_TOO_LATE, (("until", until.isoformat()),))
    early = report(at=TUESDAY - timedelta(seconds=1))
    assert refused(early) is RefusalCode.OUT_OF_ORDER


def test_a_dispute_reported_again_later_changes_nothing():
    disputed = dispute(UPHELD, by_side=RepRole.MARKETER, at=TUESDAY)
    again = dispute(disputed, by_side=RepRole.MARKETER, at=TUESDAY + timedelta(days=99))
    assert again == disputed


# Arbitration


@pytest.mark.parametrize("outcome", ArbitrationOutcome)
@pytest.mark.parametrize(
    ("reviewed", "side"), [(UPHELD, RepRole.MARKETER), (OVERTURNED, RepRole.SDR)]
)
def test_an_arbitration_ends_in_one_of_three_ways(reviewed, side, outcome):
    disputed = dispute(reviewed, by_side=side, at=TUESDAY)
    started = start_arbitration(disputed, at=TUESDAY + timedelta(days=1))
    assert started.state is ReviewState.IN_ARBITRATION
    ended_at = TUESDAY + timedelta(days=2)
    closed = end_arbitration(started, outcome=outcome, at=ended_at)
    assert (closed.state, closed.outcome, closed.ended_at) == (
        ReviewState.CLOSED,
        outcome,
        ended_at,
    )
    assert closed.verdict is reviewed.verdict
    assert end_arbitration(closed, outcome=outcome, at=TUESDAY + timedelta(days=9)) == closed
    for other in set(ArbitrationOutcome) - {outcome}:
        found = end_arbitration(closed, outcome=other, at=ended_at)
        assert refused(found) is RefusalCode.ARBITRATION_ENDED


def test_what_nobody_disputes_is_not_arbitrated():
    for review in (OF_SDR, UPHELD, OVERTURNED):
        assert refused(start_arbitration(review, at=TUESDAY)) is RefusalCode.NOT_DISPUTED
        found = end_arbitration(review, outcome=ArbitrationOutcome.NEITHER, at=TUESDAY)
        assert refused(found) is RefusalCode.NOT_IN_ARBITRATION


def test_steps_do_not_come_before_those_they_follow():
    at = TUESDAY + timedelta(hours=1)
    disputed = dispute(UPHELD, by_side=RepRole.MARKETER, at=at)
    assert refused(start_arbitration(disputed, at=TUESDAY)) is RefusalCode.OUT_OF_ORDER
    started = start_arbitration(disputed, at=at)
    early = end_arbitration(started, outcome=ArbitrationOutcome.NEITHER, at=TUESDAY)
    assert refused(early) is RefusalCode.OUT_OF_ORDER


# Whatever is called

NEXT: dict[ReviewState, set[ReviewState]] = {
    ReviewState.DUE: {ReviewState.UPHELD, ReviewState.OVERTURNED},
    ReviewState.UPHELD: {ReviewState.DISPUTED},
    ReviewState.OVERTURNED: {ReviewState.DISPUTED},
    ReviewState.DISPUTED: {ReviewState.IN_ARBITRATION},
    ReviewState.IN_ARBITRATION: {ReviewState.CLOSED},
    ReviewState.CLOSED: set(),
}
HELD_IN: dict[ReviewState, tuple[str, ...]] = {
    ReviewState.DUE: (),
    ReviewState.UPHELD: ("verdict", "reviewed_at", "reviewed_by"),
    ReviewState.OVERTURNED: ("verdict", "reviewed_at", "reviewed_by"),
    ReviewState.DISPUTED: ("disputed_at", "disputed_by"),
    ReviewState.IN_ARBITRATION: ("arbitration_at",),
    ReviewState.CLOSED: ("ended_at", "outcome"),
}
"""What is known of a review from each state on, in the order of the diagram."""

MOMENTS = st.integers(-1, 15).map(lambda days: NOON + timedelta(days=days))
CALLS = st.one_of(
    st.builds(
        lambda verdict, at: ("verdict", verdict, at), st.sampled_from(ReviewVerdict), MOMENTS
    ),
    st.builds(lambda side, at: ("dispute", side, at), st.sampled_from(RepRole), MOMENTS),
    st.builds(lambda at: ("start", None, at), MOMENTS),
    st.builds(lambda item, at: ("end", item, at), st.sampled_from(ArbitrationOutcome), MOMENTS),
)


def called(review: Review, call: tuple[str, Any, datetime]) -> Review | Refusal:
    name, what, at = call
    match name:
        case "verdict":
            return review_disposition(review, verdict=what, by="kim", at=at)
        case "dispute":
            return dispute(review, by_side=what, at=at)
        case "start":
            return start_arbitration(review, at=at)
        case _:
            return end_arbitration(review, outcome=what, at=at)


def known(state: ReviewState) -> set[str]:
    order = list(HELD_IN)
    return {name for item in order[: order.index(state) + 1] for name in HELD_IN[item]}


@settings(max_examples=500, deadline=None)
@given(st.sampled_from([OF_SDR, OF_AE]), st.lists(CALLS, max_size=25))
def test_random_calls_obey_the_diagram(review, calls):
    reached = [review.state]
    for call in calls:
        found = called(review, call)
        assert found == called(review, call)
        if isinstance(found, Refusal):
            continue
        if found != review:
            assert found.state in NEXT[review.state]
            reached.append(found.state)
        assert called(found, call) == found, "the same call twice changes nothing"
        review = found
        optional = set(Review.__dataclass_fields__) - {
            *("review_id", "disposition_id", "side", "due_since", "state"),
        }
        held = {name for name in optional if getattr(review, name) is not None}
        assert held == known(review.state)
    assert len(reached) == len(set(reached))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(ArbitrationOutcome),
    st.sampled_from(ReviewVerdict),
    st.lists(CALLS, min_size=1, max_size=15),
)
def test_a_closed_review_never_changes(outcome, verdict, calls):
    review = review_disposition(OF_SDR, verdict=verdict, by="kim", at=TUESDAY)
    review = dispute(review, by_side=may_dispute(review), at=TUESDAY)
    review = start_arbitration(review, at=TUESDAY)
    closed = end_arbitration(review, outcome=outcome, at=TUESDAY)
    for call in calls:
        found = called(closed, call)
        assert isinstance(found, Refusal) or found == closed


@pytest.mark.parametrize("state", ReviewState)
def test_random_calls_can_reach_every_state(state):
    """The calls that the test above draws are enough: one row of them ends in each state."""
    row = [
        ("verdict", ReviewVerdict.OVERTURNED, NOON),
        ("dispute", RepRole.SDR, NOON),
        ("start", None, NOON),
        ("end", ArbitrationOutcome.TRAINING, NOON),
    ]
    if state is ReviewState.UPHELD:
        row[0] = ("verdict", ReviewVerdict.UPHELD, NOON)
    review, seen = OF_SDR, {OF_SDR.state}
    for call in row:
        found = called(review, call)
        review = review if isinstance(found, Refusal) else found
        seen.add(review.state)
    assert state in seen
