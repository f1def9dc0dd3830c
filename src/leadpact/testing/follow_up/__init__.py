"""Follow-up cases: what happens to leads one after another, and who has them in the end.

`read` reads them, `people` their reps, `entries` has what can happen, `names` refuses what nothing
has. `desk` runs them through `decide`, `compare` says in sentences what differs from what is
expected.
"""

from leadpact.testing.follow_up.compare import follow_up_differences
from leadpact.testing.follow_up.desk import Desk
from leadpact.testing.follow_up.entries import VERBS
from leadpact.testing.follow_up.expected import (
    CADENCE_KEYS,
    CLOCK_KEYS,
    FOLLOW_UP_EXPECT_KEYS,
    KEYS_OF_ALL_LEADS,
    STEP_KEYS,
    read_expected,
)
from leadpact.testing.follow_up.names import KnownNames
from leadpact.testing.follow_up.people import ABSENCE_KEYS, REP_KEYS, CaseTeam, read_people
from leadpact.testing.follow_up.read import ENTRY_KEYS, FOLLOW_UP_KEYS, FollowUpReader
from leadpact.testing.follow_up.story import Story
from leadpact.testing.follow_up.values import Entry, FollowUpCase

__all__ = [
    "ABSENCE_KEYS",
    "CADENCE_KEYS",
    "CLOCK_KEYS",
    "ENTRY_KEYS",
    "FOLLOW_UP_EXPECT_KEYS",
    "FOLLOW_UP_KEYS",
    "KEYS_OF_ALL_LEADS",
    "REP_KEYS",
    "STEP_KEYS",
    "VERBS",
    "CaseTeam",
    "Desk",
    "Entry",
    "FollowUpCase",
    "FollowUpReader",
    "KnownNames",
    "Story",
    "follow_up_differences",
    "read_expected",
    "read_people",
]
