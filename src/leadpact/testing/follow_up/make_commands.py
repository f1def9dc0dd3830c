"""Make the command that an entry stands for; a meeting that it does not name is the last."""

from collections.abc import Callable
from dataclasses import replace

from leadpact.engine.lead import NO_EARLIER_WORK, ChannelTouch, EarlierWork
from leadpact.engine.lifecycle import (
    AnswerHandoff,
    BookMeeting,
    Command,
    ControlClock,
    DebriefMeeting,
    DisposeLead,
    FollowUp,
    HandOffLead,
    LeadState,
    MoveMeeting,
    MoveOpportunity,
    OpenOpportunity,
    RecordActivity,
    RecordLead,
    RecordOwnerAbsence,
    SkipStep,
    UpdateMeeting,
    UpdateReview,
)
from leadpact.terms.stages import RepRole
from leadpact.testing.follow_up.story import own_activity
from leadpact.testing.follow_up.values import Entry

_SDR_OR_AE = (RepRole.SDR, RepRole.AE)


def record_activity(entry: Entry, _state: LeadState, _rules: FollowUp) -> Command:
    """Record what the prospect did."""
    return RecordActivity(*entry.base, own_activity(entry), actor=entry.actor)


def record_lead(entry: Entry, _state: LeadState, _rules: FollowUp) -> Command:
    """Record the lead as it arrives."""
    given, meeting_at = entry.given, entry.value("meeting_at")
    touched_by, touched_at = given.get("touched_by"), entry.value("touched_at")
    channel = given.get("touched_on")
    earlier = EarlierWork(given.get("former_rep"), touched_by, touched_at)
    if touched_by is not None and touched_at is not None and channel is not None:
        on_channel = ChannelTouch(channel, touched_by, touched_at)
        earlier = replace(earlier, by_channel=(on_channel,))
    return RecordLead(
        *(*entry.base, given["record"], given.get("account_owner"), meeting_at),
        None if earlier == NO_EARLIER_WORK else earlier,
        given.get("activities", ()),
        actor=entry.actor,
    )


def skip_step(entry: Entry, state: LeadState, _rules: FollowUp) -> Command:
    """Skip the step that is named, else the next one."""
    runs = [run for run in state.runs if run.next_step_id]
    wanted = entry.given.get("step")
    run = next((run for run in runs if run.next_step_id == wanted), runs[0] if runs else None)
    run_id, next_step = (run.run_id, run.next_step_id) if run else ("", "")
    step = wanted or next_step or ""
    return SkipStep(*entry.base, run_id, step, entry.given["reason"], actor=entry.actor)


def hand_off(entry: Entry, _state: LeadState, _rules: FollowUp) -> Command:
    """Hand the lead off to the AE who is named; without one, to whom the pact finds."""
    return HandOffLead(*entry.base, entry.given.get("ae", ""), actor=entry.actor)


def book_meeting(entry: Entry, _state: LeadState, _rules: FollowUp) -> Command:
    """Book a meeting."""
    given, starts_at = entry.given, entry.value("starts_at")
    return BookMeeting(
        *entry.base,
        starts_at,
        given.get("ae"),
        given.get("minutes"),
        given.get("rebooks"),
        actor=entry.actor,
    )


def move_meeting(entry: Entry, state: LeadState, _rules: FollowUp) -> Command:
    """Move the meeting that is named, else the one booked last."""
    given, starts_at = entry.given, entry.value("starts_at")
    return MoveMeeting(
        *entry.base,
        _meeting(entry, state),
        starts_at,
        given.get("minutes"),
        given.get("ae"),
        is_confirmed=given.get("is_confirmed", False),
        actor=entry.actor,
    )


def _meeting(entry: Entry, state: LeadState) -> str:
    """Return the meeting that is named, else the one booked last."""
    last = state.meetings[-1].meeting_id if state.meetings else ""
    return str(entry.given.get("meeting", last))


def debrief_meeting(entry: Entry, state: LeadState, rules: FollowUp) -> Command:
    """Debrief the meeting that is named, else the one booked last."""
    goes_on = entry.given.get("produced_next_step", False)
    meeting, side = _meeting(entry, state), _side(entry, rules)
    return DebriefMeeting(*entry.base, meeting, side, goes_on, actor=entry.actor)


def _side(entry: Entry, rules: FollowUp) -> RepRole:
    """Return the side that is named, else the role of the rep who acts, else the SDR's."""
    rep = rules.rep(entry.given.get("rep"))
    roles = [role for role in _SDR_OR_AE if rep is not None and rep.role == role]
    return RepRole(entry.given.get("side", roles[0] if roles else RepRole.SDR))


def answer_handoff(entry: Entry, state: LeadState, _rules: FollowUp) -> Command:
    """Answer the handoff that is named, else the last."""
    given, last = entry.given, state.handoffs[-1].handoff_id if state.handoffs else ""
    name, reason = given.get("handoff", last), given.get("reason")
    return AnswerHandoff(*entry.base, name, given["is_accepted"], reason, actor=entry.actor)


def update_meeting(entry: Entry, state: LeadState, _rules: FollowUp) -> Command:
    """Update the meeting that is named, else the one booked last."""
    step, reason = entry.given["step"], entry.given.get("reason")
    return UpdateMeeting(*entry.base, _meeting(entry, state), step, reason, actor=entry.actor)


def open_opportunity(entry: Entry, _state: LeadState, rules: FollowUp) -> Command:
    """Open an opportunity; its id is that of the entry where none is named."""
    given, rep = entry.given, rules.rep(entry.given.get("rep"))
    return OpenOpportunity(
        *entry.base,
        given.get("opportunity", entry.id),
        given.get("meeting"),
        given.get("rep"),
        RepRole(rep.role) if rep is not None and rep.role in tuple(RepRole) else None,
        is_pipeline=given.get("is_pipeline", False),
        actor=entry.actor,
    )


def move_opportunity(entry: Entry, state: LeadState, _rules: FollowUp) -> Command:
    """Move the opportunity that is named, else the last."""
    last = state.opportunities[-1].opportunity_id if state.opportunities else ""
    name = entry.given.get("opportunity", last)
    return MoveOpportunity(*entry.base, name, entry.given["to"], actor=entry.actor)


def dispose_lead(entry: Entry, _state: LeadState, rules: FollowUp) -> Command:
    """Dispose of the lead or of a meeting."""
    given = entry.given
    return DisposeLead(
        *entry.base,
        _side(entry, rules),
        given["code"],
        given.get("rep"),
        given.get("reason"),
        given.get("fault"),
        given.get("note"),
        given.get("meeting"),
        given.get("refers_to"),
        given.get("opportunity"),
        given.get("corrects"),
        entry.value("until"),
        actor=entry.actor,
    )


def update_review(entry: Entry, state: LeadState, _rules: FollowUp) -> Command:
    """Update the review that is named, else the last."""
    given, last = entry.given, state.reviews[-1].review_id if state.reviews else ""
    name, side, rep = given.get("review", last), given.get("side"), given.get("rep")
    return UpdateReview(*entry.base, name, given["step"], rep, side, actor=entry.actor)


def control_clock(entry: Entry, state: LeadState, _rules: FollowUp) -> Command:
    """Control the clock of a name that was started last."""
    wanted = entry.given["clock"]
    found = [item.clock_id for item in state.clocks if item.policy.name == wanted]
    name = found[-1] if found else wanted
    return ControlClock(*entry.base, name, entry.given["step"], actor=entry.actor)


def record_owner_absence(entry: Entry, state: LeadState, _rules: FollowUp) -> Command:
    """Record the absence of the rep who is named, else of the owner."""
    rep = entry.given.get("rep") or state.owner_rep_id or ""
    return RecordOwnerAbsence(*entry.base, rep, entry.value("until"), actor=entry.actor)


def not_one_command(entry: Entry, _state: LeadState, _rules: FollowUp) -> Command:
    """Refuse what `commands_of` handles itself."""
    raise AssertionError(entry.do)


def plain(command: Callable[..., Command], *keys: str) -> Callable[..., Command]:
    """Return what makes a command whose values are those of keys, in order."""

    def make(entry: Entry, _state: LeadState, _rules: FollowUp) -> Command:
        values = (entry.value(key) for key in keys)
        return command(*entry.base, *values, actor=entry.actor)

    return make
