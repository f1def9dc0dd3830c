"""Why a lead is where it is, with whom, and what is due when: its follow-up in plain words.

The twin for scores and gates is `explain`. All that is said is in the state.
"""

from datetime import datetime

from leadpact.engine.explaining.doing import doing
from leadpact.engine.explaining.following import following
from leadpact.engine.explaining.handing import handing
from leadpact.engine.explaining.owning import owning
from leadpact.engine.explaining.promising import promising
from leadpact.engine.explaining.standing import standing
from leadpact.engine.explaining.telling import Telling
from leadpact.engine.follow_up.rules import FollowUp
from leadpact.engine.follow_up.state import LeadState

__all__ = ["explain_follow_up"]

_PARTS = (standing, owning, following, promising, handing, doing)


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
    told = Telling(state, rules, max(as_of, state.as_of or as_of))
    parts = ("\n".join(part(told)) for part in _PARTS)
    return "\n\n".join(part for part in parts if part)
