"""What an AE says of a meeting, and how leads that come with one are counted."""

from datetime import UTC, datetime

import pytest
from follow_up_world import Life, company, june, named

from leadpact.engine.handoff import Acceptance
from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    DisposeLead,
    EventKind,
    MeetingStep,
    OpenOpportunity,
    RecordLead,
    ReviewStep,
    TaskKind,
    UpdateReview,
)
from leadpact.terms.stages import RepRole, Stage
from leadpact.terms.zone import OutsideHorizon

# What an AE says


def met() -> tuple[Life, str]:
    life = Life()
    life.qualify(june(1, 10))
    meeting = life.book(june(1, 11), june(2, 10), ae_rep_id="eve")
    life.move(meeting, MeetingStep.HELD, june(2, 11))
    return life, meeting


def test_a_verdict_on_no_meeting_in_particular_is_on_the_one_held_last() -> None:
    life, meeting = met()
    life.submit(DisposeLead, june(2, 12), side=RepRole.AE, code="unqualified", reason="no_budget")
    life.wait(june(8, 10))
    found = life.state.meeting(meeting)
    assert found is not None
    assert found.acceptance is Acceptance.REJECTED


def test_a_verdict_that_is_overturned_leaves_the_meeting_open_again() -> None:
    life, meeting = met()
    life.submit(
        DisposeLead,
        june(2, 12),
        side=RepRole.AE,
        code="unqualified",
        reason="no_budget",
        meeting_id=meeting,
    )
    review = life.state.reviews[0].review_id
    life.submit(UpdateReview, june(2, 13), review_id=review, step=ReviewStep.OVERTURNED, by="max")
    life.submit(OpenOpportunity, june(2, 14), opportunity_id="o", meeting_id=meeting)
    assert life.last.refusal is None
    assert life.state.stage is Stage.OPPORTUNITY


def test_a_conversion_whose_opportunity_cannot_be_opened_is_refused_whole() -> None:
    life, meeting = met()
    life.submit(
        DisposeLead,
        june(2, 12),
        side=RepRole.AE,
        code="converted",
        opportunity_id="o",
        meeting_id=meeting,
    )
    assert life.last.refusal is None
    life.submit(
        DisposeLead,
        june(2, 13),
        side=RepRole.AE,
        code="converted",
        opportunity_id="p",
        meeting_id=meeting,
    )
    assert life.last.refusal is not None
    assert [item.opportunity_id for item in life.state.opportunities] == ["o"]


def test_an_opportunity_on_no_meeting_in_particular_is_that_of_the_one_held_last() -> None:
    life, meeting = met()
    life.submit(OpenOpportunity, june(2, 12), opportunity_id="o")
    found = life.state.meeting(meeting)
    assert found is not None
    assert found.opportunity_id == "o"
    assert TaskKind.OPEN_OPPORTUNITY not in {task.kind for task in life.last.tasks}


# Leads that come with a meeting


def direct(**switches: str) -> Life:
    """A lead of inside sales that asks for a meeting on Wednesday: gus has it."""
    pool = "".join(f", {name}: {value}" for name, value in switches.items())
    routing = f"""
  pools:
    inside: {{reps: [gus]{pool}}}
    inbound: {{roles: [SDR]}}
  routes:
    - {{id: small, when: "n_employees < 20", to: inside_sales, pool: inside}}
  default: inbound
"""
    life = Life(company(routing=routing))
    lead = Lead("l-1", {"email": "a@b.example", "n_employees": 5}, june(1, 10))
    life.submit(RecordLead, june(1, 10), lead=lead, meeting_at=june(3, 14))
    life.act(june(1, 10))
    assert life.state.owner_rep_id == "gus"
    return life


def counted(life: Life) -> int:
    return life.routing.pool("inside").balances["gus"].level(0)


def test_a_lead_that_comes_with_a_meeting_counts_on_the_day_it_is_held() -> None:
    wednesday = (june(3) - datetime(1970, 1, 1, tzinfo=UTC)).days
    assert direct().routing.load("gus").days == ((wednesday, 1),)


def test_a_missed_meeting_is_taken_from_the_count_and_the_rep_keeps_the_lead() -> None:
    life = direct()
    meeting = life.book(june(1, 11), june(3, 14))
    assert counted(life) == 1
    life.move(meeting, MeetingStep.MISSED, june(3, 15))
    assert counted(life) == 0
    assert life.state.owner_rep_id == "gus"
    assert named(life.last, EventKind.CREDITED)


def test_where_the_pool_gives_no_credit_a_missed_meeting_counts() -> None:
    life = direct(credit_no_shows="false")
    meeting = life.book(june(1, 11), june(3, 14))
    life.move(meeting, MeetingStep.MISSED, june(3, 15))
    assert counted(life) == 1


def test_a_meeting_called_off_frees_its_day() -> None:
    life = direct()
    meeting = life.book(june(1, 11), june(3, 14))
    life.move(meeting, MeetingStep.CANCELLED, june(2, 10))
    assert life.routing.load("gus").days == ()
    assert life.routing.load("gus").n_open == 1


def test_a_meeting_beyond_the_years_of_calendars_is_no_moment() -> None:
    life = Life()
    life.qualify(june(1, 10))
    with pytest.raises(OutsideHorizon):
        life.book(june(1, 11), datetime(9999, 12, 31, 23, 50, tzinfo=UTC))
