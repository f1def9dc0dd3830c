"""Leads that a pact judges again at the beginning of a day or a week, worked by hand."""

from datetime import datetime, timedelta

import pytest
from follow_up_world import Life, company, june, named

from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    AdvanceTime,
    ErasePerson,
    EventKind,
    RecordActivity,
    RecordLead,
    wake_at,
)
from leadpact.terms.stages import Stage

QUIET = """
  judge_again: {every: EVERY}
  conversation_lead: {when: "days_since('page_viewed') >= 2"}
"""


def life_of(every: str) -> Life:
    life = Life(company(gates=QUIET.replace("EVERY", every), without=("cadences", "clocks")))
    life.arrive(june(1, 10))
    life.act(june(1, 12), "page_viewed")
    return life


@pytest.mark.parametrize(
    ("every", "expected"),
    [("day", june(2)), ("week", june(8)), ("month", datetime(2026, 7, 1, tzinfo=june(1).tzinfo))],
)
def test_lead_wakes_at_the_next_beginning(every: str, expected: datetime) -> None:
    assert life_of(every).last.wake_at == expected


def test_gate_opens_at_the_night_on_which_its_condition_came_true() -> None:
    life = life_of("day")
    assert not named(life.wait(june(3)), EventKind.GATE_OPENED)
    (opened,) = named(life.wait(june(4)), EventKind.GATE_OPENED)
    assert opened.occurred_at == june(4)
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.CONVERSATION_LEAD, "ann")
    assert life.last.wake_at is None


def test_late_wake_dates_the_opening_when_it_was() -> None:
    life = life_of("day")
    (opened,) = named(life.wait(june(9, 15)), EventKind.GATE_OPENED)
    assert opened.occurred_at == june(4)


def test_every_week_opens_on_a_monday() -> None:
    life = life_of("week")
    life.wait(june(7, 23))
    assert life.state.owner_rep_id is None
    life.wait(june(8))
    assert life.state.opened_at == {"conversation_lead": june(8)}


def test_activity_after_the_night_is_decided_on_with_the_night_before_it() -> None:
    life = life_of("day")
    life.act(june(5, 10), "page_viewed")
    assert life.state.opened_at == {"conversation_lead": june(4)}


def test_recycled_lead_wakes_again_once_something_happened_to_it() -> None:
    life = life_of("day")
    life.wait(june(4))
    lead = Lead("l-1", {"email": "a@b.example"}, june(1, 10), None, Stage.RECYCLED, june(5))
    life.submit(RecordLead, june(5, 9), lead=lead)
    assert life.last.wake_at is None
    seen = Activity("again", "page_viewed", june(6, 9))
    life.submit(RecordActivity, june(6, 9), id="again", activity=seen)
    assert life.last.wake_at == june(7)
    life.wait(june(8))
    assert life.state.stage is Stage.RECYCLED
    life.wait(june(9))
    assert life.state.stage is Stage.CONVERSATION_LEAD


def test_erased_person_is_not_judged_again() -> None:
    life = life_of("day")
    life.submit(ErasePerson, june(1, 13), actor="person:max")
    assert life.last.wake_at is None


def test_without_the_key_time_opens_no_gate() -> None:
    life = Life(company(gates=QUIET.replace("  judge_again: {every: EVERY}\n", "")))
    life.arrive(june(1, 10))
    life.act(june(1, 12), "page_viewed")
    assert wake_at(life.state, life.rules) is None
    at = june(9)
    life.decide(AdvanceTime("", at, actor="system:time"), as_of=at + timedelta(hours=1))
    assert life.state.opened_at == {}
