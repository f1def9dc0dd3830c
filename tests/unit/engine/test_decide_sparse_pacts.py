"""One lead under a pact that has only some of the sections."""

from datetime import UTC, date, datetime

import pytest
from follow_up_world import REPS, Life, company, june

from leadpact.engine.lifecycle import (
    EndLead,
    MeetingStep,
    MessageKind,
    RecordOutOfOffice,
    RecordOwnerAbsence,
    make_follow_up,
)
from leadpact.engine.routing import make_roster
from leadpact.pact.check import load_pact_text
from leadpact.terms.stages import Stage


def live(life: Life) -> None:
    """Live through a common month."""
    life.qualify(june(1, 10))
    life.touch(june(1, 11))
    meeting_at = june(3, 10)
    name = life.book(june(1, 12), meeting_at)
    life.wait(meeting_at)
    life.act(june(3, 11))
    assert name
    life.wait(june(30))


@pytest.mark.parametrize(
    "section", ["gates", "routing", "cadences", "clocks", "handoff", "feedback"]
)
def test_a_pact_without_a_section_works(section: str) -> None:
    life = Life(company(without=[section]))
    live(life)
    assert [decision.refusal for decision in life.decisions] == [None] * len(life.decisions)
    assert bool(life.state.clocks) == (section not in ("clocks",))
    assert bool(life.state.runs) == (section not in ("cadences", "routing"))
    assert (life.state.owner_rep_id is None) == (section == "routing")
    assert not life.state.is_waiting
    messages = {m.kind for decision in life.decisions for m in decision.messages}
    assert (MessageKind.RECAP in messages) == (section != "handoff")


def test_a_pact_of_nothing_but_its_gates_works() -> None:
    life = Life(company(without=["routing", "cadences", "clocks", "handoff", "feedback"]))
    live(life)
    assert life.state.stage is Stage.CONVERSATION_LEAD
    assert [meeting.meeting_id for meeting in life.state.meetings] == ["h4"]
    assert life.last.wake_at is None


def test_under_a_pact_without_cadences_a_rest_that_is_over_is_over() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.submit(RecordOwnerAbsence, june(1, 11), rep_id="ann", until=june(3, 9))
    life.rules = company(without=["cadences"])
    life.wait(june(3, 10))
    assert life.last.wake_at is None or life.last.wake_at > june(3, 10)


def test_under_a_pact_without_routing_a_pool_has_no_calendar_of_its_own() -> None:
    rules = company(without=["routing"])
    assert rules.calendar(pool="inbound", rep_id="ann") == rules.calendar(rep_id="ann")


def test_under_a_pact_without_routing_a_lead_that_ends_frees_its_rep() -> None:
    life = Life()
    life.qualify(june(1, 10))
    bare = load_pact_text("spec: 1\nname: Bare\n")
    life.rules = make_follow_up(bare, make_roster(REPS))
    life.submit(EndLead, june(2, 10), stage=Stage.DISQUALIFIED)
    assert life.state.owner_rep_id is None
    assert life.routing.load("ann").n_open == 0


@pytest.mark.parametrize("without", [(), ("cadences",)])
@pytest.mark.parametrize(
    ("back_on", "until"),
    [
        (None, june(15, 11)),  # two weeks
        (date(2026, 5, 31), june(15, 11)),  # a day that is over
        (date(2026, 6, 1), None),  # back on the day of the message
        (date(2026, 6, 5), june(5)),
        (date(2026, 9, 8), datetime(2026, 9, 8, tzinfo=UTC)),  # 99 days ahead
        (date(2026, 9, 9), june(15, 11)),  # 100: as if nothing were stated
    ],
)
def test_a_prospect_is_away_as_long_with_and_without_a_cadence(
    without: tuple[str, ...], back_on: date | None, until: datetime | None
) -> None:
    life = Life(company(without=without))
    life.qualify(june(1, 10))
    life.submit(RecordOutOfOffice, june(1, 11), back_on=back_on)
    assert life.state.away_until == until


def test_of_several_absences_the_latest_return_counts_without_a_cadence_too() -> None:
    life = Life(company(without=["cadences"]))
    life.qualify(june(1, 10))
    for at, back_on in ((june(1, 11), date(2026, 6, 10)), (june(2, 11), date(2026, 6, 5))):
        life.submit(RecordOutOfOffice, at, back_on=back_on)
    assert life.state.away_until == june(10)


def test_without_clocks_a_booked_meeting_is_next_looked_at_for_its_messages_alone() -> None:
    life = Life(company(without=["clocks", "cadences"]))
    life.qualify(june(1, 10))
    name = life.book(june(1, 12), june(10, 10))
    first, sent_before = life.last.wake_at, life.state.sent
    assert first is not None
    assert june(1, 12) < first < june(10, 10)
    life.wait(first)
    assert life.state.sent - sent_before
    assert all(name in message for message in life.state.sent)
    life.move(name, MeetingStep.CANCELLED, june(9, 10))
    assert life.last.wake_at is None


def test_a_cadence_of_a_pact_that_had_some_is_left_alone_by_a_pact_without() -> None:
    life = Life()
    life.qualify(june(1, 10))
    runs = life.state.runs
    assert runs
    life.rules = company(without=["cadences"])
    life.touch(june(1, 11))
    life.submit(RecordOutOfOffice, june(1, 12))
    assert life.state.runs == runs
