"""When time alone next changes something about a lead."""

from collections.abc import Iterator
from datetime import datetime

from leadpact.engine.clocks.wake import wake_at as clock_wakes_at
from leadpact.engine.handoff import MeetingState, deemed_accepted_at, messages_due
from leadpact.engine.lifecycle.meetings import message_id, recipients_of
from leadpact.engine.lifecycle.rules import FollowUp
from leadpact.engine.lifecycle.state import LeadState


def wake_at(state: LeadState, rules: FollowUp) -> datetime | None:
    """Return the first moment after the state's at which time changes something by itself.

    What a lead waits for in routing is not among them: whoever holds all leads tries those again.
    """
    return min(_moments(state, rules), default=None)


def _moments(state: LeadState, rules: FollowUp) -> Iterator[datetime]:
    for clock in state.clocks:
        at = clock_wakes_at(clock, after=state.as_of)
        if at is not None:
            yield at
    if state.away_until is not None:
        yield state.away_until
    for run in state.runs:
        yield from (rest.until for rest in run.rests if rest.until and not run.is_over)
    for meeting in state.meetings:
        calendar = rules.calendar(rep_id=meeting.ae_rep_id)
        deemed = deemed_accepted_at(rules.handoff, meeting, calendar)
        if deemed is not None and (state.as_of is None or deemed > state.as_of):
            yield deemed
        if meeting.state is MeetingState.BOOKED:
            for due in messages_due(rules.handoff, meeting, calendar=calendar):
                names = {message_id(meeting, due, role) for role in recipients_of(state, due)}
                is_ahead = state.as_of is None or due.due_at > state.as_of
                if is_ahead and not names <= state.sent:
                    yield due.due_at
