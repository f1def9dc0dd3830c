"""Random lives of meetings: no call raises, states come only as documented, the final ones stay."""

from datetime import timedelta

from handoff_world import BOOKED, NOBODY, OFFICE, STARTS, handoff
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.engine.handoff import (
    Acceptance,
    Handoff,
    Meeting,
    MeetingState,
    accept_meeting,
    advance_meeting,
    book_meeting,
    cancel_meeting,
    confirm_meeting,
    debrief_meeting,
    debriefs_owed,
    hold_meeting,
    may_rebook,
    messages_due,
    miss_meeting,
    open_opportunity,
    owes_opportunity,
    reject_meeting,
)
from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.pact.sections.handoff.policy import AcceptanceWay
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole

REACHED = {
    MeetingState.BOOKED: {MeetingState.HELD, MeetingState.MISSED, MeetingState.CANCELLED},
    MeetingState.HELD: set(),
    MeetingState.MISSED: set(),
    MeetingState.CANCELLED: set(),
}
STATED = {
    Acceptance.OPEN: {Acceptance.ACCEPTED, Acceptance.REJECTED, Acceptance.DEEMED},
    Acceptance.DEEMED: {Acceptance.ACCEPTED, Acceptance.REJECTED},
    Acceptance.ACCEPTED: set(),
    Acceptance.REJECTED: set(),
}
STEPS = (
    *("confirm", "miss", "cancel", "book", "debrief", "accept", "reject", "open"),
    *("book", "hold", "hold", "pass", "pass", "accept"),  # what leads on comes more often
)

RULES = st.builds(
    handoff,
    acceptance=st.sampled_from(AcceptanceWay),
    must_open_on_next_step=st.booleans(),
    deemed_accepted_after=st.sampled_from([None, *[BusinessSpan(days=2)] * 3]),
    rebook_at_most=st.integers(0, 2),
)
CALL = st.tuples(
    st.sampled_from(STEPS),
    st.integers(-10, 90),  # hours after the meeting starts
    st.sampled_from([*RepRole, None]),
    st.sampled_from([True, False, None]),
)
_HELD, _SILENT = ("hold", 1, None, None), ("pass", 90, None, None)
_MISSED, _AGAIN, _LATE = ("miss", 1, None, None), ("book", 2, None, None), ("miss", 90, None, None)
CALLS = st.builds(
    lambda first, more: [*first, *more],
    st.sampled_from([(), (_HELD,), (_HELD, _SILENT), (_MISSED, _AGAIN, _LATE)]),
    st.lists(CALL, min_size=5, max_size=20),
)


def booked(rules: Handoff, hours: int, is_direct: bool, old: Meeting | None) -> Meeting | Refusal:
    booked_at = BOOKED if old is None else STARTS + timedelta(hours=hours)
    return book_meeting(
        rules,
        meeting_id="first" if old is None else f"{old.meeting_id}+",
        starts_at=STARTS if old is None else booked_at + timedelta(hours=5),
        booked_at=booked_at,
        ae_rep_id="ae-1",
        sdr_rep_id="sdr-1",
        facts=NOBODY,
        is_direct=is_direct,
        rebooks=old,
    )


def called(  # noqa: PLR0911 - one for each kind of call
    rules: Handoff, meeting: Meeting, call
) -> Meeting | Refusal:
    step, hours, role, flag = call
    at = STARTS + timedelta(hours=hours)
    match step:
        case "confirm":
            return confirm_meeting(meeting, at=at)
        case "hold":
            return hold_meeting(meeting, at=at)
        case "miss":
            return miss_meeting(meeting, at=at)
        case "cancel":
            return cancel_meeting(meeting, at=at)
        case "debrief":
            side = role or RepRole.AE
            return debrief_meeting(rules, meeting, side=side, at=at, produced_next_step=flag)
        case "accept":
            return accept_meeting(rules, meeting, at=at)
        case "reject":
            return reject_meeting(rules, meeting, at=at)
        case "open":
            name = "o-1" if flag else "o-2"
            return open_opportunity(
                rules, meeting, opportunity_id=name, by_rep_id="r", by_role=role, at=at
            )
        case "pass":
            return advance_meeting(rules, meeting, OFFICE, as_of=at + timedelta(days=3))
        case _:
            return booked(rules, hours, meeting.is_direct, meeting)


def assert_documented(rules: Handoff, old: Meeting, new: Meeting, step: str) -> None:
    """Assert that a step did what a step may do."""
    if new.meeting_id != old.meeting_id:
        assert step == "book"
        assert old.state in (MeetingState.MISSED, MeetingState.CANCELLED)
        assert new.n_rebooked == old.n_rebooked + 1 <= rules.policy.rebook_at_most
        return
    assert new.state is old.state or new.state in REACHED[old.state]
    assert new.acceptance is old.acceptance or new.acceptance in STATED[old.acceptance]
    assert (new.ended_at is None) == (new.state is MeetingState.BOOKED)
    assert (new.accepted_at is None) == (new.acceptance is Acceptance.OPEN)
    assert new.acceptance is Acceptance.OPEN or new.state is MeetingState.HELD
    assert not (new.is_direct and new.acceptance is not Acceptance.OPEN)
    assert new.opportunity_id == old.opportunity_id or old.opportunity_id is None
    assert not new.debriefs or new.state is MeetingState.HELD
    if old.state is not MeetingState.BOOKED:
        assert (new.ended_at, new.confirmed_at) == (old.ended_at, old.confirmed_at)
    if old.acceptance is Acceptance.DEEMED and new.acceptance is not Acceptance.DEEMED:
        assert new.accepted_at <= old.accepted_at


def assert_consistent(rules: Handoff, meeting: Meeting) -> None:
    """Assert what holds of a meeting in any state."""
    is_over = meeting.state is not MeetingState.BOOKED
    assert (messages_due(rules, meeting, calendar=OFFICE) == ()) is is_over
    assert not debriefs_owed(rules, meeting) or meeting.state is MeetingState.HELD
    assert not owes_opportunity(rules, meeting) or meeting.opportunity_id is None
    lost = meeting.state in (MeetingState.MISSED, MeetingState.CANCELLED)
    assert may_rebook(rules, meeting) is (lost and meeting.n_rebooked < rules.policy.rebook_at_most)


@settings(max_examples=600, deadline=None)
@given(RULES, st.booleans(), CALLS)
def test_a_meeting_goes_only_as_documented(rules: Handoff, is_direct: bool, calls) -> None:
    meeting = booked(rules, 0, is_direct, None)
    assert isinstance(meeting, Meeting)
    for call in calls:
        result = called(rules, meeting, call)
        if isinstance(result, Refusal):
            assert result.code in RefusalCode
            continue
        assert_documented(rules, meeting, result, call[0])
        if call[0] != "book":
            assert called(rules, result, call) == result  # told twice
        meeting = result
        assert_consistent(rules, meeting)


def test_the_random_lives_reach_every_state_and_take_every_way() -> None:
    """The model would prove nothing of a state that it never comes to."""
    seen: set[object] = set()

    @settings(max_examples=600, deadline=None, database=None)
    @given(RULES, st.booleans(), CALLS)
    def live(rules: Handoff, is_direct: bool, calls) -> None:
        nonlocal seen
        meeting = booked(rules, 0, is_direct, None)
        for call in calls:
            result, before = called(rules, meeting, call), meeting
            meeting = result if isinstance(result, Meeting) else meeting
            seen.add((before.acceptance, meeting.acceptance))
            seen |= {meeting.state, meeting.opportunity_id, (meeting.n_rebooked,)}

    live()
    ways = {(old, new) for old, reached in STATED.items() for new in reached}
    assert seen >= {*MeetingState, *ways, "o-1", "o-2", (2,)}
