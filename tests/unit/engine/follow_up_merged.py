"""What holds after every decision on a lead that was merged into another one."""

from leadpact.engine.lifecycle import Decision, EventKind, LeadState, TaskKind

WORK = frozenset(
    {
        *(EventKind.LEAD_RECORDED, EventKind.LEAD_JUDGED, EventKind.ACTIVITY_RECORDED),
        *(EventKind.ASSIGNED, EventKind.WAITING, EventKind.KEPT, EventKind.CREDITED),
        *(EventKind.CADENCE_STARTED, EventKind.CADENCE_MOVED, EventKind.ROUND_BEGAN),
        *(EventKind.TOUCHED, EventKind.REPLIED, EventKind.AWAY, EventKind.HANDED_OFF),
        *(EventKind.MEETING_BOOKED, EventKind.CALLBACK_AGREED, EventKind.DISPOSITIONED),
        *(EventKind.OPTED_OUT, EventKind.MERGED, EventKind.ABSORBED),
    }
)
"""What never follows of a lead that was merged into another one."""
ABOUT_MEETINGS = frozenset(
    {
        *(TaskKind.CONFIRM_MEETING, TaskKind.REPORT_MEETING, TaskKind.DEBRIEF),
        *(TaskKind.OPEN_OPPORTUNITY, TaskKind.REVIEW, TaskKind.ARBITRATE),
    }
)


def hold_merged(old: LeadState, decision: Decision) -> None:
    """Of a merged lead only meetings, opportunities and reviews go on."""
    new = decision.new_state
    if old.merged_into is not None:
        assert new.merged_into == old.merged_into
        assert {event.kind for event in decision.events}.isdisjoint(WORK)
        assert (new.lead, new.facts, new.activities) == (old.lead, old.facts, old.activities)
    if new.merged_into is None:
        return
    assert {task.kind for task in decision.tasks} <= ABOUT_MEETINGS
    assert all(run.is_over for run in new.runs)
    assert (new.callback, new.away_until) == (None, None)
    subjects = {item.meeting_id for item in new.meetings}
    subjects |= {item.review_id for item in new.reviews}
    assert {clock.subject_id for clock in decision.clocks} <= subjects
