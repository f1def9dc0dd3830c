"""Whatever happened to a lead, it is explained: its owner, every running clock, never a note."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from explain_world import PACT, Life, company, nov
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.engine.clocks import ClockState, advance_clock
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    AdvanceTime,
    AnswerHandoff,
    AssignLead,
    BookMeeting,
    ClaimLead,
    ClockStep,
    Command,
    ControlClock,
    DebriefMeeting,
    DisposeLead,
    EndLead,
    HandOffLead,
    MeetingStep,
    MoveOpportunity,
    OpenOpportunity,
    ReassignLead,
    RecordActivity,
    RecordLead,
    RecordOptOut,
    RecordOutOfOffice,
    RecordOwnerAbsence,
    RecordReply,
    RecordTouch,
    ReviewStep,
    UpdateAttributes,
    UpdateMeeting,
    UpdateReview,
    decide,
)
from leadpact.explain import explain_follow_up
from leadpact.terms.stages import RepRole, Stage, TouchKind

NOTE = "whispered pineapple"
RULES = company()
OTHER_RULES = company(PACT[: PACT.index("routing:")])
Make = Callable[[Life, str, datetime, int], Command]


def last(items: tuple[Any, ...], name: str) -> str:
    return str(getattr(items[-1], name)) if items else "none"


def dispose(life: Life, name: str, at: datetime, choose: int) -> Command:
    choices: list[dict[str, Any]] = [
        {"side": RepRole.SDR, "code": "other"},
        {"side": RepRole.SDR, "code": "no_need", "reason": "timing"},
        {"side": RepRole.SDR, "code": "not_compliant", "fault": "missing:email"},
        {"side": RepRole.SDR, "code": "not_compliant", "fault": "wrong_person"},
        {"side": RepRole.SDR, "code": "unreachable", "referred_lead_id": "l-9"},
        {
            "side": RepRole.AE,
            "code": "unqualified",
            "reason": "no_budget",
            "meeting_id": last(life.state.meetings, "meeting_id"),
        },
    ]
    return DisposeLead(name, at, note=NOTE, **choices[choose % len(choices)], actor="person:ann")


def arrive(life: Life, name: str, at: datetime, choose: int) -> Command:
    known: dict[str, Any] = {
        "email": "a@b.example",
        "source": ("web", "owned", "fair", "list", "draw")[choose % 5],
        "n_employees": (10, 1000, 5000)[choose % 3],
        "time_zone": ("America/Chicago", "Asia/Tokyo", "nowhere")[choose % 3],
    }
    return RecordLead(
        name,
        at,
        Lead(life.lead_id, known, at),
        ("fay", "eve", None)[choose % 3],
        actor="person:ann",
    )


def update_meeting(life: Life, name: str, at: datetime, choose: int) -> Command:
    steps = tuple(MeetingStep)
    return UpdateMeeting(
        name,
        at,
        last(life.state.meetings, "meeting_id"),
        steps[choose % len(steps)],
        actor="person:ann",
    )


def update_review(life: Life, name: str, at: datetime, choose: int) -> Command:
    steps, about = tuple(ReviewStep), last(life.state.reviews, "review_id")
    return UpdateReview(
        name, at, about, steps[choose % len(steps)], "max", RepRole.MARKETER, actor="person:ann"
    )


def control_clock(life: Life, name: str, at: datetime, choose: int) -> Command:
    ids = [item.clock_id for item in life.state.clocks] or ["none"]
    return ControlClock(
        name,
        at,
        ids[choose % len(ids)],
        tuple(ClockStep)[choose % len(ClockStep)],
        actor="person:ann",
    )


def touch(life: Life, name: str, at: datetime, choose: int) -> Command:
    channel = tuple(TouchKind)[choose % len(TouchKind)]
    return RecordTouch(name, at, life.state.owner_rep_id, channel, actor="person:ann")


MAKERS: tuple[Make, ...] = (
    arrive,
    lambda _, name, at, __: RecordActivity(
        name, at, Activity(name, "demo_requested", at), actor="person:ann"
    ),
    lambda _, name, at, choose: UpdateAttributes(
        name, at, {"n_employees": 10**choose}, actor="person:ann"
    ),
    touch,
    touch,
    lambda _, name, at, __: RecordReply(name, at, actor="person:ann"),
    lambda _, name, at, choose: RecordOutOfOffice(
        name, at, (at + timedelta(days=choose)).date(), actor="person:ann"
    ),
    lambda _, name, at, __: RecordOptOut(name, at, actor="person:ann"),
    lambda _, name, at, __: AssignLead(name, at, actor="person:ann"),
    lambda _, name, at, choose: ClaimLead(
        name, at, "desk", ("ann", "bob", "eve")[choose % 3], actor="person:ann"
    ),
    lambda _, name, at, __: ReassignLead(name, at, actor="person:ann"),
    lambda _, name, at, __: RecordOwnerAbsence(
        name, at, "ann", at + timedelta(days=3), actor="person:ann"
    ),
    lambda _, name, at, __: HandOffLead(name, at, "fay", actor="person:ann"),
    lambda life, name, at, choose: AnswerHandoff(
        name, at, last(life.state.handoffs, "handoff_id"), choose % 2 == 0, actor="person:ann"
    ),
    lambda life, name, at, choose: BookMeeting(
        name,
        at,
        at + timedelta(hours=12 * choose),
        rebooks=last(life.state.meetings, "meeting_id") if choose > 3 else None,
        actor="person:ann",
    ),
    update_meeting,
    update_meeting,
    lambda life, name, at, choose: DebriefMeeting(
        name,
        at,
        last(life.state.meetings, "meeting_id"),
        (RepRole.SDR, RepRole.AE)[choose % 2],
        choose > 2,
        actor="person:ann",
    ),
    lambda life, name, at, choose: OpenOpportunity(
        name,
        at,
        "o-1",
        last(life.state.meetings, "meeting_id") if choose > 2 else None,
        actor="person:ann",
    ),
    lambda _, name, at, choose: MoveOpportunity(
        name,
        at,
        "o-1",
        (Stage.PIPELINE, Stage.CLOSED_WON, Stage.RECYCLED)[choose % 3],
        actor="person:ann",
    ),
    dispose,
    dispose,
    update_review,
    update_review,
    control_clock,
    lambda _, name, at, __: EndLead(name, at, Stage.RECYCLED, actor="person:ann"),
    lambda _, name, at, __: AdvanceTime(name, at, actor="person:ann"),
)
STEPS = st.tuples(st.sampled_from(MAKERS), st.integers(0, 40), st.integers(0, 6))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 14), st.lists(STEPS, max_size=14), st.integers(0, 300))
def test_every_history_is_explained(
    choose: int, steps: list[tuple[Make, int, int]], later: int
) -> None:
    life, at = Life(RULES), nov(2, 9)
    submit(life, arrive(life, "came", at, choose), at)
    submit(life, MAKERS[1](life, "asked", at, 0), at)
    for number, (make, hours, choice) in enumerate(steps):
        at += timedelta(hours=hours)
        submit(life, make(life, f"h{number}", at, choice), at)
        check(life, at)
    check(life, at + timedelta(hours=later))
    under_another = explain_follow_up(life.state, OTHER_RULES, as_of=at)
    assert under_another.count("under an older pact") >= len(life.state.clocks)


def submit(life: Life, command: Command, at: datetime) -> None:
    decision = decide(life.state, command, life.rules, as_of=at, routing=life.routing)
    life.state, life.routing = decision.new_state, decision.routing


def check(life: Life, as_of: datetime) -> None:
    text = explain_follow_up(life.state, life.rules, as_of=as_of)
    lines = text.splitlines()
    owner = life.state.owner_rep_id
    if owner is None:
        assert any(line.startswith("Nobody has the lead") for line in lines)
    else:
        assert any(line.startswith(f"{owner} has the lead since ") for line in lines)
    route = life.state.route
    for candidate in route.considered if route else ():
        assert any(candidate.rep_id in line for line in lines)
    for clock in life.state.running_clocks:
        assert any(line.startswith(f"The clock {clock.policy.name}") for line in lines)
    running = [advance_clock(item, as_of=as_of) for item in life.state.clocks]
    n_running = sum(item.state is ClockState.RUNNING for item in running)
    assert sum(line.startswith("It runs: ") for line in lines) == n_running
    assert NOTE not in text
    assert "None" not in text
