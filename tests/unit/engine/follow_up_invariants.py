"""What holds after every decision on a lead, whatever happened."""

from datetime import datetime, timedelta
from functools import reduce

from follow_up_merged import hold_merged

from leadpact.engine.cadences import Rest, RestReason
from leadpact.engine.clocks import Clock, ClockState
from leadpact.engine.handoff import MeetingState
from leadpact.engine.lifecycle import (
    AdvanceTime,
    AssignToRep,
    Command,
    Decision,
    DisposeLead,
    EndLead,
    ErasePerson,
    EventKind,
    FollowUp,
    LeadState,
    MeetingStep,
    MoveMeeting,
    MoveOpportunity,
    OpenOpportunity,
    ReasonCode,
    RecordActivity,
    RecordJudgement,
    RecordLead,
    ReviewStep,
    StageChange,
    TaskKind,
    UnassignLead,
    UpdateMeeting,
    UpdateReview,
    apply_event,
    decide,
    fold_events,
)
from leadpact.engine.routing import ReleaseReason, RoutingState, Waiting, apply_change
from leadpact.engine.scheduling import wake_command
from leadpact.pact.sections.clocks.policy import ClockKind
from leadpact.terms.actors import TIME
from leadpact.terms.stages import FUNNEL, FUNNEL_RANK, Stage

SECOND = timedelta(seconds=1)
OUTSIDE = (Stage.RECYCLED, Stage.DISQUALIFIED)
SOLD = (Stage.OPPORTUNITY, Stage.PIPELINE, Stage.CLOSED_WON, Stage.NEXT_SALE)
A_LONG_TIME = timedelta(days=800)


def hold_fold(old: LeadState, routing: RoutingState, decision: Decision) -> None:
    """The events are all that changed, and so are the changes of routing."""
    new = decision.new_state
    assert fold_events(old, decision.events) == new
    state = old
    for event in decision.events:
        if event.kind is EventKind.CLOCK_STARTED:
            running = [(item.policy.kind, item.subject_id) for item in state.running_clocks]
            assert (event.payload.policy.kind, event.payload.subject_id) not in running
        state = apply_event(state, event)
    assert reduce(apply_change, decision.routing_changes, routing) == decision.routing
    assert {event.lead_id for event in decision.events} <= {old.lead_id}
    last = EventKind.COMMAND_TAKEN, EventKind.COMMAND_REFUSED, EventKind.TIME_PASSED
    assert not [event for event in decision.events[:-1] if event.kind in last]
    assert [event.n for event in decision.events] == list(range(old.version + 1, new.version + 1))
    assert {event.origin.recorded_at for event in decision.events} <= {new.as_of}


def hold_stages(decision: Decision, command: Command) -> None:
    """Stages move forward, out, or back by a new round or an overturned review."""
    kinds = {event.kind for event in decision.events}
    overturned = (
        isinstance(command, UpdateReview)
        and command.step is ReviewStep.OVERTURNED
        and decision.refusal is None
    )
    for event in decision.events:
        if event.kind is EventKind.STAGE_CHANGED:
            again = EventKind.ROUND_BEGAN in kinds or _brings(command, event.payload.to)
            assert _is_allowed(event.payload, again=again, overturned=overturned), event.payload


def _brings(command: Command, to: Stage) -> bool:
    """Tell whether something brings a recycled lead back: a meeting held, or an opportunity."""
    if isinstance(command, UpdateMeeting):
        return command.step is MeetingStep.HELD and to is Stage.FIRST_MEETING
    kinds = (OpenOpportunity, MoveOpportunity, DisposeLead)
    return isinstance(command, kinds) and to in SOLD


def _is_allowed(change: StageChange, *, again: bool, overturned: bool) -> bool:
    before, to = change.came_from, change.to
    if before is to:
        return False
    if before in OUTSIDE and to in FUNNEL:
        return overturned or (again and before is Stage.RECYCLED)
    if before is Stage.DISQUALIFIED:
        return overturned
    if before is None or to in OUTSIDE:
        return True
    return FUNNEL_RANK[to] > FUNNEL_RANK[before]


def hold_clocks(old: LeadState, decision: Decision, command: Command) -> None:
    """Clocks keep their pact; those that ended stay so; breaches are dated when they were due."""
    new = decision.new_state
    for event in decision.events:
        if event.kind is EventKind.CLOCK_BREACHED:
            assert event.payload.state is ClockState.BREACHED
            assert event.occurred_at == event.payload.due_at
    for before in old.clocks:
        after = new.clock(before.clock_id)
        assert after is not None
        assert (after.policy, after.fingerprint, after.started_at) == (
            before.policy,
            before.fingerprint,
            before.started_at,
        )
        if decision.refusal is not None or _reported_at(command) > (
            before.ended_at or before.due_at
        ):
            _hold_ended(before, after)


def _reported_at(command: Command) -> datetime:
    """Return the earliest moment that something tells of: what is told late may change an end."""
    match command:
        case RecordActivity():
            return min(command.occurred_at, command.activity.occurred_at)
        case RecordLead() | RecordJudgement() if command.lead.stage_at is not None:
            return min(command.occurred_at, command.lead.stage_at)
    return command.occurred_at


def _hold_ended(before: Clock, after: Clock) -> None:
    if before.ended_at is not None:
        assert _visible(after) == _visible(before)
    elif before.state is ClockState.BREACHED:
        assert (after.state, after.due_at) == (ClockState.BREACHED, before.due_at)


def _visible(clock: Clock) -> tuple[object, ...]:
    return clock.state, clock.due_at, clock.stopped_at, clock.cancelled_at, clock.pauses


def hold_messages(old: LeadState, decision: Decision) -> None:
    """Each message is due once in the life of a lead, and none to a prospect who opted out."""
    names = [message.message_id for message in decision.messages]
    assert len(names) == len(set(names))
    assert old.sent.isdisjoint(names)
    if old.erased_at is None and decision.new_state.erased_at is not None:
        assert names == []  # what came due before the erasure is dropped with it
    else:
        assert decision.new_state.sent == old.sent | set(names)
    if old.opted_out_at is not None:
        assert "PROSPECT" not in {message.to for message in decision.messages}


def hold_tasks(decision: Decision, rules: FollowUp) -> None:
    """Tasks are of somebody, and about something that there is."""
    state = decision.new_state
    pools = set(rules.router.pools) if rules.router else set()
    steps = {f"{run.run_id}/{run.next_step_id}" for run in state.runs if not run.is_over}
    meetings = {item.meeting_id for item in state.meetings}
    reviews = {item.review_id for item in state.reviews}
    about = {
        TaskKind.CLAIM: {state.lead_id},
        TaskKind.ANSWER_REPLY: {state.lead_id},
        TaskKind.ASSIGN: {state.lead_id},
        TaskKind.CALL_BACK: {state.callback.callback_id} if state.callback else set(),
        TaskKind.TAKE_UP: {state.lead_id},
        TaskKind.TAKE_STEP: steps,
        TaskKind.ANSWER_HANDOFF: {item.handoff_id for item in state.handoffs},
        TaskKind.REVIEW: reviews,
        TaskKind.ARBITRATE: reviews,
    }
    for task in decision.tasks:
        assert task.about in about.get(task.kind, meetings)
        assert task.of
        assert task.kind is not TaskKind.CLAIM or task.of in pools
        assert task.kind is not TaskKind.TAKE_STEP or task.of == state.owner_rep_id
    assert len(set(decision.tasks)) == len(decision.tasks)


def hold_owner(old: LeadState, state: LeadState, rules: FollowUp, command: Command) -> None:
    """Who is to be routed has an owner or a reason to wait; who is out of the funnel neither."""
    is_off = state.erased_at is not None or state.merged_into is not None
    if state.is_ended or state.opted_out_at is not None or is_off:
        assert state.owner_rep_id is None
        assert not state.is_waiting
    elif rules.router and _is_adrift(state):  # told that it ended, with no end that is a stage
        assert isinstance(command, EndLead) or _is_adrift(old)
    if state.is_ended:
        assert all(run.is_over for run in state.runs)
        kinds = {clock.policy.kind for clock in state.running_clocks}
        assert kinds.isdisjoint({ClockKind.FIRST_TOUCH, ClockKind.TOUCHES, ClockKind.RESOLVE})


def _is_adrift(state: LeadState) -> bool:
    """Tell whether a lead that SDRs work has neither an owner nor a reason to wait."""
    is_worked = state.stage in (Stage.CONVERSATION_LEAD, Stage.FIRST_MEETING)
    return is_worked and state.owner_rep_id is None and not state.is_waiting


def hold_wake(decision: Decision, rules: FollowUp) -> None:
    """Nothing changes by itself before the lead wakes, and then its command changes something.

    Only an attempt to route a waiting lead can be overdue: then the lead wakes at once.
    """
    state, wake = decision.new_state, decision.wake_at
    if state.as_of is None:  # nothing was recorded of it
        assert wake is None
        return
    retry = retry_of(state)
    before = state.as_of + A_LONG_TIME if wake is None else max(wake - SECOND, state.as_of)
    assert wake is None or wake > state.as_of or wake == retry
    asleep = _pass(state, rules, decision.routing, before)
    assert {event.kind for event in asleep.events} <= {EventKind.TIME_PASSED}, before
    assert asleep.routing == decision.routing
    if wake is not None:
        at = max(wake, state.as_of)
        command = wake_command(at, retry_at=retry, name=f"wake/{at.isoformat()}")
        awake = decide(state, command, rules, as_of=at, routing=decision.routing)
        assert len(awake.events) > 1, wake
        assert awake.wake_at is None or awake.wake_at > at, wake


def retry_of(state: LeadState) -> datetime | None:
    """Return when a waiting lead is routed again."""
    return state.route.retry_at if state.is_waiting and state.route is not None else None


def _pass(state: LeadState, rules: FollowUp, routing: RoutingState, at: datetime) -> Decision:
    return decide(state, AdvanceTime("", at, actor=TIME), rules, as_of=at, routing=routing)


def hold_refusal(
    old: LeadState, routing: RoutingState, decision: Decision, rules: FollowUp, command: Command
) -> None:
    """After a refusal only time has passed, and what was refused is not remembered."""
    new = decision.new_state
    if decision.refusal is None:
        assert not command.id or command.id in new.seen
        return
    assert new.seen == old.seen
    if old.lead is None:
        assert {event.kind for event in decision.events} <= {EventKind.TIME_PASSED}
        return
    assert new.as_of is not None
    waited = _pass(old, rules, routing, new.as_of).new_state
    assert _gist(new) == _gist(waited)


def _gist(state: LeadState) -> tuple[object, ...]:
    clocks = [(item.policy.name, item.state, item.due_at) for item in state.clocks]
    meetings = [(item.state, item.acceptance) for item in state.meetings]
    return state.stage, state.owner_rep_id, clocks, meetings, len(state.dispositions), state.touches


def hold_by_hand(old: LeadState, decision: Decision, command: Command) -> None:
    """What somebody decided about the owner is done, and a cap that was exceeded is a reason."""
    if decision.refusal is not None or command.id in old.seen:
        return
    payloads = {
        kind: [event.payload for event in decision.events if event.kind is kind]
        for kind in (EventKind.ASSIGNED, EventKind.WAITING, EventKind.RELEASED)
    }
    if isinstance(command, AssignToRep) and command.rep_id != old.owner_rep_id:
        given = payloads[EventKind.ASSIGNED][0]
        assert (given.rep_id, given.decided_by) == (command.rep_id, command.actor)
        [considered] = given.considered
        has_reason = ReasonCode.CAP_EXCEEDED in {reason.code for reason in decision.reasons}
        assert has_reason == (considered.obstacle is not None)
    if isinstance(command, UnassignLead):
        assert payloads[EventKind.RELEASED][0].reason is ReleaseReason.UNASSIGNED
        assert decision.new_state.owner_rep_id is None
        waiting = [item.waiting for item in payloads[EventKind.WAITING]]
        assert waiting in ([], [Waiting.UNASSIGNED])


def hold_callback(state: LeadState) -> None:
    """A callback that is ahead is a rest of the cadence; one of a lead that ended is none."""
    if state.is_ended or state.is_won or state.opted_out_at is not None or state.erased_at:
        assert state.callback is None
    callback = state.callback
    if callback is None or callback.made_at is not None:
        return
    assert callback.agreed_at <= callback.due_at
    if state.as_of is not None and callback.due_at > state.as_of:
        for run in state.runs:
            if not run.is_over and not run.is_influencer:
                rest = Rest(RestReason.CALLBACK_AGREED, callback.due_at)
                assert rest in run.rests


def hold_moved(old: LeadState, decision: Decision, command: Command) -> None:
    """A meeting that was moved is the same one, later confirmed anew, and no rebooking."""
    if not isinstance(command, MoveMeeting) or command.id in old.seen:
        return
    before, after = (item.meeting(command.meeting_id) for item in (old, decision.new_state))
    if decision.refusal is not None:
        assert (before and before.starts_at) == (after and after.starts_at)
        return
    assert before is not None
    assert after is not None
    assert len(old.meetings) == len(decision.new_state.meetings)
    assert (after.state, after.starts_at) == (MeetingState.BOOKED, command.starts_at)
    assert (after.n_rebooked, after.booked_at) == (before.n_rebooked, before.booked_at)
    if after.n_moved > before.n_moved:
        assert after.confirmed_at == (command.occurred_at if command.is_confirmed else None)
    for clock in decision.new_state.running_clocks:
        if clock.subject_id == after.meeting_id and clock.policy.before_meeting:
            assert clock.meeting_at == after.starts_at


WORK = (
    *(EventKind.LEAD_RECORDED, EventKind.LEAD_JUDGED, EventKind.ACTIVITY_RECORDED),
    *(EventKind.ASSIGNED, EventKind.WAITING, EventKind.KEPT, EventKind.CREDITED),
    *(EventKind.CLOCK_STARTED, EventKind.CADENCE_STARTED, EventKind.CADENCE_MOVED),
    *(EventKind.TOUCHED, EventKind.REPLIED, EventKind.MESSAGE_DUE, EventKind.HANDED_OFF),
    *(EventKind.MEETING_BOOKED, EventKind.MEETING_MOVED, EventKind.CALLBACK_AGREED),
    *(EventKind.OPPORTUNITY_OPENED, EventKind.DISPOSITIONED, EventKind.ROUND_BEGAN),
)
"""What never follows of a lead whose person was erased."""


def hold_erased(old: LeadState, decision: Decision, command: Command) -> None:
    """After an erasure nobody works the lead, and nothing of the person is taken."""
    new = decision.new_state
    if old.erased_at is not None:
        assert new.erased_at == old.erased_at
        assert {event.kind for event in decision.events}.isdisjoint(WORK)
        assert (new.lead, new.facts, new.activities) == (old.lead, old.facts, old.activities)
        assert decision.messages == ()
    if new.erased_at is not None:
        assert decision.tasks == ()
        assert decision.clocks == ()
        assert all(run.is_over for run in new.runs)
        assert new.is_left_alone
    if isinstance(command, ErasePerson) and decision.refusal is None and command.id not in old.seen:
        assert new.erased_at == command.occurred_at
        assert EventKind.STAGE_CHANGED not in _kinds_from(decision, EventKind.PERSON_ERASED)
        assert len(new.meetings) == len(old.meetings)


def _kinds_from(decision: Decision, first: EventKind) -> set[EventKind]:
    kinds = [event.kind for event in decision.events]
    return set(kinds[kinds.index(first) :])


def hold_all(
    old: LeadState,
    routing: RoutingState,
    command: Command,
    decision: Decision,
    rules: FollowUp,
) -> None:
    """Hold a decision to all of these."""
    hold_fold(old, routing, decision)
    hold_stages(decision, command)
    hold_clocks(old, decision, command)
    hold_messages(old, decision)
    hold_tasks(decision, rules)
    hold_owner(old, decision.new_state, rules, command)
    hold_refusal(old, routing, decision, rules, command)
    hold_by_hand(old, decision, command)
    hold_callback(decision.new_state)
    hold_moved(old, decision, command)
    hold_erased(old, decision, command)
    hold_merged(old, decision)
    hold_wake(decision, rules)
