"""Replay a whole history of commands through the state machine of each lead."""

from leadpact.engine.replay.history import PastLead, ReplayedHistory, replay_history
from leadpact.engine.replay.refused import DISPOSITION

__all__ = [
    "DISPOSITION",
    "PastLead",
    "ReplayedHistory",
    "replay_history",
]
