"""Why a lead is where it is, with whom, and what is due when: its follow-up in plain words.

The twin for scores and gates is `explain`. All that is said is in the state.
"""

from datetime import datetime

from leadpact.engine.lifecycle import FollowUp, LeadState
from leadpact.explain.cadences import describe_cadences
from leadpact.explain.clocks import describe_clocks
from leadpact.explain.handoffs import describe_handoffs
from leadpact.explain.owner import describe_owner
from leadpact.explain.stage import describe_stage
from leadpact.explain.tasks import describe_tasks
from leadpact.explain.view import FollowUpView

__all__ = ["explain_follow_up"]

_PARTS = (
    describe_stage,
    describe_owner,
    describe_cadences,
    describe_clocks,
    describe_handoffs,
    describe_tasks,
)


def explain_follow_up(state: LeadState, rules: FollowUp, *, as_of: datetime) -> str:
    """Return the chain of what was decided on a lead and why, in sentences to read aloud.

    Parameters
    ----------
    state
        What is remembered of the lead. Only what is in it is told; nothing is decided anew, but
        clocks are told as they stand at `as_of`.
    rules
        The pact that it is told under. What was decided under another one is told with that one's
        fingerprint.
    as_of
        The moment it is told at, aware; an earlier one than the state's is taken for that.

    Returns
    -------
    str
        A line a statement, and an empty one between parts: stage and pact, owner, cadences,
        clocks, meetings and dispositions, tasks. Times are in the zone of the pact. The notes of
        dispositions are not told.
    """
    view = FollowUpView(state, rules, max(as_of, state.as_of or as_of))
    parts = ("\n".join(part(view)) for part in _PARTS)
    return "\n\n".join(part for part in parts if part)
