"""What an AE says of a meeting, and what its review takes back, worked by hand."""

from typing import Any

import pytest
from follow_up_world import Life, held, june, named, qualified, refused

from leadpact.engine.handoff import Acceptance
from leadpact.engine.lifecycle import (
    Decision,
    DisposeLead,
    EventKind,
    MeetingStep,
    MoveOpportunity,
    OpenOpportunity,
    ReassignLead,
    ReviewStep,
    UpdateReview,
)
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage


def by_ae(life: Life, at: Any, code: str, **what: Any) -> Decision:
    """Let an AE give a disposition, who is not told: of no meeting in particular nobody has one."""
    given = {"side": RepRole.AE, "by_rep_id": None, **what}
    return life.submit(DisposeLead, at, code=code, **given)


def acceptances(life: Life) -> dict[str, Acceptance]:
    return {item.meeting_id: item.acceptance for item in life.state.meetings}


@pytest.mark.parametrize("with_meeting", [True, False])
def test_a_disposition_that_leads_elsewhere_opens_no_opportunity(with_meeting: bool) -> None:
    life, name = held()
    meeting = name if with_meeting else None
    by_ae(
        life, june(2, 16), "unqualified", reason="timing", meeting_id=meeting, opportunity_id="o-1"
    )
    assert refused(life) is None
    assert life.state.opportunities == ()
    assert named(life.last, EventKind.OPPORTUNITY_OPENED) == []
    assert life.state.stage is Stage.RECYCLED
    assert acceptances(life) == {name: Acceptance.REJECTED}


def test_a_disposition_that_leads_to_an_opportunity_opens_the_one_it_names() -> None:
    life, name = held()
    by_ae(life, june(2, 16), "converted", meeting_id=name, opportunity_id="o-1")
    assert refused(life) is None
    [opened] = life.state.opportunities
    assert (opened.opportunity_id, opened.meeting_id) == ("o-1", name)
    assert life.state.stage is Stage.OPPORTUNITY


def test_an_sdr_s_disposition_opens_no_opportunity() -> None:
    life = qualified()
    life.submit(
        DisposeLead,
        june(1, 12),
        code="no_need",
        side=RepRole.SDR,
        by_rep_id="ann",
        reason="timing",
        opportunity_id="o-1",
    )
    assert refused(life) is None
    assert life.state.opportunities == ()


def two_held() -> tuple[Life, str, str]:
    """A lead with two meetings that were held, on Tuesday and on Wednesday."""
    life, first = held()
    second = life.book(june(2, 15), june(3, 14))
    life.move(second, MeetingStep.HELD, june(3, 14, 30))
    return life, first, second


def test_a_disposition_of_no_meeting_is_a_rejection_of_the_one_that_was_held_last() -> None:
    life, first, second = two_held()
    by_ae(life, june(3, 16), "unqualified", reason="timing", id="d")
    assert acceptances(life) == {first: Acceptance.OPEN, second: Acceptance.REJECTED}


def test_an_overturned_disposition_of_no_meeting_opens_the_one_that_was_held_last_again() -> None:
    life, first, second = two_held()
    life.move(first, MeetingStep.REJECTED, june(3, 15), reason="timing")
    by_ae(life, june(3, 16), "unqualified", reason="timing", id="d")
    assert acceptances(life) == {first: Acceptance.REJECTED, second: Acceptance.REJECTED}
    life.submit(UpdateReview, june(4, 10), review_id="review-d", step=ReviewStep.OVERTURNED)
    assert acceptances(life) == {first: Acceptance.REJECTED, second: Acceptance.OPEN}
    assert life.state.meeting(second).accepted_at is None  # type: ignore[union-attr]


def test_an_overturned_disposition_of_a_meeting_opens_that_meeting_again_and_no_later_one() -> None:
    life, first, second = two_held()
    life.move(second, MeetingStep.REJECTED, june(3, 15), reason="timing")
    by_ae(life, june(3, 16), "unqualified", reason="timing", meeting_id=first, id="d")
    life.submit(UpdateReview, june(4, 10), review_id="review-d", step=ReviewStep.OVERTURNED)
    assert acceptances(life) == {first: Acceptance.OPEN, second: Acceptance.REJECTED}


def test_an_upheld_disposition_leaves_the_meeting_rejected() -> None:
    life, name = held()
    by_ae(life, june(2, 16), "unqualified", reason="timing", id="d")
    life.submit(UpdateReview, june(3, 10), review_id="review-d", step=ReviewStep.UPHELD)
    assert acceptances(life) == {name: Acceptance.REJECTED}


def test_an_overturned_disposition_of_an_sdr_leaves_what_became_of_a_meeting() -> None:
    life, name = held()
    life.move(name, MeetingStep.REJECTED, june(2, 15), reason="timing")
    by_ae(life, june(2, 16), "not_compliant", side=RepRole.SDR, fault="competitor", id="d")
    assert refused(life) is None
    life.submit(UpdateReview, june(3, 10), review_id="review-d", step=ReviewStep.OVERTURNED)
    assert acceptances(life) == {name: Acceptance.REJECTED}


STEPS = (
    (ReviewStep.UPHELD, None),
    (ReviewStep.DISPUTED, RepRole.MARKETER),
    (ReviewStep.IN_ARBITRATION, None),
    (ReviewStep.TRAINING, None),
)
"""The life of a review from the verdict to the end."""


@pytest.mark.parametrize("n", range(len(STEPS)))
def test_the_same_step_of_a_review_reported_twice_is_one_event(n: int) -> None:
    life = qualified()
    given = {"side": RepRole.SDR, "by_rep_id": "ann", "fault": "wrong:email"}
    life.submit(DisposeLead, june(1, 12), code="not_compliant", id="d", **given)
    for hour, (step, side) in enumerate(STEPS[: n + 1], start=10):
        life.submit(UpdateReview, june(2, hour), review_id="review-d", step=step, by_side=side)
    assert len(named(life.last, EventKind.REVIEW_MOVED)) == 1
    before = life.state.reviews
    step, side = STEPS[n]
    life.submit(UpdateReview, june(2, 16), review_id="review-d", step=step, by_side=side)
    assert refused(life) is None
    assert named(life.last, EventKind.REVIEW_MOVED) == []
    assert named(life.last, EventKind.SIGNAL_RECEIVED) == []
    assert life.state.reviews == before


def test_what_is_reported_late_is_dated_when_it_was_stated() -> None:
    """A disposition of Monday 12:00 is told on Tuesday 09:00, with a referral and a review."""
    life = qualified()
    life.submit(
        DisposeLead,
        june(1, 12),
        reported_at=june(2, 9),
        code="not_compliant",
        side=RepRole.SDR,
        by_rep_id="ann",
        fault="competitor",
        referred_lead_id="l-9",
        id="d",
    )
    kinds = (
        EventKind.DISPOSITIONED,
        EventKind.REFERRED,
        EventKind.REVIEW_OPENED,
        EventKind.STAGE_CHANGED,
    )
    for kind in kinds:
        assert [event.occurred_at for event in named(life.last, kind)] == [june(1, 12)], kind
    verdict = {"review_id": "review-d", "step": ReviewStep.UPHELD}
    life.submit(UpdateReview, june(2, 10), reported_at=june(3, 9), **verdict)
    assert [event.occurred_at for event in named(life.last, EventKind.REVIEW_MOVED)] == [
        june(2, 10)
    ]


@pytest.mark.parametrize(
    ("by", "side", "is_taken"),
    [
        ("ann", RepRole.SDR, True),  # booked the meeting
        ("eve", RepRole.AE, True),  # held it
        ("bob", RepRole.SDR, True),  # has the lead now
        ("max", RepRole.SDR, True),  # manages them
        ("cid", RepRole.SDR, False),
        ("fay", RepRole.AE, False),
    ],
)
def test_of_a_meeting_its_people_the_owner_and_a_manager_may_give_a_disposition(
    by: str, side: RepRole, is_taken: bool
) -> None:
    life, name = held()
    life.submit(ReassignLead, june(2, 15))
    assert life.state.owner_rep_id == "bob"
    about = {"side": side, "by_rep_id": by, "meeting_id": name, "fault": "competitor"}
    life.submit(DisposeLead, june(2, 16), code="not_compliant", **about)
    assert refused(life) is (None if is_taken else RefusalCode.NOT_THE_OWNER)


@pytest.mark.parametrize(
    ("to", "refusal"), [(None, None), (Stage.RECYCLED, RefusalCode.OPPORTUNITY_MISSING)]
)
def test_converted_needs_an_opportunity_that_is_still_open(
    to: Stage | None, refusal: RefusalCode | None
) -> None:
    life, name = held()
    life.submit(
        OpenOpportunity, june(2, 15), opportunity_id="o-1", meeting_id=name, by_rep_id="eve"
    )
    if to is not None:
        life.submit(MoveOpportunity, june(2, 15, 30), opportunity_id="o-1", to=to)
    by_ae(life, june(2, 16), "converted", meeting_id=name)
    assert refused(life) is refusal


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        (ReviewStep.OVERTURNED, None),
        (ReviewStep.UPHELD, RefusalCode.ALREADY_DISPOSITIONED),
        (None, RefusalCode.ALREADY_DISPOSITIONED),
    ],
)
def test_a_second_disposition_of_a_meeting_is_taken_only_where_the_first_was_overturned(
    step: ReviewStep | None, refusal: RefusalCode | None
) -> None:
    life, name = held()
    by_ae(life, june(2, 16), "unqualified", reason="timing", meeting_id=name, id="d")
    assert refused(life) is None
    if step is not None:
        life.submit(UpdateReview, june(3, 10), review_id="review-d", step=step)
    by_ae(life, june(3, 11), "unqualified", reason="timing", meeting_id=name, id="e")
    assert refused(life) is refusal


def test_a_meeting_booked_in_the_second_a_round_began_contradicts_its_dispositions() -> None:
    life = qualified()
    assert life.state.round_at == june(1, 10)
    life.book(june(1, 10), june(2, 14))
    life.submit(DisposeLead, june(1, 12), code="unreachable", side=RepRole.SDR, by_rep_id="ann")
    assert refused(life) is RefusalCode.MEETING_AGREED


def test_a_conversion_into_an_opportunity_that_is_known_rejects_no_meeting() -> None:
    life = qualified()
    life.submit(OpenOpportunity, june(1, 11), opportunity_id="o-1")
    name = life.book(june(1, 12), june(2, 14))
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    by_ae(life, june(2, 16), "converted", meeting_id=name)
    assert refused(life) is None
    assert acceptances(life) == {name: Acceptance.OPEN}


@pytest.mark.parametrize(
    ("second", "refusal"),
    [(0, RefusalCode.MEETING_AGREED), (1, RefusalCode.TOO_FEW_ATTEMPTS)],
)
def test_a_meeting_lies_ahead_until_the_second_in_which_it_starts(
    second: int, refusal: RefusalCode
) -> None:
    life = qualified()
    life.book(june(1, 11), june(2, 14))
    at = june(2, 14, 0, second)
    life.submit(DisposeLead, at, code="unreachable", side=RepRole.SDR, by_rep_id="ann")
    assert refused(life) is refusal
