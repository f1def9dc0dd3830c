"""List the tasks of a lead, and find when time next changes it. Read from its state alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leadpact.engine.cadences import CadenceState
from leadpact.engine.clocks import clock_wakes_at
from leadpact.engine.feedback import ReviewState
from leadpact.engine.handoff import (
    Meeting,
    MeetingState,
    debriefs_owed,
    deemed_accepted_at,
    may_rebook,
    owes_opportunity,
)
from leadpact.engine.lifecycle.meetings import unsent_messages
from leadpact.engine.lifecycle.qualification import judged_again_at
from leadpact.engine.lifecycle.rules import FollowUp
from leadpact.engine.lifecycle.state import Hold, LeadState
from leadpact.terms.stages import RepRole


class TaskKind(StrEnum):
    """What is to be done."""

    CLAIM = "CLAIM"
    ANSWER_REPLY = "ANSWER_REPLY"
    """The prospect replied, and nobody has contacted them or booked a meeting since."""
    ASSIGN = "ASSIGN"
    """The lead was taken from its rep, or a route leads to a person who decides who gets it."""
    TAKE_STEP = "TAKE_STEP"
    CALL_BACK = "CALL_BACK"
    """The prospect and the rep agreed on a call."""
    TAKE_UP = "TAKE_UP"
    """The date came until which the lead was on hold, and nothing was done since."""
    ANSWER_HANDOFF = "ANSWER_HANDOFF"
    CONFIRM_MEETING = "CONFIRM_MEETING"
    REPORT_MEETING = "REPORT_MEETING"
    """It started, and no report gives whether it was held."""
    DEBRIEF = "DEBRIEF"
    OPEN_OPPORTUNITY = "OPEN_OPPORTUNITY"
    REBOOK = "REBOOK"
    REVIEW = "REVIEW"
    ARBITRATE = "ARBITRATE"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, and about what; `of` is a rep, a role or the pool whose queue it is in."""

    kind: TaskKind
    of: str
    about: str
    due_at: datetime | None = None


def tasks_of(state: LeadState, rules: FollowUp) -> tuple[Task, ...]:
    """Return what has to be done for a lead, by whom and by when; nothing for an erased person."""
    if state.erased_at is not None:
        return ()
    return tuple(dict.fromkeys(_tasks(state, rules)))


def _tasks(state: LeadState, rules: FollowUp) -> Iterator[Task]:
    if state.is_waiting and state.route is not None and state.route.is_queued:
        yield Task(TaskKind.CLAIM, state.route.pool or "", state.lead_id)
    if state.is_waiting and state.route is not None and state.route.decided_by is not None:
        yield Task(TaskKind.ASSIGN, RepRole.MANAGER, state.lead_id)
    elif state.is_waiting and state.route is not None and state.route.decides is not None:
        yield Task(TaskKind.ASSIGN, state.route.decides, state.lead_id)
    owner = state.owner_rep_id
    if owner is not None and owes_answer(state):
        yield Task(TaskKind.ANSWER_REPLY, owner, state.lead_id)
    for run in state.runs:
        if owner is not None and run.state is CadenceState.RUNNING and run.next_step_id:
            yield Task(TaskKind.TAKE_STEP, owner, f"{run.run_id}/{run.next_step_id}", run.due_at)
    callback = state.callback
    if callback is not None and callback.made_at is None:
        of = owner or RepRole.MANAGER
        yield Task(TaskKind.CALL_BACK, of, callback.callback_id, callback.due_at)
    yield from _hold_tasks(state)
    for handoff in state.handoffs:
        is_open = handoff.is_accepted is None and handoff.taken_back_at is None
        if (
            is_open
            and state.merged_into is None
            and not state.is_ended
            and not state.is_before_round(handoff.at)
        ):
            yield Task(TaskKind.ANSWER_HANDOFF, handoff.ae_rep_id, handoff.handoff_id)
    yield from _meeting_tasks(state, rules)
    for review in state.reviews:
        if review.state is ReviewState.DUE:
            yield Task(TaskKind.REVIEW, RepRole.MANAGER, review.review_id)
        elif review.state in (ReviewState.DISPUTED, ReviewState.IN_ARBITRATION):
            yield Task(TaskKind.ARBITRATE, RepRole.MANAGER, review.review_id)


def _hold_tasks(state: LeadState) -> Iterator[Task]:
    hold = state.hold
    if hold is not None and is_to_be_taken_up(state, hold):
        of = state.owner_rep_id or RepRole.MANAGER
        yield Task(TaskKind.TAKE_UP, of, state.lead_id, hold.until)


def is_to_be_taken_up(state: LeadState, hold: Hold) -> bool:
    """Tell whether a hold ended by its date, and nobody has worked the lead since.

    A meeting or an opportunity that came during the hold is work too.
    """
    at = hold.ended_at
    if at is None or at < hold.until or state.is_left_alone or state.is_with_ae:
        return False
    is_worked = any(touch.made_at >= at for touch in reversed(state.touches))
    return not (
        is_worked
        or any(item.given_at >= at for item in state.valid_dispositions)
        or any(item.booked_at >= hold.since for item in state.meetings)
        or any(item.opened_at >= hold.since for item in state.opportunities)
    )


def owes_answer(state: LeadState) -> bool:
    """Tell whether the last reply of the prospect waits for an answer."""
    at = state.replied_at
    if at is None or state.is_ended or state.is_left_alone or state.is_won:
        return False
    is_touched = any(touch.made_at >= at for touch in reversed(state.touches))
    return not (
        is_touched
        or any(item.booked_at >= at for item in state.meetings)
        or any(item.opened_at >= at for item in state.opportunities)
    )


def _meeting_tasks(state: LeadState, rules: FollowUp) -> Iterator[Task]:
    for meeting in state.meetings:
        about, ae = meeting.meeting_id, meeting.ae_rep_id or RepRole.MANAGER
        sdr = meeting.sdr_rep_id or state.owner_rep_id or ae
        owner = state.owner_rep_id or sdr
        if meeting.state is MeetingState.BOOKED:
            if state.as_of is not None and meeting.starts_at <= state.as_of:
                yield Task(TaskKind.REPORT_MEETING, ae, about, meeting.ends_at)
            elif meeting.confirmed_at is None and not state.is_left_alone:
                yield Task(TaskKind.CONFIRM_MEETING, owner, about, meeting.starts_at)
        for side in debriefs_owed(rules.handoff, meeting):
            yield Task(TaskKind.DEBRIEF, ae if side is RepRole.AE else sdr, about)
        if owes_opportunity(rules.handoff, meeting):
            yield Task(TaskKind.OPEN_OPPORTUNITY, ae, about)
        is_last = all(item.rebooks_meeting_id != about for item in state.meetings)
        is_lost = is_last and may_rebook(rules.handoff, meeting)
        if (
            is_lost
            and state.merged_into is None
            and not state.is_ended
            and not state.is_before_round(meeting.booked_at)
        ):
            yield Task(TaskKind.REBOOK, owner, about)


def wake_at(state: LeadState, rules: FollowUp) -> datetime | None:
    """Return when the lead is to be looked at next: time changes something, or routing is retried.

    A retry that is overdue is in the past: the lead is to be routed at once. Which command to send
    is for `engine.scheduling.wake_command`; a release or a change of the roster may place a waiting
    lead sooner.
    """
    changes_at, again_at = time_changes_at(state, rules), retry_at(state, rules)
    if changes_at is None or again_at is None:
        return again_at if changes_at is None else changes_at
    return min(changes_at, again_at)


def time_changes_at(state: LeadState, rules: FollowUp) -> datetime | None:
    """Return the first moment after the state's at which time changes something by itself."""
    as_of, moments = state.as_of, list[datetime]()
    if rules.ruleset.judge_again and (again_at := judged_again_at(state, rules)) is not None:
        moments.append(again_at)
    for clock in state.clocks:
        if clock.stopped_at is None and (at := clock_wakes_at(clock, after=as_of)) is not None:
            moments.append(at)
    if state.away_until is not None:
        moments.append(state.away_until)
    if state.active_hold is not None:
        moments.append(state.active_hold.until)
    for run in state.runs:
        if run.rests and not run.is_over:
            moments += (rest.until for rest in run.rests)
    for meeting in state.meetings:
        moments += _moments_of(meeting, state, rules)
    return min(moments, default=None)


def retry_at(state: LeadState, rules: FollowUp) -> datetime | None:
    """Return when a waiting lead is routed again; None: it does not wait, or for no such moment.

    Where the pact no longer routes, no attempt would change the lead.
    """
    if rules.router is None or not state.is_waiting or state.route is None:
        return None
    return state.route.retry_at


def _moments_of(meeting: Meeting, state: LeadState, rules: FollowUp) -> Iterator[datetime]:
    """Yield when a meeting is deemed accepted, and when messages on it are due."""
    calendar = rules.calendar(rep_id=meeting.ae_rep_id)
    deemed = deemed_accepted_at(rules.handoff, meeting, calendar)
    if deemed is not None and (state.as_of is None or deemed > state.as_of):
        yield deemed
    if meeting.state is not MeetingState.BOOKED:
        return
    for due in unsent_messages(state, rules.handoff, meeting, calendar):
        if state.as_of is None or due.due_at > state.as_of:
            yield due.due_at
