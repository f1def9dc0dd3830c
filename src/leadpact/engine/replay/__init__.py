"""Replay a history of commands through the state machine of each lead."""

from leadpact.engine.replay.commands import DISPOSITION
from leadpact.engine.replay.history import (
    PAST_END_ID,
    PastLead,
    ReplayedHistory,
    replay_history,
)
from leadpact.engine.replay.logged import HISTORY_KINDS, LoggedHistory, logged_history
from leadpact.engine.replay.replayed import DatasetHistory, Replayed

__all__ = [
    "DISPOSITION",
    "HISTORY_KINDS",
    "PAST_END_ID",
    "DatasetHistory",
    "LoggedHistory",
    "PastLead",
    "Replayed",
    "ReplayedHistory",
    "logged_history",
    "replay_history",
]
